/** What is judged about VRRP after reading: defaults, corrections, refusals, in keepalived's order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderDiagnostics } from '../../src/conf/diagnostics.ts'
import { thereAre } from '../../src/conf/suggest.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { codes, instance, load } from './example-host.ts'

/** The settings of the only instance, and what was said. */
function one(more: string, before = ''): { settings: InstanceSettings | undefined; codes: string[] } {
  const loaded = load(`${before}${instance(more)}`)
  return { settings: loaded.settings?.vrrp.instances[0], codes: loaded.diagnostics.map(({ code }) => code) }
}

function fatal(text: string): string[] {
  const loaded = load(text)
  assert.equal(loaded.fatal, true)
  assert.equal(loaded.settings, undefined)
  return codes(loaded)
}

test('an instance needs an interface and a virtual_router_id, or nothing runs', () => {
  assert.deepEqual(fatal('vrrp_instance A {\nvirtual_router_id 5\n}'), ['interface-missing:1'])
  assert.deepEqual(fatal('vrrp_instance A {\ninterface eth0\n}'), ['vrid-missing:1'])
  assert.deepEqual(fatal('vrrp_instance A {\ninterface eth0\nvirtual_router_id 256\n}'), [
    'out-of-range:3',
    'vrid-missing:3',
  ])
  assert.deepEqual(fatal('vrrp_instance A {\ninterface eth9\nvirtual_router_id 5\n}'), [
    'interface-unknown:2',
  ])
  assert.deepEqual(fatal('vrrp_instance A {\ninterface lo\nvirtual_router_id 5\n}'), ['interface-loopback:2'])
})

test('what is missing because of a typing error is said after the error, at the same word', () => {
  const shown = (lines: string) => {
    const { diagnostics, sources } = load(`vrrp_instance A {\n${lines}\n}`)
    const text = renderDiagnostics(diagnostics, sources)
    return [...text.matchAll(/:(\d+):\d+: error: .*\[(.+)\]/g)].map(([, line, code]) => `${code}:${line}`)
  }
  const [unknown, bad] = ['unknown-keyword', 'out-of-range']
  assert.deepEqual(shown('interface eth0\nvirtual_router_ID 51'), [`${unknown}:3`, 'vrid-missing:3'])
  assert.deepEqual(shown('interface eth0\nvirtual_router_id 256'), [`${bad}:3`, 'vrid-missing:3'])
  assert.deepEqual(shown('interfcae eth0\nvirtual_router_id 51'), [`${unknown}:2`, 'interface-missing:2'])
})

test('an interface that is not there is named with those that are', () => {
  const [diagnostic] = load('vrrp_instance A {\ninterface eht0\nvirtual_router_id 5\n}').diagnostics
  assert.match(diagnostic?.message ?? '', /no interface eht0 on this host; there are eth0, eth1$/)
  assert.equal(diagnostic?.suggestion, 'eth0')
})

test('there is only one, or there are several', () => {
  assert.deepEqual([[], ['lo'], ['lo', 'eth0']].map(thereAre), [
    'there is none',
    'there is only lo',
    'there are lo, eth0',
  ])
})

test('two instances with one number on one interface cannot run', () => {
  const other = (more: string) =>
    `vrrp_instance B {\nvirtual_router_id 10\nvirtual_ipaddress { 10.0.0.2 }\n${more}\n}`
  assert.deepEqual(fatal(`${instance()}${other('interface eth0')}`), ['vrid-taken:8'])
  assert.equal(load(`${instance()}${other('interface eth1')}`).fatal, false)
  assert.equal(load(`${instance()}${other('interface eth0\nmcast_dst_ip 224.0.0.99')}`).fatal, false)
})

test('nopreempt is cleared with state MASTER and with priority 255, each time said', () => {
  assert.deepEqual(one('nopreempt').settings?.preempt, false)
  assert.deepEqual(one('nopreempt\npreempt').settings?.preempt, true)
  for (const more of ['nopreempt\nstate MASTER\npriority 100', 'nopreempt\npriority 255']) {
    assert.deepEqual(one(more).codes, ['nopreempt-cleared'])
    assert.equal(one(more).settings?.preempt, true)
  }
  assert.deepEqual(one('nopreempt\nstate BACKUP').codes, [])
})

