/**
 * The conversation with the kernel over netlink sockets: requests with their verdicts, dumps, and a monitor
 * of what others change. The kernel answers within sendmsg, so nothing here waits. Knows the heads of
 * messages only.
 */
import { err, ok, type Result } from '../base/result.ts'
import { type AddressReport, decodeAddress, encodeListAddresses } from '../netlink/address.ts'
import { concatenate, littleEndian, viewOf } from '../netlink/attribute.ts'
import { decodeLink, encodeListLinks, type LinkReport } from '../netlink/link.ts'
import {
  controlType,
  decodeMessages,
  messageFlag,
  type NetlinkMessage,
  reasonOf,
  verdictOf,
  withSequence,
} from '../netlink/message.ts'
import { attempt, type Failure, failureFromErrno } from './failure.ts'
import type { Native } from './native.ts'
import {
  conversationBufferBytes,
  enlarge,
  number32,
  openRoom,
  type ReceiveBuffer,
  resizeReceiveBuffer,
} from './netlink-buffers.ts'

export type NetlinkAnswer =
  /** With the messages that came before the acknowledgement, if the request asks for any. */
  | { readonly is: 'done'; readonly messages: readonly NetlinkMessage[] }
  | { readonly is: 'refused'; readonly failure: Failure }

/** Not thread-safe, not re-entrant: one conversation at a time, and each ends before the call returns. */
export interface NetlinkSocket {
  /**
   * Netlink port: notifications of IPv4 addresses and links that this socket changed carry it; those of IPv6
   * do not.
   */
  readonly port: number
  /**
   * Sends all requests at once (beyond 1000 in several rounds), each with NLM_F_REQUEST and NLM_F_ACK;
   * answers in their order. One that the kernel refuses does not keep it from carrying out the others.
   */
  exchange(requests: readonly Uint8Array[]): NetlinkAnswer[]
  /** All messages of a dump, asked again when the kernel's list changed meanwhile. */
  dump(request: Uint8Array): Result<readonly NetlinkMessage[], Failure>
  close(): void
}

export interface RouteMonitor {
  /**
   * Routes and rules are told of only while somebody follows them: a host may have a whole Internet of them.
   */
  follow(kinds: ReadonlySet<FollowedKind>): void
  /** keepalived.conf(5), vrrp_netlink_monitor_rcv_bufs. */
  resize(buffer: ReceiveBuffer): Failure | undefined
  /** Hands on what has arrived already: what is read afterwards is never older than what was told. */
  drain(): void
  close(): void
}

/** Only an ear. */
export type Monitor = Pick<RouteMonitor, 'close'>

export type FollowedKind = 'route' | 'rule'

export interface RouteMonitorListener {
  onMessages(messages: readonly NetlinkMessage[]): void
  /** Notifications were lost: what is known must be read again. */
  onOverrun(): void
}

const family = { netlink: 16 } as const
const rawSocket = 3
const protocolNumber = { route: 0, netfilter: 12, generic: 16 } as const
const netlinkLevel = {
  level: 270,
  addMembership: 1,
  dropMembership: 2,
  capAck: 10,
  extendedAck: 11,
  strictCheck: 12,
} as const
const groups = { link: 1, ipv4Address: 5, ipv6Address: 9 } as const
/** NFNLGRP_NFTABLES. */
const nftablesGroup = 7
/** RTNLGRP_*, IPv4 and IPv6. */
const followedGroups: Readonly<Record<FollowedKind, readonly number[]>> = { route: [7, 11], rule: [8, 19] }

const monitorBufferBytes = 8 * 1024 * 1024
const requestsMax = 1000
/** The kernel cuts dumps into datagrams of at most 32 KiB. */
const datagramBytesMax = 64 * 1024
const dumpReadsMax = 100_000
const dumpTriesMax = 5

/** The part of the addon that a conversation needs. */
export type NetlinkCalls = Pick<
  Native,
  'socket' | 'close' | 'bind' | 'getsockname' | 'setsockopt' | 'send' | 'receive'
