/**
 * The kernel's notifications of processes that begin, change and end: a NETLINK_CONNECTOR socket
 * (netlink(7)), which the kernel serves only in the first network namespace, so it is opened there. Refuses
 * to go on with a silent socket: without the kernel's answer there is none.
 */
import { closeSync, constants, openSync } from 'node:fs'
import { err, ok, type Result } from '../base/result.ts'
import { littleEndian, viewOf } from '../netlink/attribute.ts'
import {
  connectorProtocol,
  decodeProcessEvent,
  encodeListen,
  type KernelProcessEvent,
  processEventsGroup,
} from '../netlink/connector.ts'
import { decodeMessages } from '../netlink/message.ts'
import type {
  ProcessBuffer,
  ProcessEvents,
  ProcessEventsListener,
  ProcessHappening,
  TrackedProcesses,
} from '../track/watching.ts'
import { attempt, type Failure, failureFromErrno } from './failure.ts'
import type { Native } from './native.ts'
import { processTable } from './process-table.ts'

const netlink = 16
const datagram = 2
const socketLevel = { level: 1, receiveBuffer: 8, receiveBufferForce: 33 } as const
const netlinkLevel = { level: 270, addMembership: 1 } as const
const newNetworkNamespace = 0x40000000
/** An event is 76 bytes long. */
const slot = { bytes: 256, count: 32, batches: 16 } as const
/** A buffer is not doubled beyond this. */
const bufferBytesMax = 64 * 1024 * 1024

/** The port of vrrp_track_process. */
export function trackedProcesses(native: Native): TrackedProcesses {
  return {
    table: processTable(),
    open: (buffer, listener) => {
      const opened = openProcessEvents(native, { buffer }, listener)
      return opened.ok ? opened : err(`${opened.error.text}, ${opened.error.code}`)
    },
  }
}

export interface ProcessEventsOptions {
  readonly buffer: ProcessBuffer
  /** The file of the first network namespace; absent: that of process 1. */
  readonly firstNamespace?: string
}

/**
 * Fails when the kernel has no connector or keeps it from us: without CAP_NET_ADMIN, in a user or process
 * namespace of its own, or in another network namespace than the first if that one cannot be entered.
 */
export function openProcessEvents(
  native: Native,
  { buffer, firstNamespace = '/proc/1/ns/net' }: ProcessEventsOptions,
  listener: ProcessEventsListener,
): Result<ProcessEvents, Failure> {
  const listen = () => openListening(native, buffer)
  const here = listen()
  const opened = here.ok ? here : (inNamespace(native, firstNamespace, listen) ?? here)
  if (!opened.ok) return opened
  const fd = opened.value
  const bytes = new Uint8Array(slot.bytes * slot.count)
  const meta = new Int32Array(8 * slot.count)
  const watch = native.watch(fd, bytes, meta, slot.count, slot.batches, (count) => {
    if (count < 0) return listener.onLost(doubleBuffer(native, fd))
    const happenings: ProcessHappening[] = []
    for (let index = 0; index < count; index++) {
      const length = Math.min(meta[index * 8] ?? 0, slot.bytes)
      const at = index * slot.bytes
      for (const message of decodeMessages(bytes.subarray(at, at + length))) {
        const happening = happeningOf(decodeProcessEvent(message))
        if (happening !== undefined) happenings.push(happening)
      }
    }
    if (happenings.length > 0) listener.onHappenings(happenings)
  })
  return ok({
    close: () => {
      native.unwatch(watch)
      native.close(fd)
    },
  })
}

function happeningOf(event: KernelProcessEvent | undefined): ProcessHappening | undefined {
  switch (event?.is) {
    case 'executed':
    case 'renamed':
      return { is: 'changed', pid: event.pid }
    case 'forked':
    case 'ended':
      return event
    default:
      return undefined
  }
}

function openListening(native: Native, buffer: ProcessBuffer): Result<number, Failure> {
  const doing = 'asking the kernel for events of processes'
  const opened = attempt(doing, () => native.socket(netlink, datagram, connectorProtocol))
  if (!opened.ok) return opened
  const fd = opened.value
  const asked = attempt(doing, () => {
    if (buffer.bytes !== undefined) resize(native, fd, { bytes: buffer.bytes, force: buffer.force })
    native.bind(fd, socketAddress())
    native.setsockopt(fd, netlinkLevel.level, netlinkLevel.addMembership, number32(processEventsGroup))
    native.send(fd, encodeListen(true), null, 0)
    return answerOn(native, fd)
  })
  const answer = asked.ok ? asked.value : undefined
  if (asked.ok && answer === 0) return opened
  native.close(fd)
  if (!asked.ok) return asked
  if (answer !== undefined) return err(failureFromErrno(answer, doing))
  return err({ code: 'ENOMSG', text: 'the kernel does not answer', doing })
}

/** The kernel answers within sendmsg; events of others may stand before it. */
function answerOn(native: Native, fd: number): number | undefined {
  const bytes = new Uint8Array(slot.bytes)
  for (let reads = 0; reads < 1000; reads++) {
    const length = native.receive(fd, bytes)
    if (length < 0) return undefined
    for (const message of decodeMessages(bytes.slice(0, Math.min(length, bytes.length)))) {
      const event = decodeProcessEvent(message)
      if (event?.is === 'answer') return event.errno
    }
  }
  return undefined
}

/** Runs it in that network namespace, on this thread and within the call; undefined: it cannot be entered. */
function inNamespace<T>(native: Native, path: string, run: () => T): T | undefined {
  const open = (file: string) => attempt('', () => openSync(file, constants.O_RDONLY))
  const own = open('/proc/thread-self/ns/net')
  if (!own.ok) return undefined
  const first = open(path)
  try {
    if (!first.ok) return undefined
    const entered = attempt('', () => native.setns(first.value, newNetworkNamespace))
    if (!entered.ok) return undefined
    try {
      return run()
    } finally {
      native.setns(own.value, newNetworkNamespace)
    }
  } finally {
    closeSync(own.value)
    if (first.ok) closeSync(first.value)
  }
}

/** Beyond net.core.rmem_max, too, where that is allowed. How many bytes it has then. */
function doubleBuffer(native: Native, fd: number): number {
  const { level, receiveBuffer } = socketLevel
  const read = () => viewOf(native.getsockopt(fd, level, receiveBuffer, 4)).getInt32(0, littleEndian)
  const grown = attempt('', () => {
    // The kernel gives twice what was asked for: asking for what it gave doubles it.
    const bytes = read()
    if (bytes < bufferBytesMax && !attempt('', () => resize(native, fd, { bytes, force: true })).ok) {
      resize(native, fd, { bytes, force: false })
    }
    return read()
  })
  return grown.ok ? grown.value : 0
}

function resize(
  native: Native,
  fd: number,
  { bytes, force }: { readonly bytes: number; readonly force: boolean },
): void {
  const { level, receiveBuffer, receiveBufferForce } = socketLevel
  const option = force ? receiveBufferForce : receiveBuffer
  native.setsockopt(fd, level, option, number32(Math.min(bytes, bufferBytesMax)))
}

function number32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  viewOf(bytes).setUint32(0, value, littleEndian)
  return bytes
}

/** struct sockaddr_nl with port 0: the kernel gives one. */
function socketAddress(): Uint8Array {
  const bytes = new Uint8Array(12)
  viewOf(bytes).setUint16(0, netlink, littleEndian)
  return bytes
}
