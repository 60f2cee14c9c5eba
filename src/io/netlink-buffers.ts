/**
 * How much the kernel keeps for a netlink socket: answers and notifications that nobody has read yet, and one
 * batch of requests. netlink(7), socket(7). Knows no message.
 */
import { littleEndian, viewOf } from '../netlink/attribute.ts'
import { attempt, type Failure } from './failure.ts'
import type { Native } from './native.ts'

type Options = Pick<Native, 'setsockopt'>

/** netlink(7), SO_RCVBUF and SO_RCVBUFFORCE. */
export interface ReceiveBuffer {
  /** 0 or undefined: as it is. */
  readonly bytes: number | undefined
  /** Beyond net.core.rmem_max. */
  readonly force: boolean
}

const socketLevel = {
  level: 1,
  sendBuffer: 7,
  receiveBuffer: 8,
  sendBufferForce: 32,
  receiveBufferForce: 33,
} as const

/** An acknowledgement is charged with about 800 bytes: room for 1000 of them, and as much again. */
export const conversationBufferBytes = 2 * 1024 * 1024
const answerBytes = 1024
/** Less than net.core.wmem_default gives; and what the kernel takes besides the messages. */
const sendBufferBytes = 64 * 1024
const sendSlackBytes = 4096

export function resizeReceiveBuffer(
  native: Options,
  fd: number,
  { bytes, force }: ReceiveBuffer,
): Failure | undefined {
  if (bytes === undefined || bytes === 0) return undefined
  const option = force ? socketLevel.receiveBufferForce : socketLevel.receiveBuffer
  // The kernel takes an int, and twice of it.
  const wish = number32(Math.min(bytes, 0x3fffffff))
  const done = attempt('setting the receive buffer of a netlink socket', () =>
    native.setsockopt(fd, socketLevel.level, option, wish),
  )
  return done.ok ? undefined : done.error
}

/** Beyond net.core.rmem_max and wmem_max with CAP_NET_ADMIN, else as far as they allow. */
export function enlarge(
  native: Options,
  fd: number,
  { buffer, bytes }: { readonly buffer: 'sendBuffer' | 'receiveBuffer'; readonly bytes: number },
): void {
  // The kernel takes an int, and twice of it.
  const wish = number32(Math.min(bytes, 0x3fffffff))
  try {
    native.setsockopt(fd, socketLevel.level, socketLevel[`${buffer}Force`], wish)
  } catch {
    native.setsockopt(fd, socketLevel.level, socketLevel[buffer], wish)
  }
}

/** Lets the buffers grow with the longest batch so far: what does not fit is EMSGSIZE, answers are lost. */
export function openRoom(native: Options, fd: number): (batchBytes: number, answers: number) => void {
  const room = { sendBuffer: sendBufferBytes, receiveBuffer: conversationBufferBytes }
  const make = (buffer: 'sendBuffer' | 'receiveBuffer', bytes: number) => {
    if (bytes <= room[buffer]) return
    enlarge(native, fd, { buffer, bytes })
    room[buffer] = bytes
  }
  return (batchBytes, answers) => {
    make('sendBuffer', batchBytes + sendSlackBytes)
    make('receiveBuffer', answers * answerBytes)
  }
}

/** An int of setsockopt(2). */
export function number32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  viewOf(bytes).setUint32(0, value, littleEndian)
  return bytes
}
