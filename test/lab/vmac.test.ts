/**
 * Virtual MAC addresses: interfaces of their own for instances, alone, in a pair with Debian's keepalived in
 * either role, and through everything that can happen to an interface.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { decodeEthernet } from '../../src/wire/ethernet.ts'
import { type Capture, type Sighting, startCapture } from './capture.ts'
import { globals, instance, single, vip } from './configuration.ts'
import { nowMicros } from './expect.ts'
import { type Host, ip, run, setCard } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

const virtualMac = '00:00:5e:00:01:33'
const name = 'vrrp.51'

interface Shown {
  readonly ifname: string
  readonly address: string
  readonly addr_info?: readonly { readonly local?: string }[]
}

async function interfacesOf(host: Host): Promise<readonly Shown[]> {
  return JSON.parse(await ip(host, ['-j', 'address', 'show']))
}

/** Waits until the VIP is on that interface; undefined: on none. */
async function isOn(host: Host, wanted: string | undefined, address: string = vip): Promise<void> {
  await until(`${address} of ${host.name} on ${wanted ?? 'nothing'}`, 15, async () => {
    const holders = (await interfacesOf(host)).filter((one) =>
      one.addr_info?.some(({ local }) => local === address),
    )
    return holders.map(({ ifname }) => ifname).join(' ') === (wanted ?? '')
  })
}

async function isGone(host: Host, interfaceName: string = name): Promise<void> {
  await until(`${interfaceName} of ${host.name} to go`, 10, async () =>
    (await interfacesOf(host)).every(({ ifname }) => ifname !== interfaceName),
  )
}

async function sysctl(host: Host, key: string): Promise<string> {
  return (await run(host, ['cat', `/proc/sys/net/${key}`])).stdout.trim()
}

async function baseSettings(host: Host): Promise<readonly string[]> {
  return Promise.all(['arp_ignore', 'arp_filter'].map((key) => sysctl(host, `ipv4/conf/eth0/${key}`)))
}

function sourceMac({ frame }: Sighting): string {
  const header = decodeEthernet(frame)
  return header.ok ? header.value.source : 'no frame'
}

/** The next advert with that IPv4 source. */
async function advertOf(capture: Capture, source: string | undefined, after = 0): Promise<Sighting> {
  const matches = (item: Sighting) => item.is === 'advert' && item.advert.source === source && item.at > after
  return capture.until(`an advert of ${source}`, matches, { timeoutSeconds: 15 })
}

async function answers(o: Host, address: string = vip): Promise<void> {
  await until(`${address} to answer`, 10, async () => {
    const { status } = await run(o, ['ping', '-n', '-c', '1', '-W', '1', address])
    return status === 0
  })
}

async function neighbour(o: Host, address: string = vip): Promise<string | undefined> {
  const all = JSON.parse(await ip(o, ['-j', 'neighbour', 'show', 'to', address]))
  return (all as readonly { readonly lladdr?: string }[])[0]?.lladdr
}

const withVmac = (priority: number, more = '') => single({ priority, more: `use_vmac\n${more}` })

