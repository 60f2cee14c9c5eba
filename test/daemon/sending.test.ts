import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { type Micros, plus, seconds } from '../../src/base/time.ts'
import type { Attachments } from '../../src/daemon/host/attachments.ts'
import { openSending } from '../../src/daemon/host/sending.ts'
import { digests } from '../../src/io/digests.ts'
import type { VrrpEvent } from '../../src/vrrp/events.ts'

const advert = {
  do: 'send',
  instance: 'V',
  interface: 'eth0',
  source: address('10.0.0.1'),
  destinations: [address('224.0.0.18')],
  ttl: 255,
  checksum: 'standard',
  seal: { is: 'none' },
  advert: {
    version: 3,
    vrid: 51,
    priority: 100,
    intervalCentis: 100,
    addresses: [address('10.0.0.100')],
  },
} as const

test('a master without a socket says that it is silent, and not at every advert', () => {
  let at: Micros = seconds(1)
  const told: VrrpEvent[] = []
  const attachments: Pick<Attachments, 'sender'> = { sender: () => undefined }
  const { send } = openSending({ attachments, digests, now: () => at, tell: (event) => told.push(event) })
  for (let count = 0; count < 100; count++) {
    send(advert)
    at = plus(at, seconds(1))
  }
  assert.deepEqual(
    told.map((event) => event.is),
    ['send-failed', 'send-failed'],
  )
})

function recorded() {
  const packets: Uint8Array[] = []
  const attachments: Pick<Attachments, 'sender'> = {
    sender: () => ({
      send: (packet) => {
        packets.push(packet)
        return undefined
      },
      hopLimit: () => 64,
      close: () => undefined,
    }),
  }
  const { send, forget } = openSending({ attachments, digests, now: () => seconds(1), tell: () => undefined })
  return { packets, send, forget }
}

const idOf = (packet: Uint8Array | undefined) => (packet?.[4] ?? 0) * 256 + (packet?.[5] ?? 0)

test('W10: all copies of one advert share its identification, and each has its own checksum', () => {
  const { packets, send } = recorded()
  send({ ...advert, destinations: [address('10.0.0.2'), address('10.0.0.3')] })
  send({ ...advert, destinations: [address('10.0.0.2')] })
  assert.deepEqual(packets.map(idOf), [1, 1, 2])
  const sums = packets.map((packet) => Buffer.from(packet.subarray(26, 28)).toString('hex'))
  assert.notEqual(sums[0], sums[1])
  assert.equal(sums[0], sums[2])
})

test('W27: after identification 65535 comes 1', () => {
  const { packets, send } = recorded()
  for (let count = 0; count < 65_536; count++) send(advert)
  assert.deepEqual([packets[0], packets[65_534], packets[65_535]].map(idOf), [1, 65_535, 1])
})

test('an instance of the name of one that is gone begins anew', () => {
  const { packets, send, forget } = recorded()
  for (const instance of ['V', 'V', 'W']) send({ ...advert, instance })
  forget('V')
  for (const instance of ['V', 'W']) send({ ...advert, instance })
  assert.deepEqual(packets.map(idOf), [1, 2, 1, 1, 2])
})

test('W13: IPv6 to a peer without unicast_ttl has the hop limit of the kernel', () => {
  const { packets, send } = recorded()
  const ends = { source: address('fe80::1'), destinations: [address('fe80::2')] }
  const said = { ...advert.advert, addresses: [address('fe80::100')] }
  send({ ...advert, ...ends, ttl: undefined, advert: said })
  assert.equal(packets[0]?.[7], 64)
})
