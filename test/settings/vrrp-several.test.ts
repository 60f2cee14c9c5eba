/** What several instances are together: the same number twice, shared VMACs, sync groups. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMac } from '../../src/base/address.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { exampleHost } from '../../src/settings/pages/example-host.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { load, noFiles, codes as placed } from './example-host.ts'

/** An instance by its parts. */
function one(
  name: string,
  its: { readonly id: number; readonly address: string; readonly lines?: string },
): string {
  const { id, address, lines = '' } = its
  return `vrrp_instance ${name} {\nvirtual_router_id ${id}\nvirtual_ipaddress { ${address} }\n${lines}\n}\n`
}

/** Two instances of number 10; the lines are those of each. */
function pair(first: string, second: string, before = ''): readonly [status: number, ...codes: string[]] {
  const both = [
    one('A', { id: 10, address: '10.0.0.1', lines: first }),
    one('B', { id: 10, address: '10.0.0.2', lines: second }),
  ]
  const { diagnostics } = load(`${before}${both.join('')}`)
  const codes = diagnostics.map(({ code }) => code).filter((code) => !code.endsWith('-yet'))
  return [testStatus(diagnostics), ...codes]
}

const eth0 = 'interface eth0'
const eth1 = 'interface eth1'
const dynamic = 'global_defs {\ndynamic_interfaces\n}\n'

test('multicast, same interface, same destination: nothing runs', () => {
  assert.deepEqual(pair(eth0, eth0), [5, 'vrid-taken'])
})

test('multicast, another interface, family or destination: allowed', () => {
  assert.deepEqual(pair(eth0, eth1), [0])
  assert.deepEqual(pair(eth0, `${eth0}\nmcast_dst_ip 224.0.0.99`), [0])
  const families = ['10.0.0.1', 'fe80::1'].map((address) => one(address, { id: 10, address, lines: eth0 }))
  assert.equal(testStatus(load(families.join('')).diagnostics), 0)
})

test('multicast IPv6, one with a VMAC and one without: allowed; IPv4: not', () => {
  const both = (lines: string, addresses: readonly string[]) =>
    addresses.map((address, index) =>
      one(`I${index}`, { id: 10, address, lines: index === 0 ? eth0 : `${eth0}\n${lines}` }),
    )
  const status = (texts: readonly string[]) => testStatus(load(texts.join('')).diagnostics)
  assert.equal(status(both('use_vmac', ['fe80::1', 'fe80::2'])), 0)
  assert.equal(status(both('', ['fe80::1', 'fe80::2'])), 5)
  assert.equal(status(both('use_vmac', ['10.0.0.1', '10.0.0.2'])), 5)
})

test('multicast, an interface that does not exist yet: allowed', () => {
  assert.deepEqual(pair('interface eth8', 'interface eth8', dynamic), [0])
})

test('multicast, an interface that may change: one of them waits in the fault state', () => {
  const before = 'global_defs {\ndynamic_interfaces allow_if_changes\n}\n'
  assert.deepEqual(pair(eth0, eth0, before), [0, 'vrid-taken-for-now'])
})

const unicast = (source: string, peers: string) => `unicast_src_ip ${source}\nunicast_peer { ${peers} }`

test('unicast, same interface, same source, a common peer: nothing runs', () => {
  const one = `${eth0}\n${unicast('192.0.2.2', '192.0.2.3')}`
  assert.deepEqual(pair(one, one), [5, 'vrid-taken'])
  assert.deepEqual(pair(one, `${eth0}\nunicast_peer { 192.0.2.3 }`), [5, 'vrid-taken'], 'first address')
})

test('unicast, another source, another interface or no common peer: allowed', () => {
  const one = `${eth0}\n${unicast('192.0.2.2', '192.0.2.3')}`
  const [first] = pair(one, `${eth0}\n${unicast('192.0.2.2', '192.0.2.4')}`)
  assert.equal(first, 0)
  assert.deepEqual(pair(one, `${eth1}\n${unicast('192.0.2.2', '192.0.2.3')}`), [0])
  assert.deepEqual(pair(one, `${eth0}\n${unicast('192.0.2.5', '192.0.2.3')}`), [0, 'source-not-local'])
})

