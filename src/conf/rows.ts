/**
 * What a keyword is, as data: grammar, messages, reprint, completion and the reference page all come from
 * rows. A row lives in the room that uses its value and puts it into a draft of that room. This file knows no
 * keyword.
 */
import type { Span } from '../base/span.ts'
import { bindRows, readOne, reportMissing, reportQuote } from './bind.ts'
import type { Command } from './command.ts'
import { commandWords } from './command-words.ts'
import type { Report } from './diagnostics.ts'
import type { Statement } from './tree.ts'
import { type Kind, usedValue, writtenValue } from './values.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { Word } from './words.ts'

/** A value and where the user wrote it. */
export interface Given<T> {
  readonly value: T
  readonly at: Span
}

/**
 * What happens when the keyword is there twice; `replaces`: the last one wins, and it counts as a mistake.
 */
export type Repeat = 'last-wins' | 'replaces' | 'first-wins' | 'appends'

export interface RowFacts {
  readonly keyword: string
  /** Other spellings with the same meaning; the reprint writes `keyword`. */
  readonly synonyms: readonly string[]
  readonly shape: 'line' | 'block' | 'list'
  /** How its parameters are written: `NUMBER 1..255`, `[NAME]`; empty: none. */
  readonly parameters: string
  readonly repeat: Repeat
  /** For `appends`: the room that reads it lets only one count, and this one. Absent: all count. */
  readonly judges?: Exclude<Repeat, 'appends'> | undefined
  /** One line for the reference page. */
  readonly about: string
  readonly default: string | undefined
  /** A word of the old days: what it meant. It has no effect. */
  readonly obsolete: string | undefined
  /** Its text is split by the rules of scripts. */
  readonly script: boolean
  /**
   * It is read and checked in full, and nothing uses its value yet. `refused`: what it stands in does not run
   * then, which whoever completes it says.
   */
  readonly later: boolean | 'refused'
  /** The first release of keepalived that has it; undefined: 2.2.7 has it. */
  readonly since: string | undefined
  /** What may stand in its block. */
  readonly rows: readonly RowFacts[]
  /** What may stand on a line of its list, after or among the words that every line has. */
  readonly entries: readonly EntryOption[]
  /**
   * Of the words after the keyword those that count, a value that is used instead of them included;
   * undefined: the statement has no effect. Absent: nobody can tell but the room that reads it.
   */
  readonly counted?: ((words: readonly string[]) => readonly string[] | undefined) | undefined
}

/** One option of a line of a list, as the reference page and completion show it. */
export interface EntryOption {
  readonly name: string
  readonly synonyms: readonly string[]
  /** How its values are written; empty: it has none. */
  readonly parameters: string
  /** One line for the reference page. */
  readonly about: string
  /** Like `later` of a row: nothing uses it yet; `refused`: what it stands in does not run with it. */
  readonly later?: true | 'refused'
}

/** Where a statement is read: who hears of problems, and which words exist where. */
export interface Scene {
  readonly report: Report
  readonly vocabulary: Vocabulary
  /** Keywords of the blocks around, joined by `/`; empty at the top level. */
  readonly path: string
  /** Words that were read and that nothing uses yet, by path: one line for each is enough. */
  readonly unused: Map<string, Unused>
}

export interface Unused {
  readonly keyword: string
  readonly path: string
  /** The first place. */
  readonly at: Span
  places: number
}

export interface Row<Draft> extends RowFacts {
  readonly read: (statement: Statement, draft: Draft, scene: Scene) => void
}

/** What every row says of itself. */
export interface Said {
  readonly about: string
  readonly default?: string
  readonly synonyms?: readonly string[]
  readonly repeat?: Repeat
  readonly judges?: Exclude<Repeat, 'appends'>
  readonly later?: true | 'refused'
  readonly since?: string
}

const plain = { shape: 'line', obsolete: undefined, script: false, rows: [], entries: [] } as const

type SaidFacts = 'about' | 'default' | 'synonyms' | 'repeat' | 'judges' | 'later' | 'since'

function said(facts: Said): Pick<RowFacts, SaidFacts> {
  const { about, synonyms = [], repeat = 'last-wins', judges, later = false, since } = facts
  return { about, default: facts.default, synonyms, repeat, judges, later, since }
}

/** A keyword with one value; further words are ignored with a note. */
export function setting<Draft, T>(
  keyword: string,
  facts: Said & {
    readonly kind: Kind<T>
    /** The value when the word is missing; undefined: it must be there. */
    readonly absent?: T
    /** The value when the word is none of this kind; undefined: as if the statement were not there. */
    readonly misfit?: T
    readonly put: (draft: Draft, given: Given<T>) => void
  },
): Row<Draft> {
  const { kind, absent, misfit, put } = facts
  return {
    ...plain,
    ...said(facts),
    keyword,
    parameters: absent === undefined ? kind.shape : `[${kind.shape}]`,
    counted: ([word]) => {
      if (word === undefined) return absent === undefined ? undefined : []
      const used = usedValue(word, kind) ?? misfit
      return used === undefined ? undefined : [writtenValue(used, word, kind)]
    },
    read: (statement, draft, scene) => {
      const word = statement.words[1]
      if (statement.words.length > 2) noteExtra(statement.words.slice(2), scene)
      if (word === undefined) {
        if (absent === undefined) reportMissing(statement, kind.shape, scene)
        else put(draft, { value: absent, at: statement.keyword.span })
        return
      }
      const value = readOne(word, { keyword, kind, fallback: facts.default }, scene) ?? misfit
      if (value !== undefined) put(draft, { value, at: word.span })
    },
  }
}

