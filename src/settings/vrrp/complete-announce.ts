/**
 * What a master tells its network: gratuitous ARP, and adverts beside the regular ones. keepalived.conf(5);
 * RFC 9568, 8.2.2 and 8.3.2 for what strict mode leaves of it.
 */
import { micros, seconds } from '../../base/time.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'
import type { VrrpDefaults } from '../../vrrp/defaults.ts'
import type { InstanceOptions, RefreshSettings } from '../../vrrp/instance-options.ts'
import type { AnnounceSettings, VirtualAddress } from '../../vrrp/settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { InstanceAddresses } from './complete-addresses.ts'
import type { Role } from './complete-election.ts'
import { forcedByStrict } from './strict.ts'

interface Its extends Role {
  readonly defaults: VrrpDefaults
}

export function completeAnnounce({ announce }: WholeInstance, its: Its, report: Report): AnnounceSettings {
  const { strict } = its
  const usual = its.defaults.announce
  const quiet = (given: Given<number> | undefined, keyword: string) => {
    if (given === undefined || given.value === 0) return
    forcedByStrict({ at: given.at, what: `${keyword} can only be 0`, instead: '0 is used' }, report)
  }
  if (strict) {
    quiet(announce.lowerPriorityRepeat, 'garp_lower_prio_repeat')
    quiet(announce.lowerPriorityDelay, 'garp_lower_prio_delay')
  }
  return {
    repeat: announce.repeat?.value ?? usual.repeat,
    delay: announce.delay?.value ?? usual.delay,
    lowerPriorityRepeat: strict ? 0 : (announce.lowerPriorityRepeat?.value ?? usual.lowerPriorityRepeat),
    lowerPriorityDelay: strict ? micros(0) : (announce.lowerPriorityDelay?.value ?? usual.lowerPriorityDelay),
  }
}

export function completeRefresh(
  { announce }: WholeInstance,
  its: { readonly defaults: VrrpDefaults; readonly interface: string | undefined },
  { addresses, excluded }: InstanceAddresses,
): RefreshSettings {
  const usual = its.defaults.announce
  const extra = announce.extra?.value
  // keepalived: without an address elsewhere there is nothing to do, and nothing to say.
  const isElsewhere = (one: VirtualAddress) => (one.interface ?? its.interface) !== its.interface
  const elsewhere = addresses.some(isElsewhere) || excluded.some(isElsewhere)
  return {
    interval: announce.refresh?.value ?? usual.refresh,
    repeat: announce.refreshRepeat?.value ?? usual.refreshRepeat,
    extraInterval: elsewhere ? (extra?.interval ?? usual.extra?.every ?? seconds(0)) : seconds(0),
    extraAll: elsewhere && (extra?.all ?? usual.extra?.allInterfaces ?? false),
  }
}

type Adverts = Pick<
  InstanceOptions,
  'lowerPriorityNoAdvert' | 'higherPrioritySendAdvert' | 'ownerIgnoreAdverts'
>

export function completeAdverts({ switches }: WholeInstance, its: Its, report: Report): Adverts {
  const { strict, defaults } = its
  const { lowerPriorityNoAdvert: silent, higherPrioritySendAdvert: farewell } = switches
  const force = (given: Given<boolean> | undefined, keyword: string, value: boolean) => {
    if (given === undefined || given.value === value) return
    const word = value ? 'on' : 'off'
    forcedByStrict({ at: given.at, what: `${keyword} is always ${word}`, instead: `it is ${word}` }, report)
  }
  if (strict) {
    force(silent, 'lower_prio_no_advert', true)
    force(farewell, 'higher_prio_send_advert', false)
  }
  return {
    lowerPriorityNoAdvert: strict || (silent?.value ?? defaults.lowerPriorityNoAdvert ?? false),
    higherPrioritySendAdvert: !strict && (farewell?.value ?? defaults.higherPrioritySendAdvert ?? false),
    ownerIgnoreAdverts: ownerIgnores(switches.ownerIgnoreAdverts, its, report),
  }
}

/** Only the owner of the addresses may be deaf: no priority is above its own. */
function ownerIgnores(given: Given<boolean> | undefined, its: Its, report: Report): boolean {
  const { owner, strict, defaults } = its
  if (given === undefined) return owner && (strict || (defaults.ownerIgnoreAdverts ?? false))
  if (given.value === owner) return owner
  if (!owner && !given.value) return false
  report({
    code: 'owner-ignore-adverts',
    severity: 'warning',
    span: given.at,
    message: owner
      ? 'the owner of the addresses (priority 255) has no advert to listen to (RFC 9568, 6.4.3)'
      : 'owner_ignore_adverts is for priority 255: a node that hears nobody would always be master',
    instead: owner ? 'owner_ignore_adverts is on' : 'owner_ignore_adverts is off',
  })
  return owner
}

/** RFC 9568, 6.1, Accept_Mode; version 2 has no such choice. */
export function completeAccept({ switches }: WholeInstance, role: Role, report: Report): boolean {
  const { strict, owner, version } = role
  const given = switches.accept
  if (given === undefined) return owner || !strict
  if (!given.value || !strict || owner || version === 3) return given.value
  const what = 'with version 2 only the owner accepts packets to the addresses'
  forcedByStrict({ at: given.at, what, instead: 'no_accept is used' }, report)
  return false
}
