/**
 * What the statements of vrrp_instance and vrrp_sync_group leave behind, each value with its place. Judges
 * nothing but what keepalived judges while it reads: the family of an instance, which the first statement
 * that has one decides.
 */
import { type Address, type Family, familyOf } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Micros } from '../base/time.ts'
import type { Given, Scene } from '../conf/rows.ts'
import type { VirtualAddressDraft } from './address-line.ts'
import type { HmacDraft, IpvlanDraft, UnicastDraft, VmacDraft } from './rows-draft-parts.ts'

export interface AnnounceDraft {
  repeat?: Given<number>
  delay?: Given<Micros>
  lowerPriorityRepeat?: Given<number>
  lowerPriorityDelay?: Given<Micros>
  refresh?: Given<Micros>
  refreshRepeat?: Given<number>
  extra?: Given<ExtraInterfaces>
}

/** garp_extra_if: announcements on the interfaces of virtual addresses other than the instance's own. */
export interface ExtraInterfaces {
  /** 0: none. */
  readonly interval: Micros
  /** Also where the interface is no VMAC. */
  readonly all: boolean
}

/** The switches that take a value or stand alone, by the field of the settings that they decide. */
export interface SwitchesDraft {
  strict?: Given<boolean>
  noPreempt?: Given<boolean>
  accept?: Given<boolean>
  lowerPriorityNoAdvert?: Given<boolean>
  higherPrioritySendAdvert?: Given<boolean>
  ownerIgnoreAdverts?: Given<boolean>
  skipAddressCheck?: Given<boolean>
  version3ChecksumAsVersion2?: Given<boolean>
  trackSource?: Given<boolean>
  dontTrackPrimary?: Given<boolean>
  promoteSecondaries?: Given<boolean>
  noAddresses?: Given<boolean>
  pollLink?: Given<boolean>
}

export interface InstanceDraft {
  readonly name: Given<string>
  /** By the first statement that has one; undefined: none has, which means IPv4. */
  family?: Given<Family>
  interface?: Given<string>
  vrf?: Given<string>
  vrid?: Given<number>
  version?: Given<number>
  state?: Given<'MASTER' | 'BACKUP'>
  priority?: Given<number>
  advertInterval?: Given<Micros>
  preemptDelay?: Given<Micros>
  /** timer_expired_backup: the priority until the next advert. */
  lateBackup?: Given<number>
  downTimerAdverts?: Given<number>
  source?: Given<Address>
  destination?: Given<Address>
  readonly unicast: UnicastDraft
  readonly vmac: VmacDraft
  ipvlan?: IpvlanDraft
  authType?: Given<'PASS' | 'AH'>
  authPass?: Given<string>
  hmac?: HmacDraft
  readonly addresses: AdvertisedDraft[]
  readonly excluded: VirtualAddressDraft[]
  readonly announce: AnnounceDraft
  readonly switches: SwitchesDraft
  receiveBufferBytes?: Given<number>
  debugLevel?: Given<number>
  lvsSyncInterface?: Given<string>
}

/** Of virtual_ipaddress. */
export interface AdvertisedDraft extends VirtualAddressDraft {
  /** How many excluded addresses stand above it, if any: of two equal ones the first stays. */
  excludedAbove?: number
}

export function emptyInstanceDraft(name: Given<string>): InstanceDraft {
  return { name, unicast: { peers: [] }, vmac: {}, addresses: [], excluded: [], announce: {}, switches: {} }
}

export interface GroupDraft {
  readonly name: Given<string>
  readonly members: Given<string>[]
  /** sync_group_tracking_weight: members may follow weighted trackers. */
  weightsAllowed?: true
}

/**
 * keepalived.conf(5): the first statement that has a family decides; later ones of the other family are
 * refused. IPv6 also means version 3, but only for a `version` that follows.
 */
export function takesFamily(
  draft: InstanceDraft,
  given: { readonly family: Family; readonly at: Span; readonly what: string },
  scene: Scene,
): boolean {
  const { family, at, what } = given
  if (draft.family === undefined) draft.family = { value: family, at }
  if (draft.family.value === family) return true
  const named = (of: Family) => (of === 'ipv4' ? 'IPv4' : 'IPv6')
  scene.report({
    code: 'family-mixed',
    severity: 'error',
    span: at,
    message:
      `${what} is ${named(family)}, but vrrp_instance ${draft.name.value} is ` +
      `${named(draft.family.value)} since line ${draft.family.at.line}`,
    instead: 'it is ignored; an instance has one family, so write a second instance for the other one',
  })
  return false
}

/** The same for an address. */
export function takesAddress(
  draft: InstanceDraft,
  given: Given<Address> & { readonly what: string },
  scene: Scene,
): boolean {
  const { value, at, what } = given
  return takesFamily(draft, { family: familyOf(value), at, what: `${what} ${value}` }, scene)
}
