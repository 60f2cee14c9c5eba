/**
 * Virtual servers of addresses, marks and groups as they are understood, whether they run yet or not: each
 * check after parsing in keepalived's order.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testStatus } from '../../src/settings/test-status.ts'
import { load } from './example-host.ts'

/** A real server that needs nothing more. */
const server = 'real_server 192.0.2.20 80 {\n}'
const basics = 'protocol TCP\nlvs_sched rr\nlvs_method NAT'
const dr = 'protocol TCP\nlvs_sched rr\nlvs_method DR'
const unmarked = 'lvs_sched rr\nlvs_method NAT'
const web = 'virtual_server_group web {\n192.0.2.9 80\n}\n'

/** What it says, the text, the status of keepalived 2.2.7's configuration test, and our codes. */
type Case = readonly [says: string, text: string, status: number, ...codes: readonly string[]]

/** Every row of what keepalived checks when all of the file is read, one after the other. */
const cases: readonly Case[] = [
  ['nothing wrong', vs('192.0.2.9 80', basics, server), 0],
  ['no real server', vs('192.0.2.9 80', basics), 5, 'no-real-servers'],
  [
    'the other family, and no tunnel',
    vs('192.0.2.9 80', basics, server, 'real_server 2001:db8::1 80 {\n}'),
    5,
    'other-family',
  ],
  [
    'the other family through a tunnel',
    vs('192.0.2.9 80', basics, 'real_server 2001:db8::1 80 {\nlvs_method TUN\n}'),
    0,
  ],
  [
    'the first real server without a tunnel decides the family of a mark',
    vs('fwmark 5', unmarked, 'real_server 2001:db8::1 {\n}', server),
    5,
    'other-family',
  ],
  [
    'a tunnel decides nothing',
    vs('fwmark 5', unmarked, 'real_server 2001:db8::1 {\nlvs_method TUN\n}', server),
    0,
  ],
  [
    'a sorry server of the other family',
    vs('192.0.2.9 80', basics, 'sorry_server 2001:db8::1', server),
    5,
    'sorry-server-other-family',
  ],
  [
    'a sorry server of the other family through a tunnel',
    vs('192.0.2.9 80', basics, 'sorry_server 2001:db8::1\nsorry_server_lvs_method TUN', server),
    0,
  ],
  [
    'ip_family against the address',
    vs('192.0.2.9 80', 'ip_family inet6', basics, server),
    5,
    'family-decided',
  ],
  [
    'ip_family after a real server that decided',
    vs('fwmark 5', unmarked, server, 'ip_family inet6'),
    5,
    'family-decided',
  ],
  [
    'ip_family before real servers of the other family',
    vs('fwmark 5', 'ip_family inet6', unmarked, server),
    5,
    'other-family',
    'no-real-servers',
  ],
  [
    'a mask of IPv6 makes a mark one of IPv6',
    vs('fwmark 5', 'persistence_granularity 64', unmarked, server),
    5,
    'other-family',
    'no-real-servers',
  ],
  ['an unknown group', vs('group web', basics, server), 0, 'service-group-unknown'],
  ['an unknown group goes before the lack of real servers', vs('group web'), 0, 'service-group-unknown'],
  ['a group after its use', vs('group web', basics, server) + web, 0],
  [
    'a group of the other family',
    web.replace('192.0.2.9', '2001:db8::9') + vs('group web', basics, server),
    0,
    'service-group-family',
  ],
  [
    'a group of both families, and a server without a tunnel',
    `${web.replace('{\n', '{\n2001:db8::9 80\n')}${vs('group web', basics, server)}`,
    0,
    'service-group-family',
  ],
  [
    'a group of both families, whichever comes first',
    web.replace('}', '2001:db8::9 80\n}') + vs('group web', basics, server),
    0,
    'service-group-family',
  ],
  [
    'a group of both families through tunnels',
    web.replace('{\n', '{\n2001:db8::9 80\n') +
      vs('group web', basics, 'real_server 192.0.2.20 {\nlvs_method TUN\n}'),
    0,
  ],
  ['ha_suspend of a mark', vs('fwmark 5', unmarked, 'ha_suspend', server), 5, 'ha-suspend-fwmark'],
  [
    'ha_suspend of a group with a mark',
    web.replace('}', 'fwmark 5\n}') + vs('group web', basics, 'ha_suspend', server),
    5,
    'ha-suspend-fwmark',
  ],
  ['an address without protocol', vs('192.0.2.9 80', unmarked, server), 5, 'no-protocol'],
  ['a group with an address, without protocol', web + vs('group web', unmarked, server), 5, 'no-protocol'],
  ['one packet scheduling of TCP', vs('192.0.2.9 80', basics, 'ops', server), 5, 'ops-needs-udp'],
  ['one packet scheduling of a mark', vs('fwmark 5', unmarked, 'ops', server), 0],
  ['any port without persistence', vs('192.0.2.9', basics, server), 5, 'any-port-needs-persistence'],
  [
    'a group with two addresses of any port: said once',
    `virtual_server_group web {\n192.0.2.9\n192.0.2.10\n}\n${vs('group web', basics, server)}`,
    5,
    'any-port-needs-persistence',
  ],
  ['a mark with a protocol', vs('fwmark 5', basics, server), 5, 'fwmark-protocol'],
  [
    'a group of marks with a protocol',
    `virtual_server_group web {\nfwmark 5\n}\n${vs('group web', basics, server)}`,
    5,
    'fwmark-protocol',
  ],
  ['no scheduler', vs('192.0.2.9 80', 'protocol TCP\nlvs_method NAT', server), 5, 'no-scheduler'],
  ['a real server twice', vs('192.0.2.9 80', basics, server, server), 5, 'real-server-twice'],
  [
    'a real server that comes to the same as another (realServerCoincides)',
    vs('192.0.2.9 80', basics, server, 'real_server 192.0.2.20 {\n}'),
    0,
    'real-server-coincides',
  ],
  [
    'no method',
    vs('192.0.2.9 80', 'protocol TCP\nlvs_sched rr', server, 'real_server 192.0.2.21 80 {\n}'),
    5,
    'no-forwarding',
  ],
  [
    'a method for every real server, but none for the sorry server',
    vs(
      '192.0.2.9 80',
      'protocol TCP\nlvs_sched rr\nsorry_server 192.0.2.30 80',
      'real_server 192.0.2.20 80 {\nlvs_method DR\n}',
    ),
    5,
    'no-forwarding',
  ],
  [
    'a sorry server that is a real server with another inhibit',
    vs('192.0.2.9 80', basics, 'sorry_server 192.0.2.20 80\nsorry_server_inhibit', server),
    5,
    'sorry-server-inhibit',
  ],
  [
    'a sorry server that is a real server that inhibits',
    vs('192.0.2.9 80', basics, 'inhibit_on_failure\nsorry_server 192.0.2.20 80', server),
    5,
    'sorry-server-inhibit',
  ],
  [
    'a sorry server that is a real server',
    vs('192.0.2.9 80', basics, 'sorry_server 192.0.2.20 80', server),
    0,
  ],
  [
    'the quorum is more than all weights',
    vs('192.0.2.9 80', basics, 'quorum 2', server),
    5,
    'quorum-too-high',
  ],
  [
    'the hysteresis is not below the quorum',
    vs('192.0.2.9 80', basics, 'hysteresis 1', server),
    5,
    'hysteresis-too-high',
  ],
  [
    'a group with a mark: only NAT uses the port of a real server',
    `${web.replace('}', 'fwmark 5\n}')}${vs('group web', dr, server)}`,
    5,
    'port-not-used',
  ],
  ['a group with the port of the real server', web + vs('group web', dr, server), 0],
  [
    'a group with another port too',
    `${web.replace('}', '192.0.2.9 81\n}')}${vs('group web', dr, server)}`,
    5,
    'port-not-used',
  ],
  [
    'a group with another port than that of the sorry server',
    web + vs('group web', dr, 'sorry_server 192.0.2.30 81', server),
    5,
    'port-not-used',
  ],
  [
    'a mark: only NAT uses the port of a real server',
    vs('fwmark 5', 'lvs_sched rr\nlvs_method DR', server),
    5,
    'port-not-used',
  ],
  ['a mark with NAT', vs('fwmark 5', unmarked, server), 0],
  ['DR with another port', vs('192.0.2.9 81', dr, server), 5, 'port-cannot-change'],
  [
    'DR with another port for the sorry server',
    vs('192.0.2.9 80', basics, 'sorry_server 192.0.2.30 81\nsorry_server_lvs_method DR', server),
    5,
    'port-cannot-change',
  ],
  [
    'thresholds that exclude each other, and an unknown engine, are not looked at',
    vs(
      '192.0.2.9 80',
      basics,
      'persistence_engine zork',
      'real_server 192.0.2.20 80 {\nuthreshold 1\nlthreshold 5\n}',
    ),
    0,
  ],
  [
    'the same service twice (serviceTwice)',
    vs('192.0.2.9 80', basics, server) + vs('192.0.2.9 80', basics, server),
    0,
    'service-twice',
  ],
  [
    'the same mark twice',
    vs('fwmark 5', unmarked, server) + vs('fwmark 5', unmarked, server),
    0,
    'service-twice',
  ],
  [
    'two virtual servers of one group',
    web + vs('group web', basics, server) + vs('group web', basics, server),
    0,
  ],
  [
    'everything at once, in order',
    vs(
      '192.0.2.9',
      'ops\nquorum 9\nhysteresis 9\nsorry_server 192.0.2.20 80\nsorry_server_inhibit',
      'real_server 192.0.2.20 80 {\nlvs_method DR\n}\nreal_server 192.0.2.20 80 {\n}',
      'real_server 2001:db8::1 80 {\n}',
    ),
    5,
    'other-family',
    'no-protocol',
    'any-port-needs-persistence',
    'no-scheduler',
    'sorry-server-inhibit',
    'real-server-twice',
    'no-forwarding',
    'quorum-too-high',
    'hysteresis-too-high',
    'port-cannot-change',
  ],
]

