/** Every kind of socket for adverts on a real kernel: IPv6, unicast, behind AH, from sources nobody has. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Address, address, type Family, parseMac } from '../../src/base/address.ts'
import {
  type AdvertReceiver,
  type AdvertReceiverSettings,
  type AdvertSender,
  openAdvertReceiver,
  openAdvertSender,
} from '../../src/io/adverts.ts'
import type { Ipv6Ends } from '../../src/io/arrivals.ts'
import { digests } from '../../src/io/digests.ts'
import { failureText } from '../../src/io/failure.ts'
import { openFrameSender } from '../../src/io/frames.ts'
import { loadNative } from '../../src/io/native.ts'
import { composePacket } from '../../src/wire/compose.ts'
import { encodeEthernet } from '../../src/wire/ethernet.ts'
import type { Seal } from '../../src/wire/seal.ts'
import type { Advert } from '../../src/wire/vrrp.ts'
import { cannotMakeNamespaces, enterNewNamespace, ip, until } from './namespace.ts'

const native = loadNative()
const group6 = address('ff02::12')

interface Heard {
  readonly bytes: Uint8Array
  readonly ends: Ipv6Ends | undefined
}

function must<T>(
  opened: { ok: true; value: T } | { ok: false; error: Parameters<typeof failureText>[0] },
): T {
  if (opened.ok) return opened.value
  throw new Error(failureText(opened.error))
}

function macOf(text: string) {
  const parsed = parseMac(text)
  assert.ok(parsed.ok)
  return parsed.value
}

function packet(
  vrid: number,
  ends: { readonly source: Address; readonly destination: Address },
  more: { readonly seal?: Seal; readonly ttl?: number } = {},
): Uint8Array {
  const isIpv4 = ends.source.includes('.')
  const version2: Advert = {
    ...{ version: 2, vrid, priority: 100, authType: 2, intervalSeconds: 1 },
    authData: new Uint8Array(8),
    addresses: [address('192.0.2.100')],
  }
  const version3: Advert = {
    ...{ version: 3, vrid, priority: 100, intervalCentis: 100 },
    addresses: [address(isIpv4 ? '192.0.2.100' : 'fe80::100')],
  }
  const { seal = { is: 'none' }, ttl = 255 } = more
  const envelope = { ...ends, id: 1, ttl, checksum: 'standard', seal } as const
  return composePacket(seal.is === 'ah' ? version2 : version3, envelope, digests)
}

describe('sockets for adverts', { skip: cannotMakeNamespaces }, () => {
  before(async () => {
    await enterNewNamespace(native)
    ip('addr add 192.0.2.2/24 dev right')
    ip('-6 addr add fe80::b/64 dev right nodad')
    ip('-6 addr add fe80::a/64 dev left nodad')
  })

  function listen(more: Partial<AdvertReceiverSettings>) {
    const heard: Heard[] = []
    const receiver = must(
      openAdvertReceiver(native, {
        interface: 'right',
        index: native.interfaceIndex('right'),
        family: 'ipv4',
        at: undefined,
        authenticated: false,
        vrids: [51],
        queueBytes: undefined,
        mayWait: false,
        onPacket: (bytes, _at, ends) => heard.push({ bytes: bytes.slice(), ends }),
        onOverrun: (code) => assert.fail(code),
        ...more,
      }),
    )
    return { heard, receiver }
  }

  function sender(family: Family, name = 'left'): AdvertSender {
    return must(openAdvertSender(native, { interface: name, index: native.interfaceIndex(name), family }))
  }

  function closing(...sockets: readonly (AdvertSender | AdvertReceiver)[]): void {
    for (const socket of sockets) socket.close()
  }

  it('IPv6 to the group: PDU, source, destination and hop limit come over', async () => {
    const { heard, receiver } = listen({ family: 'ipv6', at: group6 })
    const out = sender('ipv6')
    const ends = { source: address('fe80::a'), destination: group6 }
    assert.equal(out.send(packet(50, ends), group6), undefined)
    assert.equal(out.send(packet(51, ends, { ttl: 254 }), group6), undefined)
    await until(() => heard.length > 0)
    closing(out, receiver)
    assert.deepEqual(heard[0]?.ends, { ...ends, hopLimit: 254 })
    assert.deepEqual(heard[0]?.bytes, packet(51, ends).subarray(40))
    assert.equal(heard.length, 1)
  })

  it('R45: IPv6 with a bad checksum never arrives', async () => {
    const { heard, receiver } = listen({ family: 'ipv6', at: group6 })
    const out = sender('ipv6')
    const ends = { source: address('fe80::a'), destination: group6 }
    const bad = packet(51, ends)
    bad[46] = (bad[46] ?? 0) ^ 1
    out.send(bad, group6)
    out.send(packet(51, ends), group6)
    await until(() => heard.length > 0)
    receiver.drain()
    closing(out, receiver)
    assert.equal(heard.length, 1)
  })

  it('W23, W24: IPv6 from a source that no interface has, to the group and to a peer', async () => {
    const group = listen({ family: 'ipv6', at: group6 })
    const peer = listen({ family: 'ipv6', at: address('fe80::b') })
    const out = sender('ipv6')
    const source = address('fe80::dead')
    assert.equal(out.send(packet(51, { source, destination: group6 }), group6), undefined)
    const destination = address('fe80::b')
    assert.equal(out.send(packet(51, { source, destination }), destination), undefined)
    await until(() => group.heard.length > 0 && peer.heard.length > 0)
    closing(out, group.receiver, peer.receiver)
    assert.equal(group.heard[0]?.ends?.source, source)
    assert.deepEqual([peer.heard.length, group.heard.length], [1, 1])
  })

  it('IPv4 to a peer: heard where its address is meant, and where any is, but not by the group', async () => {
    const bound = listen({ at: address('192.0.2.2') })
    const free = listen({})
    const group = listen({ at: address('224.0.0.18') })
    const out = sender('ipv4')
    const destination = address('192.0.2.2')
    const source = address('192.0.2.77')
    // Both ends are this host, which would keep it to itself: on the wire only as a frame.
    const macs = { source: macOf('02:00:00:00:00:01'), destination: macOf('02:00:00:00:00:02') }
    const frames = must(openFrameSender(native))
    const frame = encodeEthernet({ ...macs, etherType: 0x0800 }, packet(51, { source, destination }))
    assert.equal(frames.send(native.interfaceIndex('left'), [frame]), undefined)
    frames.close()
    const toGroup = address('224.0.0.18')
    assert.equal(out.send(packet(51, { source, destination: toGroup }), toGroup), undefined)
    await until(() => bound.heard.length > 0 && free.heard.length > 0 && group.heard.length > 0)
    for (const one of [bound, free, group]) one.receiver.drain()
    closing(out, bound.receiver, free.receiver, group.receiver)
    assert.deepEqual([bound.heard.length, free.heard.length, group.heard.length], [1, 1, 1])
  })

  it('R13: adverts behind an authentication header are heard by those that want them alone', async () => {
    const at = address('224.0.0.18')
    const ah = listen({ at, authenticated: true })
    const plain = listen({ at })
    const out = sender('ipv4')
    const ends = { source: address('192.0.2.7'), destination: at }
    const seal: Seal = { is: 'ah', password: 'secret12', sequence: 1 }
    assert.equal(out.send(packet(52, ends, { seal }), at), undefined)
    assert.equal(out.send(packet(51, ends, { seal }), at), undefined)
    assert.equal(out.send(packet(51, ends), at), undefined)
    await until(() => ah.heard.length > 0 && plain.heard.length > 0)
    closing(out, ah.receiver, plain.receiver)
    assert.deepEqual(
      [ah, plain].map(({ heard }) => heard.map(({ bytes }) => bytes[9])),
      [[51], [112]],
    )
  })

  it('without an interface the routing table leads to the peer, and any may bring an answer', async () => {
    const nowhere = { interface: '', index: 0 }
    const { heard, receiver } = listen({ ...nowhere, at: address('127.0.0.2') })
    const out = must(openAdvertSender(native, { ...nowhere, family: 'ipv4' }))
    const destination = address('127.0.0.2')
    assert.equal(out.send(packet(51, { source: address('127.0.0.1'), destination }), destination), undefined)
    await until(() => heard.length > 0)
    closing(out, receiver)
    assert.equal(heard[0]?.bytes[12], 127)
  })

  it('R21: what comes from an own address is dropped by the kernel', async () => {
    const at = address('224.0.0.18')
    const { heard, receiver } = listen({ at })
    const out = sender('ipv4')
    for (const source of ['192.0.2.2', '192.0.2.7'].map(address)) {
      assert.equal(out.send(packet(51, { source, destination: at }), at), undefined)
    }
    await until(() => heard.length > 0)
    receiver.drain()
    closing(out, receiver)
    assert.deepEqual(
      heard.map(({ bytes }) => bytes[15]),
      [7],
    )
  })

  it('all VRIDs are let in when unknown ones are to be logged', async () => {
    const { heard, receiver } = listen({ at: address('224.0.0.18'), vrids: 'all' })
    const out = sender('ipv4')
    const at = address('224.0.0.18')
    out.send(packet(99, { source: address('192.0.2.7'), destination: at }), at)
    await until(() => heard.length > 0)
    closing(out, receiver)
  })

  it('the kernel says which hop limit it would take', () => {
    const out = sender('ipv6')
    assert.equal(out.hopLimit(), 64)
    out.close()
  })
})
