/**
 * What the drafts of all checks share, and the forms of rows that several kinds use. Refuses to know any one
 * kind.
 */
import type { Address } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Micros } from '../base/time.ts'
import { mayLack } from '../conf/fields.ts'
import { block, type Given, noteExtra, type Row, type Said, type Scene, words } from '../conf/rows.ts'
import type { Word } from '../conf/words.ts'

export interface TimingDraft {
  readonly timing: {
    delayLoop?: Given<Micros>
    retry?: Given<number>
    delayBeforeRetry?: Given<Micros>
    warmup?: Given<Micros>
    connectTimeout?: Given<Micros>
    alpha?: Given<boolean>
  }
}

/** Where a check stands. */
export interface CheckHead {
  /** Its keyword. */
  readonly at: Span
  readonly serverAddress: Address
}

export interface CheckedServer<Draft> {
  readonly head: { readonly address: Address }
  // A method, so that a list of all kinds takes each of them.
  readonly checks: { push(draft: Draft): number }
}

interface BlockFacts<Draft> extends Pick<Said, 'about' | 'later'> {
  readonly rows: readonly Row<Draft>[]
  readonly open: (head: CheckHead) => Draft
  /** Called at its end: false leaves the check out; it has reported why. */
  readonly isWhole?: (draft: Draft, scene: Scene) => boolean
}

export function checkBlock<Draft>(keyword: string, facts: BlockFacts<Draft>): Row<CheckedServer<Draft>> {
  const { about, rows, open, isWhole } = facts
  return block(keyword, {
    parameters: '',
    about,
    rows,
    ...(facts.later ? { later: true } : {}),
    open: (statement, server: CheckedServer<Draft>, scene): Draft => {
      noteExtra(statement.words.slice(1), scene)
      return open({ at: statement.keyword.span, serverAddress: server.head.address })
    },
    close: (draft, server, scene) => {
      if (isWhole === undefined || isWhole(draft, scene)) server.checks.push(draft)
    },
  })
}

/** For blocks that cannot do without a word: `has` looks for it, `missing` says that it is not there. */
export function whole<Draft extends CheckHead>(
  has: (draft: Draft) => boolean,
  missing: string,
): (draft: Draft, scene: Scene) => boolean {
  return (draft, scene) => {
    if (has(draft)) return true
    scene.report({
      code: 'check-incomplete',
      severity: 'error',
      span: draft.at,
      message: missing,
      instead: 'the check is left out',
    })
    return false
  }
}

/** A keyword with one word of any text. Without it the statement is nothing, and the rest goes on. */
export function wordRow<Draft>(
  keyword: string,
  facts: Said & {
    readonly parameters: string
    readonly read: (word: Word, draft: Draft, scene: Scene) => void
  },
): Row<Draft> {
  const row = words(keyword, {
    ...facts,
    least: 1,
    read: (statement, draft: Draft, scene) => {
      const [, word, ...extra] = statement.words
      noteExtra(extra, scene)
      if (word !== undefined) facts.read(word, draft, scene)
    },
  })
  return mayLack(row)
}
