import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { before, describe, it } from 'node:test'
import { address, type Mac } from '../../src/base/address.ts'
import type { Micros } from '../../src/base/time.ts'
import { now } from '../../src/io/clock.ts'
import { failureText } from '../../src/io/failure.ts'
import {
  type FrameListener,
  type FrameSender,
  openArpListener,
  openFrameSender,
  openNeighbourListener,
} from '../../src/io/frames.ts'
import { loadNative } from '../../src/io/native.ts'
import { unsolicitedAdvertisement } from '../../src/wire/neighbour.ts'
import { hex } from './bpf.ts'
import { cannotMakeNamespaces, enterNewNamespace, ip, until } from './namespace.ts'

const native = loadNative()

/** Gratuitous ARP for 192.0.2.254 from a virtual MAC address; the last byte is a mark of ours. */
function gratuitousArp(mark: number): Uint8Array {
  const arp = '0001 0800 0604 0001 0000 5e00 0133 c000 02fe 0000 0000 0000 c000 02fe'
  const frame = hex(`ffff ffff ffff 0000 5e00 0133 0806 ${arp} ${'00'.repeat(18)}`)
  frame[59] = mark
  return frame
}

describe('packet sockets', { skip: cannotMakeNamespaces }, () => {
  before(() => enterNewNamespace(native))

  function sender(): FrameSender {
    const opened = openFrameSender(native)
    assert.ok(opened.ok)
    return opened.value
  }

  function listen(name: string, open = openArpListener) {
    const heard: { frame: Uint8Array; at: Micros }[] = []
    const opened = open(native, {
      index: native.interfaceIndex(name),
      onFrame: (frame, at) => heard.push({ frame: frame.slice(), at }),
    })
    assert.ok(opened.ok)
    const listener: FrameListener = opened.value
    return { heard, listener }
  }

  it('carry frames as they were written, in their order', async () => {
    const { heard, listener } = listen('right')
    const out = sender()
    const frames = Array.from({ length: 200 }, (_, mark) => gratuitousArp(mark))
    const before = now(native)
    assert.equal(out.send(native.interfaceIndex('left'), frames), undefined)
    await until(() => heard.length === frames.length)
    out.close()
    listener.close()
    assert.deepEqual(
      heard.map(({ frame }) => frame),
      frames,
    )
    for (const { at } of heard) assert.ok(at >= before && at <= now(native))
  })

  it('send to the interface asked for, one socket for all', async () => {
    const left = listen('left')
    const right = listen('right')
    const out = sender()
    assert.equal(out.send(native.interfaceIndex('left'), [gratuitousArp(1)]), undefined)
    assert.equal(out.send(native.interfaceIndex('right'), [gratuitousArp(2)]), undefined)
    assert.equal(out.send(native.interfaceIndex('right'), []), undefined)
    await until(() => left.heard.length > 0 && right.heard.length > 0)
    out.close()
    left.listener.close()
    right.listener.close()
    assert.deepEqual(
      left.heard.map(({ frame }) => frame[59]),
      [2],
    )
    assert.deepEqual(
      right.heard.map(({ frame }) => frame[59]),
      [1],
    )
  })

  it('hear neither ordinary requests nor what is not ARP', async () => {
    const { heard, listener } = listen('right')
    const out = sender()
    const request = gratuitousArp(1)
    request[31] = 9
    const other = gratuitousArp(2)
    other[13] = 0x07
    assert.equal(out.send(native.interfaceIndex('left'), [request, other, gratuitousArp(3)]), undefined)
    await until(() => heard.length > 0)
    listener.drain()
    out.close()
    listener.close()
    assert.deepEqual(
      heard.map(({ frame }) => frame[59]),
      [3],
    )
  })

  it('hear neighbour advertisements, and neither those of this host nor other packets', async () => {
    const { heard, listener } = listen('right', openNeighbourListener)
    const out = sender()
    const frames = [1, 2].map((last) =>
      unsolicitedAdvertisement({
        mac: `00:00:5e:00:02:0${last}` as Mac,
        address: address('2001:db8::100'),
        router: false,
      }),
    )
    assert.equal(out.send(native.interfaceIndex('right'), frames), undefined)
    assert.equal(out.send(native.interfaceIndex('left'), [gratuitousArp(1), ...frames]), undefined)
    await until(() => heard.length >= frames.length)
    listener.drain()
    out.close()
    listener.close()
    assert.deepEqual(
      heard.map(({ frame }) => frame),
      frames,
    )
  })

  it('hear again after the interface was down, and cost nothing meanwhile', async () => {
    const { heard, listener } = listen('right')
    const out = sender()
    ip('link set right down')
    await new Promise((resolve) => setTimeout(resolve, 10))
    const busyBefore = process.cpuUsage()
    await new Promise((resolve) => setTimeout(resolve, 100))
    const { user, system } = process.cpuUsage(busyBefore)
    ip('link set right up')
    await until(
      () => out.send(native.interfaceIndex('left'), [gratuitousArp(7)]) === undefined && heard.length > 0,
    )
    out.close()
    listener.close()
    assert.ok(user + system < 50_000, `${user + system} µs of CPU in 100 ms`)
  })

  it('leave the interface as it is: no promiscuous mode', () => {
    const { listener } = listen('right')
    const shown = execFileSync('ip', ['-details', 'link', 'show', 'right'], { encoding: 'utf8' })
    listener.close()
    assert.match(shown, /promiscuity 0/)
  })

  it('say why frames cannot go', () => {
    const out = sender()
    const failure = out.send(99, [gratuitousArp(1), gratuitousArp(2)])
    out.close()
    assert.ok(failure)
    assert.equal(failureText(failure), 'sending 2 frames on interface 99: no such device or address (ENXIO)')
  })
})

describe('a frame sender', () => {
  /** A kernel with room for so many frames each time it is asked. */
  function sendWithRoom(room: readonly (number | 'ENOBUFS')[]) {
    const calls: number[] = []
    const left = [...room]
    const opened = openFrameSender({
      ...native,
      socket: () => 0,
      setsockopt: () => {},
      close: () => {},
      sendBatch(_fd, messages, lengths) {
        calls.push(lengths.length)
        assert.equal(messages.length, lengths.length * 60)
        const next = left.shift()
        if (next === 'ENOBUFS') throw Object.assign(new Error('full'), { code: 'ENOBUFS', errno: -105 })
        return next ?? lengths.length
      },
    })
    assert.ok(opened.ok)
    const failure = opened.value.send(1, [1, 2, 3, 4, 5].map(gratuitousArp))
    return { calls, failure }
  }

  it('sends the rest when only some went', () => {
    assert.deepEqual(sendWithRoom([2, 2, 1]), { calls: [5, 3, 1], failure: undefined })
  })

  it('tries a full queue once more, then says how many are missing', () => {
    assert.deepEqual(sendWithRoom([3, 'ENOBUFS']), { calls: [5, 2, 2], failure: undefined })
    assert.deepEqual(sendWithRoom([3, 'ENOBUFS', 0]), {
      calls: [5, 2, 2],
      failure: {
        code: 'ENOBUFS',
        text: 'no room for 2 of them in the queue',
        doing: 'sending 5 frames on interface 1',
      },
    })
  })
})