function vs(head: string, ...lines: readonly string[]): string {
  return `virtual_server ${head} {\n${lines.join('\n')}\n}\n`
}

function understood(text: string) {
  return load(text).understood.lvs
}

/** What says only that the daemon does not do it yet. */
const notYet = ['no-effect-yet', 'not-yet']

for (const [says, text, status, ...codes] of cases) {
  test(`${says}: ${status}`, () => {
    const { diagnostics } = load(text)
    const said = diagnostics.map(({ code }) => code).filter((code) => !notYet.includes(code))
    assert.deepEqual([testStatus(diagnostics), ...said], [status, ...codes])
  })
}

test('a mark is of the family of its servers; of IPv4 when they are of both', () => {
  const familyOf = (...servers: readonly string[]) => {
    const [service] = understood(vs('fwmark 5', 'lvs_sched rr\nlvs_method TUN', ...servers)).services
    return service?.is === 'fwmark' ? service.family : undefined
  }
  const ipv6 = 'real_server 2001:db8::1 {\n}'
  assert.equal(familyOf(server), 'ipv4')
  assert.equal(familyOf(ipv6), 'ipv6')
  assert.equal(familyOf(ipv6, server), 'ipv4')
  assert.equal(familyOf('ip_family inet6', ipv6, server), 'ipv6')
})