test('unicast beside multicast: allowed', () => {
  assert.deepEqual(pair(eth0, `${eth0}\nunicast_peer { 192.0.2.3 }`), [0])
})

test('unicast, one of them on no interface: it may be on any', () => {
  const source = unicast('192.0.2.2', '192.0.2.3')
  const lines = source.replace('\n', '\nvirtual_ipaddress_excluded { 10.0.0.9 dev eth0 }\n')
  const nowhere = `vrrp_instance N {\nvirtual_router_id 10\n${lines}\nversion 2\n}\n`
  const there = one('A', { id: 10, address: '10.0.0.1', lines: `${eth0}\n${source}` })
  for (const text of [nowhere + there, there + nowhere]) {
    assert.ok(load(text).diagnostics.some(({ code }) => code === 'vrid-taken'))
  }
})

test('a VMAC that is there already is of one instance, or of one sync group', () => {
  const mac = parseMac('00:00:5e:00:01:0a')
  assert.ok(mac.ok)
  const there = {
    name: 'vrrp.10',
    loopback: false,
    addresses: [],
    kind: 'macvlan',
    base: 'eth0',
    mac: mac.value,
  }
  const instances =
    one('A', { id: 10, address: '10.0.0.1', lines: `${eth0}\nuse_vmac` }) +
    one('B', { id: 10, address: '10.0.0.2', lines: `${eth0}\nuse_vmac\nmcast_dst_ip 224.0.0.99` })
  const outcome = (text: string) => {
    const host = { interfaces: [...exampleHost.interfaces, there] }
    const loaded = loadSettings({ file: 'k.conf', text, read: noFiles, host, id: 'node' })
    const codes = loaded.diagnostics.map(({ code }) => code).filter((code) => code !== 'not-yet')
    return [codes, loaded.understood.vrrp.instances.map(({ faults }) => faults)]
  }
  assert.deepEqual(outcome(instances), [['vmac-shared'], [[], ['vmac-shared']]])
  assert.deepEqual(outcome(`vrrp_sync_group G {\ngroup { A B }\n}\n${instances}`), [[], [[], []]])
})

test('20,000 instances are compared in a moment, not each with each', () => {
  const octets = (index: number) => `${index >> 14}.${(index >> 7) & 127}.${index & 127}`
  const text = Array.from({ length: 20_000 }, (_, index) =>
    one(`I${index}`, {
      ...{ id: (index % 255) + 1, address: `10.${octets(index)}` },
      lines: `${eth0}\nmcast_dst_ip 224.${octets(index)}`,
    }),
  ).join('')
  const before = performance.now()
  const { diagnostics } = load(text)
  assert.deepEqual(diagnostics.slice(0, 1), [])
  assert.ok(performance.now() - before < 5_000)
})

const owner = 'state MASTER\npriority 255'
const members: Readonly<Record<string, string>> = {
  A: owner,
  B: 'state BACKUP',
  C: '',
  D: 'state MASTER\npriority 9',
}

function group(names: string, more = '') {
  const instances = Object.entries(members).map(([name, lines], index) =>
    one(name, { id: index + 1, address: `10.0.0.${index + 1}`, lines: `${eth0}\n${lines}` }),
  )
  const loaded = load(`vrrp_sync_group G {\ngroup { ${names} }\n${more}\n}\n${instances.join('')}`)
  return {
    codes: placed(loaded),
    status: testStatus(loaded.diagnostics),
    members: loaded.settings?.vrrp.groups[0]?.members,
  }
}

test('a member that is unknown, or in a group already, also twice in the same, is left out', () => {
  assert.deepEqual(group('B X C'), { codes: ['unknown-member:2'], status: 5, members: ['B', 'C'] })
  assert.deepEqual(group('B C B'), { codes: ['member-of-two-groups:2'], status: 5, members: ['B', 'C'] })
})

test('a member that is nearly right is suggested', () => {
  const text = 'vrrp_sync_group G {\ngroup { inside otuside }\n}\n'
  const instances = ['inside', 'outside'].map((name, index) =>
    one(name, { id: index + 1, address: `10.0.0.${index + 1}`, lines: eth0 }),
  )
  const [first] = load(text + instances.join('')).diagnostics
  assert.deepEqual([first?.code, first?.suggestion], ['unknown-member', 'outside'])
})