test('priority and state give each other their defaults', () => {
  const pair = (more: string) => [one(more).settings?.priority, one(more).settings?.initial]
  assert.deepEqual(pair(''), [100, 'backup'])
  assert.deepEqual(pair('state MASTER'), [255, 'master'])
  assert.deepEqual(one('state MASTER').codes, ['owner-by-default'])
  assert.deepEqual(pair('priority 255'), [255, 'master'])
  assert.deepEqual(pair('priority 255\nstate BACKUP'), [255, 'backup'])
  assert.deepEqual(pair('priority 0'), [100, 'backup'])
})

test('state: an unknown word is BACKUP, and BACKUP never overrides MASTER', () => {
  assert.deepEqual(one('state FOO\npriority 10').codes, ['not-a-value'])
  assert.equal(one('state FOO\npriority 10').settings?.initial, 'backup')
  const both = one('state MASTER\nstate BACKUP\npriority 10')
  assert.equal(both.settings?.initial, 'master')
  assert.ok(both.codes.includes('state-contradicts'))
})

test('the version comes from the instance, then from global_defs, then it is 2', () => {
  assert.equal(one('').settings?.version, 2)
  assert.equal(one('', 'global_defs {\nvrrp_version 3\n}\n').settings?.version, 3)
  assert.equal(one('version 2', 'global_defs {\nvrrp_version 3\n}\n').settings?.version, 2)
  assert.deepEqual(one('version 3\nversion 2').codes, ['version-contradicts'])
  assert.deepEqual(one('version 3\nversion 3').codes, [])
  assert.equal(one('version 3\nversion 2').settings?.version, 3)
  assert.deepEqual(one('version 4').codes, ['out-of-range'])
})

test('advert_int is what the version can announce', () => {
  const interval = (more: string) => [one(more).settings?.advertInterval, one(more).codes.join()]
  assert.deepEqual(interval(''), [1_000_000, ''])
  assert.deepEqual(interval('advert_int 5.'), [5_000_000, ''])
  assert.deepEqual(interval('advert_int .5'), [1_000_000, 'advert-interval-rounded'])
  assert.deepEqual(interval('advert_int 1.5'), [2_000_000, 'advert-interval-rounded'])
  assert.deepEqual(interval('advert_int 0.2'), [1_000_000, 'advert-interval-rounded'])
  assert.deepEqual(interval('advert_int 300'), [1_000_000, 'out-of-range'])
  assert.deepEqual(interval('version 3\nadvert_int 0.01'), [10_000, ''])
  assert.deepEqual(interval('version 3\nadvert_int 0.015'), [20_000, 'advert-interval-rounded'])
  assert.deepEqual(interval('version 3\nadvert_int 40.955'), [40_950_000, 'advert-interval-rounded'])
  assert.deepEqual(interval('advert_int 100\nversion 3'), [40_950_000, 'advert-interval-rounded'])
})

test('a password needs version 2, a type, and at most 8 bytes', () => {
  const pass = (inner: string, more = '') => one(`authentication {\n${inner}\n}\n${more}`)
  assert.deepEqual(pass('auth_type PASS\nauth_pass 1111').settings?.authentication, {
    is: 'pass',
    password: '1111',
  })
  const long = pass('auth_type PASS\nauth_pass 123456789')
  assert.deepEqual(
    [long.settings?.authentication, long.codes],
    [{ is: 'pass', password: '12345678' }, ['password-too-long']],
  )
  // A character is not cut in two.
  assert.deepEqual(pass('auth_type PASS\nauth_pass 1234567ü').settings?.authentication, {
    is: 'pass',
    password: '1234567',
  })
  for (const [inner, more, code] of [
    ['auth_type PASS', '', 'password-missing'],
    ['auth_pass x', '', 'password-without-type'],
    ['auth_type PASS\nauth_pass x', 'version 3', 'authentication-in-version-3'],
    ['auth_type FOO', '', 'not-a-value'],
  ] as const) {
    const outcome = pass(inner, more)
    assert.deepEqual(outcome.codes, [code])
    assert.deepEqual(outcome.settings?.authentication, { is: 'none' })
  }
})

test('mcast_src_ip that is not of this host is worth a warning, not a refusal', () => {
  assert.deepEqual(one('mcast_src_ip 192.0.2.2').codes, [])
  const foreign = one('mcast_src_ip 192.0.2.3')
  assert.deepEqual(foreign.codes, ['source-not-local'])
  assert.equal(foreign.settings?.source, '192.0.2.3')
  assert.equal(one('mcast_src_ip 192.0.2.2/24').settings?.source, '192.0.2.2')
})

