/**
 * What is in adverts and around them: intervals, addresses, gratuitous ARP, switches. One test for each rule
 * of keepalived.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { micros, seconds } from '../../src/base/time.ts'
import { bare, checkRules, ipv4, ipv6, type Rule, strictGlobal } from './vrrp-example.ts'

const intervals: readonly Rule[] = [
  {
    rule: 'advert_int not given: 1 s',
    given: ipv4(''),
    status: 0,
    codes: [],
    settings: { advertInterval: seconds(1) },
  },
  {
    rule: 'advert_int outside 0.01..255 is ignored',
    given: ipv4('advert_int 300'),
    ...{ status: 5, codes: ['out-of-range'], settings: { advertInterval: seconds(1) } },
  },
  {
    rule: 'version 2: whole seconds, rounded half up',
    given: ipv4('advert_int 2.5'),
    ...{ status: 5, codes: ['advert-interval-rounded'], settings: { advertInterval: seconds(3) } },
  },
  {
    rule: 'version 2: at least 1 s',
    given: ipv4('advert_int 0.4'),
    ...{ status: 5, codes: ['advert-interval-rounded'], settings: { advertInterval: seconds(1) } },
  },
  {
    rule: 'version 3: at most 40.95 s',
    given: ipv4('version 3\nadvert_int 40.96'),
    ...{ status: 5, codes: ['advert-interval-rounded'], settings: { advertInterval: micros(40_950_000) } },
  },
  {
    rule: 'version 3: multiples of 10 ms, rounded half up',
    given: ipv4('version 3\nadvert_int 0.015'),
    ...{ status: 5, codes: ['advert-interval-rounded'], settings: { advertInterval: micros(20_000) } },
  },
  {
    rule: 'IPv6 with version 2: whole seconds too',
    given: bare('version 2\nvirtual_ipaddress { fe80::1 }\nadvert_int 1.5'),
    ...{ status: 5, codes: ['advert-interval-rounded'], settings: { advertInterval: seconds(2) } },
  },
]

const addresses: readonly Rule[] = [
  {
    rule: 'no address left, version 2: a warning',
    given: bare(''),
    ...{ status: 5, codes: ['no-addresses'], settings: { addresses: [] } },
  },
  {
    rule: 'no address left, version 3: nothing runs',
    given: bare('version 3'),
    status: 5,
    codes: ['no-addresses'],
  },
  {
    rule: 'no address left, strict: nothing runs',
    given: bare('strict_mode'),
    status: 5,
    codes: ['no-addresses'],
  },
  {
    rule: 'excluded addresses do not count',
    given: bare('version 3\nvirtual_ipaddress_excluded { 10.0.0.9 }'),
    ...{ status: 5, codes: ['no-addresses'] },
  },
  {
    rule: 'no_virtual_ipaddress allows it',
    given: bare('no_virtual_ipaddress\nversion 3'),
    ...{ status: 0, codes: [], settings: { addresses: [] } },
  },
  {
    rule: 'strict and no_virtual_ipaddress: cleared',
    given: ipv4('strict_mode\nno_virtual_ipaddress'),
    ...{ status: 5, codes: ['strict-mode'] },
  },
  {
    rule: 'an address twice, on whatever interfaces',
    given: ipv4('virtual_ipaddress { 10.0.0.1 dev eth1 }'),
    ...{ status: 5, codes: ['address-twice'] },
  },
  {
    rule: 'an excluded address may be another one on another interface',
    given: ipv4('virtual_ipaddress_excluded { 10.0.0.1 dev eth1 }'),
    ...{ status: 0, codes: [] },
  },
  {
    rule: 'an excluded address that is there already on this interface',
    given: ipv4('virtual_ipaddress_excluded { 10.0.0.1 }'),
    ...{ status: 5, codes: ['address-twice'], settings: { excluded: [] } },
  },
]

function surplus(given: ReturnType<typeof ipv4>): readonly [number | undefined, number | undefined] {
  return [given.settings?.addresses.length, given.settings?.excluded.length]
}

test('W26: as many addresses as an advert of 1500 bytes holds: 255 of IPv4, 89 of IPv6', () => {
  const many = (count: number, prefix: string) => {
    const base = prefix.includes(':') ? 16 : 10
    const lines = Array.from({ length: count }, (_, index) => `${prefix}${(index + 16).toString(base)}`)
    return `virtual_ipaddress {\n${lines.join('\n')}\n}`
  }
  const ipv6Many = ipv6(many(89, '2001:db8::'))
  assert.deepEqual([ipv6Many.codes, surplus(ipv6Many)], [['too-many-addresses'], [89, 1]])
  assert.deepEqual(ipv6(many(88, '2001:db8::')).codes, [])
  const ipv4Many = ipv4(many(240, '10.1.0.') + many(16, '10.1.1.'))
  assert.deepEqual([ipv4Many.codes, surplus(ipv4Many)], [['too-many-addresses'], [255, 2]])
})

test('the surplus stands behind the excluded ones', () => {
  const lines = Array.from({ length: 90 }, (_, index) => `2001:db8::${index + 1}`).join('\n')
  const { settings } = ipv6(`virtual_ipaddress_excluded { 10.0.0.9 }\nvirtual_ipaddress {\n${lines}\n}`)
  assert.deepEqual(
    settings?.excluded.map(({ prefix }) => prefix.address),
    ['10.0.0.9', '2001:db8::89', '2001:db8::90'],
  )
})

const quiet = { repeat: 5, delay: seconds(5), lowerPriorityRepeat: 0, lowerPriorityDelay: micros(0) }
const refresh = { interval: micros(0), repeat: 1, extraInterval: micros(0), extraAll: false }

const announcements: readonly Rule[] = [
  {
    rule: 'strict and garp_lower_prio_repeat other than 0: 0',
    given: ipv4('strict_mode\ngarp_lower_prio_repeat 1'),
    ...{ status: 5, codes: ['strict-mode'], settings: { announce: quiet } },
  },
  {
    rule: 'strict and garp_lower_prio_delay other than 0: 0',
    given: ipv4('strict_mode\ngarp_lower_prio_delay 1'),
    ...{ status: 5, codes: ['strict-mode'], settings: { announce: quiet } },
  },
  {
    rule: 'strict: both are 0 without a word',
    given: ipv4('', strictGlobal),
    ...{ status: 0, codes: [], settings: { announce: quiet } },
  },
  {
    rule: 'garp_master_refresh and its repeat',
    given: ipv4('garp_master_refresh 60\ngarp_master_refresh_repeat 2'),
    ...{ status: 0, codes: [], settings: { refresh: { ...refresh, interval: seconds(60), repeat: 2 } } },
  },
  {
    rule: 'garp_master_refresh that is no number: off',
    given: ipv4('garp_master_refresh x', 'global_defs {\nvrrp_garp_master_refresh 9\n}\n'),
    ...{ status: 5, codes: ['not-a-number'], settings: { refresh } },
  },
  {
    rule: 'garp_extra_if without an address elsewhere: silently off',
    given: ipv4('garp_extra_if all 5'),
    ...{ status: 0, codes: [], settings: { refresh } },
  },
  {
    rule: 'garp_extra_if with an address elsewhere',
    given: ipv4('garp_extra_if all 5\nvirtual_ipaddress { 10.0.0.2 dev eth1 }'),
    status: 0,
    codes: [],
    settings: { refresh: { ...refresh, extraInterval: seconds(5), extraAll: true } },
  },
  {
    rule: 'garp_extra_if without a time',
    given: ipv4('garp_extra_if all'),
    status: 5,
    codes: ['value-missing'],
  },
  {
    rule: 'garp_extra_if beyond a day',
    given: ipv4('garp_extra_if 86401'),
    status: 5,
    codes: ['out-of-range'],
  },
  {
    rule: 'vmac_garp_intvl is the old name of garp_extra_if',
    given: ipv4('vmac_garp_intvl 5\nvirtual_ipaddress { 10.0.0.2 dev eth1 }'),
    status: 5,
    codes: ['deprecated-keyword'],
    settings: { refresh: { ...refresh, extraInterval: seconds(5) } },
  },
]

const switches: readonly Rule[] = [
  { rule: 'accept not given: on', given: ipv4(''), status: 0, codes: [], settings: { accept: true } },
  {
    rule: 'accept not given, strict: off',
    given: ipv4('strict_mode'),
    ...{ status: 0, codes: [], settings: { accept: false } },
  },
  {
    rule: 'accept not given, priority 255: on, also when strict',
    given: ipv4('strict_mode\npriority 255'),
    ...{ status: 0, codes: [], settings: { accept: true } },
  },
  {
    rule: 'accept, strict, version 2, priority below 255: off',
    given: ipv4('strict_mode\naccept'),
    ...{ status: 5, codes: ['strict-mode'], settings: { accept: false } },
  },
  {
    rule: 'accept, strict, version 3: allowed',
    given: ipv4('strict_mode\naccept\nversion 3'),
    ...{ status: 0, codes: [], settings: { accept: true } },
  },
  {
    rule: 'the last of accept and no_accept counts',
    given: ipv4('accept\nno_accept'),
    ...{ status: 0, codes: [], settings: { accept: false } },
  },
  {
    rule: 'strict and lower_prio_no_advert off: on',
    given: ipv4('strict_mode\nlower_prio_no_advert off'),
    ...{ status: 5, codes: ['strict-mode'], settings: { lowerPriorityNoAdvert: true } },
  },
  {
    rule: 'strict and higher_prio_send_advert on: off',
    given: ipv4('strict_mode\nhigher_prio_send_advert'),
    ...{ status: 5, codes: ['strict-mode'], settings: { higherPrioritySendAdvert: false } },
  },
  {
    rule: 'neither given, strict: on and off',
    given: ipv4('strict_mode', 'global_defs {\nvrrp_higher_prio_send_advert\n}\n'),
    status: 0,
    codes: [],
    settings: { lowerPriorityNoAdvert: true, higherPrioritySendAdvert: false },
  },
  {
    rule: 'neither given: as in global_defs',
    given: ipv4('', 'global_defs {\nvrrp_lower_prio_no_advert\nvrrp_higher_prio_send_advert\n}\n'),
    status: 0,
    codes: [],
    settings: { lowerPriorityNoAdvert: true, higherPrioritySendAdvert: true },
  },
  {
    rule: 'owner_ignore_adverts on, priority below 255: off',
    given: ipv4('owner_ignore_adverts'),
    ...{ status: 5, codes: ['owner-ignore-adverts'], settings: { ownerIgnoreAdverts: false } },
  },
  {
    rule: 'owner_ignore_adverts off, priority 255: on',
    given: ipv4('owner_ignore_adverts off\npriority 255'),
    ...{ status: 5, codes: ['owner-ignore-adverts'], settings: { ownerIgnoreAdverts: true } },
  },
  {
    rule: 'owner_ignore_adverts not given, priority 255, strict: on',
    given: ipv4('strict_mode\npriority 255'),
    ...{ status: 0, codes: [], settings: { ownerIgnoreAdverts: true } },
  },
  {
    rule: 'owner_ignore_adverts not given, priority 255: as in global_defs',
    given: ipv4('priority 255', 'global_defs {\nvrrp_owner_ignore_adverts\n}\n'),
    ...{ status: 0, codes: [], settings: { ownerIgnoreAdverts: true } },
  },
  {
    rule: 'skip_check_adv_addr off is off (skipCheckOff)',
    given: ipv4('skip_check_adv_addr off', 'global_defs {\nvrrp_skip_check_adv_addr\n}\n'),
    ...{ status: 0, codes: [], settings: { skipAddressCheck: false } },
  },
  {
    rule: 'v3_checksum_as_v2 of global_defs, and off in the instance',
    given: ipv4('v3_checksum_as_v2 off', 'global_defs {\nv3_checksum_as_v2\n}\n'),
    ...{ status: 0, codes: [], settings: { version3ChecksumAsVersion2: false } },
  },
  {
    rule: 'a switch with a word that is no truth',
    given: ipv4('strict_mode foo'),
    status: 5,
    codes: ['not-a-value'],
  },
  {
    rule: 'kernel_rx_buf_size has exactly one value',
    given: ipv4('kernel_rx_buf_size 1 2'),
    ...{ status: 5, codes: ['one-value-only'], settings: { receiveBufferBytes: undefined } },
  },
  {
    rule: 'kernel_rx_buf_size without a value',
    given: ipv4('kernel_rx_buf_size'),
    status: 5,
    codes: ['value-missing'],
  },
  {
    rule: 'debug beyond 4',
    given: ipv4('debug 5'),
    status: 5,
    codes: ['out-of-range'],
    settings: { debugLevel: 0 },
  },
  {
    rule: 'words of the days of 1.x are left out with a note (wordsOfInstancesPast)',
    given: ipv4('garp_delay 5\nvrrp_unicast_bind 192.0.2.2'),
    ...{ status: 0, codes: ['obsolete-keyword', 'obsolete-keyword'], settings: { unicast: undefined } },
  },
  {
    rule: 'linkbeat_use_polling in an instance is deprecated',
    given: ipv4('linkbeat_use_polling'),
    ...{ status: 5, codes: ['deprecated-keyword'], settings: { pollLink: true } },
  },
  {
    rule: 'lvs_sync_daemon_interface is deprecated, and the first one counts',
    given: ipv4('lvs_sync_daemon_interface eth0\nlvs_sync_daemon_interface eth1'),
    status: 5,
    codes: ['deprecated-keyword', 'deprecated-keyword', 'repeated-keyword'],
    settings: { lvsSyncInterface: 'eth0' },
  },
]

checkRules([...intervals, ...addresses, ...announcements, ...switches])

function placed(more: string): readonly (readonly string[])[] {
  const { settings, codes } = bare(more)
  const lists = [settings?.addresses ?? [], settings?.excluded ?? []]
  return [codes, ...lists.map((list) => list.map(({ prefix }) => prefix.address))]
}

test('of two equal addresses the first in the file stays, advertised or excluded', () => {
  const below = 'virtual_ipaddress_excluded {\n10.0.0.1\n}\nvirtual_ipaddress {\n10.0.0.2\n10.0.0.1\n}'
  assert.deepEqual(placed(below), [['address-twice'], ['10.0.0.2'], ['10.0.0.1']])
  const between =
    'virtual_ipaddress_excluded {\n10.0.0.1\n}\nvirtual_ipaddress {\n10.0.0.2\n10.0.0.3\n}\n' +
    'virtual_ipaddress_excluded {\n10.0.0.3\n10.0.0.1\n10.0.0.4\n}'
  const twice = ['address-twice', 'address-twice']
  assert.deepEqual(placed(between), [twice, ['10.0.0.2', '10.0.0.3'], ['10.0.0.1', '10.0.0.4']])
})

test('addresses that must not answer take a firewall: nftables where global_defs names none', () => {
  const backendOf = ({ loaded }: ReturnType<typeof ipv4>) => loaded.understood.global.firewall.backend
  const automatic = { is: 'nftables', table: 'keepalived', chainPriority: -1 }
  assert.deepEqual(backendOf(ipv4('no_accept')), automatic)
  assert.deepEqual(backendOf(ipv4('use_vmac')), automatic)
  assert.deepEqual(backendOf(ipv4('')), { is: 'none' })
  const named = ipv4('no_accept', 'global_defs {\nnftables own\n}\n')
  assert.deepEqual(backendOf(named), { ...automatic, table: 'own' })
})
