/**
 * The vrrp_* part of global_defs and its relatives: what instances do that do not say otherwise, and what
 * holds for VRRP as a whole. keepalived.conf(5), GLOBAL CONFIGURATION. Fills a draft; what it means for an
 * instance is decided where instances are completed, the rest in settings/global/complete-vrrp-defaults.ts.
 */
import { type Address, familyOf, isMulticast } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Micros } from '../base/time.ts'
import { readOne } from '../conf/bind.ts'
import { fieldsOf, mayLack } from '../conf/fields.ts'
import { flag, type Given, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import {
  boolean,
  choice,
  integer,
  type Kind,
  multicastIpv4,
  seconds,
  singleAddress,
  text,
} from '../conf/values.ts'
import { type AnnounceDefaultsDraft, announceDefaultsRows } from './defaults-announce-rows.ts'

/** Every field as written; undefined: not given. */
export interface VrrpDefaultsDraft {
  version?: Given<number>
  destination?: Given<Address>
  destination6?: Given<Address>
  downTimerAdverts?: Given<number>
  handover?: Given<'graceful' | 'fast'>
  readonly announce: AnnounceDefaultsDraft
  strict?: Given<boolean>
  lowerPriorityNoAdvert?: Given<boolean>
  higherPrioritySendAdvert?: Given<boolean>
  ownerIgnoreAdverts?: Given<boolean>
  checkUnicastSource?: Span
  skipCheckAdvertAddresses?: Given<boolean>
  /** v3_checksum_as_v2 */
  checksumAsVersion2?: Span
  notifyPriorityChanges?: Given<boolean>
  /** dynamic_interfaces; `changes`: also those whose type or parent changes. */
  dynamicInterfaces?: Given<{ readonly changes: boolean }>
  /** default_interface: of static addresses without dev. */
  defaultInterface?: Given<string>
  disableLocalIgmp?: Span
  vmacPrefix?: Given<string>
  vmacAddressPrefix?: Given<string>
  startupDelay?: Given<Micros>
  delayAfterBoot?: Given<Micros>
  logUnknownVrids?: Span
}

const put = fieldsOf<VrrpDefaultsDraft>()
const version = integer({ min: 2, max: 3 })
const downTimerAdverts = integer({ min: 1, max: 100, unit: 'adverts' })
const startDelay = seconds({ min: 0.001, max: 4294.967295, digits: 6 })
/** What fits before `.VRID` in a name of 15 characters is for keepalived to find out; it takes any. */
const prefix = text('PREFIX')

const multicastIpv6: Kind<Address> = {
  shape: 'IPV6-MULTICAST-ADDRESS',
  read: (word) => {
    const parsed = singleAddress.read(word)
    if (!parsed.ok) return parsed
    if (familyOf(parsed.value) === 'ipv6' && isMulticast(parsed.value)) return parsed
    return {
      ok: false,
      error: { code: 'not-a-value', problem: 'is not an IPv6 multicast address (ff00::/8)' },
    }
  },
}

/** The switches that instances can set for themselves. */
const switchRows: readonly Row<VrrpDefaultsDraft>[] = [
  setting('vrrp_strict', {
    kind: boolean,
    absent: true,
    about: 'Follow the RFC to the letter: no unicast, no authentication, at least one address in version 3',
    default: 'off',
    put: put('strict'),
  }),
  setting('vrrp_lower_prio_no_advert', {
    kind: boolean,
    absent: true,
    about: 'As master, do not answer an advert of lower priority with one of its own',
    default: 'off, on with vrrp_strict',
    put: put('lowerPriorityNoAdvert'),
  }),
  setting('vrrp_higher_prio_send_advert', {
    kind: boolean,
    absent: true,
    about: 'As master, send one more advert before giving way to a higher priority',
    default: 'off',
    put: put('higherPrioritySendAdvert'),
  }),
  setting('vrrp_owner_ignore_adverts', {
    kind: boolean,
    absent: true,
    about: 'As address owner (priority 255), ignore the adverts of others',
    default: 'off, on with vrrp_strict',
    since: '2.3.3',
    put: put('ownerIgnoreAdverts'),
  }),
  flag('vrrp_check_unicast_src', {
    about: 'Accept unicast adverts only from the addresses in unicast_peer',
    default: 'off',
    put: put('checkUnicastSource'),
  }),
  setting('vrrp_skip_check_adv_addr', {
    kind: boolean,
    absent: true,
    about: 'Compare the addresses in an advert with the own ones only when the master has changed',
    default: 'off',
    put: put('skipCheckAdvertAddresses'),
  }),
  flag('v3_checksum_as_v2', {
    about: 'Leave the pseudo header out of the checksum of version 3 over IPv4, as some routers do',
    default: 'off',
    since: '2.2.8',
    put: put('checksumAsVersion2'),
  }),
  setting('vrrp_notify_priority_changes', {
    kind: boolean,
    absent: true,
    about: 'Write changes of priority to the notify FIFOs',
    default: 'off',
    put: put('notifyPriorityChanges'),
  }),
]

/** What holds for the VRRP process as a whole. */
const processRows: readonly Row<VrrpDefaultsDraft>[] = [
  words('dynamic_interfaces', {
    parameters: '[allow_if_changes]',
    least: 0,
    about: 'Interfaces may be missing at start; allow_if_changes: they may also come back with another type',
    default: 'off',
    read: readDynamicInterfaces,
  }),
  mayLack(
    setting('default_interface', {
      kind: text('INTERFACE'),
      about: 'Interface of addresses in static_ipaddress that name none',
      default: 'eth0',
      put: put('defaultInterface'),
    }),
  ),
  flag('disable_local_igmp', {
    about: 'Stop the kernel from sending IGMP reports for link-local multicast groups',
    default: 'off',
    put: put('disableLocalIgmp'),
  }),
  setting('vmac_prefix', {
    kind: prefix,
    about: 'Beginning of the names of VMAC interfaces; the virtual_router_id follows',
    default: 'vrrp',
    repeat: 'first-wins',
    put: put('vmacPrefix'),
  }),
  setting('vmac_addr_prefix', {
    kind: prefix,
    about: 'Beginning of the names of VMAC interfaces of single addresses',
    default: 'vmac_prefix',
    repeat: 'first-wins',
    put: put('vmacAddressPrefix'),
  }),
  setting('vrrp_startup_delay', {
    kind: startDelay,
    about: 'How long after the start of the daemon instances begin to take part',
    default: '0',
    put: put('startupDelay'),
  }),
  setting('vrrp_delay_after_boot', {
    kind: startDelay,
    about: 'How long after the boot of the host instances begin to take part',
    default: '0',
    since: '2.4.0',
    put: put('delayAfterBoot'),
  }),
  flag('log_unknown_vrids', {
    about: 'Log adverts for virtual routers that no instance here belongs to',
    default: 'off',
    put: put('logUnknownVrids'),
  }),
]

export const vrrpDefaultsRows: readonly Row<VrrpDefaultsDraft>[] = [
  setting('vrrp_version', {
    kind: version,
    about: 'VRRP version of IPv4 instances that give none',
    default: '2',
    put: put('version'),
  }),
  setting('vrrp_mcast_group4', {
    kind: multicastIpv4,
    about: 'Multicast group of IPv4 adverts, unless mcast_dst_ip says otherwise',
    default: '224.0.0.18',
    put: put('destination'),
  }),
  words('vrrp_mcast_group6', {
    parameters: multicastIpv6.shape,
    least: 1,
    about: 'Multicast group of IPv6 adverts, unless mcast_dst_ip says otherwise',
    default: 'ff02::12',
    read: readDestination6,
  }),
  setting('vrrp_down_timer_adverts', {
    kind: downTimerAdverts,
    about: 'Number of adverts that must be missed before a backup takes over',
    default: '3',
    put: put('downTimerAdverts'),
  }),
  setting('handover', {
    kind: choice<'graceful' | 'fast'>(['graceful', 'fast']),
    about: 'Of keepalived-ts: addresses answer until the successor has them (graceful) or go at once (fast)',
    default: 'graceful',
    put: put('handover'),
  }),
  ...announceDefaultsRows,
  ...switchRows,
  ...processRows,
]

function readDestination6(statement: Statement, draft: VrrpDefaultsDraft, scene: Scene): void {
  const [, word, ...extra] = statement.words
  if (word === undefined) return
  noteExtra(extra, scene)
  const as = { keyword: 'vrrp_mcast_group6', kind: multicastIpv6, fallback: 'ff02::12' }
  const value = readOne(word, as, scene)
  if (value === undefined) return
  draft.destination6 = { value, at: word.span }
  // RFC 9568, 7.2: adverts are never forwarded. The scope is the second half of the second octet.
  if (/^ff.2/.test(value)) return
  scene.report({
    code: 'multicast-not-link-local',
    severity: 'warning',
    span: word.span,
    message:
      `vrrp_mcast_group6: ${value} is not of link-local scope (ff02::/16), so routers may ` +
      'forward adverts',
    instead: 'it is used all the same',
  })
}

function readDynamicInterfaces(statement: Statement, draft: VrrpDefaultsDraft, scene: Scene): void {
  const [keyword, word, ...extra] = statement.words
  noteExtra(extra, scene)
  const known = word?.text === 'allow_if_changes'
  if (word !== undefined && !known) {
    scene.report({
      code: 'not-a-value',
      severity: 'error',
      span: word.span,
      message: `dynamic_interfaces: "${word.text}" is not allow_if_changes`,
      instead: 'the word is ignored: interfaces may be missing, and must not change their type',
    })
  }
  draft.dynamicInterfaces = { value: { changes: known }, at: keyword.span }
}