>

export interface SizedNetlinkSocket extends NetlinkSocket {
  /**
   * As `exchange`, but however many there are, in one message to the kernel: a transaction of nf_tables is
   * never cut. EMSGSIZE when the send buffer may not become as large (net.core.wmem_max, without
   * CAP_NET_ADMIN).
   */
  exchangeWhole(requests: readonly Uint8Array[]): NetlinkAnswer[]
  /** Its receive buffer: keepalived.conf(5), vrrp_netlink_cmd_rcv_bufs. */
  resize(buffer: ReceiveBuffer): Failure | undefined
}

/** Opens a socket for requests and dumps. Privileges are judged at each request, not here. */
export function openNetlink(
  native: NetlinkCalls,
  kind: keyof typeof protocolNumber,
): Result<SizedNetlinkSocket, Failure> {
  const opened = open(native, kind, { receiveBytes: conversationBufferBytes, groups: [] })
  if (!opened.ok) return opened
  const fd = opened.value
  const named = attempt('naming a netlink socket', () => portOf(native.getsockname(fd)))
  if (!named.ok) {
    native.close(fd)
    return named
  }
  const socket = conversation(native, fd, named.value)
  return ok({ ...socket, resize: (buffer) => resizeReceiveBuffer(native, fd, buffer) })
}

/**
 * Tells of every change of links and of IPv4 and IPv6 addresses from now on; read the lists after opening.
 */
export function openRouteMonitor(
  native: Native,
  listener: RouteMonitorListener,
): Result<RouteMonitor, Failure> {
  const opened = open(native, 'route', {
    receiveBytes: monitorBufferBytes,
    groups: [groups.link, groups.ipv4Address, groups.ipv6Address],
  })
  if (!opened.ok) return opened
  const fd = opened.value
  const watch = watchMonitor(native, fd, listener)
  const followed = new Set<FollowedKind>()
  return ok({
    resize: (wish) => resizeReceiveBuffer(native, fd, wish),
    follow: (kinds) => {
      for (const kind of ['route', 'rule'] as const) {
        if (kinds.has(kind) === followed.has(kind)) continue
        const option = kinds.has(kind) ? netlinkLevel.addMembership : netlinkLevel.dropMembership
        for (const group of followedGroups[kind]) {
          native.setsockopt(fd, netlinkLevel.level, option, number32(group))
        }
        if (kinds.has(kind)) followed.add(kind)
        else followed.delete(kind)
      }
    },
    drain: () => native.drain(watch),
    close() {
      native.unwatch(watch)
      native.close(fd)
    },
  })
}

/** Tells of every change of nf_tables from now on. */
export function openNftablesMonitor(
  native: Native,
  listener: RouteMonitorListener,
): Result<Monitor, Failure> {
  const wish = { receiveBytes: monitorBufferBytes, groups: [nftablesGroup] }
  const opened = open(native, 'netfilter', wish)
  if (!opened.ok) return opened
  const fd = opened.value
  const watch = watchMonitor(native, fd, listener)
  return ok({
    close() {
      native.unwatch(watch)
      native.close(fd)
    },
  })
}

function watchMonitor(native: Native, fd: number, listener: RouteMonitorListener) {
  const slots = 8
  const slotBytes = 16 * 1024
  const buffer = new Uint8Array(slots * slotBytes)
  const meta = new Int32Array(slots * 8)
  const take = (count: number) => {
    if (count < 0) return listener.onOverrun()
    for (let slot = 0; slot < count; slot++) {
      const length = meta[slot * 8] ?? 0
      // A longer one was cut: whatever it said is lost, as with an overrun.
      if (length > slotBytes) listener.onOverrun()
      else listener.onMessages(decodeMessages(buffer.slice(slot * slotBytes, slot * slotBytes + length)))
    }
  }
  return native.watch(fd, buffer, meta, slots, 8, take)
}

