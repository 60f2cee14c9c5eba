/**
 * The process behind `inject.ts`, run inside a host's namespace. Its order comes as JSON on standard input.
 */
import { text } from 'node:stream/consumers'
import { micros, plus } from '../../src/base/time.ts'
import { now, openAlarm } from '../../src/io/clock.ts'
import { AF_PACKET, linkSocketAddress, SOCK_RAW } from '../../src/io/linux.ts'
import { loadNative } from '../../src/io/native.ts'

interface Order {
  readonly frames: readonly string[]
  readonly perSecond: number
  readonly seconds: number
  readonly interface: string
}

const order = JSON.parse(await text(process.stdin)) as Order
const frames = order.frames.map((frame) => Uint8Array.from(Buffer.from(frame, 'base64')))
const native = loadNative()
const socket = native.socket(AF_PACKET, SOCK_RAW, 0)
const destination = linkSocketAddress(native.interfaceIndex(order.interface), 0)

if (order.perSecond === 0) finish(sendAll(frames))
else flood()

/** Each millisecond as many as are due by then, so that a late timer does not lower the rate. */
function flood(): void {
  const start = now(native)
  const total = order.perSecond * order.seconds
  let sent = 0
  const alarm = openAlarm(native, () => {
    const due = Math.min(total, Math.floor(((now(native) - start) / 1e6) * order.perSecond))
    const batch = Array.from({ length: Math.min(due - sent, 1000) }, (_, i) => frameAt(sent + i))
    sent += sendAll(batch)
    const end = now(native) - start > order.seconds * 1e6
    if (sent < total && !end) return alarm.set(plus(now(native), micros(1000)))
    alarm.close()
    finish(sent)
  })
  alarm.set(start)
}

function frameAt(index: number): Uint8Array {
  return frames[index % frames.length] ?? new Uint8Array()
}

function sendAll(batch: readonly Uint8Array[]): number {
  const lengths = Int32Array.from(batch, (frame) => frame.length)
  return native.sendBatch(socket, Buffer.concat(batch), lengths, destination)
}

function finish(sent: number): void {
  native.close(socket)
  process.stdout.write(`${sent}\n`)
}
