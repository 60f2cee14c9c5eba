/**
 * Addresses that must not be used, and what a VMAC says for itself: the rules as nft(8) lists them, and what
 * they do to packets. keepalived.conf(5), no_accept, use_vmac, nftables.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { decodeEthernet } from '../../src/wire/ethernet.ts'
import { type Sighting, startCapture } from './capture.ts'
import { globals, instance, single, vip } from './configuration.ts'
import { nowMicros, settles } from './expect.ts'
import { type Host, ip, run } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

/** Of the host, without blanks that only look good; counters and line breaks are left out. */
async function rulesOf(host: Host): Promise<string> {
  const { stdout, stderr, status } = await run(host, ['nft', 'list', 'ruleset'])
  assert.equal(status, 0, stderr)
  return stdout.replace(/\s+/g, ' ').trim()
}

async function rulesBecome(host: Host, wanted: string): Promise<void> {
  const text = wanted.replace(/\s+/g, ' ').trim()
  let last = ''
  await until(`the rules of ${host.name}`, 10, async () => {
    last = await rulesOf(host)
    return last === text
  }).catch(() => assert.equal(last, text))
}

async function isDeaf(o: Host, address: string): Promise<void> {
  const { status } = await run(o, ['ping', '-n', '-c', '2', '-i', '0.2', '-W', '1', address])
  assert.notEqual(status, 0, `${address} answers`)
}

/** What the observer has learnt of a neighbour. */
async function neighbour(o: Host, address: string): Promise<string> {
  const shown = JSON.parse(await ip(o, ['-j', 'neighbour', 'show', 'to', address])) as readonly {
    readonly lladdr?: string
  }[]
  return shown[0]?.lladdr ?? ''
}

function sourceMac({ frame }: Sighting): string {
  const header = decodeEthernet(frame)
  return header.ok ? header.value.source : ''
}

const hidden4 = (elements: string) => `
  table ip keepalived {
    set vips { type ipv4_addr elements = { ${elements} } }
    chain out { type filter hook output priority filter - 1; policy accept; ip saddr @vips drop }
    chain in { type filter hook input priority filter - 1; policy accept; ip daddr @vips drop }
  }`

const hidden6 = `
  table ip6 keepalived {
    set parent_link_local { type ipv6_addr . ifname }
    set vips { type ipv6_addr elements = { 2001:db8::100 } }
    set neighbor-discovery { type icmpv6_type flags constant
      elements = { nd-neighbor-solicit, nd-neighbor-advert } }
    set vips_link_local { type ipv6_addr . iface_index elements = { fe80::100 . "eth0" } }
    chain out { type filter hook output priority filter - 1; policy accept;
      icmpv6 type nd-neighbor-advert meta oifkind "macvlan" ip6 saddr . oifname @parent_link_local drop
      icmpv6 type @neighbor-discovery accept
      ip6 saddr fe80::/10 goto out_link_local
      ip6 saddr @vips drop }
    chain in { type filter hook input priority filter - 1; policy accept;
      icmpv6 type @neighbor-discovery accept
      ip6 daddr fe80::/10 goto in_link_local
      ip6 daddr @vips drop }
    chain in_link_local { ip6 daddr . iif @vips_link_local drop }
    chain out_link_local { ip6 saddr . oif @vips_link_local drop }
  }`

const contained4 = `
  table ip keepalived {
    map vmac_map { type iface_index : iface_index elements = { "vrrp.51" : "eth0" } }
    chain out { type filter hook output priority filter - 1; policy accept;
      ip protocol igmp meta oifkind "macvlan" dup to ip daddr device oif map @vmac_map drop }
  }`

const contained6 = `
  table ip6 keepalived {
    set parent_link_local { type ipv6_addr . ifname elements = { fe80::ff:fe00:1 . "vrrp.52" } }
    map vmac_map { type iface_index : iface_index elements = { "vrrp.52" : "eth0" } }
    set vmac_set { type iface_index elements = { "vrrp.52" } }
    set mld-report { type icmpv6_type flags constant
      elements = { mld-listener-report, mld2-listener-report } }
    chain out { type filter hook output priority filter - 1; policy accept;
      icmpv6 type nd-neighbor-advert meta oifkind "macvlan" ip6 saddr . oifname @parent_link_local drop
      icmpv6 type @mld-report meta oifkind "macvlan" dup to ip6 daddr device oif map @vmac_map drop
      icmpv6 type nd-router-solicit meta oifkind "macvlan" oif @vmac_set drop }
  }`

