/**
 * The keywords of vrrp_script and of track_script entries: keepalived.conf(5), VRRP scripts. They fill
 * drafts.
 */
import { type Micros, micros } from '../base/time.ts'
import type { Command } from '../conf/command.ts'
import { type Given, list, type Row, type Scene, script, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, type Kind, seconds } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'

export interface ScriptDraft {
  readonly name: Given<string>
  command?: Given<Command>
  interval?: Given<Micros>
  timeout?: Given<Micros>
  weight?: Given<number>
  reverse?: boolean
  rise?: Given<number>
  fall?: Given<number>
  user?: Given<{ readonly user: string; readonly group: string | undefined }>
}

/** One entry of track_script; weight and direction undefined: those of the script. */
export interface TrackScriptDraft {
  readonly name: Given<string>
  weight?: number
  reverse?: boolean
}

/** Priorities end at 254, so a greater weight could never tell more. */
export const weightMax = 253

const plainWeight = integer({ min: -weightMax, max: weightMax })

/** keepalived reduces 254, which could never be told from 253, and refuses more. */
const weight: Kind<number> = {
  shape: plainWeight.shape,
  read: (word) => {
    const read = plainWeight.read(word)
    const value = Number(word)
    if (read.ok || Math.abs(value) !== weightMax + 1) return read
    return { ok: false, error: { ...read.error, corrected: Math.sign(value) * weightMax } }
  },
}
const count = (what: string) => ({ kind: integer({ min: 1, max: 2147483647 }), about: what, default: '1' })

/** 0 becomes the shortest time there is sense in, as keepalived does. */
const period: Kind<Micros> = {
  shape: 'SECONDS 0..4294, fractions allowed',
  read: (word) => {
    const read = seconds({ min: 0, max: 4294, digits: 3 }).read(word)
    if (!read.ok || read.value > 0) return read
    const problem = 'would be without pause'
    return { ok: false, error: { code: 'out-of-range', problem, corrected: micros(1_000_000) } }
  },
}

export const scriptRows: readonly Row<ScriptDraft>[] = [
  script('script', {
    users: false,
    repeat: 'last-wins',
    about: 'Command whose exit status 0 is good; no shell runs it',
    put: (draft: ScriptDraft, given) => {
      draft.command = given
    },
  }),
  setting('interval', {
    kind: period,
    about: 'From start to start',
    default: '1',
    put: (draft: ScriptDraft, given) => {
      draft.interval = given
    },
  }),
  setting('timeout', {
    kind: period,
    about: 'Time that one run may take',
    default: 'interval',
    put: (draft: ScriptDraft, given) => {
      draft.timeout = given
    },
  }),
  words('weight', {
    parameters: `NUMBER -${weightMax}..${weightMax} [reverse]`,
    least: 1,
    about: 'Positive: added while good; negative: taken off while bad; 0: bad is a fault',
    default: '0',
    read: readWeight,
  }),
  setting('rise', {
    ...count('Successes in a row to be good'),
    put: (draft: ScriptDraft, given) => {
      draft.rise = given
    },
  }),
  setting('fall', {
    ...count('Failures in a row to be bad'),
    put: (draft: ScriptDraft, given) => {
      draft.fall = given
    },
  }),
  words('user', {
    parameters: 'USER [GROUP]',
    least: 1,
    about: 'As whom the script runs',
    default: 'script_user',
    read: (statement, draft: ScriptDraft) => {
      const [, user, group] = statement.words
      if (user !== undefined) draft.user = { value: { user: user.text, group: group?.text }, at: user.span }
    },
  }),
]

function readWeight(statement: Statement, draft: ScriptDraft, scene: Scene): void {
  const [, number, direction] = statement.words
  const read = readWeightWords([number, direction], { mayRestore: false }, scene)
  if (number === undefined || read === undefined) return
  draft.weight = { value: read.weight, at: number.span }
  draft.reverse = read.reverse ?? false
}

/** `track_script { NAME [weight N [reverse|noreverse]] }`. */
export const trackScriptRow: Row<{ readonly trackScripts: TrackScriptDraft[] }> = list('track_script', {
  parameters: 'NAME [weight NUMBER [reverse|noreverse]]',
  about: 'Scripts that change the priority or are a fault',
  entry: ([name, option, number, direction], draft, scene) => {
    const entry: TrackScriptDraft = { name: { value: name.text, at: name.span } }
    if (option !== undefined && option.text !== 'weight') {
      refuse(option, { message: 'track_script knows only "weight" after the name' }, scene)
    } else if (option !== undefined && number === undefined) {
      refuse(option, { message: 'weight lacks its number' }, scene)
    } else if (option !== undefined) {
      const read = readWeightWords([number, direction], { mayRestore: true }, scene)
      if (read !== undefined) entry.weight = read.weight
      if (read?.reverse !== undefined) entry.reverse = read.reverse
    }
    draft.trackScripts.push(entry)
  },
})

function readWeightWords(
  [number, direction]: readonly (Word | undefined)[],
  options: { readonly mayRestore: boolean },
  scene: Scene,
): { readonly weight: number; readonly reverse: boolean | undefined } | undefined {
  if (number === undefined) return undefined
  const read = weight.read(number.text)
  const value = read.ok ? read.value : read.error.corrected
  if (!read.ok) {
    const instead = value === undefined ? 'the weight stays as it was' : `${value} is used`
    refuse(number, { message: `weight "${number.text}" ${read.error.problem}`, instead }, scene)
  }
  const known = direction === undefined || direction.text === 'reverse'
  const restores = options.mayRestore && direction?.text === 'noreverse'
  if (direction !== undefined && !known && !restores) {
    const message = `"${direction.text}" is no direction of a weight`
    refuse(direction, { message, instead: 'it is ignored' }, scene)
  }
  const reverse = direction?.text === 'reverse' ? true : restores ? false : undefined
  return value === undefined ? undefined : { weight: value, reverse }
}

function refuse(
  word: Word,
  said: { readonly message: string; readonly instead?: string },
  scene: Scene,
): void {
  const { message, instead = 'the weight of the script counts' } = said
  scene.report({ code: 'bad-weight', severity: 'error', span: word.span, message, instead })
}
