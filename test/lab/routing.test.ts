/**
 * Routes and rules line by line: what the kernel has of ours afterwards is what it has of Debian's keepalived
 * for the same line, or of ip(8) where that keepalived does not know the words.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { openRouting, type Routed, type Routing } from '../../src/daemon/kernel/routing.ts'
import { routedOf } from '../../src/daemon/kernel/statics.ts'
import { loadNative } from '../../src/io/native.ts'
import { openNetlink } from '../../src/io/netlink.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { cannotMakeNamespaces, enterNewNamespace, ip } from '../io/namespace.ts'
import { noFiles } from '../settings/example-host.ts'
import { peerMissing, peerPath } from './able.ts'
import { pause } from './wait.ts'

const native = loadNative()

/** Lines that both daemons know. */
const routes: readonly string[] = [
  '192.0.2.0/26 via 10.0.0.2',
  '192.0.2.64/26 via 10.0.0.2 dev left',
  '192.0.2.128/26 dev left',
  '192.0.2.192/26 dev left scope link',
  '198.51.100.0/28 via 10.0.0.2 src 10.0.0.1 metric 5 table 100',
  '198.51.100.16/28 via 10.0.0.2 table 70000',
  '198.51.100.32/28 via 10.0.0.2 priority 9',
  'blackhole 198.51.100.48/28',
  'unreachable 198.51.100.64/28',
  'prohibit 198.51.100.80/28 metric 3',
  'throw 198.51.100.96/28 table 77',
  'local 198.51.100.112/28 dev left scope host',
  '198.51.100.128/28 via 10.0.0.2 tos 0x10',
  '198.51.100.144/28 dev left realms 3/4',
  '198.51.100.160/28 dev left realms 4',
  '198.51.100.176/28 via 10.77.0.9 dev left onlink',
  '198.51.100.192/28 nexthop via 10.0.0.2 dev left weight 3 nexthop via 10.0.0.3 dev left weight 5',
  '198.51.100.208/28 nexthop via 10.0.0.2 dev left nexthop via 10.77.0.3 dev left onlink',
  '198.51.100.224/28 via 10.0.0.2 protocol 4 no_track',
  '203.0.113.0/28 via 10.0.0.2 mtu 1400',
  '203.0.113.16/28 via 10.0.0.2 mtu lock 1300',
  '203.0.113.32/28 via 10.0.0.2 advmss 1200 hoplimit 60',
  '203.0.113.48/28 via 10.0.0.2 advmss lock 1200 reordering 5',
  '203.0.113.64/28 via 10.0.0.2 cwnd lock 20 ssthresh 30 window 1000',
  '203.0.113.80/28 via 10.0.0.2 rtt 2400 rttvar 1000',
  '203.0.113.96/28 via 10.0.0.2 rtt lock 500ms rttvar 250ms rto_min 300ms',
  '203.0.113.112/28 via 10.0.0.2 rtt 1.5s rto_min 1s',
  '203.0.113.128/28 via 10.0.0.2 initcwnd 10 initrwnd 12 quickack 1',
  '203.0.113.144/28 via 10.0.0.2 features ecn',
  '203.0.113.160/28 via 10.0.0.2 congctl reno',
  '203.0.113.176/28 via 10.0.0.2 congctl lock reno',
  '203.0.113.192/28 via 10.0.0.2 fastopen_no_cookie 1',
  '203.0.113.208/28 via 10.0.0.2 ttl-propagate disabled',
  'default via 10.0.0.2 table 101',
  '2001:db8:2::/64 via fe80::2 dev left',
  '2001:db8:3::/64 dev left metric 7',
  '2001:db8:4::/64 dev left mtu 1300 hoplimit 5',
  'blackhole 2001:db8:5::/64',
  'unreachable 2001:db8:6::/64 metric 9',
  '2001:db8:7::/64 nexthop via fe80::2 dev left weight 3 nexthop via fe80::3 dev left',
  '2001:db8:8::/64 from 2001:db8:9::/64 dev left',
  '2001:db8:a::/64 dev left src 2001:db8:1::1',
  '2001:db8:b::/64 dev left pref high',
  '2001:db8:c::/64 dev left pref low expires 5000',
  '2001:db8:d::7/64 dev left',
  '2001:db8:e::/64 dev left table 200',
]

const rules: readonly string[] = [
  'from 192.0.2.0/24 table 100 priority 1001',
  'to 192.0.3.0/24 fwmark 5 table 100 priority 1002',
  'fwmark 5/7 table 100 priority 1003',
  'not from 192.0.2.0/24 iif left oif left table 300 priority 1004',
  'from 192.0.2.4 goto 1010 priority 1005',
  'from 192.0.2.5 realms 5/6 table 100 priority 1006',
  'from 192.0.2.6 table 100 suppress_prefixlength 8 suppress_ifgroup 3 priority 1007',
  'from 192.0.2.7 uidrange 5-10 table 100 priority 1008',
  'from 192.0.2.8 ipproto 17 sport 5-6 dport 7-8 table 100 priority 1009',
  'blackhole from 192.0.2.9 priority 1010',
  'prohibit from 192.0.2.10 tos 0x10 priority 1011',
  'unreachable from 192.0.2.11 priority 1012',
  'l3mdev priority 1013',
  'from 192.0.2.12 tunnel-id 7 table 70000 priority 1014',
  'from 2001:db8::/32 to 2001:db8:1::/48 table 100 priority 1020',
  'from 2001:db8::/32 fwmark 3/3 table 100 priority 1021',
  'unreachable from 2001:db8::/32 priority 1022',
]

