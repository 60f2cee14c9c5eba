/**
 * How the LAN learns where addresses are: gratuitous ARP and unsolicited neighbour advertisements, how many,
 * from which MAC address, and how fast. keepalived.conf(5), garp_master_delay and its family.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { decodeEthernet } from '../../src/wire/ethernet.ts'
import { decodeIpv6 } from '../../src/wire/ipv6.ts'
import { decodeNeighbour } from '../../src/wire/neighbour.ts'
import { type Capture, longestGap, type Sighting, startCapture } from './capture.ts'
import { globals, instance, single, vip } from './configuration.ts'
import { nowMicros, settles } from './expect.ts'
import { ip, run, setLink } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

interface Told {
  readonly at: number
  readonly address: string
  readonly mac: string
  readonly isRouter: boolean
}

function advertisement({ at, frame }: Sighting): readonly Told[] {
  const header = decodeEthernet(frame)
  const packet = decodeIpv6(frame.subarray(14))
  if (!header.ok || !packet.ok || packet.value.nextHeader !== 58) return []
  const message = decodeNeighbour(frame.subarray(54))
  if (!message.ok || message.value.kind !== 'neighbour-advertisement') return []
  const { target, flags } = message.value
  if (target === undefined || packet.value.destination !== 'ff02::1') return []
  return [{ at, address: target, mac: header.value.source, isRouter: flags?.router === true }]
}

/** The neighbour advertisements to all so far. */
function advertisements(capture: Capture): readonly Told[] {
  return capture.seen.items.flatMap(advertisement)
}

/** The gratuitous ARP of that host so far. */
function claims(capture: Capture, after = 0): readonly { readonly at: number; readonly address: string }[] {
  return capture.seen.items.flatMap((item) =>
    item.is === 'arp' && item.gratuitous && item.at > after
      ? [{ at: item.at, address: item.arp.senderAddress }]
      : [],
  )
}

async function count(what: string, seconds: number, reached: () => boolean): Promise<void> {
  await until(what, seconds, async () => reached())
}

const of = (address: string) => (one: { readonly address: string }) => one.address === address