test('a missing source address is a fault with track_src_ip, and the warning says so', () => {
  const said = (more: string) =>
    load(instance(`mcast_src_ip 192.0.2.3\n${more}`)).diagnostics.map(({ instead }) => instead)
  assert.deepEqual(said('track_src_ip'), [
    'track_src_ip holds the instance in the fault state until the address is there. eth0 has 192.0.2.2',
  ])
  assert.match(said('')[0] ?? '', /^adverts are sent from it all the same/)
})

test('an instance that the configuration holds in FAULT runs, and says why', () => {
  const loaded = load(instance('unicast_fault_no_peer'))
  assert.deepEqual(
    loaded.diagnostics.map(({ code, severity }) => [code, severity]),
    [['fault-without-peers', 'warning']],
  )
  assert.deepEqual(loaded.settings?.vrrp.instances[0]?.faults, ['no-unicast-peer'])
})

test('virtual_ipaddress: prefix, options, broadcast', () => {
  const loaded = one(
    'virtual_ipaddress {\n10.0.0.2/24 brd + dev eth1 label eth1:x scope link\n10.0.0.3/8 brd 10.9.9.9\n}',
  )
  assert.deepEqual(loaded.codes, [])
  assert.deepEqual(loaded.settings?.addresses.slice(1), [
    {
      prefix: { address: '10.0.0.2', length: 24 },
      interface: 'eth1',
      broadcast: '10.0.0.255',
      label: 'eth1:x',
      scope: 253,
    },
    {
      prefix: { address: '10.0.0.3', length: 8 },
      interface: undefined,
      broadcast: '10.9.9.9',
      label: undefined,
      scope: 0,
    },
  ])
})

test('virtual_ipaddress: what is wrong with an option costs the option, or the address', () => {
  const kept = (line: string) => {
    const { settings, codes: said } = one(`virtual_ipaddress {\n${line}\n}`)
    return [settings?.addresses.length, ...said]
  }
  assert.deepEqual(kept('10.0.0.2/33'), [2, 'bad-prefix-length'])
  assert.deepEqual(kept('10.0.0.2/255.255.255.0'), [2, 'bad-prefix-length'])
  assert.deepEqual(kept('10.0.0.2/'), [2])
  assert.deepEqual(kept('bad'), [1, 'bad-address-line'])
  assert.deepEqual(kept('10.0.0.2 label abcdefghijklmnop'), [1, 'bad-address-line'])
  assert.deepEqual(kept('10.0.0.2 scope foo'), [2, 'bad-address-option'])
  assert.deepEqual(kept('10.0.0.2 scope'), [1, 'bad-address-line'])
  assert.deepEqual(kept('10.0.0.2 dev eth0 dev eth1'), [1, 'bad-address-line'])
  assert.deepEqual(kept('10.0.0.2 brd nope'), [1, 'bad-address-line'])
  assert.deepEqual(kept('10.0.0.2/31 brd +'), [2, 'bad-address-option'])
  assert.deepEqual(kept('10.0.0.2 track_group g'), [2, 'bad-address-option', 'bad-address-option'])
  assert.deepEqual(kept('10.0.0.2 constructor'), [2, 'bad-address-option'])
  assert.deepEqual(kept('10.0.0.2 peer 10.0.0.3'), [2])
  assert.deepEqual(kept('10.0.0.1/24'), [1, 'address-twice'])
  assert.deepEqual(kept('fe80::2'), [1, 'family-mixed'])
  assert.deepEqual(fatal(instance('virtual_ipaddress { 10.0.0.2 dev ethz }')), ['interface-unknown:5'])
})

test('without addresses version 2 runs with a warning, version 3 does not', () => {
  const bare = (more: string) => `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\n${more}\n}`
  assert.deepEqual(codes(load(bare(''))), ['no-addresses:1'])
  assert.deepEqual(load(bare('')).settings?.vrrp.instances.length, 1)
  assert.deepEqual(fatal(bare('version 3')), ['no-addresses:1'])
})

test('another network namespace is refused: everything would be done to the wrong host', () => {
  assert.deepEqual(fatal(`net_namespace_ipvs other\n${instance('')}`), ['not-yet:1'])
})

test('a priority that is none counts as 100, also beside state MASTER', () => {
  const { settings, codes: said } = one('state MASTER\npriority 300')
  assert.equal(settings?.priority, 100)
  assert.deepEqual(said, ['out-of-range'])
})