/** What Debian's keepalived does not know, and the same for ip(8). */
const beyond: readonly { readonly line: string; readonly ip: string }[] = [
  {
    line: 'inet6 iif left table 100 priority 1100',
    ip: '-6 rule add iif left table 100 priority 1100 protocol 18',
  },
  {
    line: '192.0.2.0/24 via 10.0.0.2 append',
    ip: 'route append 192.0.2.0/24 proto 18 via 10.0.0.2',
  },
  {
    line: '192.0.2.0/24 via 10.0.0.3 append',
    ip: 'route append 192.0.2.0/24 proto 18 via 10.0.0.3',
  },
  {
    line: '192.0.2.0/24 via 10.0.0.4 prepend',
    ip: 'route prepend 192.0.2.0/24 proto 18 via 10.0.0.4',
  },
  {
    line: '192.0.3.0/24 via 10.0.0.4 add',
    ip: 'route add 192.0.3.0/24 proto 18 via 10.0.0.4',
  },
  {
    line: 'inet6 nop priority 1101',
    ip: '-6 rule add nop priority 1101 protocol 18',
  },
]

function configurationOf(routeLines: readonly string[], ruleLines: readonly string[]): string {
  const instance =
    'vrrp_instance A {\ninterface left\nvirtual_router_id 10\nvirtual_ipaddress { 10.0.0.100 }\n}\n'
  const block = (keyword: string, lines: readonly string[]) => `${keyword} {\n${lines.join('\n')}\n}\n`
  return `${block('static_routes', routeLines)}${block('static_rules', ruleLines)}${instance}`
}

function itemsOf(configuration: string): readonly Routed[] {
  const input = { file: 'k.conf', text: configuration, read: noFiles, host: undefined, id: 'node' }
  return routedOf(loadSettings(input).understood.statics)
}

/** All that is there but what the kernel makes itself; the seconds that are left differ from run to run. */
function present(): readonly string[] {
  const show = (...words: readonly string[]) =>
    execFileSync('ip', words, { encoding: 'utf8' }).replaceAll('\n\t', ' ')
  const all = ['-4', '-6'].flatMap((family) => [
    ...show('-d', family, 'route', 'show', 'table', 'all').split('\n'),
    ...show('-d', family, 'rule').split('\n'),
  ])
  return all
    .filter((line) => /proto keepalived|proto static/.test(line))
    .map((line) => line.replace(/expires \d+sec/, 'expires').trim())
}

function openOurs(): { readonly routing: Routing; readonly refused: string[] } {
  const socket = openNetlink(native, 'route')
  assert.ok(socket.ok)
  const refused: string[] = []
  const routing = openRouting({
    socket: socket.value,
    indexOf: (name) => (name === 'left' ? native.interfaceIndex(name) : undefined),
    isUp: () => true,
    onRefused: (doing, item, { code }) => refused.push(`${doing} ${JSON.stringify(item)} ${code}`),
  })
  return { routing, refused }
}

const directory = mkdtempSync(join(tmpdir(), 'kt-routing-'))

async function runPeer(configuration: string, whenUp: () => Promise<void>): Promise<void> {
  const file = (name: string) => join(directory, name)
  writeFileSync(file('keepalived.conf'), configuration)
  const paths = ['-f', file('keepalived.conf'), '-p', file('pid'), '-r', file('vrrp'), '-c', file('check')]
  const peer: ChildProcess = spawn(peerPath, ['-n', '-l', '-P', ...paths], { stdio: 'ignore' })
  const ended = once(peer, 'exit')
  try {
    await whenUp()
  } finally {
    peer.kill('SIGTERM')
    await ended
  }
}

/** For what another process does; ten seconds at most. */
async function settled(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !condition(); tries++) await pause(0.1)
}

describe('the kernel has of each line what keepalived sets', { skip: cannotMakeNamespaces }, () => {
  before(async () => {
    await enterNewNamespace(native)
    ip('address add 10.0.0.1/24 dev left')
    ip('address add 2001:db8:1::1/64 dev left nodad')
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  it(`${routes.length} routes and ${rules.length} rules (K2)`, { skip: peerMissing() ?? false }, async () => {
    const configuration = configurationOf(routes, rules)
    let theirs: readonly string[] = []
    await runPeer(configuration, async () => {
      await settled(() => {
        theirs = present()
        return theirs.length >= routes.length + rules.length
      })
    })
    await settled(() => present().length === 0)
    const items = itemsOf(configuration)
    const { routing, refused } = openOurs()
    routing.claim(items)
    assert.deepEqual(refused, [])
    assert.deepEqual(present(), theirs)
    assert.equal(theirs.length, routes.length + rules.length)
    routing.release(items)
    assert.deepEqual([refused, present()], [[], []])
  })

  it('what only ip(8) knows', () => {
    const ofRules = (line: string) => line.includes('priority')
    const lines = beyond.map(({ line }) => line)
    const configuration = configurationOf(
      lines.filter((line) => !ofRules(line)),
      lines.filter(ofRules),
    )
    const items = itemsOf(configuration)
    assert.equal(items.length, beyond.length)
    const { routing, refused } = openOurs()
    routing.claim(items)
    const ours = present()
    routing.release(items)
    assert.deepEqual([refused, present()], [[], []])
    for (const { ip: command } of beyond) ip(command)
    assert.deepEqual(present(), ours)
    for (const { ip: command } of beyond) ip(command.replace(/ (add|append|prepend) /, ' del '))
  })
})
