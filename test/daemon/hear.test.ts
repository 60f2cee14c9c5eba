/** Packets that are no adverts at all. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, type Mac } from '../../src/base/address.ts'
import { type Micros, seconds } from '../../src/base/time.ts'
import { openHearing } from '../../src/daemon/host/hear.ts'
import type { VrrpEvent } from '../../src/vrrp/events.ts'
import type { RouterEvent } from '../../src/vrrp/router.ts'
import { gratuitous } from '../../src/wire/arp.ts'
import { encodeIpv4 } from '../../src/wire/ipv4.ts'
import { unsolicitedAdvertisement } from '../../src/wire/neighbour.ts'

function hearing(own?: Mac) {
  const told: VrrpEvent[] = []
  const happened: RouterEvent[] = []
  const ear = openHearing({
    happen: (event) => happened.push(event),
    tell: (event) => told.push(event),
    macOf: () => own,
  })
  return { told, happened, ear }
}

function ipv4(protocol: number, bytes: number): Uint8Array {
  const ends = { source: address('10.0.0.9'), destination: address('224.0.0.18') }
  return encodeIpv4({ ...ends, id: 1, ttl: 255, protocol }, new Uint8Array(bytes))
}

const at: Micros = seconds(1)

test('R24, D3: an advert of 4 bytes is told with the length of its packet, in each of its forms', () => {
  const forms = [
    [ipv4(112, 4), undefined, { length: 24, form: 'ipv4' }],
    [ipv4(51, 28), undefined, { length: 48, form: 'ipv4-with-ah' }],
    [
      new Uint8Array(4),
      { source: address('fe80::9'), destination: address('ff02::12'), hopLimit: 255 },
      { length: 4, form: 'ipv6' },
    ],
  ] as const
  for (const [bytes, ends, expected] of forms) {
    const { told, happened, ear } = hearing()
    ear.onPacket('eth0', bytes, at, ends)
    assert.deepEqual(told, [{ is: 'packet-too-short', interface: 'eth0', ...expected }])
    assert.deepEqual(happened, [])
  }
})

test('D1: a message of no length or a cut one is told, and the next one is heard', () => {
  const { told, happened, ear } = hearing()
  ear.onPacket('eth0', new Uint8Array(0), at, undefined)
  ear.onPacket('eth1', ipv4(112, 20).subarray(0, 11), at, undefined)
  assert.deepEqual(
    told.map((event) => event.is),
    ['packet-too-short', 'packet-too-short'],
  )
  ear.onPacket('eth0', ipv4(112, 20), at, undefined)
  assert.deepEqual(
    happened.map((event) => event.is),
    ['packet'],
  )
})

test('they are told once in ten seconds', () => {
  const { told, ear } = hearing()
  for (const second of [1, 2, 10, 11.5]) ear.onPacket('eth0', ipv4(112, 4), seconds(second), undefined)
  assert.equal(told.length, 2)
})

test('a gratuitous ARP with our own MAC address is an echo, but on a VMAC it is the peer that claims', () => {
  const virtual = '00:00:5e:00:01:33' as Mac
  const frame = gratuitous(virtual, address('10.0.0.100'))
  const echo = hearing(virtual)
  echo.ear.onArp('eth0', frame, at)
  assert.deepEqual(echo.happened, [])
  const { happened, ear } = hearing()
  ear.onArp('vrrp.51', frame, at)
  assert.deepEqual(
    happened.map((event) => event.is),
    ['claimed'],
  )
})

test('a neighbour advertisement claims like a gratuitous ARP, and our own one is an echo, too', () => {
  const virtual = '00:00:5e:00:02:33' as Mac
  const vip = address('2001:db8::100')
  const frame = unsolicitedAdvertisement({ mac: virtual, address: vip, router: false })
  const echo = hearing(virtual)
  echo.ear.onNeighbour('eth0', frame, at)
  assert.deepEqual(echo.happened, [])
  const { happened, ear } = hearing()
  ear.onNeighbour('vrrp.51', frame, at)
  ear.onNeighbour('vrrp.51', frame.subarray(0, 60), at)
  assert.deepEqual(happened, [{ is: 'claimed', at, interface: 'vrrp.51', address: vip, mac: virtual }])
})