describe('virtual MAC addresses', sideBySide, () => {
  scenario(
    'W16, V24, V34: adverts, gratuitous ARP and answers come from the virtual MAC; it moves with the master',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, o, capture, kinds, start }) => {
      const before = await baseSettings(a)
      const master = await start(a, withVmac(100))
      await start(b, withVmac(50))
      await isOn(a, name)
      await isOn(b, undefined)
      assert.equal(sourceMac(await advertOf(capture, a.addresses[0])), virtualMac)
      const claim = await capture.claim(vip, { from: virtualMac })
      assert.ok(claim.is === 'arp' && claim.arp.senderMac === virtualMac)
      await answers(o)
      // Quirk baseAsksInItsOwnName: Debian's takes the first answer back with its next question.
      if (kinds.a === 'ours') assert.equal(await neighbour(o), virtualMac)
      const stoppedAt = nowMicros()
      master.signal('SIGTERM')
      await master.exit
      await isOn(b, name)
      assert.equal(sourceMac(await advertOf(capture, b.addresses[0], stoppedAt)), virtualMac)
      await answers(o)
      if (kinds.b === 'ours') assert.equal(await neighbour(o), virtualMac, 'nobody had to learn anything')
      await isGone(a)
      if (kinds.a === 'ours') assert.deepEqual(await baseSettings(a), before)
    },
  )

  scenario(
    'V26: with vmac_xmit_base the adverts leave with the MAC of the interface below',
    { pairs: ['ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      await start(a, single({ priority: 100, version: 2, more: 'use_vmac\nvmac_xmit_base' }))
      await start(b, single({ priority: 50, version: 2, more: 'use_vmac\nvmac_xmit_base' }))
      await isOn(a, name)
      await isOn(b, undefined)
      assert.equal(sourceMac(await advertOf(capture, a.addresses[0])), a.macs[0])
      assert.equal(sourceMac(await capture.claim(vip, { from: virtualMac })), virtualMac)
    },
  )

  scenario(
    'V25: IPv6 adverts from the virtual MAC, with the link-local address of the interface below',
    { pairs: ['ours/debian', 'debian/ours'] },
    async ({ lab, a, b, o, start }) => {
      const capture = await startCapture(lab, { filter: 'ip6 proto 112', file: 'lan0-ipv6.pcap' })
      const virtual = '2001:db8::100'
      const more = 'use_vmac\nnative_ipv6'
      const vips = ['fe80::100', `${virtual}/64`]
      const master = await start(a, single({ priority: 100, vips, more }))
      await start(b, single({ priority: 50, vips, more }))
      await isOn(a, name, virtual)
      await isOn(b, undefined, virtual)
      const linkLocal = 'fe80000000000000000000fffe000001'
      const isFromVirtual = ({ frame }: Sighting) => {
        const bytes = Buffer.from(frame)
        return bytes.toString('hex', 6, 12) === '00005e000233' && bytes.toString('hex', 22, 38) === linkLocal
      }
      await capture.until('an advert of a', isFromVirtual, { timeoutSeconds: 10 })
      await ip(o, ['address', 'add', '2001:db8::3/64', 'dev', 'eth0', 'nodad'])
      await answers(o, virtual)
      master.signal('SIGTERM')
      await master.exit
      await isOn(b, name, virtual)
      await answers(o, virtual)
    },
  )

  scenario(
    'K19: IGMP for a VMAC leaves through the interface below, with its MAC',
    { pairs: ['ours/ours', 'debian/ours'] },
    async ({ lab, a, start }) => {
      const capture = await startCapture(lab, { filter: 'igmp', file: 'lan0-igmp.pcap' })
      await start(a, withVmac(100))
      await isOn(a, name)
      await capture.until('a report of a', (item) => item.from === 'a', { timeoutSeconds: 10 })
      assert.deepEqual(
        capture.seen.items.filter(({ from }) => from === virtualMac),
        [],
      )
    },
  )

  scenario('a pair of which one has a VMAC', { pairs: ['ours/debian', 'debian/ours'] }, async (stage) => {
    const { a, b, o, start } = stage
    const master = await start(a, withVmac(100))
    await start(b, single({ priority: 50 }))
    await isOn(a, name)
    await isOn(b, undefined)
    master.signal('SIGTERM')
    await master.exit
    await isOn(b, 'eth0')
    await answers(o)
    assert.equal(await neighbour(o), b.macs[0])
  })

  scenario(
    'K15: deleted by hand it is there again at once, and the instance comes back',
    { pairs: ['ours/ours'] },
    async ({ a, o, start }) => {
      const daemon = await start(a, withVmac(100))
      await isOn(a, name)
      const mark = daemon.log.items.length
      await ip(a, ['link', 'delete', name])
      await daemon.logged('Entering FAULT STATE', 10, mark)
      await daemon.logged('Success creating VMAC interface vrrp.51', 10, mark)
      await daemon.logged('Entering MASTER STATE', 10, mark)
      await isOn(a, name)
      await answers(o)
      await until('the firewall to know the new interface', 5, async () =>
        (await run(a, ['nft', 'list', 'map', 'ip', 'keepalived', 'vmac_map'])).stdout.includes(
          '"vrrp.51" : "eth0"',
        ),
      )
    },
  )

  scenario(
    'an IPv6 VMAC that is set down and up again has the address that adverts come from',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const virtual = '2001:db8::100'
      const vips = ['fe80::100', `${virtual}/64`]
      const daemon = await start(a, single({ priority: 100, vips, more: 'use_vmac\nnative_ipv6' }))
      await isOn(a, name, virtual)
      for (const change of [
        ['address', 'delete', 'fe80::ff:fe00:1/64', 'dev', name],
        ['link', 'set', name, 'down'],
      ]) {
        const mark = daemon.log.items.length
        await ip(a, change)
        await ip(a, ['link', 'set', name, 'up'])
        await daemon.logged('Entering MASTER STATE', 10, mark)
        await isOn(a, name, virtual)
      }
    },
  )

  scenario(
    'K21: the interface below goes and comes: FAULT, then VMAC, address and master again',
    { pairs: ['ours/ours'] },
    async ({ lab, a, o, start }) => {
      const daemon = await start(
        a,
        globals('dynamic_interfaces') + instance({ priority: 100, more: 'use_vmac' }),
      )
      await isOn(a, name)
      const mark = daemon.log.items.length
      await setCard(lab, a, 'out')
      await daemon.logged('Entering FAULT STATE', 10, mark)
      await setCard(lab, a, 'in')
      await ip(a, ['address', 'add', `${a.addresses[0]}/16`, 'dev', 'eth0'])
      await ip(a, ['link', 'set', 'eth0', 'up'])
      await daemon.logged('Entering MASTER STATE', 10, mark)
      await isOn(a, name)
      await answers(o)
      assert.deepEqual(await baseSettings(a), ['1', '1'])
    },
  )

  scenario(
    'a killed daemon leaves a VMAC, which the next one takes over; SIGTERM then leaves nothing',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const killed = await start(a, withVmac(100))
      await isOn(a, name)
      await killed.crash()
      const daemon = await start(a, withVmac(100))
      await daemon.logged('using existing VMAC interface vrrp.51', 10)
      await isOn(a, name)
      daemon.signal('SIGTERM')
      await daemon.exit
      await isGone(a)
      assert.deepEqual(await baseSettings(a), ['0', '0'])
    },
  )

  scenario(
    "a VMAC that Debian's keepalived has left is taken over as well",
    { pairs: ['debian/debian'] },
    async ({ a, o, start }) => {
      const killed = await start(a, withVmac(100))
      await isOn(a, name)
      await killed.crash()
      const daemon = await start(a, withVmac(100), { kind: 'ours' })
      await daemon.logged('using existing VMAC interface vrrp.51', 10)
      await isOn(a, name)
      await answers(o)
      daemon.signal('SIGTERM')
      await daemon.exit
      await isGone(a)
      assert.deepEqual(await baseSettings(a), ['0', '0'])
    },
  )

  scenario(
    'a worker that hangs is killed at the stop: the parent removes the VMAC',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const daemon = await start(a, withVmac(100))
      await isOn(a, name)
      await daemon.crashWorker()
      await daemon.logged('using existing VMAC interface vrrp.51', 15)
      await isOn(a, name)
      await daemon.hangWorker()
      daemon.signal('SIGTERM')
      await daemon.exit
      await isGone(a)
      assert.deepEqual(await baseSettings(a), ['0', '0'])
    },
  )

  scenario(
    'a reload that changes something else leaves the VMAC and its master alone',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const daemon = await start(a, withVmac(100))
      await isOn(a, name)
      const before = await ip(a, ['-j', 'link', 'show', 'dev', name])
      daemon.configure(withVmac(120))
      daemon.signal('SIGHUP')
      await capture.advert({ from: virtualMac, priority: 120 })
      assert.equal(await ip(a, ['-j', 'link', 'show', 'dev', name]), before)
      assert.deepEqual(capture.adverts({ priority: 0 }), [])
    },
  )

  scenario(
    'a reload takes the VMAC away, and gives it back',
    { pairs: ['ours/ours'] },
    async ({ a, o, start }) => {
      const daemon = await start(a, withVmac(100))
      await isOn(a, name)
      daemon.configure(single({ priority: 100 }))
      daemon.signal('SIGHUP')
      await isOn(a, 'eth0')
      await isGone(a)
      assert.deepEqual(await baseSettings(a), ['0', '0'])
      daemon.configure(withVmac(100))
      daemon.signal('SIGHUP')
      await isOn(a, name)
      await answers(o)
    },
  )

  scenario(
    'use_vmac_addr: an address on another interface has a virtual MAC there',
    { pairs: ['ours/ours'], lans: 2 },
    async ({ a, o, start }) => {
      const other = '10.1.0.100'
      const vips = [vip, `${other} dev eth1`]
      await start(a, single({ priority: 100, vips, more: 'use_vmac\nuse_vmac_addr' }))
      await isOn(a, name)
      await isOn(a, 'vrrp1.51', other)
      await answers(o, other)
      assert.equal(await neighbour(o, other), virtualMac)
    },
  )

  scenario(
    'K16: all.rp_filter is 0 while it runs, and as before when it has stopped',
    { pairs: ['ours/ours'] },
    async ({ a, o, start }) => {
      await run(a, ['sh', '-c', 'echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter'])
      const filters = () =>
        Promise.all(['all', 'eth0', name].map((one) => sysctl(a, `ipv4/conf/${one}/rp_filter`)))
      const daemon = await start(a, withVmac(100))
      await isOn(a, name)
      await answers(o)
      assert.deepEqual(await filters(), ['0', '1', '0'])
      daemon.signal('SIGTERM')
      await daemon.exit
      assert.deepEqual(await filters(), ['1', '0', ''])
    },
  )
})
