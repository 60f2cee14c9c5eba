/**
 * Which instance goes on as which: first those that run, as the router finds its own again, by what they are
 * on the wire; what is left goes by name, and begins anew; then what runs on neither side. So an instance
 * that is left out never stands in for one that runs. Linear in the number of instances.
 */
import type { Difference } from '../../base/difference.ts'
import { keyOf, sourceKeyOf } from '../../vrrp/roster.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'
import type { Settings } from '../settings.ts'
import type { Understood } from '../understood.ts'
import { differenceOf, type Sides } from './step.ts'

/** What of a loaded configuration the plan reads. */
export interface Side {
  /** All that it says. */
  readonly understood: Understood
  /** What of it runs; undefined: nothing. */
  readonly settings: Settings | undefined
}

export interface Matched {
  readonly from: InstanceSettings | undefined
  readonly to: InstanceSettings | undefined
  /** The old one stops, a new one of that name begins. */
  readonly anew: boolean
  /** It begins in a sync group of which others go on: it takes their state at once. */
  readonly joins: boolean
  /** Whether it runs before and after. */
  readonly ran: boolean
  readonly runs: boolean
}

/** In the order of the new configuration, those that go first. */
export function matchInstances({ old, now }: Sides<Side>): readonly Matched[] {
  const [ran, running] = [namesOf(old), namesOf(now)]
  const before = old.understood.vrrp.instances
  const after = now.understood.vrrp.instances
  const onWire = goingOn({
    old: before.filter(({ name }) => ran.has(name)),
    now: after.filter(({ name }) => running.has(name)),
  })
  const byName = differenceOf(restOf({ old: before, now: after }, onWire), ({ name }) => name)
  const idle = differenceOf(
    {
      old: byName.removed.filter(({ name }) => !ran.has(name)),
      now: byName.added.filter(({ name }) => !running.has(name)),
    },
    keyOf,
  )
  const predecessors = new Map<InstanceSettings, Pick<Matched, 'from' | 'anew'>>()
  for (const { present, wanted } of [...onWire.kept, ...idle.kept])
    predecessors.set(wanted, { from: present, anew: false })
  for (const { present, wanted } of byName.kept) predecessors.set(wanted, { from: present, anew: true })
  const succeeded = new Set(idle.kept.map(({ present }) => present))
  const kept = keptGroups({ old, now }, onWire)
  const match = (one: Pick<Matched, 'from' | 'to' | 'anew'>): Matched => ({
    ...one,
    joins: one.to !== undefined && kept.has(one.to.name),
    ran: one.from !== undefined && ran.has(one.from.name),
    runs: one.to !== undefined && running.has(one.to.name),
  })
  return [
    ...byName.removed
      .filter((from) => !succeeded.has(from))
      .map((from) => match({ from, to: undefined, anew: false })),
    ...after.map((to) => match({ ...(predecessors.get(to) ?? { from: undefined, anew: false }), to })),
  ]
}

/** Members of groups that had a member before that goes on in them. */
function keptGroups({ old, now }: Sides<Side>, { kept }: Pairs): ReadonlySet<string> {
  const before = new Map(old.understood.vrrp.groups.map(({ name, members }) => [name, new Set(members)]))
  const names = new Map(kept.map(({ present, wanted }) => [wanted.name, present.name]))
  const groups = now.understood.vrrp.groups.filter(({ name, members }) =>
    members.some((member) => before.get(name)?.has(names.get(member) ?? '') === true),
  )
  return new Set(groups.flatMap(({ members }) => members))
}

type Instances = readonly InstanceSettings[]
type Pairs = Difference<InstanceSettings, InstanceSettings>

/** As the router does it: a unicast instance with a new name is found by its source. */
function goingOn(all: Sides<Instances>): Pairs {
  const same = differenceOf(all, keyOf)
  const isStray = (one: InstanceSettings) => sourceKeyOf(one) !== undefined
  const strays = differenceOf(
    { old: same.removed.filter(isStray), now: same.added.filter(isStray) },
    (one) => sourceKeyOf(one) ?? keyOf(one),
  )
  return { ...same, kept: [...same.kept, ...strays.kept] }
}

/** What has no partner yet. */
function restOf({ old, now }: Sides<Instances>, { kept }: Pairs): Sides<Instances> {
  const [before, after] = [
    new Set(kept.map(({ present }) => present)),
    new Set(kept.map(({ wanted }) => wanted)),
  ]
  return { old: old.filter((one) => !before.has(one)), now: now.filter((one) => !after.has(one)) }
}

function namesOf({ settings }: Side): ReadonlySet<string> {
  return new Set(settings?.vrrp.instances.map(({ name }) => name))
}
