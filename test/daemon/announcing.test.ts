/** What leaves for an address, on which interface, from which MAC address and when; sockets are on paper. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, type Mac } from '../../src/base/address.ts'
import { type Micros, micros } from '../../src/base/time.ts'
import { openAnnouncing } from '../../src/daemon/host/announcing.ts'
import type { PaceSettings } from '../../src/daemon/vrrp-work.ts'
import type { VrrpEvent } from '../../src/vrrp/events.ts'
import type { Placed } from '../../src/vrrp/router.ts'
import { type InstanceSettings, plainVrrp } from '../../src/vrrp/settings.ts'
import { decodeArpFrame } from '../../src/wire/arp.ts'
import { decodeNeighbour } from '../../src/wire/neighbour.ts'

const tenth = micros(100_000)
const unpaced: PaceSettings = { garpInterval: micros(0), gnaInterval: micros(0), groups: [] }

function placed(text: string, interfaceName = 'eth0'): Placed {
  return { interface: interfaceName, address: { prefix: { address: address(text), length: 32 } } } as Placed
}

/** An instance on eth0 with a VMAC: enough to know what vrrp.51 stands on. */
const withVmac = {
  ...{ name: 'V', interface: 'eth0', family: 'ipv4', faults: [], addresses: [], excluded: [] },
  virtualInterface: { is: 'vmac', name: 'vrrp.51', mac: '00:00:5e:00:01:33' as Mac },
} as unknown as InstanceSettings

const macs = new Map([
  ['eth0', '02:00:00:00:00:01' as Mac],
  ['eth1', '02:00:00:00:01:01' as Mac],
  ['vrrp.51', '00:00:5e:00:01:33' as Mac],
])
const names = [...macs.keys(), 'ib0']

function open(pace: PaceSettings = unpaced, detail = false) {
  const sent: string[] = []
  const told: VrrpEvent[] = []
  const woken: (Micros | undefined)[] = []
  const clock = { at: micros(0) }
  const announcing = openAnnouncing({
    attachments: {
      get: (name) =>
        names.includes(name) ? { index: names.indexOf(name) + 1, mac: macs.get(name) } : undefined,
    },
    frames: {
      send: (index, frames) => {
        for (const frame of frames) sent.push(`${names[index - 1]} ${frameText(frame)}`)
        return undefined
      },
    },
    now: () => clock.at,
    wake: (at) => void woken.push(at),
    forwards: (name) => name === 'eth1',
    tell: (event) => void told.push(event),
    onRefused: () => undefined,
  })
  announcing.configure({ vrrp: { ...plainVrrp, instances: [withVmac] }, pace, detail })
  return { announcing, sent, told, woken, clock }
}

function frameText(frame: Uint8Array): string {
  const arp = decodeArpFrame(frame)
  if (arp.ok) return `${arp.value.senderAddress} is at ${arp.value.senderMac}`
  const message = decodeNeighbour(frame.subarray(54))
  if (!message.ok) return 'neither ARP nor neighbour discovery'
  const { kind, target, targetMac, flags } = message.value
  if (kind === 'neighbour-solicitation') return `who has ${target}`
  return `${target} is at ${targetMac}${flags?.router === true ? ', a router' : ''}`
}

test('each address from the MAC address of the interface that holds it', () => {
  const { announcing, sent } = open()
  announcing.send('V', [placed('10.0.0.100'), placed('10.0.0.101', 'vrrp.51'), placed('fe80::100')], 1)
  assert.deepEqual(sent, [
    'eth0 10.0.0.100 is at 02:00:00:00:00:01',
    'eth0 fe80::100 is at 02:00:00:00:00:01',
    'vrrp.51 10.0.0.101 is at 00:00:5e:00:01:33',
  ])
})

test('an interface that forwards IPv6 is told of as a router', () => {
  const { announcing, sent } = open()
  announcing.send('V', [placed('fe80::100', 'eth1')], 1)
  assert.deepEqual(sent, ['eth1 fe80::100 is at 02:00:00:00:01:01, a router'])
})

test('without a MAC address, or an interface, nothing is sent', () => {
  const { announcing, sent } = open()
  announcing.send('V', [placed('10.0.0.100', 'ib0'), placed('10.0.0.100', 'eth9')], 1)
  assert.deepEqual(sent, [])
})

test('a VMAC shares the pace of the interface below', () => {
  const { announcing, sent, woken } = open({ ...unpaced, garpInterval: tenth })
  announcing.send('V', [placed('10.0.0.100'), placed('10.0.0.101', 'vrrp.51')], 1)
  assert.equal(sent.length, 1)
  assert.equal(woken.at(-1), tenth)
})

test('other interfaces and the other family do not wait for it', () => {
  const { announcing, sent } = open({ ...unpaced, garpInterval: tenth, gnaInterval: tenth })
  announcing.send('V', [placed('10.0.0.100'), placed('fe80::100'), placed('10.0.0.101', 'eth1')], 1)
  assert.equal(sent.length, 3)
})

test('a group is one pace for its interfaces, for the family for which it has an interval', () => {
  const groups = [{ interfaces: ['eth0', 'eth1'], garpInterval: tenth, gnaInterval: undefined }]
  const { announcing, sent, clock } = open({ ...unpaced, groups })
  announcing.send('V', [placed('10.0.0.100'), placed('10.0.0.101', 'eth1')], 1)
  announcing.send('V', [placed('fe80::100'), placed('fe80::101', 'eth1')], 1)
  assert.equal(sent.length, 3)
  clock.at = tenth
  announcing.due()
  assert.equal(sent.at(-1), 'eth1 10.0.0.101 is at 02:00:00:00:01:01')
})

test('an instance that gives up sends nothing more of what waits', () => {
  const { announcing, sent, woken, clock } = open({ ...unpaced, garpInterval: tenth })
  announcing.send('V', [placed('10.0.0.100'), placed('10.0.0.101')], 1)
  announcing.forget('V')
  assert.equal(woken.at(-1), undefined)
  clock.at = tenth
  announcing.due()
  assert.equal(sent.length, 1)
})

test('each packet is told of when details are wanted, and when it goes', () => {
  const { announcing, told, clock } = open({ ...unpaced, garpInterval: tenth }, true)
  announcing.send('V', [placed('10.0.0.100'), placed('10.0.0.101')], 1)
  const first = { is: 'announced', interface: 'eth0', address: '10.0.0.100' }
  assert.deepEqual(told, [first])
  clock.at = tenth
  announcing.due()
  assert.deepEqual(told, [first, { ...first, address: '10.0.0.101' }])
  const silent = open()
  silent.announcing.send('V', [placed('10.0.0.100')], 1)
  assert.deepEqual(silent.told, [])
})

test('addresses are asked for by ARP and by neighbour solicitation', () => {
  const { announcing, sent } = open()
  announcing.probe([placed('10.0.0.100'), placed('fe80::100')])
  assert.deepEqual(sent, ['eth0 0.0.0.0 is at 02:00:00:00:00:01', 'eth0 who has fe80::100'])
})

test('who looks for others with its address is not asked: it would give the address up', () => {
  const { announcing, sent } = open()
  const looking = placed('fe80::100')
  announcing.probe([{ ...looking, address: { ...looking.address, detectsDuplicates: true } }])
  assert.deepEqual(sent, [])
})

test('nobody is asked from a VMAC: its MAC address would draw the traffic of the master', () => {
  const { announcing, sent } = open()
  announcing.probe([placed('10.0.0.100', 'vrrp.51'), placed('fe80::100', 'vrrp.51')])
  assert.deepEqual(sent, [])
})