/** All interfaces of the network namespace. */
export function listLinks(socket: NetlinkSocket): Result<readonly LinkReport[], Failure> {
  const dumped = socket.dump(encodeListLinks())
  return dumped.ok ? ok(dumped.value.flatMap((message) => decodeLink(message) ?? [])) : dumped
}

/** All IPv4 and IPv6 addresses of the network namespace. */
export function listAddresses(socket: NetlinkSocket): Result<readonly AddressReport[], Failure> {
  const dumped = socket.dump(encodeListAddresses())
  return dumped.ok ? ok(dumped.value.flatMap((message) => decodeAddress(message) ?? [])) : dumped
}

function open(
  native: NetlinkCalls,
  kind: keyof typeof protocolNumber,
  wish: { readonly receiveBytes: number; readonly groups: readonly number[] },
): Result<number, Failure> {
  const doing = `opening a netlink socket (${kind})`
  const opened = attempt(doing, () => native.socket(family.netlink, rawSocket, protocolNumber[kind]))
  if (!opened.ok) return opened
  const fd = opened.value
  const prepared = attempt(doing, () => {
    enlarge(native, fd, { buffer: 'receiveBuffer', bytes: wish.receiveBytes })
    native.setsockopt(fd, netlinkLevel.level, netlinkLevel.capAck, number32(1))
    askForMore(native, fd)
    native.bind(fd, socketAddress())
    for (const group of wish.groups) {
      native.setsockopt(fd, netlinkLevel.level, netlinkLevel.addMembership, number32(group))
    }
  })
  if (prepared.ok) return opened
  native.close(fd)
  return prepared
}

/**
 * Dumps with conditions (NETLINK_GET_STRICT_CHK, Linux 4.20) and the kernel's own words for what it refuses
 * (NETLINK_EXT_ACK, Linux 4.12). Without them everything is listed and sorted out here, and errors are bare.
 */
function askForMore(native: NetlinkCalls, fd: number): void {
  for (const option of [netlinkLevel.strictCheck, netlinkLevel.extendedAck]) {
    attempt('asking netlink for more', () => native.setsockopt(fd, netlinkLevel.level, option, number32(1)))
  }
}

function conversation(native: NetlinkCalls, fd: number, port: number): Omit<SizedNetlinkSocket, 'resize'> {
  const makeRoom = openRoom(native, fd)
  const buffer = new Uint8Array(datagramBytesMax)
  let sequence = 1
  /** The messages of the next datagram, copied; undefined when there is none. */
  const read = (): NetlinkMessage[] | undefined => {
    const length = native.receive(fd, buffer)
    return length < 0 ? undefined : decodeMessages(buffer.slice(0, Math.min(length, buffer.length)))
  }
  const drain = () => {
    for (let reads = 0; reads < dumpReadsMax && read() !== undefined; reads++);
  }
  const converse = (requests: readonly Uint8Array[]): NetlinkAnswer[] => {
    const first = sequence
    sequence = nextSequence(sequence, requests.length)
    const batch = concatenate(requests.map((request, index) => withSequence(request, first + index)))
    makeRoom(batch.length, requests.length)
    // Would it block, there will be no answer either, and that is what is told.
    native.send(fd, batch, null, 0)
    return collect({ first, count: requests.length, read })
  }
  const readDump = (request: Uint8Array): 'interrupted' | Result<readonly NetlinkMessage[], Failure> => {
    const asked = sequence
    sequence = nextSequence(sequence, 1)
    native.send(fd, withSequence(request, asked), null, 0)
    return collectDump({ sequence: asked, read })
  }
  const exchangeWhole = (requests: readonly Uint8Array[]): NetlinkAnswer[] => {
    const answered = attempt('talking to the kernel over netlink', () => converse(requests))
    return answered.ok ? answered.value : requests.map(() => ({ is: 'refused', failure: answered.error }))
  }
  return {
    port,
    exchange(requests) {
      const rounds = Math.ceil(requests.length / requestsMax)
      return Array.from({ length: rounds }, (_, round) =>
        exchangeWhole(requests.slice(round * requestsMax, (round + 1) * requestsMax)),
      ).flat()
    },
    exchangeWhole,
    dump(request) {
      for (let tries = 1; tries <= dumpTriesMax; tries++) {
        const read = attempt('reading a list of the kernel over netlink', () => readDump(request))
        if (!read.ok) return read
        if (read.value !== 'interrupted') return read.value
        drain()
      }
      return err({ code: 'EINTR', text: 'the list kept changing', doing: 'reading a list of the kernel' })
    },
    close() {
      native.close(fd)
    },
  }
}

