/**
 * What can be tracked: blocks to settings, and to what the entries of track_* blocks may name.
 * keepalived.conf(5), VRRP scripts and its neighbours. Leaves out, as keepalived does, what lacks the one
 * thing that it is about.
 */
import { micros, seconds } from '../../base/time.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { Definition, FileDraft, Precedes, ProcessDraft, ScriptDraft } from '../../track/drafts.ts'
import type { TrackersDraft } from '../../track/kind.ts'
import { fileWeightDefault } from '../../track/rows-file.ts'
import type { FileSettings, ProcessSettings, ScriptSettings } from '../../track/settings.ts'
import { runnable } from '../scripts/runnable.ts'
import type { TrackBlocks, WholeBfd } from './blocks-track.ts'

/** What an entry must know of what it names. */
export interface Known {
  readonly weight: number
  readonly reverse: boolean
  readonly precededBy: Precedes
  /** Why no entry may name it all the same; a bfd_instance that tells only the checker. */
  readonly hidden?: string
}

type Usable<Draft, Field extends keyof Draft> = Draft & { readonly [F in Field]-?: NonNullable<Draft[F]> }
export type UsableScript = Usable<ScriptDraft, 'command'>

export interface Tracked {
  readonly scripts: ReadonlyMap<string, UsableScript>
  readonly files: ReadonlyMap<string, Usable<FileDraft, 'path'>>
  readonly processes: ReadonlyMap<string, Usable<ProcessDraft, 'process'>>
  readonly bfd: ReadonlyMap<string, WholeBfd>
}

export function tracked(draft: TrackBlocks, report: Report): Tracked {
  const collect = <Draft extends Definition, Field extends keyof Draft>(
    drafts: readonly Draft[],
    of: { readonly block: string; readonly field: Field; readonly keyword: string; readonly code: string },
  ): Map<string, Usable<Draft, Field>> => {
    const usable = new Map<string, Usable<Draft, Field>>()
    for (const one of drafts) {
      const name = one.name.value
      const first = usable.get(name)
      if (!has(one, of.field)) reportEmpty(one, of, report)
      else if (first === undefined) usable.set(name, one)
      else reportTwice(one, { block: of.block, first }, report)
    }
    return usable
  }
  return {
    scripts: collect(draft.scripts, {
      ...{ block: 'vrrp_script', keyword: 'script', code: 'script-without-command' },
      field: 'command',
    }),
    files: collect(draft.files, {
      ...{ block: 'track_file', keyword: 'file', code: 'track-file-without-file' },
      field: 'path',
    }),
    processes: collect(draft.processes, {
      ...{ block: 'vrrp_track_process', keyword: 'process', code: 'track-process-without-process' },
      field: 'process',
    }),
    bfd: draft.bfd,
  }
}

function has<Draft, Field extends keyof Draft>(draft: Draft, field: Field): draft is Usable<Draft, Field> {
  return draft[field] !== undefined
}

function reportEmpty(
  { name }: Definition,
  of: { readonly block: string; readonly keyword: string; readonly code: string },
  report: Report,
): void {
  report({
    code: of.code,
    severity: 'error',
    span: name.at,
    message: `${of.block} ${name.value} has no ${of.keyword}`,
    instead: 'it is left out; nothing can track it',
  })
}

/** keepalived says nothing, and finds the first. */
function reportTwice(
  { name }: Definition,
  { block, first }: { readonly block: string; readonly first: Definition },
  report: Report,
): void {
  report({
    code: 'tracker-shadowed',
    severity: 'note',
    span: name.at,
    message: `${block} ${name.value} is there already, in line ${first.name.at.line}`,
    instead: 'whoever names it gets the first one; this one is left out',
  })
}

/** By the list that an entry is in; undefined: it names an interface of the host. */
export function knownTo(
  { scripts, files, processes, bfd }: Tracked,
  list: keyof TrackersDraft,
): ReadonlyMap<string, Known> | undefined {
  switch (list) {
    case 'trackInterfaces':
      return undefined
    case 'trackScripts':
      return known(scripts, 0)
    case 'trackFiles':
      return known(files, fileWeightDefault)
    case 'trackProcesses':
      return known(processes, 0)
    case 'trackBfd':
      return known(bfd, 0)
  }
}

type Weighty = Definition & Partial<Pick<WholeBfd, 'weight' | 'reverse' | 'vrrp' | 'checker'>>

function known(drafts: ReadonlyMap<string, Weighty>, weightDefault: number): ReadonlyMap<string, Known> {
  const found = new Map<string, Known>()
  for (const [name, { precededBy, weight, reverse = false, vrrp, checker }] of drafts) {
    const isHidden = checker !== undefined && vrrp === undefined
    found.set(name, {
      weight: weight?.value ?? weightDefault,
      reverse,
      precededBy,
      ...(isHidden ? { hidden: 'tells only the checker; add vrrp to it' } : {}),
    })
  }
  return found
}

const intervalDefault = seconds(1)

export function scriptSettings(draft: UsableScript): ScriptSettings {
  const interval = draft.interval?.value ?? intervalDefault
  const { user, group } = draft.user?.value ?? { user: undefined, group: undefined }
  return {
    name: draft.name.value,
    command: { ...runnable(draft.command), user, group },
    interval,
    timeout: draft.timeout?.value ?? interval,
    rise: draft.rise?.value ?? 1,
    fall: draft.fall?.value ?? 1,
    initFail: draft.initFail === true,
  }
}

export function fileSettings(draft: Usable<FileDraft, 'path'>): FileSettings {
  return {
    name: draft.name.value,
    path: draft.path.value,
    weight: draft.weight?.value ?? fileWeightDefault,
    reverse: draft.reverse === true,
    initial: draft.initial,
  }
}

/** What the kernel keeps of the name of a process: comm(5) of proc(5). */
const shortNameMax = 15

export function processSettings(draft: Usable<ProcessDraft, 'process'>): ProcessSettings {
  const { name, parameters } = draft.process.value
  const quorumMax = draft.quorumMax?.value
  return {
    name: draft.name.value,
    process: name,
    fullCommand: draft.fullCommand === true || parameters.length > 0 || name.length > shortNameMax,
    match: matchOf(draft.match, parameters.length),
    parameters,
    // None may run: then none need to.
    quorum: draft.quorum?.value ?? (quorumMax === 0 ? 0 : 1),
    quorumMax,
    forkDelay: draft.forkDelay ?? micros(0),
    terminateDelay: draft.terminateDelay ?? micros(0),
  }
}

/** Without parameters any param_match asks for a process that has none. */
function matchOf(given: ProcessDraft['match'], count: number): ProcessSettings['match'] {
  if (count === 0) return given === undefined ? 'any' : 'exact'
  return given ?? 'exact'
}
