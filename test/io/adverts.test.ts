import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { address } from '../../src/base/address.ts'
import type { Micros } from '../../src/base/time.ts'
import {
  type AdvertReceiver,
  type AdvertSender,
  openAdvertReceiver,
  openAdvertSender,
} from '../../src/io/adverts.ts'
import { now, openAlarm } from '../../src/io/clock.ts'
import { failureText } from '../../src/io/failure.ts'
import { loadNative } from '../../src/io/native.ts'
import { cannotMakeNamespaces, enterNewNamespace, ip, until } from './namespace.ts'

const native = loadNative()
const group = address('224.0.0.18')

/** An IPv4 packet of protocol 112 (RFC 9568 section 5) with what sockets and filter look at filled in. */
function packet(
  vrid: number,
  options: { source?: string; destination?: string; sequence?: number } = {},
): Uint8Array {
  const bytes = new Uint8Array(20 + 16)
  const view = new DataView(bytes.buffer)
  bytes.set([0x45, 0xc0, 0, bytes.length])
  bytes.set([255, 112], 8)
  bytes.set((options.source ?? '192.0.2.7').split('.').map(Number), 12)
  bytes.set((options.destination ?? '224.0.0.18').split('.').map(Number), 16)
  bytes.set([0x31, vrid, 100, 1], 20)
  view.setUint32(28, options.sequence ?? 0)
  return bytes
}

interface Heard {
  readonly bytes: Uint8Array
  readonly at: Micros
}

function mustOpen<T>(
  result: { ok: true; value: T } | { ok: false; error: Parameters<typeof failureText>[0] },
): T {
  if (result.ok) return result.value
  throw new Error(failureText(result.error))
}

describe('advert sockets', { skip: cannotMakeNamespaces }, () => {
  before(() => enterNewNamespace(native))

  function listen(vrids: readonly number[], onPacket?: (heard: Heard) => void) {
    const heard: Heard[] = []
    const overruns: string[] = []
    const receiver = mustOpen(
      openAdvertReceiver(native, {
        interface: 'right',
        index: native.interfaceIndex('right'),
        family: 'ipv4',
        at: group,
        authenticated: false,
        queueBytes: undefined,
        mayWait: false,
        vrids,
        onPacket(bytes, at) {
          const packet = { bytes: bytes.slice(), at }
          heard.push(packet)
          onPacket?.(packet)
        },
        onOverrun: (code) => overruns.push(code),
      }),
    )
    return { heard, overruns, receiver }
  }

  function sender(name = 'left'): AdvertSender {
    return mustOpen(
      openAdvertSender(native, { interface: name, index: native.interfaceIndex(name), family: 'ipv4' }),
    )
  }

  function closing(...sockets: readonly (AdvertSender | AdvertReceiver)[]): void {
    for (const socket of sockets) socket.close()
  }

  it('carry a packet as written, from a source the host does not have, on a bare interface', async () => {
    const { heard, receiver } = listen([51])
    const out = sender()
    const sent = packet(51)
    const before = now(native)
    assert.equal(out.send(sent, group), undefined)
    await until(() => heard.length > 0)
    closing(out, receiver)
    const got = heard[0]
    assert.ok(got)
    // The kernel fills in identification and checksum of the IP header.
    assert.deepEqual([...got.bytes.slice(6, 10)], [...sent.slice(6, 10)])
    assert.deepEqual([...got.bytes.slice(12)], [...sent.slice(12)])
    assert.ok(got.at >= before && got.at <= now(native))
  })

  it('let only the VRIDs asked for through, and change them while open', async () => {
    const { heard, receiver } = listen([51])
    const out = sender()
    for (const vrid of [50, 51, 52]) assert.equal(out.send(packet(vrid), group), undefined)
    await until(() => heard.length > 0)
    assert.equal(receiver.setVrids([52, 51]), undefined)
    for (const vrid of [50, 51, 52]) assert.equal(out.send(packet(vrid), group), undefined)
    await until(() => heard.length >= 3)
    closing(out, receiver)
    assert.deepEqual(
      heard.map(({ bytes }) => bytes[21]),
      [51, 51, 52],
    )
  })

  it('hear neither other interfaces, nor other groups, nor what their own host sends', async () => {
    const { heard, receiver } = listen([51])
    const here = sender('right')
    const out = sender()
    assert.equal(here.send(packet(51, { sequence: 1 }), group), undefined)
    assert.equal(
      out.send(packet(51, { destination: '224.0.0.19', sequence: 2 }), address('224.0.0.19')),
      undefined,
    )
    assert.equal(out.send(packet(51, { sequence: 3 }), group), undefined)
    await until(() => heard.length > 0)
    receiver.drain()
    closing(here, out, receiver)
    assert.deepEqual(
      heard.map(({ bytes }) => bytes[31]),
      [3],
    )
  })

  it('hand over on demand what is there, timed when it came and not when it was read', async () => {
    const { heard, receiver } = listen([51])
    const out = sender()
    out.send(packet(51), group)
    const sentBy = now(native)
    while (now(native) < sentBy + 20_000);
    assert.equal(heard.length, 0)
    receiver.drain()
    closing(out, receiver)
    assert.equal(heard.length, 1)
    const at = heard[0]?.at ?? 0
    assert.ok(at <= sentBy + 5_000, `taken ${at - sentBy} µs after it was sent`)
  })

  it('hand over an advert that is behind many others before a deadline is judged', () => {
    const { heard, receiver } = listen([51])
    const out = sender()
    for (let sequence = 0; sequence <= 3000; sequence++) out.send(packet(51, { sequence }), group)
    receiver.drain()
    closing(out, receiver)
    assert.equal(heard.length, 3001)
    assert.deepEqual(heard.at(-1)?.bytes.slice(28, 32), Uint8Array.of(0, 0, 11, 184))
  })

  it('tell that packets were lost when more came than the queue holds', () => {
    const { heard, overruns, receiver } = listen([51])
    const out = sender()
    for (let sequence = 0; sequence < 40_000; sequence++) out.send(packet(51, { sequence }), group)
    receiver.drain()
    closing(out, receiver)
    assert.equal(heard.length, 4096)
    assert.deepEqual(overruns, ['ENOBUFS'])
  })

  it('say why when they cannot be opened', () => {
    const opened = openAdvertSender(native, { interface: 'nowhere', index: 99, family: 'ipv4' })
    assert.ok(!opened.ok)
    assert.equal(opened.error.code, 'ENODEV')
    assert.equal(
      failureText(opened.error),
      'opening a socket for adverts on nowhere: no such device (ENODEV)',
    )
  })

  it('say why when a packet cannot go', () => {
    const out = sender()
    ip('link set left down')
    const failure = out.send(packet(51), group)
    ip('link set left up')
    out.close()
    assert.ok(failure)
    assert.match(
      failureText(failure),
      /^sending an advert to 224\.0\.0\.18 on left: network is (down|unreachable)/,
    )
  })

  it('leave room for timers in a flood', async () => {
    const { receiver, heard } = listen([51])
    const out = sender()
    for (let i = 0; i < 3000; i++) out.send(packet(51), group)
    const seenAtDue = await new Promise<number>((resolve) => {
      const alarm = openAlarm(native, () => {
        resolve(heard.length)
        alarm.close()
      })
      alarm.set(now(native))
    })
    await until(() => heard.length === 3000)
    closing(out, receiver)
    assert.ok(seenAtDue <= 64, `${seenAtDue} packets went before a timer that was due`)
  })
})
