/**
 * What the top level says of interfaces: garp_group, linkbeat_interfaces, interface_up_down_delays.
 * keepalived.conf(5). Delays that would outlast the peer's patience are cut: while a master waits with its
 * link down, the backup takes over (RFC 9568, 6.1, Active_Down_Interval).
 */
import { type Micros, micros } from '../../base/time.ts'
import type { Diagnostic, Report } from '../../conf/diagnostics.ts'
import type { DelayDraft, GarpGroupDraft } from '../../track/rows-interface.ts'
import type { GarpGroup, InterfaceDelays, LinkPolling } from '../../track/settings.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'
import type { TrackBlocks } from './blocks-track.ts'
import { type Interfaces, isThere } from './interfaces-there.ts'

export interface CompletedInterfaces {
  readonly delays: readonly InterfaceDelays[]
  readonly polled: readonly LinkPolling[]
  readonly garpGroups: readonly GarpGroup[]
}

type Timing = Pick<InstanceSettings, 'name' | 'interface' | 'advertInterval' | 'downTimerAdverts'>

export function completeInterfaces(
  draft: TrackBlocks,
  around: { readonly interfaces: Interfaces; readonly instances: readonly Timing[] },
  report: Report,
): CompletedInterfaces {
  const { interfaces, instances } = around
  return {
    delays: completeDelays(draft.delays, { interfaces, instances }, report),
    polled: draft.polled.flatMap(({ name, by }) => {
      const where = { interfaces, of: 'linkbeat_interfaces', fatal: false }
      return isThere(name, where, report) ? [{ interface: name.value, by }] : []
    }),
    garpGroups: completeGarpGroups(draft.garpGroups, interfaces, report),
  }
}

/** The last line of an interface counts. */
function completeDelays(
  drafts: readonly DelayDraft[],
  around: { readonly interfaces: Interfaces; readonly instances: readonly Timing[] },
  report: Report,
): InterfaceDelays[] {
  const given = new Map<string, DelayDraft & { readonly times: NonNullable<DelayDraft['times']> }>()
  for (const draft of drafts) {
    const where = { interfaces: around.interfaces, of: 'interface_up_down_delays', fatal: false }
    if (!isThere(draft.name, where, report)) continue
    const { times } = draft
    if (times !== undefined) given.set(draft.name.value, { ...draft, times })
  }
  const limits = given.size === 0 ? undefined : delayLimits(around.instances)
  return [...given.values()].map(({ name, times }) => {
    const { down, up = down } = times
    const limit = limits?.get(name.value)
    const none = limit?.most === 0
    const fits = limit === undefined || (down <= limit.most && !(none && up > 0))
    if (fits) return { interface: name.value, down, up }
    report({ code: 'interface-delay-cut', severity: 'note', span: name.at, ...delayTexts(down, limit) })
    // Only an up delay that follows the down delay is cut with it.
    return { interface: name.value, down: limit.most, up: none || up === down ? limit.most : up }
  })
}

interface Limit {
  readonly most: Micros
  /** Whose limit it is. */
  readonly instance: string
}

/** The strictest of the instances on each interface. */
function delayLimits(instances: readonly Timing[]): Map<string, Limit> {
  const limits = new Map<string, Limit>()
  for (const { name, interface: on, advertInterval, downTimerAdverts } of instances) {
    if (on === undefined) continue
    const most = Math.max(0, (downTimerAdverts - 1) * advertInterval - advertInterval / 256)
    const before = limits.get(on)
    if (before === undefined || most < before.most) limits.set(on, { most: micros(most), instance: name })
  }
  return limits
}

function delayTexts(down: Micros, { instance, most }: Limit): Pick<Diagnostic, 'message' | 'instead'> {
  return {
    message: `with a down delay of ${down / 1e6} s the peer of ${instance} would have taken over before`,
    instead: most === 0 ? 'there is no delay' : `${most / 1e6} s is used`,
  }
}

function completeGarpGroups(
  drafts: readonly GarpGroupDraft[],
  interfaces: Interfaces,
  report: Report,
): GarpGroup[] {
  const taken = new Set<string>()
  return drafts.flatMap((draft) => {
    for (const { at, names } of draft.blocks) {
      if (names > 0) continue
      const message = 'this block of interfaces names none'
      report({ code: 'empty-block', severity: 'warning', span: at, message, instead: 'it has no effect' })
    }
    const members = membersOf(draft, { taken, interfaces }, report)
    const { garpInterval, gnaInterval } = draft
    if (garpInterval !== undefined || gnaInterval !== undefined) {
      return [{ interfaces: members, garpInterval: garpInterval?.value, gnaInterval: gnaInterval?.value }]
    }
    for (const name of members) taken.delete(name)
    const message = 'garp_group has neither garp_interval nor gna_interval'
    const code = 'garp-group-without-interval'
    report({ code, severity: 'warning', span: draft.at, message, instead: 'it is left out' })
    return []
  })
}

function membersOf(
  draft: GarpGroupDraft,
  around: { readonly taken: Set<string>; readonly interfaces: Interfaces },
  report: Report,
): string[] {
  const { taken, interfaces } = around
  const members: string[] = []
  for (const name of draft.interfaces) {
    if (!isThere(name, { interfaces, of: 'garp_group', fatal: true }, report)) continue
    if (taken.has(name.value)) {
      const message = `${name.value} is in a garp_group already`
      const instead = 'it stays where it is'
      report({ code: 'garp-group-twice', severity: 'warning', span: name.at, message, instead })
      continue
    }
    taken.add(name.value)
    members.push(name.value)
  }
  return members
}