function nextSequence(sequence: number, used: number): number {
  return sequence + used > 0xfffffff0 ? 1 : sequence + used
}

interface Collection {
  readonly first: number
  readonly count: number
  readonly read: () => NetlinkMessage[] | undefined
}

/**
 * Reads until every request has its verdict; the one that has none when nothing more comes counts as refused.
 */
function collect(collection: Collection): NetlinkAnswer[] {
  const answers = new Array<NetlinkAnswer | undefined>(collection.count).fill(undefined)
  const messages = new Map<number, NetlinkMessage[]>()
  let open = collection.count
  // A verdict and at most one reply for each request; anything beyond is not an answer to us.
  for (let reads = 0; open > 0 && reads < 4 * collection.count + 16; reads++) {
    const datagram = collection.read()
    if (datagram === undefined) break
    for (const message of datagram) {
      const index = message.sequence - collection.first
      if (index < 0 || index >= collection.count || answers[index] !== undefined) continue
      const verdict = verdictOf(message)
      if (verdict === undefined) {
        const list = messages.get(index) ?? []
        list.push(message)
        messages.set(index, list)
        continue
      }
      open--
      answers[index] =
        verdict === 0
          ? { is: 'done', messages: messages.get(index) ?? [] }
          : { is: 'refused', failure: refusal(verdict, reasonOf(message)) }
    }
  }
  const silence = { code: 'ENOMSG', text: 'the kernel did not answer', doing: 'a netlink request' }
  return answers.map((answer) => answer ?? { is: 'refused', failure: silence })
}

function refusal(errno: number, reason: string | undefined): Failure {
  const failure = failureFromErrno(errno, 'a netlink request')
  return reason === undefined ? failure : { ...failure, text: `${failure.text}: ${reason}` }
}

function collectDump(dump: {
  readonly sequence: number
  readonly read: () => NetlinkMessage[] | undefined
}): 'interrupted' | Result<readonly NetlinkMessage[], Failure> {
  const found: NetlinkMessage[] = []
  for (let reads = 0; reads < dumpReadsMax; reads++) {
    const datagram = dump.read()
    if (datagram === undefined) break
    for (const message of datagram) {
      if (message.sequence !== dump.sequence) continue
      if ((message.flags & messageFlag.dumpInterrupted) !== 0) return 'interrupted'
      const verdict = verdictOf(message)
      if (verdict !== undefined && verdict !== 0) return err(failureFromErrno(verdict, 'reading a list'))
      if (message.type === controlType.done) return ok(found)
      if (verdict === undefined) found.push(message)
    }
  }
  return err({ code: 'ENOMSG', text: 'the list has no end', doing: 'reading a list' })
}

/** struct sockaddr_nl with port 0: the kernel gives one. */
function socketAddress(): Uint8Array {
  const bytes = new Uint8Array(12)
  viewOf(bytes).setUint16(0, family.netlink, littleEndian)
  return bytes
}

/** struct sockaddr_nl: family 2, pad 2, port 4, groups 4. */
function portOf(address: Uint8Array): number {
  return address.length >= 8 ? viewOf(address).getUint32(4, littleEndian) : 0
}
