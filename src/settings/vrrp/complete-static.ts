/**
 * Static addresses and track groups: keepalived.conf(5), STATIC. Refuses (fatally, as keepalived does)
 * addresses of interfaces that are not there.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'
import { nearestUnused } from '../../conf/suggest.ts'
import { readStaticAddress } from '../../vrrp/address-line.ts'
import type { LineWords, LineWorld } from '../../vrrp/route-line.ts'
import type { StaticAddress, TrackGroup } from '../../vrrp/static-settings.ts'
import type { Draft } from '../grammar.ts'
import type { TrackGroupDraft } from './blocks-static.ts'
import { completeAddress } from './complete-address.ts'

/** keepalived's default_interface. */
const defaultInterface = 'eth0'

/** Groups of instances that there are. keepalived only logs what is missing. */
export function completeTrackGroups(draft: Draft, report: Report): readonly TrackGroup[] {
  const instances = new Set(draft.instances.map(({ name }) => name.value))
  return draft.trackGroups.flatMap((group) => {
    const written = new Set(group.members.map(({ value }) => value))
    const members = group.members.filter((member) => isMember(group, { member, instances, written }, report))
    const [first] = members
    if (first !== undefined) {
      return [{ name: group.name.value, members: [...new Set(members.map(({ value }) => value))] }]
    }
    report({
      code: 'track-group-without-instance',
      severity: 'note',
      span: group.name.at,
      message: `track_group ${group.name.value} has none of the instances of this configuration`,
      instead: 'nothing follows what it tracks',
    })
    return []
  })
}

function isMember(
  group: TrackGroupDraft,
  of: {
    readonly member: Given<string>
    readonly instances: ReadonlySet<string>
    /** What the group names. */
    readonly written: ReadonlySet<string>
  },
  report: Report,
): boolean {
  const { member, instances, written } = of
  if (instances.has(member.value)) return true
  const near = nearestUnused(member.value, instances, written)
  report({
    code: 'track-group-instance-unknown',
    severity: 'note',
    span: member.at,
    message: `track_group ${group.name.value}: there is no vrrp_instance ${member.value}`,
    instead: 'it is left out of the group',
    ...(near === undefined ? {} : { suggestion: near }),
  })
  return false
}

/** The address of a line, or undefined when it is dropped, which is reported. */
export function completeStaticAddress(
  words: LineWords,
  world: LineWorld,
  draft: Draft,
): StaticAddress | undefined {
  const read = readStaticAddress(words, world)
  if (read === undefined) return undefined
  const usual = draft.global.defaultInterface?.value ?? defaultInterface
  const place = read.interface ?? { value: usual, at: read.at }
  if (!isThere(place, { usual: read.interface === undefined, world })) return undefined
  const address = { ...completeAddress(read, world.names, world.report), interface: place.value }
  const group = read.trackGroup
  if (group === undefined) return address
  if (world.groups?.has(group.value) !== true) {
    reportUnknownGroup(group, world.report)
    return address
  }
  if (read.untracked === true) noteContradiction(group, world.report)
  return { ...address, trackGroup: group.value }
}

function isThere(
  { value, at }: Given<string>,
  of: { readonly usual: boolean; readonly world: LineWorld },
): boolean {
  const { hasInterface, report } = of.world
  if (hasInterface === undefined || hasInterface(value)) return true
  report({
    code: of.usual ? 'default-interface-missing' : 'interface-unknown',
    severity: 'error',
    span: at,
    message: of.usual
      ? `the address has no dev, and default_interface ${value} is not on this host`
      : `there is no interface ${value} on this host`,
    instead: 'nothing runs: keepalived refuses such a configuration, and so do we',
    fatal: true,
  })
  return false
}

function reportUnknownGroup({ value, at }: Given<string>, report: Report): void {
  report({
    code: 'track-group-unknown',
    severity: 'error',
    span: at,
    message: `there is no track_group ${value} above this line`,
    instead: 'no instance tracks the address',
  })
}

function noteContradiction({ at }: Given<string>, report: Report): void {
  report({
    code: 'tracked-and-not',
    severity: 'note',
    span: at,
    message: 'the address has both track_group and no_track',
    instead: 'nothing tracks it',
  })
}