/** A keyword that needs no value: off unless it is there. */
export function flag<Draft>(
  keyword: string,
  facts: Said & { readonly put: (draft: Draft, at: Span) => void },
): Row<Draft> {
  return {
    ...plain,
    ...said({ default: 'off', ...facts }),
    keyword,
    parameters: '',
    counted: () => [],
    read: (statement, draft, scene) => {
      noteExtra(statement.words.slice(1), scene)
      facts.put(draft, statement.keyword.span)
    },
  }
}

/** A keyword whose words only its room understands. At least `least` of them are there when it is called. */
export function words<Draft>(
  keyword: string,
  facts: Said & {
    readonly parameters: string
    readonly least: number
    readonly read: (statement: Statement, draft: Draft, scene: Scene) => void
  },
): Row<Draft> {
  return {
    ...plain,
    ...said(facts),
    keyword,
    parameters: facts.parameters,
    read: (statement, draft, scene) => {
      if (statement.words.length <= facts.least) reportMissing(statement, facts.parameters, scene)
      else facts.read(statement, draft, scene)
    },
  }
}

/** A command that will be run: keepalived.conf(5), SCRIPTS. `users`: user and group may follow. */
export function script<Draft>(
  keyword: string,
  facts: Said & {
    readonly users: boolean
    readonly put: (draft: Draft, given: Given<Command>) => void
  },
): Row<Draft> {
  const parameters = facts.users ? 'COMMAND [USER [GROUP]]' : 'COMMAND'
  return {
    ...plain,
    ...said({ ...facts, repeat: facts.repeat ?? 'first-wins' }),
    keyword,
    script: true,
    parameters,
    read: (statement, draft, scene) => {
      const read = commandWords(statement.raw.text)
      const at = statement.words[1]?.span ?? statement.keyword.span
      if (read.ok) {
        const [user, group] = facts.users ? read.value.rest : []
        facts.put(draft, { value: { argv: read.value.argv, user, group }, at })
      } else if (read.error === 'missing') reportMissing(statement, parameters, scene)
      else {
        scene.report({
          code: 'script-quote-not-closed',
          severity: 'error',
          span: at,
          message: `nothing closes a quote in the command of ${keyword}`,
          instead: 'the statement is ignored',
        })
      }
    },
  }
}

/** A block of entries, one on each line. */
export function list<Draft>(
  keyword: string,
  facts: Said & {
    readonly parameters: string
    /** The options of a line, where lines have such. */
    readonly entries?: readonly EntryOption[]
    readonly entry: (words: readonly [Word, ...Word[]], draft: Draft, scene: Scene) => void
    /** Called once for each block, before its entries. */
    readonly open?: (draft: Draft, at: Span) => void
  },
): Row<Draft> {
  return {
    ...plain,
    ...said({ ...facts, repeat: facts.repeat ?? 'appends' }),
    keyword,
    shape: 'list',
    parameters: `{ ${facts.parameters} }`,
    entries: facts.entries ?? [],
    read: (statement, draft, scene) => {
      const extra = statement.words[1]
      if (extra !== undefined) {
        scene.report({
          code: 'unexpected-word',
          severity: 'error',
          span: extra.span,
          message: `no word may stand between ${keyword} and its block`,
          instead: 'it is ignored, the block is read',
        })
      }
      facts.open?.(draft, statement.keyword.span)
      for (const entry of statement.block?.statements ?? []) {
        if (entry.block !== undefined) {
          scene.report({
            code: 'unexpected-block',
            severity: 'error',
            span: entry.block.open,
            message: `${keyword} has entries, not blocks: is a } missing above?`,
            instead: 'this block is left out',
          })
        } else {
          reportQuote(entry, scene)
          facts.entry(entry.words, draft, scene)
        }
      }
    },
  }
}

/** A block of keywords. */
export function block<Draft, Inner>(
  keyword: string,
  facts: Said & {
    readonly parameters: string
    readonly rows: readonly Row<Inner>[]
    /** The draft that the block fills, or undefined to leave the block out; it has reported why. */
    readonly open: (statement: Statement, draft: Draft, scene: Scene) => Inner | undefined
    /** Called at the end of the block. */
    readonly close?: (inner: Inner, draft: Draft, scene: Scene) => void
  },
): Row<Draft> {
  return {
    ...plain,
    ...said({ ...facts, repeat: facts.repeat ?? 'appends' }),
    keyword,
    shape: 'block',
    parameters: facts.parameters,
    rows: facts.rows,
    read: (statement, draft, scene) => {
      const inner = facts.open(statement, draft, scene)
      if (inner === undefined) return
      const path = scene.path === '' ? keyword : `${scene.path}/${keyword}`
      bindRows(statement.block?.statements ?? [], { rows: facts.rows, draft: inner }, { ...scene, path })
      facts.close?.(inner, draft, scene)
    },
  }
}

/** A word of the old days: accepted, without effect. */
export function obsolete(keyword: string, meaning: string): Row<unknown> {
  return {
    ...plain,
    ...said({ about: `Obsolete: ${meaning}` }),
    keyword,
    parameters: '[...]',
    obsolete: meaning,
    read: () => {},
  }
}

/** Words that keepalived does not read either; one that begins a statement there is missed elsewhere. */
export function noteExtra(extra: readonly Word[], scene: Scene): void {
  const [first] = extra
  if (first === undefined) return
  const isKeyword = scene.vocabulary.homes(first.text).includes(scene.path)
  scene.report({
    code: 'extra-words',
    severity: isKeyword ? 'warning' : 'note',
    span: first.span,
    message: isKeyword
      ? `one statement per line: ${first.text} stands behind another one`
      : `one statement per line: "${first.text}" is one word too many`,
    instead: 'it is ignored with all that follows on the line',
  })
}
