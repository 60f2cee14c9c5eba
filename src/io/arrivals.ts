/**
 * Messages of one socket with the moment at which the kernel took them from the wire, so that a late turn of
 * the event loop does not make a packet look late. Bounds the work of one wake-up. Knows no protocol.
 */
import type { Address } from '../base/address.ts'
import { openAddressMemory } from '../base/address-memory.ts'
import { type Micros, micros } from '../base/time.ts'
import { now } from './clock.ts'
import { failureFromErrno } from './failure.ts'
import { CLOCK_REALTIME, int, SO_TIMESTAMPNS, SOL_SOCKET } from './linux.ts'
import type { Native } from './native.ts'

export interface ArrivalsSettings {
  /** A socket whose reader is to be only this. */
  readonly fd: number
  /** What is longer is cut. */
  readonly messageBytesMax: number
  /**
   * `bytes` is a view that holds only during the call; `at` lies on the monotonic clock, never in the future.
   */
  onMessage(bytes: Uint8Array, at: Micros, ends?: Ipv6Ends): void
  /** An IPv6 socket with IPV6_RECVPKTINFO and IPV6_RECVHOPLIMIT: its messages lack their header. */
  readonly withEnds?: true
  /** Name of an errno; the socket goes on. */
  onError(code: string): void
  /**
   * Whether messages that follow one another closely may wait up to 2 ms, so that a burst costs a few
   * wake-ups and not one each. Their moments of arrival stay what they are. Absent: they may not.
   */
  mayWait?(): boolean
  /** After a full batch: a moment to look for losses. */
  onBusy?(at: Micros): void
}

/** What the header of an IPv6 packet said, which its raw socket keeps to itself. */
export interface Ipv6Ends {
  readonly source: Address
  readonly destination: Address
  /** -1: unknown. */
  readonly hopLimit: number
}

export interface Arrivals {
  /** Delivers what has arrived already, at most 4096 messages, before a deadline is judged. */
  drain(): void
  /** Closes the socket too; no call comes after it. */
  close(): void
}

/**
 * One batch of at most 32 messages a wake-up, some 0.1 ms of work, so that timers keep their time in a flood.
 * More gain no throughput and cost punctuality: docs/decisions/0001 has the figures.
 */
const slots = 32
const batchesPerWake = 1
/** A drain must get at the advert behind a flood: 4096 messages, some 10 ms. */
const batchesPerDrain = 128
/** Two wake-ups within this time: a burst. So many masters of one node send at the same moment. */
const burstGapMicros = 1_000
const restMillis = 2
const metaWords = 8
const endsWords = 8
const hopLimitWord = 3
/** 64 ends of packets are remembered: few hosts send adverts on one link. */
const senderBits = 6
const lengthWord = 0
const secondsWord = 5
const microsecondsWord = 6

/** What the addon wrote behind the words of all slots. */
function endsReader(meta: Int32Array): (slot: number) => Ipv6Ends {
  const bytes = new Uint8Array(meta.buffer)
  const read = openAddressMemory(senderBits)
  return (slot) => {
    const offset = 4 * (slots * metaWords + slot * endsWords)
    return {
      source: read(bytes, offset, 16),
      destination: read(bytes, offset + 16, 16),
      hopLimit: meta[slot * metaWords + hopLimitWord] ?? -1,
    }
  }
}

/** Views of the messages in their slots: those of a sender have one length, so most are there already. */
function viewsOn(buffer: Uint8Array, messageBytesMax: number): (slot: number, length: number) => Uint8Array {
  const views: Uint8Array[] = []
  return (slot, length) => {
    const known = views[slot]
    if (known?.length === length) return known
    const start = slot * messageBytesMax
    const view = buffer.subarray(start, start + length)
    views[slot] = view
    return view
  }
}

/** Starts to read. Sets SO_TIMESTAMPNS on the socket. Throws what the system calls throw. */
export function watchArrivals(native: Native, settings: ArrivalsSettings): Arrivals {
  const { fd, messageBytesMax } = settings
  const buffer = new Uint8Array(slots * messageBytesMax)
  const meta = new Int32Array(slots * (metaWords + (settings.withEnds === true ? endsWords : 0)))
  const endsAt = settings.withEnds === true ? endsReader(meta) : () => undefined
  const view = viewsOn(buffer, messageBytesMax)
  // What is in the queue came after it was last found empty: a bound that holds even when the wall clock is
  // set.
  let emptyAt = now(native)
  let isOpen = true
  let isFull = false
  let wokenAt = 0
  /** In a burst: lets more come before the next look. */
  const restInBurst = (at: number) => {
    const isBurst = at - wokenAt < burstGapMicros
    wokenAt = at
    if (!isBurst || settings.mayWait?.() !== true) return
    native.rest(watch)
    setTimeout(() => native.wake(watch), restMillis)
  }
  const onMessages = (count: number) => {
    isFull = count === slots
    if (count < 0) return settings.onError(failureFromErrno(count, '').code)
    const monotonic = now(native)
    const wall = native.clock(CLOCK_REALTIME)
    for (let slot = 0; slot < count && isOpen; slot++) {
      const word = slot * metaWords
      const length = Math.min(meta[word + lengthWord] ?? 0, messageBytesMax)
      const taken = ((meta[word + secondsWord] ?? 0) >>> 0) * 1_000_000 + (meta[word + microsecondsWord] ?? 0)
      const estimate = taken === 0 ? monotonic : monotonic - (wall - taken)
      const at = micros(Math.min(monotonic, Math.max(emptyAt, estimate)))
      settings.onMessage(view(slot, length), at, endsAt(slot))
    }
    if (isFull) {
      if (isOpen) settings.onBusy?.(monotonic)
      return
    }
    emptyAt = monotonic
    if (isOpen) restInBurst(monotonic)
  }
  native.setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, int(1))
  const watch = native.watch(fd, buffer, meta, slots, batchesPerWake, onMessages)
  return {
    drain() {
      isFull = true
      for (let batch = 0; isOpen && isFull && batch < batchesPerDrain; batch++) {
        isFull = false
        native.drain(watch)
      }
    },
    close() {
      if (isOpen) native.close(fd)
      isOpen = false
    },
  }
}
