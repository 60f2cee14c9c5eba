/**
 * What is owed for something that the virtual routers tell: scripts, lines for the FIFOs, mail; and what is
 * not told at all. keepalived.conf(5), notify scripts. Refuses to run, write or send any of it.
 */
import { fifoLine } from './fifo-line.ts'
import { type AnnouncedState, type Change, type OwedScript, owed, owedForLowerPriority } from './owed.ts'
import type { NotifySettings, ReportsSettings } from './settings.ts'

/** What the virtual routers tell, of which not everything is wanted. */
export type Notice =
  | ({ readonly is: 'change' } & Change)
  /** A master has heard an advert of lower priority. */
  | { readonly is: 'lower-priority'; readonly name: string; readonly priority: number }
  /** BACKUP in every state but MASTER. */
  | {
      readonly is: 'priority'
      readonly name: string
      readonly state: 'MASTER' | 'BACKUP'
      readonly priority: number
    }

export interface MailEvent {
  readonly of: 'instance' | 'group'
  readonly name: string
  readonly state: AnnouncedState
}

export interface Dues {
  /** In the order in which they start. */
  readonly scripts: readonly OwedScript[]
  readonly lines: readonly string[]
  readonly mail: MailEvent | undefined
  /** undefined: no change of state. Serial scripts wait for each other by it. */
  readonly change: Change | undefined
}

export interface DuesSettings {
  readonly notify: NotifySettings
  readonly reports: ReportsSettings
  /** The sync group of each instance that has one. */
  readonly groupOf: ReadonlyMap<string, string>
  /** no_email_faults */
  readonly noFaultMails: boolean
}

interface Known {
  readonly change: Change
  /** Counts reloads. */
  readonly since: number
}

/** What was announced since the VRRP worker started, and what was mailed. Changed in this file only. */
export interface Announced {
  readonly instances: Map<string, Known>
  readonly groups: Map<string, Known>
  readonly mailed: Map<string, AnnouncedState>
  reloads: number
}

export function nothingAnnounced(): Announced {
  return { instances: new Map(), groups: new Map(), mailed: new Map(), reloads: 0 }
}

/** A new worker announces everything once more; what was mailed was mailed. */
export function forgetAnnounced(announced: Announced): void {
  announced.instances.clear()
  announced.groups.clear()
}

const nothing: Dues = { scripts: [], lines: [], mail: undefined, change: undefined }

/** At a reload: what no settings name any more comes back, if ever, as something new. */
export function forgetDeparted({ mailed }: Announced, { reports }: Pick<DuesSettings, 'reports'>): void {
  const known = new Set([
    ...Object.keys(reports.instances).map((name) => `instance ${name}`),
    ...Object.keys(reports.groups).map((name) => `group ${name}`),
  ])
  for (const key of mailed.keys()) if (!known.has(key)) mailed.delete(key)
}

export function duesOf(settings: DuesSettings, announced: Announced, notice: Notice): Dues {
  switch (notice.is) {
    case 'change':
      return ofChange(settings, announced, notice)
    case 'lower-priority': {
      const subject = { of: 'instance', ...notice } as const
      const scripts = owedForLowerPriority(settings, notice.name)
      return { ...nothing, scripts, lines: [fifoLine(subject, 'MASTER_RX_LOWER_PRI')] }
    }
    case 'priority': {
      remember(announced, notice)
      if (settings.reports.instances[notice.name]?.priorityChanges !== true) return nothing
      return { ...nothing, lines: [fifoLine({ of: 'instance', ...notice }, `${notice.state}_PRIORITY`)] }
    }
  }
}

/**
 * The states that did not change in a reload, groups first: fifo_write_vrrp_states_on_reload. Those of
 * masters too, which keepalived leaves out (quirks: mastersOnReload). Forgets whom the settings do not name.
 */
export function statesAfterReload({ reports }: DuesSettings, announced: Announced): readonly string[] {
  const unchanged = (known: Map<string, Known>, named: Readonly<Record<string, unknown>>) => {
    for (const name of known.keys()) if (!(name in named)) known.delete(name)
    return [...known.values()].filter(({ since }) => since < announced.reloads)
  }
  const groups = unchanged(announced.groups, reports.groups)
  return [...groups, ...unchanged(announced.instances, reports.instances)].map(({ change }) =>
    fifoLine(change, change.state),
  )
}

function ofChange(settings: DuesSettings, announced: Announced, told: Change): Dues {
  const change = asTold(settings, announced, told)
  if (change === undefined || isRepeated(settings, announced, change)) {
    record(announced, told)
    return nothing
  }
  record(announced, told.state === 'DELETED' ? told : change)
  return {
    scripts: owed(settings, change),
    lines: [fifoLine(change, change.state)],
    mail: mailOf(settings, announced, change),
    change,
  }
}

/** Without notify_deleted an instance that goes is told as FAULT, and not at all if that was told already. */
function asTold({ reports }: DuesSettings, { instances }: Announced, change: Change): Change | undefined {
  if (change.state !== 'DELETED' || reports.instances[change.name]?.deleted !== undefined) return change
  return instances.get(change.name)?.change.state === 'FAULT' ? undefined : { ...change, state: 'FAULT' }
}

/**
 * An instance that repeats itself while its sync group is recorded in that very state is not announced. Its
 * first announcement, and the last one, always are.
 */
function isRepeated({ groupOf }: DuesSettings, announced: Announced, change: Change): boolean {
  const { of, name, state } = change
  const group = of === 'instance' ? groupOf.get(name) : undefined
  if (group === undefined || state === 'STOP' || state === 'DELETED') return false
  const states = [announced.groups.get(group), announced.instances.get(name)]
  return states.every((known) => known?.change.state === state)
}

function record(announced: Announced, change: Change): void {
  const known = change.of === 'instance' ? announced.instances : announced.groups
  if (change.state === 'DELETED') known.delete(change.name)
  else known.set(change.name, { change, since: announced.reloads })
}

function remember({ instances }: Announced, { name, priority }: Notice & { readonly is: 'priority' }): void {
  const known = instances.get(name)
  if (known !== undefined) instances.set(name, { ...known, change: { ...known.change, priority } })
}

/** The same state is not mailed twice running. */
function mailOf(settings: DuesSettings, announced: Announced, change: Change): MailEvent | undefined {
  const { of, name, state } = change
  const { reports } = settings
  const report = (of === 'instance' ? reports.instances : reports.groups)[name]
  if (report?.mail !== true || (state === 'FAULT' && settings.noFaultMails)) return undefined
  const key = `${of} ${name}`
  if (announced.mailed.get(key) === state) return undefined
  announced.mailed.set(key, state)
  return { of, name, state }
}