describe('announcing', sideBySide, () => {
  scenario(
    'V35: five neighbour advertisements for every IPv6 address, and five more after garp_master_delay',
    { pairs: ['ours/ours', 'debian/debian'] },
    async ({ lab, a, start }) => {
      const heard = await startCapture(lab, { filter: 'ip6', file: 'neighbours.pcap' })
      const vips = ['fe80::100/64', '2001:db8::100/64']
      await start(a, single({ priority: 100, vips, more: 'garp_master_delay 1' }))
      await count('ten of each', 10, () =>
        ['fe80::100', '2001:db8::100'].every((one) => advertisements(heard).filter(of(one)).length >= 10),
      )
      const all = advertisements(heard)
      for (const one of ['fe80::100', '2001:db8::100']) {
        const told = all.filter(of(one))
        assert.ok(told.every(({ mac, isRouter }) => mac === '02:00:00:00:00:01' && !isRouter))
        const second = (told[5]?.at ?? 0) - (told[0]?.at ?? 0)
        assert.ok(second > 950_000 && second < 1_500_000, `the second burst after ${second} microseconds`)
      }
      // Round by round over the addresses, not address by address.
      assert.deepEqual(
        all.slice(0, 4).map(({ address }) => address),
        ['fe80::100', '2001:db8::100', 'fe80::100', '2001:db8::100'],
      )
    },
  )

  scenario(
    'V37: where IPv6 is forwarded they come from a router, and those of a VMAC from its MAC address',
    { pairs: ['ours/ours'] },
    async ({ lab, a, start }) => {
      const heard = await startCapture(lab, { filter: 'ip6', file: 'neighbours.pcap' })
      await run(a, ['sysctl', '-q', '-w', 'net.ipv6.conf.eth0.forwarding=1'])
      const other = { name: 'VI_2', vrid: 52, priority: 100, vips: ['fe80::200/64'], more: 'use_vmac' }
      await start(a, single({ priority: 100, vips: ['fe80::100/64'] }) + instance(other))
      await count('one of each', 10, () => {
        const all = advertisements(heard)
        return all.some(of('fe80::100')) && all.some(of('fe80::200'))
      })
      const all = advertisements(heard)
      const [plain] = all.filter(of('fe80::100'))
      assert.equal(plain?.isRouter, true)
      assert.deepEqual([...new Set(all.filter(of('fe80::200')).map(({ mac }) => mac))], ['00:00:5e:00:02:34'])
    },
  )

  scenario(
    'vrrp_garp_interval: the first at once, the others a tenth of a second apart, address by address in turn',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const more = 'garp_master_repeat 3\ngarp_master_delay 0'
      const text = instance({ priority: 100, vips: [vip, '10.0.0.101'], more })
      await start(a, globals('vrrp_garp_interval 0.1') + text)
      await count('six of them', 10, () => claims(capture).length >= 6)
      const told = claims(capture)
      assert.deepEqual(
        told.map(({ address }) => address),
        [vip, '10.0.0.101', vip, '10.0.0.101', vip, '10.0.0.101'],
      )
      for (let at = 1; at < told.length; at++) {
        const apart = (told[at]?.at ?? 0) - (told[at - 1]?.at ?? 0)
        assert.ok(apart > 95_000 && apart < 400_000, `${apart} microseconds between two`)
      }
    },
  )

  scenario(
    'a garp_group is one queue for its interfaces, and a VMAC counts as what it stands on',
    { pairs: ['ours/ours'], lans: 2 },
    async ({ lab, a, capture, start }) => {
      const second = await startCapture(lab, { lan: 1 })
      const more = 'garp_master_repeat 2\ngarp_master_delay 0'
      const group = 'garp_group {\ngarp_interval 0.1\ninterfaces {\neth0\neth1\n}\n}\n'
      const other = { name: 'VI_2', vrid: 52, interface: 'eth1', priority: 100, vips: ['10.1.0.100'] }
      await start(
        a,
        globals() +
          group +
          instance({ priority: 100, more: `${more}\nuse_vmac` }) +
          instance({ ...other, more }),
      )
      const all = () => [...claims(capture), ...claims(second)].toSorted((x, y) => x.at - y.at)
      await count('four of them', 10, () => all().length >= 4)
      const told = all()
      for (let at = 1; at < told.length; at++) {
        const apart = (told[at]?.at ?? 0) - (told[at - 1]?.at ?? 0)
        assert.ok(apart > 95_000, `${apart} microseconds between two`)
      }
    },
  )

  scenario(
    'K25: after four masterships there is one refresh an interval',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const refresh = 'garp_master_refresh 1\ngarp_master_delay 0\ngarp_master_repeat 1'
      await start(a, single({ priority: 100, more: refresh }))
      await settles(a, vip, { held: true })
      for (let entries = 1; entries < 4; entries++) {
        const lostAt = nowMicros()
        await ip(a, ['address', 'delete', `${vip}/32`, 'dev', 'eth0'])
        await capture.claim(vip, { from: 'a', after: lostAt })
      }
      const from = nowMicros()
      const refreshes = () => claims(capture, from).filter(of(vip))
      await count('three refreshes', 10, () => refreshes().length >= 3)
      const [first, , third] = refreshes()
      const span = (third?.at ?? 0) - (first?.at ?? 0)
      assert.ok(span > 1_800_000, `three refreshes within ${span} microseconds`)
    },
  )

  scenario(
    'F43: a unicast instance that leaves FAULT announces its own address once',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const more = 'unicast_src_ip 10.0.0.1\nunicast_peer {\n10.0.0.2\n}'
      await start(a, single({ priority: 100, more }))
      await settles(a, vip, { held: true })
      await setLink(a, 'down')
      await settles(a, vip, { held: false })
      const downAt = nowMicros()
      await setLink(a, 'up')
      await capture.claim('10.0.0.1', { from: 'a', after: downAt })
      await capture.claim(vip, { from: 'a', after: downAt })
      assert.equal(claims(capture, downAt).filter(of('10.0.0.1')).length, 1)
    },
  )

  scenario(
    'a thousand addresses are announced five times each, twice, and no advert waits for them',
    { pairs: ['ours/ours'] },
    async ({ a, capture, tell, start }) => {
      const excluded = Array.from({ length: 999 }, (_, at) => `10.9.${at >> 8}.${at & 255}`)
      const more = `garp_master_delay 1\nvirtual_ipaddress_excluded {\n${excluded.join('\n')}\n}`
      await start(a, single({ priority: 100, more }))
      await count('ten thousand', 20, () => claims(capture).length >= 10_000)
      const counts = new Map<string, number>()
      for (const { address } of claims(capture)) counts.set(address, (counts.get(address) ?? 0) + 1)
      assert.equal(counts.size, 1000)
      assert.ok([...counts.values()].every((times) => times === 10))
      const gap = longestGap(capture.adverts({ from: 'a' })) / 1e6
      tell(`longest gap between adverts at 0.2 s: ${gap.toFixed(4)} s`)
      assert.ok(gap < 0.6, `${gap} s between two adverts`)
    },
  )
})
