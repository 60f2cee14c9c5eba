/**
 * Packet sockets: ready-made Ethernet frames out on any interface, and what tells who has an address in: ARP
 * and neighbour advertisements. Builds and reads no frame itself, and never makes an interface promiscuous.
 */
import type { Result } from '../base/result.ts'
import type { Micros } from '../base/time.ts'
import { watchArrivals } from './arrivals.ts'
import { attempt, type Failure, failureOf } from './failure.ts'
import { arpFilter, neighbourFilter } from './filters.ts'
import {
  AF_PACKET,
  ETH_P_ARP,
  ETH_P_IPV6,
  int,
  linkSocketAddress,
  PACKET_IGNORE_OUTGOING,
  SO_PRIORITY,
  SO_SNDBUF,
  SO_SNDBUFFORCE,
  SOCK_RAW,
  SOL_PACKET,
  SOL_SOCKET,
} from './linux.ts'
import type { Native } from './native.ts'

export interface FrameSender {
  /**
   * All frames in their order, Ethernet header included, out on the interface with this index. Never waits; a
   * failure means that some of the last ones did not go.
   */
  send(index: number, frames: readonly Uint8Array[]): Failure | undefined
  close(): void
}

export interface FrameListenerSettings {
  readonly index: number
  /**
   * A frame with its Ethernet header; `bytes` holds only during the call. `at`: when it came off the wire.
   */
  onFrame(bytes: Uint8Array, at: Micros): void
}

export interface FrameListener {
  /** Hands over what is there already. */
  drain(): void
  close(): void
}

/** Two thousand frames with the kernel's bookkeeping: an announcement of 1000 addresses and as much again. */
const sendBytes = 2 * 1024 * 1024
/** How often a queue without room is tried again; another time the caller's repeats will do. */
const stallsMax = 1
const frameBytesMax = 256
const interactivePriority = 6

/** One socket for all interfaces. Needs CAP_NET_RAW. */
export function openFrameSender(native: Native): Result<FrameSender, Failure> {
  return attempt('opening a socket for Ethernet frames', () => {
    // Protocol 0: it hears nothing.
    const fd = native.socket(AF_PACKET, SOCK_RAW, 0)
    try {
      native.setsockopt(fd, SOL_SOCKET, SO_PRIORITY, int(interactivePriority))
      enlargeSendBuffer(native, fd)
    } catch (error) {
      native.close(fd)
      throw error
    }
    let isOpen = true
    return {
      send: (index, frames) => sendAll(native, { fd, index, frames }),
      close() {
        if (isOpen) native.close(fd)
        isOpen = false
      },
    }
  })
}

/**
 * ARP replies and gratuitous ARP of others on one interface, as `arpFilter` picks them. Needs CAP_NET_RAW.
 */
export function openArpListener(
  native: Native,
  settings: FrameListenerSettings,
): Result<FrameListener, Failure> {
  return attempt('listening to ARP', () =>
    listen(native, settings, { protocol: ETH_P_ARP, filter: arpFilter() }),
  )
}

/**
 * Neighbour advertisements of others on one interface, as `neighbourFilter` picks them. Needs CAP_NET_RAW.
 */
export function openNeighbourListener(
  native: Native,
  settings: FrameListenerSettings,
): Result<FrameListener, Failure> {
  return attempt('listening to neighbour advertisements', () =>
    listen(native, settings, { protocol: ETH_P_IPV6, filter: neighbourFilter() }),
  )
}

/** Throws what the system calls throw. */
function listen(
  native: Native,
  settings: FrameListenerSettings,
  { protocol, filter }: { readonly protocol: number; readonly filter: Uint8Array },
): FrameListener {
  // Deaf until bound, so that nothing comes in before the filter.
  const fd = native.socket(AF_PACKET, SOCK_RAW, 0)
  try {
    native.attachFilter(fd, filter)
    native.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, int(1))
    const arrivals = watchArrivals(native, {
      fd,
      messageBytesMax: frameBytesMax,
      onMessage: settings.onFrame,
      // ENETDOWN when the interface goes down, which netlink tells; the socket hears again when it is back.
      onError: () => {},
    })
    native.bind(fd, linkSocketAddress(settings.index, protocol))
    return arrivals
  } catch (error) {
    native.close(fd)
    throw error
  }
}

function enlargeSendBuffer(native: Native, fd: number): void {
  try {
    native.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, int(sendBytes))
  } catch {
    // Without CAP_NET_ADMIN: as much as net.core.wmem_max allows.
    native.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, int(sendBytes))
  }
}

function sendAll(
  native: Native,
  work: { readonly fd: number; readonly index: number; readonly frames: readonly Uint8Array[] },
): Failure | undefined {
  const lengths = Int32Array.from(work.frames, (frame) => frame.length)
  const starts = [0]
  for (const length of lengths) starts.push((starts.at(-1) ?? 0) + length)
  const all = new Uint8Array(starts.at(-1) ?? 0)
  for (const [position, frame] of work.frames.entries()) all.set(frame, starts[position])
  const address = linkSocketAddress(work.index, 0)
  const doing = () => `sending ${lengths.length} frames on interface ${work.index}`
  let sent = 0
  for (let stalls = 0; sent < lengths.length; ) {
    const step = sendSome(() =>
      native.sendBatch(work.fd, all.subarray(starts[sent]), lengths.subarray(sent), address),
    )
    if (typeof step === 'number') sent += step
    else if (!isFull(step.code)) return failureOf(step, doing())
    if (typeof step === 'number' && step > 0) continue
    if (++stalls > stallsMax) {
      const missing = lengths.length - sent
      return { code: 'ENOBUFS', text: `no room for ${missing} of them in the queue`, doing: doing() }
    }
  }
  return undefined
}

/** How many went, or the exception. */
function sendSome(send: () => number): number | NodeJS.ErrnoException {
  try {
    return send()
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
}

function isFull(code: string | undefined): boolean {
  return code === 'EAGAIN' || code === 'ENOBUFS'
}
