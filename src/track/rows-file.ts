/** track_file: a file whose number changes priorities. keepalived.conf(5), VRRP track files. */
import { fieldsOf, mayLack } from '../conf/fields.ts'
import { type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { text } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import { definition, type FileDraft } from './drafts.ts'
import type { TrackKind } from './kind.ts'
import { readFirstWeight, wideWeightMax } from './weight.ts'

const put = fieldsOf<FileDraft>()
const limit = { max: wideWeightMax, corrected: () => undefined } as const
/** What a file weighs when nothing is said. */
export const fileWeightDefault = 1

const rows: readonly Row<FileDraft>[] = [
  mayLack(
    setting('file', {
      kind: text('PATH'),
      repeat: 'first-wins',
      about: 'The file; it holds a number and is read whenever it is written',
      put: put('path'),
    }),
  ),
  words('weight', {
    parameters: `NUMBER -${wideWeightMax}..${wideWeightMax} [reverse]`,
    least: 0,
    // A 1 that is said is like one that is not said.
    repeat: 'appends',
    judges: 'first-wins',
    about: 'Factor for the number, which then changes the priority; 0: any number but 0 is a fault',
    default: `${fileWeightDefault}`,
    read: (statement, draft: FileDraft, scene) => {
      const own = { ...limit, otherwise: `${fileWeightDefault} is used` }
      const into = { draft, limit: own, misfit: fileWeightDefault, neutral: fileWeightDefault }
      readFirstWeight(statement, into, scene)
    },
  }),
  words('init_file', {
    parameters: '[NUMBER] [overwrite]',
    least: 0,
    about: 'Create the file at start with this number if it does not exist; overwrite: in any case',
    default: 'the file is left alone; without NUMBER: 0',
    read: readInitial,
  }),
]

const int32Max = 2 ** 31 - 1

function readInitial(statement: Statement, draft: FileDraft, scene: Scene): void {
  let value = 0
  let overwrite = false
  for (const word of statement.words.slice(1)) {
    if (word.text === 'overwrite') overwrite = true
    else value = readInitialNumber(word, scene) ?? value
  }
  draft.initial = { value, overwrite }
}

function readInitialNumber(word: Word, scene: Scene): number | undefined {
  const value = /^[+-]?\d+$/.test(word.text) ? Number(word.text) : undefined
  const sensible = value !== undefined && Math.abs(value) <= wideWeightMax
  const possible = value !== undefined && value >= -int32Max - 1 && value <= int32Max
  if (sensible) return value
  scene.report({
    code: value === undefined ? 'not-a-value' : 'out-of-range',
    severity: 'error',
    span: word.span,
    message:
      value === undefined
        ? `init_file: "${word.text}" is neither a number nor overwrite`
        : `init_file: a number beyond -${wideWeightMax}..${wideWeightMax} can only mean a fault`,
    instead: possible ? 'it is used' : 'it is ignored',
  })
  return possible ? value : undefined
}

export const fileKind: TrackKind = {
  entries: 'track_file',
  into: 'trackFiles',
  names: 'track_file',
  about: 'Files whose number changes the priority or is a fault',
  limit: { ...limit, otherwise: 'the weight of the file counts' },
  noreverse: true,
  strayDirection: 'drops-entry',
  definition: definition<FileDraft>('track_file', {
    synonyms: ['vrrp_track_file'],
    about: 'A file with a number, for track_file and FILE_CHECK',
    rows,
    begin: (named) => ({ ...named }),
    into: (drafts) => drafts.files,
    note: ({ keyword }, scene) => {
      if (keyword.text === 'track_file') return
      scene.report({
        code: 'deprecated-keyword',
        severity: 'note',
        span: keyword.span,
        message: `${keyword.text} is the old name of track_file`,
        instead: 'it is read as track_file',
        suggestion: 'track_file',
      })
    },
  }),
  later: false,
}