test('a member that is in a group already is not suggested', () => {
  const suggested = (text: string) => {
    const instances = ['VI_1', 'VI_2'].map((name, index) =>
      one(name, { id: index + 1, address: `10.0.0.${index + 1}`, lines: eth0 }),
    )
    return load(text + instances.join('')).diagnostics.find(({ code }) => code === 'unknown-member')
      ?.suggestion
  }
  assert.equal(suggested('vrrp_sync_group G {\ngroup { VI_1 VI_9 }\n}\n'), 'VI_2')
  assert.equal(suggested('vrrp_sync_group G {\ngroup { VI_9 VI_1 }\n}\n'), 'VI_2')
  assert.equal(suggested('vrrp_sync_group G {\ngroup { VI_1 VI_2 VI_9 }\n}\n'), undefined)
  const two = 'vrrp_sync_group F {\ngroup { VI_1 }\n}\nvrrp_sync_group G {\ngroup { VI_9 }\n}\n'
  assert.equal(suggested(two), 'VI_2')
})

test('nor what a list of trackers or a track_group names already', () => {
  const suggested = (text: string, code: string) =>
    load(text).diagnostics.find((diagnostic) => diagnostic.code === code)?.suggestion
  const instance = (more = '') => one('VI_1', { id: 1, address: '10.0.0.1', lines: `${eth0}\n${more}` })
  const groupOf = (members: string) => `track_group T {\ngroup { ${members} }\n}\n${instance()}`
  assert.equal(suggested(groupOf('VI_9'), 'track-group-instance-unknown'), 'VI_1')
  assert.equal(suggested(groupOf('VI_1 VI_9'), 'track-group-instance-unknown'), undefined)
  const scripts = ['chk_1', 'chk_2'].map((name) => `vrrp_script ${name} {\nscript /bin/true\n}\n`).join('')
  const tracked = (list: string) => scripts + instance(`track_script {\n${list}\n}`)
  assert.equal(suggested(tracked('chk_1\nchk_9'), 'unknown-script'), 'chk_2')
  const interfaces = (list: string) => instance(`track_interface {\n${list}\n}`)
  assert.equal(suggested(interfaces('eth9'), 'interface-unknown'), 'eth0')
  assert.equal(suggested(interfaces('eth0\neth9'), 'interface-unknown'), 'eth1')
})

test('no member left: the group goes; one left: a warning', () => {
  assert.deepEqual(group('X').members, undefined)
  assert.deepEqual(group('X').codes, ['unknown-member:2', 'group-without-members:1'])
  assert.deepEqual(group('B'), { codes: ['group-of-one:2'], status: 5, members: ['B'] })
})

test('explicit owners first, then explicit BACKUP: a mistake; other mixtures are only noted', () => {
  assert.deepEqual(group('A B'), { codes: ['group-of-owner:2'], status: 5, members: ['A', 'B'] })
  assert.deepEqual(group('A B C').status, 5)
  for (const names of ['B A', 'A C', 'A C B', 'A D', 'A D B', 'C A B']) {
    assert.deepEqual([group(names).codes, group(names).status], [['group-of-owner:2'], 0], names)
  }
  assert.deepEqual(group('B C D').codes, [])
})

test('a second group block is left out, everything around it is read (secondGroupOfSyncGroup)', () => {
  const { codes, members: kept } = group('B C', 'group { D }\nsync_group_tracking_weight')
  assert.deepEqual([codes, kept], [['repeated-keyword:3'], ['B', 'C']])
})

test('global_tracking is the old name of sync_group_tracking_weight', () => {
  assert.deepEqual(group('B C', 'global_tracking'), {
    codes: ['deprecated-keyword:3'],
    status: 5,
    members: ['B', 'C'],
  })
})

test('a name that is taken: the first block counts', () => {
  const groups = 'vrrp_sync_group G {\ngroup { A B }\n}\nvrrp_sync_group G {\ngroup { A B }\n}\n'
  assert.deepEqual(placed(load(groups)).includes('name-taken:4'), true)
})