const excluded = 'virtual_ipaddress_excluded {\n10.0.0.180\n}'

describe('the firewall', sideBySide, () => {
  scenario(
    'K17 K18: addresses with no_accept are hidden while the node is master',
    { pairs: ['ours/ours', 'debian/debian'] },
    async ({ a, b, o, start }) => {
      const vips = [vip, '10.0.0.101']
      const more = `no_accept\n${excluded}`
      await start(a, single({ priority: 100, vips, more }))
      await settles(a, '10.0.0.180', { held: true })
      await rulesBecome(a, hidden4('10.0.0.100, 10.0.0.101, 10.0.0.180'))
      await isDeaf(o, vip)
      assert.equal(await neighbour(o, vip), '02:00:00:00:00:01')
      await start(b, single({ priority: 200, vips, more }))
      await settles(b, vip, { held: true })
      await settles(a, vip, { held: false })
      await rulesBecome(b, hidden4('10.0.0.100, 10.0.0.101, 10.0.0.180'))
    },
  )

  scenario(
    'K17: a backup has no table, a table of its own name goes with the daemon',
    { pairs: ['ours/ours'] },
    async ({ a, b, start }) => {
      const file = (priority: number) =>
        globals('nftables other\nnftables_priority -7\nnftables_counters') +
        instance({ priority, more: 'no_accept' })
      const first = await start(a, file(100))
      await settles(a, vip, { held: true })
      const rules = await rulesOf(a)
      assert.match(
        rules,
        /^table ip other \{ .*hook output priority filter - 7;.*counter packets 0 bytes 0 drop/,
      )
      const second = await start(b, file(200))
      await settles(a, vip, { held: false })
      await rulesBecome(a, '')
      assert.equal((await second.stop()).code, 0)
      await rulesBecome(b, '')
      await settles(a, vip, { held: true })
      assert.match(await rulesOf(a), /^table ip other/)
      // Its table stays, and protects what it left; the next start replaces it.
      await first.crash()
      assert.match(await rulesOf(a), /^table ip other/)
      await start(a, single({ priority: 100, more: 'no_accept' }))
    },
  )

  scenario(
    'K18: IPv6 addresses with no_accept do not answer, and can be found all the same',
    { pairs: ['ours/ours'] },
    async ({ a, o, start }) => {
      await ip(o, ['address', 'add', '2001:db8::3/64', 'dev', 'eth0', 'nodad'])
      const vips = ['fe80::100/64', '2001:db8::100/64']
      await start(a, single({ priority: 100, vips, more: 'no_accept' }))
      await rulesBecome(a, hidden6)
      await isDeaf(o, '2001:db8::100')
      await isDeaf(o, 'fe80::100%eth0')
      assert.equal(await neighbour(o, '2001:db8::100'), '02:00:00:00:00:01')
      assert.equal(await neighbour(o, 'fe80::100'), '02:00:00:00:00:01')
    },
  )

  scenario(
    'K19: what a VMAC reports to switches leaves with the MAC address of the interface below',
    { pairs: ['ours/ours'] },
    async ({ lab, a, start }) => {
      const reports = await startCapture(lab, { filter: 'igmp or ip6', file: 'reports.pcap' })
      const ipv6 = { name: 'VI_6', vrid: 52, priority: 100, vips: ['fe80::100/64'] }
      const daemon = await start(
        a,
        globals() + instance({ priority: 100, more: 'use_vmac' }) + instance({ ...ipv6, more: 'use_vmac' }),
      )
      await rulesBecome(a, contained4 + contained6)
      const joined = (bytes: string) => (item: Sighting) =>
        item.from === 'a' && Buffer.from(item.frame).includes(Buffer.from(bytes, 'hex'))
      // IGMPv3 and MLDv2 reports name the groups of VRRP, RFC 9568 sections 5.1.1.2 and 5.1.2.2.
      const limits = { timeoutSeconds: 10 }
      await reports.until('a report of 224.0.0.18', joined('04000000e0000012'), limits)
      const group6 = `04000000ff02${'0'.repeat(26)}12`
      await reports.until('a report of ff02::12', joined(group6), limits)
      assert.equal((await daemon.stop()).code, 0)
      await rulesBecome(a, '')
      await reports.stop()
      // Behind the header of IPv6 and its hop-by-hop options: an MLDv2 report.
      const isReport = ({ frame }: Sighting) =>
        frame[12] === 0x08 ? frame[23] === 2 : frame[20] === 0 && frame[62] === 143
      const fromVmac = reports.seen.items.filter(
        (item) => isReport(item) && sourceMac(item).startsWith('00:00:5e'),
      )
      assert.deepEqual(fromVmac.map(sourceMac), [])
    },
  )

  scenario('a VMAC that is made anew is contained anew', { pairs: ['ours/ours'] }, async ({ a, start }) => {
    await start(a, single({ priority: 100, more: 'use_vmac' }))
    await rulesBecome(a, contained4)
    await ip(a, ['link', 'delete', 'vrrp.51'])
    await settles(a, vip, { held: true, interface: 'vrrp.51' })
    await rulesBecome(a, contained4)
  })

  scenario(
    'a reload hides and shows the addresses of a master where they are',
    { pairs: ['ours/ours'] },
    async ({ a, o, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await settles(a, vip, { held: true })
      assert.equal(await rulesOf(a), '')
      const reload = (more: string) => {
        daemon.configure(single({ priority: 100, more }))
        daemon.signal('SIGHUP')
      }
      reload('no_accept')
      await rulesBecome(a, hidden4('10.0.0.100'))
      await isDeaf(o, vip)
      reload('')
      await rulesBecome(a, '')
      const { status } = await run(o, ['ping', '-n', '-c', '1', '-W', '2', vip])
      assert.equal(status, 0)
      assert.deepEqual(capture.adverts({ from: 'a', priority: 0 }), [])
    },
  )

  scenario(
    'tablesRestored: the ruleset is flushed under a master, and its addresses stay hidden',
    { pairs: ['ours/ours'] },
    async ({ a, o, start }) => {
      const daemon = await start(a, single({ priority: 100, more: 'no_accept' }))
      await rulesBecome(a, hidden4('10.0.0.100'))
      const told = () => daemon.log.items.filter(({ text }) => text.includes('deleted by somebody else'))
      for (const count of [1, 2]) {
        await run(a, ['nft', 'flush', 'ruleset'])
        await until(`line ${count}`, 10, () => told().length === count)
        await rulesBecome(a, hidden4('10.0.0.100'))
      }
      await isDeaf(o, vip)
      daemon.configure(single({ priority: 100 }))
      daemon.signal('SIGHUP')
      await rulesBecome(a, '')
      assert.equal((await daemon.stop()).code, 0)
      assert.equal(told().length, 2)
    },
  )

  scenario(
    'dont_track_primary: link-local addresses go with the name of their interface',
    { pairs: ['ours/ours', 'debian/debian'] },
    async ({ a, b, start }) => {
      const text = { vips: ['fe80::100/64'], more: 'no_accept\ndont_track_primary' }
      await start(a, single({ priority: 100, ...text }))
      await until('the set by name', 10, async () =>
        (await rulesOf(a)).includes(
          'set vips_link_local_name { type ipv6_addr . ifname elements = { fe80::100 . "eth0" }',
        ),
      )
      assert.match(await rulesOf(a), /ip6 daddr \. iifname @vips_link_local_name drop/)
      await start(b, globals('nftables_ifindex') + instance({ priority: 200, ...text }))
      await until('the set by index', 10, async () =>
        (await rulesOf(b)).includes('type ipv6_addr . iface_index elements = { fe80::100 . "eth0" }'),
      )
    },
  )

  scenario(
    'the worker dies: what it hid stays hidden until the next one has replaced the tables',
    { pairs: ['ours/ours'] },
    async ({ a, o, capture, start }) => {
      const daemon = await start(a, single({ priority: 100, more: 'no_accept' }))
      await rulesBecome(a, hidden4('10.0.0.100'))
      await capture.claim(vip, { from: 'a' })
      const diedAt = nowMicros()
      await daemon.crashWorker()
      await capture.claim(vip, { from: 'a', after: diedAt })
      await settles(a, vip, { held: true })
      await rulesBecome(a, hidden4('10.0.0.100'))
      await isDeaf(o, vip)
      assert.equal((await daemon.stop()).code, 0)
      await rulesBecome(a, '')
    },
  )
})
