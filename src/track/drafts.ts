/**
 * What the blocks of tracked things fill, and how a block of that kind is made. keepalived.conf(5), VRRP
 * scripts and its neighbours. Refuses blocks without a name; that two have the same one is judged when all
 * are known.
 */
import type { Micros } from '../base/time.ts'
import type { Command } from '../conf/command.ts'
import { block, type Given, noteExtra, type Row, type Said, type Scene } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'

/** The blocks whose entries name what is defined here. */
export interface Users {
  readonly instances: readonly unknown[]
  readonly groups: readonly unknown[]
  readonly services: readonly unknown[]
}

/** How many users stood before a definition: these cannot track it (keepalived reads from top to bottom). */
export interface Precedes {
  readonly instances: number
  readonly groups: number
  readonly services: number
}

export interface Definition {
  readonly name: Given<string>
  readonly precededBy: Precedes
}

/** What a tracked thing does to priorities unless an entry says otherwise. */
export interface WeightDraft {
  weight?: Given<number>
  reverse?: boolean
}

export interface ScriptUserDraft {
  readonly user: string
  readonly group: string | undefined
}

export interface ScriptDraft extends Definition, WeightDraft {
  command?: Given<Command>
  interval?: Given<Micros>
  timeout?: Given<Micros>
  rise?: Given<number>
  fall?: Given<number>
  user?: Given<ScriptUserDraft>
  /** The lines before the last: it counts, but keepalived looks at all of them. */
  earlierUsers?: readonly Given<ScriptUserDraft>[]
  initFail?: true
}

export interface FileDraft extends Definition, WeightDraft {
  path?: Given<string>
  initial?: { readonly value: number; readonly overwrite: boolean }
}

export interface ProcessDraft extends Definition, WeightDraft {
  process?: Given<{ readonly name: string; readonly parameters: readonly string[] }>
  match?: 'exact' | 'partial' | 'initial'
  quorum?: Given<number>
  quorumMax?: Given<number>
  forkDelay?: Micros
  terminateDelay?: Micros
  fullCommand?: true
}

export interface TrackDrafts {
  readonly scripts: ScriptDraft[]
  readonly files: FileDraft[]
  readonly processes: ProcessDraft[]
}

/** A block that defines something to track: name, where it stands, and what its rows fill in. */
export function definition<Draft extends Definition>(
  keyword: string,
  facts: Pick<Said, 'about' | 'synonyms' | 'later'> & {
    readonly rows: readonly Row<Draft>[]
    readonly begin: (named: Definition) => Draft
    readonly into: (drafts: TrackDrafts) => Draft[]
    /** Called at the start of each block. */
    readonly note?: (statement: Statement, scene: Scene) => void
  },
): Row<TrackDrafts & Users> {
  return block(keyword, {
    ...facts,
    parameters: 'NAME',
    open: (statement, drafts: TrackDrafts & Users, scene) => {
      facts.note?.(statement, scene)
      const name = nameOf(statement, scene)
      return name && facts.begin({ name, precededBy: usersOf(drafts) })
    },
    close: (draft, drafts) => {
      facts.into(drafts).push(draft)
    },
  })
}

export function usersOf({ instances, groups, services }: Users): Precedes {
  return { instances: instances.length, groups: groups.length, services: services.length }
}

/** The first word; keepalived reads no further one. */
export function nameOf(statement: Statement, scene: Scene): Given<string> | undefined {
  const [keyword, word, ...extra] = statement.words
  if (word !== undefined) {
    noteExtra(extra, scene)
    return { value: word.text, at: word.span }
  }
  scene.report({
    code: 'missing-parameter',
    severity: 'error',
    span: keyword.span,
    message: `${keyword.text} lacks its name`,
    instead: `this ${keyword.text} is left out with its whole block`,
  })
  return undefined
}