test('the method where the block of a real server begins is its method, and that of a sorry server', () => {
  const [service] = understood(
    vs(
      '192.0.2.9 80',
      'protocol TCP\nlvs_sched rr',
      'real_server 192.0.2.20 80 {\n}\nsorry_server 192.0.2.30 80',
      'lvs_method DR',
      'real_server 192.0.2.21 80 {\n}\nreal_server 192.0.2.22 80 {\nlvs_method TUN\n}',
      'lvs_method NAT\nreal_server 192.0.2.23 80 {\n}',
    ),
  ).services
  const methods = service?.realServers.map(({ forwarding }) => forwarding)
  // The first two have none of their own: what the virtual server has in the end counts.
  assert.deepEqual(methods, ['nat', 'dr', 'tun', 'nat'])
  assert.equal(service?.sorryServer?.forwarding, 'nat')
})

test('the ports of real servers: of the packet behind a mark, of the line behind a group', () => {
  const portsOf = (text: string) =>
    understood(text).services.map(({ realServers }) => realServers.map(({ port }) => port))
  const both = 'real_server 192.0.2.20 81 {\n}\nreal_server 192.0.2.21 {\n}'
  const with_ = (method: string) => `protocol TCP\nlvs_sched rr\nlvs_method ${method}`
  assert.deepEqual(portsOf(vs('192.0.2.9 80', with_('NAT'), both)), [[81, 80]])
  assert.deepEqual(portsOf(vs('192.0.2.9 80', with_('DR'), both)), [[80, 80]])
  assert.deepEqual(portsOf(vs('fwmark 5', with_('NAT'), both)), [[81, 0]])
  assert.deepEqual(portsOf(vs('fwmark 5', with_('DR'), both)), [[0, 0]])
  assert.deepEqual(portsOf(web + vs('group web', with_('NAT'), both)), [[81, 0]])
  assert.deepEqual(portsOf(web + vs('group web', with_('DR'), both)), [[0, 0]])
})

test('a quorum that two equal servers would have met is lowered with them', () => {
  const [service] = understood(
    vs('192.0.2.9 80', basics, 'quorum 2\nhysteresis 1', server, 'real_server 192.0.2.20 {\n}'),
  ).services
  assert.deepEqual([service?.quorum, service?.hysteresis, service?.realServers.length], [1, 0, 1])
})

test('virtual servers of a group are numbered, those that are left out too', () => {
  const text =
    web + vs('group web', basics) + vs('group web', basics, server) + vs('group web', basics, server)
  const indices = understood(text).services.map((service) => service.is === 'group' && service.index)
  assert.deepEqual(indices, [1, 2])
})

test('tunnels lead from the lines of a group to either family (tunnelsOfGroup)', () => {
  const group = 'virtual_server_group six {\n2001:db8::9 80\n}\n'
  const tunnels = 'protocol TCP\nlvs_sched rr\nlvs_method TUN'
  for (const servers of [[server], [server, 'real_server 2001:db8::20 80 {\n}']]) {
    const [service] = understood(`${group}${vs('group six', tunnels, ...servers)}`).services
    assert.equal(service?.is === 'group' && service.family, 'ipv6')
    assert.equal(service?.realServers.length, servers.length)
  }
})
