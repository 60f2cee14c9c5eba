/** FILE_CHECK and BFD_CHECK: what others watch decides about a server. keepalived.conf(5). */

import { readOne } from '../conf/bind.ts'
import { reportLacking } from '../conf/fields.ts'
import { type Given, noteExtra, obsolete, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, text } from '../conf/values.ts'
import { type CheckedServer, type CheckHead, checkBlock, type TimingDraft, whole } from './rows-draft.ts'
import { alphaRow } from './rows-timing.ts'

export interface FileCheckDraft extends CheckHead {
  readonly is: 'file'
  /** All that were named; the last one that is there counts. */
  readonly files: Given<string>[]
  weight?: Given<number>
  reverse?: Given<boolean>
}

export interface BfdCheckDraft extends CheckHead, TimingDraft {
  readonly is: 'bfd'
  instance?: Given<string>
}

const weight = integer({ min: -2147483647, max: 2147483647 })

const fileRows: readonly Row<FileCheckDraft>[] = [
  {
    ...setting('track_file', {
      kind: text('NAME'),
      about: 'Name of the track_file block; it stands before the virtual_server',
      put: ({ files }: FileCheckDraft, given) => {
        files.push(given)
      },
    }),
    // The last one that is there counts, which only the whole configuration tells.
    counted: undefined,
  },
  words('weight', {
    parameters: `${weight.shape} [reverse|noreverse]`,
    least: 0,
    about: 'Factor for the number, which then changes the weight; 0: any number but 0 means down',
    default: 'that of track_file',
    read: readWeight,
  }),
  obsolete(
    'dynamic',
    'the manual has it, keepalived never did: weight alone makes the file change the weight',
  ),
]

function readWeight(statement: Statement, draft: FileCheckDraft, scene: Scene): void {
  const [keyword, word, option, ...extra] = statement.words
  if (word === undefined) {
    reportLacking(statement, `${weight.shape} [reverse|noreverse]`, scene)
    return
  }
  const as = { keyword: keyword.text, kind: weight, fallback: 'that of track_file' }
  const value = readOne(word, as, scene)
  if (value !== undefined) draft.weight = { value, at: word.span }
  if (option === undefined) return
  noteExtra(extra, scene)
  if (option.text === 'reverse' || option.text === 'noreverse') {
    draft.reverse = { value: option.text === 'reverse', at: option.span }
    return
  }
  scene.report({
    code: 'not-a-value',
    severity: 'error',
    span: option.span,
    message: `weight: "${option.text}" is neither reverse nor noreverse`,
    instead: 'it is ignored',
  })
}

const bfdRows: readonly Row<BfdCheckDraft>[] = [
  words('name', {
    parameters: 'INSTANCE',
    least: 0,
    repeat: 'first-wins',
    about: 'Name of the bfd_instance block; it stands before the virtual_server',
    read: (statement, draft: BfdCheckDraft, scene) => {
      const [, word, extra] = statement.words
      if (word === undefined) return reportLacking(statement, 'INSTANCE', scene)
      if (extra === undefined) draft.instance = { value: word.text, at: word.span }
      else {
        scene.report({
          code: 'unexpected-word',
          severity: 'error',
          span: extra.span,
          message: `name: "${extra.text}" is one word too many, a BFD_CHECK is for one instance`,
          instead: 'the statement is ignored',
        })
      }
    },
  }),
  alphaRow('check'),
]

export const fileCheckRow: Row<CheckedServer<FileCheckDraft>> = checkBlock('FILE_CHECK', {
  later: true,
  about: 'The number in a track_file takes the server down or changes its weight',
  rows: fileRows,
  open: (head): FileCheckDraft => ({ ...head, is: 'file', files: [] }),
  isWhole: whole(
    ({ files }: FileCheckDraft) => files.length > 0,
    'FILE_CHECK has no file: track_file is missing',
  ),
})

export const bfdCheckRow: Row<CheckedServer<BfdCheckDraft>> = checkBlock('BFD_CHECK', {
  later: true,
  about: 'The server is up while a BFD session with it is',
  rows: bfdRows,
  open: (head): BfdCheckDraft => ({ ...head, is: 'bfd', timing: {} }),
  isWhole: whole(
    ({ instance }: BfdCheckDraft) => instance !== undefined,
    'BFD_CHECK has no instance: name is missing',
  ),
})