test('an advert holds at most 255 addresses: the rest is on the interface, but not in adverts', () => {
  const lines = Array.from({ length: 300 }, (_, index) => `10.1.${index >> 8}.${index & 255}`)
  const { settings, codes: said } = one(`virtual_ipaddress {\n${lines.join('\n')}\n}`)
  assert.equal(settings?.addresses.length, 255)
  assert.equal(settings?.excluded.length, 46)
  assert.deepEqual(said, ['too-many-addresses'])
})

test('virtual_ipaddress_excluded: on the interface, not in adverts, and not twice', () => {
  const { settings, codes: said } = one('virtual_ipaddress_excluded {\n10.0.0.9/24\n10.0.0.1\n}')
  assert.deepEqual(
    settings?.excluded.map(({ prefix }) => prefix),
    [{ address: '10.0.0.9', length: 24 }],
  )
  assert.deepEqual(said, ['address-twice'])
})

test('gratuitous ARP: the instance, then global_defs, then 5; after a lower priority likewise', () => {
  assert.deepEqual(one('garp_master_delay 2\ngarp_master_repeat 0', '').settings?.announce, {
    repeat: 1,
    delay: 2_000_000,
    lowerPriorityRepeat: 5,
    lowerPriorityDelay: 5_000_000,
  })
  const before =
    'global_defs {\nvrrp_garp_master_delay 3\nvrrp_garp_master_repeat 7\nvrrp_garp_lower_prio_delay 1\n}\n'
  assert.deepEqual(one('garp_lower_prio_repeat 0', before).settings?.announce, {
    repeat: 7,
    delay: 3_000_000,
    lowerPriorityRepeat: 0,
    lowerPriorityDelay: 1_000_000,
  })
})

test('global defaults reach the instances', () => {
  const before = 'global_defs {\nvrrp_mcast_group4 224.0.0.99\nvrrp_down_timer_adverts 5\nhandover fast\n}\n'
  const loaded = load(`${before}${instance()}`)
  assert.equal(loaded.settings?.vrrp.instances[0]?.destination, '224.0.0.99')
  assert.equal(loaded.settings?.vrrp.instances[0]?.downTimerAdverts, 5)
  assert.equal(loaded.settings?.vrrp.handover, 'fast')
  assert.equal(load(instance()).settings?.vrrp.handover, 'graceful')
})

test('sync groups: unknown members, members of two groups, one member, none', () => {
  const b = 'vrrp_instance B {\ninterface eth0\nvirtual_router_id 11\nvirtual_ipaddress { 10.0.0.2 }\n}\n'
  const groups = (text: string) => {
    const loaded = load(`${text}\n${instance()}${b}`)
    return [
      loaded.settings?.vrrp.groups.map(({ name, members }) => `${name}:${members}`).join(' '),
      ...codes(loaded),
    ]
  }
  assert.deepEqual(groups('vrrp_sync_group G {\ngroup { A B }\n}'), ['G:A,B'])
  assert.deepEqual(groups('vrrp_sync_group G {\ngroup { A }\n}'), ['G:A', 'group-of-one:2'])
  assert.deepEqual(groups('vrrp_sync_group G {\ngroup { A X B }\n}'), ['G:A,B', 'unknown-member:2'])
  assert.deepEqual(groups('vrrp_sync_group G {\ngroup { A B A }\n}'), ['G:A,B', 'member-of-two-groups:2'])
  assert.deepEqual(groups('vrrp_sync_group G {\n}'), ['', 'group-without-members:1'])
  assert.deepEqual(groups('vrrp_sync_group G {\ngroup { A B }\n}\nvrrp_sync_group H {\ngroup { A B }\n}'), [
    'G:A,B',
    'member-of-two-groups:5',
    'member-of-two-groups:5',
    'group-without-members:4',
  ])
  assert.deepEqual(groups('vrrp_sync_group G {\nA\nB\n}').slice(1), [
    'unknown-keyword:2',
    'unknown-keyword:3',
    'group-without-members:1',
  ])
})

test('a name is taken once, and is one word', () => {
  assert.deepEqual(codes(load(`${instance()}${instance()}`)), ['name-taken:7'])
  assert.deepEqual(codes(load('vrrp_instance A B {\nzork\n}')), ['name-of-two-words:1'])
  assert.deepEqual(codes(load('vrrp_instance {\n}')), ['name-missing:1'])
  const strange = load(instance('notify /bin/x', 'constructor'))
  assert.deepEqual(Object.keys(strange.settings?.notify.instances ?? {}), ['constructor'])
})
