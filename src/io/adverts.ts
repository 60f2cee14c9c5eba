/**
 * Raw sockets for adverts: those that hear the ones of chosen VRIDs, of either family, sent to a group or to
 * this host, with or without an IP authentication header; and those that send packets whose IP header the
 * caller wrote. Looks into no packet beyond the kernel filter.
 */
import { type Address, address, addressFromBytes, type Family, isMulticast } from '../base/address.ts'
import type { Result } from '../base/result.ts'
import type { Micros } from '../base/time.ts'
import { type Arrivals, type Ipv6Ends, watchArrivals } from './arrivals.ts'
import { attempt, type Failure, failureOf } from './failure.ts'
import { dropAll, passAll, vrrpFilter } from './filters.ts'
import {
  AF_INET,
  AF_INET6,
  cString,
  IP_ADD_MEMBERSHIP,
  IP_FREEBIND,
  IP_HDRINCL,
  IP_MULTICAST_ALL,
  IP_MULTICAST_IF,
  IP_MULTICAST_LOOP,
  IPPROTO_AH,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_RAW,
  IPPROTO_VRRP,
  IPV6_ADD_MEMBERSHIP,
  IPV6_CHECKSUM,
  IPV6_FREEBIND,
  IPV6_MULTICAST_ALL,
  IPV6_MULTICAST_IF,
  IPV6_MULTICAST_LOOP,
  IPV6_RECVHOPLIMIT,
  IPV6_RECVPKTINFO,
  IPV6_UNICAST_HOPS,
  int,
  ipv4Membership,
  ipv4SocketAddress,
  ipv6Membership,
  MSG_DONTROUTE,
  SO_BINDTODEVICE,
  SO_MEMINFO,
  SO_PRIORITY,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SOCK_RAW,
  SOL_SOCKET,
  socketAddress,
} from './linux.ts'
import type { Native } from './native.ts'

/** VRIDs to hear: other adverts are dropped by the kernel. */
export type Vrids = readonly number[] | 'all'

export interface AdvertReceiverSettings {
  /** Empty: any. */
  readonly interface: string
  /** 0: any. */
  readonly index: number
  readonly family: Family
  /** A multicast group to join, or an address of ours; undefined: whatever unicast address was used. */
  readonly at: Address | undefined
  /** Adverts behind an IP authentication header, and no others; IPv4. */
  readonly authenticated: boolean
  readonly vrids: Vrids
  /** Bytes of the queue; undefined: enough for a flood. */
  readonly queueBytes: number | undefined
  /** Those of a burst may wait 2 ms to be read together: nobody who listens here is in such a hurry. */
  readonly mayWait: boolean
  /**
   * An IPv4 packet with its header, or what follows an IPv6 header, whose `ends` come beside; `bytes` holds
   * only during the call. `at`: when it came off the wire.
   */
  onPacket(bytes: Uint8Array, at: Micros, ends: Ipv6Ends | undefined): void
  /** Packets were lost (ENOBUFS: the queue was full), or the socket reported another errno. It goes on. */
  onOverrun(code: string): void
}

export interface AdvertReceiver {
  /** Replaces the filter at once; nothing of a VRID in both sets is lost. */
  setVrids(vrids: Vrids): Failure | undefined
  setQueue(bytes: number | undefined): void
  setMayWait(mayWait: boolean): void
  /** Hands over what is there already, so that no deadline is judged with its advert still in the queue. */
  drain(): void
  close(): void
}

export interface AdvertSender {
  /** One packet, IP header included; its source need not be ours. Never waits: a full queue is EAGAIN. */
  send(packet: Uint8Array, destination: Address): Failure | undefined
  /** What the kernel would take for unicast without being told: 64 unless somebody has changed it. */
  hopLimit(): number
  close(): void
}

/** Empty name and index 0: the routing table chooses the interface. */
export interface AdvertSenderSettings {
  readonly interface: string
  readonly index: number
  readonly family: Family
}

/** Of 255 addresses with everything around them; what is longer is cut, which its lengths betray. */
const packetBytesMax = { ipv4: 1280, ipv6: 4352 } as const
/** Some 20,000 small packets: 400 ms of a flood of 50,000 a second. */
const queueBytesUsual = 8 * 1024 * 1024
const settlingPacketsMax = 10_000
/**
 * TC_PRIO_INTERACTIVE, the highest that needs no privilege: ahead of bulk traffic in the queue of the card.
 */
const interactivePriority = 6
const lossCheckInterval = 1_000_000
/** struct sk_meminfo of 9 words, the last of which counts drops. */
const memoryInfoBytes = 36
const dropsWord = 8
/** Where the checksum stands in an advert: RFC 9568 section 5.2. */
const checksumOffset = 6

/** Joins the group, if it is one, and hears from now on. Needs CAP_NET_RAW. */
export function openAdvertReceiver(
  native: Native,
  settings: AdvertReceiverSettings,
): Result<AdvertReceiver, Failure> {
  const doing = `listening to adverts for ${settings.at ?? settings.family} on ${whereText(settings)}`
  return attempt(doing, () => {
    const isIpv4 = settings.family === 'ipv4'
    const protocol = settings.authenticated ? IPPROTO_AH : IPPROTO_VRRP
    const fd = native.socket(isIpv4 ? AF_INET : AF_INET6, SOCK_RAW, protocol)
    try {
      prepareReceiver(native, fd, settings)
      return receiver(native, fd, settings)
    } catch (error) {
      native.close(fd)
      throw error
    }
  })
}

/** A socket that sends adverts of one family on one interface and hears nothing. Needs CAP_NET_RAW. */
export function openAdvertSender(
  native: Native,
  settings: AdvertSenderSettings,
): Result<AdvertSender, Failure> {
  return attempt(`opening a socket for adverts on ${whereText(settings)}`, () => {
    const { family, index } = settings
    // Of this protocol the caller writes the IP header, on IPv6 too.
    const fd = native.socket(family === 'ipv4' ? AF_INET : AF_INET6, SOCK_RAW, IPPROTO_RAW)
    try {
      native.attachFilter(fd, dropAll())
      bindToInterface(native, fd, settings.interface)
      native.setsockopt(fd, SOL_SOCKET, SO_PRIORITY, int(interactivePriority))
      if (family === 'ipv4') prepareSender4(native, fd, index)
      else prepareSender6(native, fd, index)
    } catch (error) {
      native.close(fd)
      throw error
    }
    return sender(native, fd, settings)
  })
}

function whereText(settings: { readonly interface: string }): string {
  return settings.interface === '' ? 'any interface' : settings.interface
}

function bindToInterface(native: Native, fd: number, name: string): void {
  if (name !== '') native.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, cString(name))
}

function prepareSender4(native: Native, fd: number, index: number): void {
  native.setsockopt(fd, IPPROTO_IP, IP_HDRINCL, int(1))
  native.setsockopt(fd, IPPROTO_IP, IP_FREEBIND, int(1))
  native.setsockopt(fd, IPPROTO_IP, IP_MULTICAST_LOOP, int(0))
  if (index !== 0) native.setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, ipv4Membership(undefined, index))
}

function prepareSender6(native: Native, fd: number, index: number): void {
  native.setsockopt(fd, IPPROTO_IPV6, IPV6_FREEBIND, int(1))
  native.setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, int(0))
  if (index !== 0) native.setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, int(index))
}

function prepareReceiver(native: Native, fd: number, settings: AdvertReceiverSettings): void {
  // From birth the socket hears its protocol on every interface: shut it, narrow it down, empty it, then open
  // it.
  native.attachFilter(fd, dropAll())
  bindToInterface(native, fd, settings.interface)
  if (settings.family === 'ipv4') prepareReceiver4(native, fd, settings)
  else prepareReceiver6(native, fd, settings)
  setQueue(native, fd, settings.queueBytes)
  const scrap = new Uint8Array(0)
  for (let count = 0; count < settlingPacketsMax && native.receive(fd, scrap) >= 0; count++);
}

function prepareReceiver4(native: Native, fd: number, { at, index }: AdvertReceiverSettings): void {
  native.setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, int(0))
  if (at === undefined) return
  native.setsockopt(fd, IPPROTO_IP, IP_FREEBIND, int(1))
  native.bind(fd, ipv4SocketAddress(at))
  if (isMulticast(at)) native.setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, ipv4Membership(at, index))
}

/** The kernel verifies the checksum, and tells what the header said. */
function prepareReceiver6(native: Native, fd: number, { at, index }: AdvertReceiverSettings): void {
  native.setsockopt(fd, IPPROTO_IPV6, IPV6_CHECKSUM, int(checksumOffset))
  native.setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, int(1))
  native.setsockopt(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, int(1))
  native.setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, int(0))
  if (at === undefined) return
  native.setsockopt(fd, IPPROTO_IPV6, IPV6_FREEBIND, int(1))
  native.bind(fd, socketAddress(at, index))
  if (isMulticast(at)) native.setsockopt(fd, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, ipv6Membership(at, index))
}

function setQueue(native: Native, fd: number, bytes: number = queueBytesUsual): void {
  // The kernel takes a C int and doubles it.
  const wanted = Math.min(bytes, 0x3fff_ffff)
  try {
    native.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int(wanted))
  } catch {
    // Without CAP_NET_ADMIN: as much as net.core.rmem_max allows.
    native.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int(wanted))
  }
}

function filterFor({ family, authenticated }: AdvertReceiverSettings, vrids: Vrids): Uint8Array {
  if (vrids === 'all') return passAll()
  return vrrpFilter(vrids, family === 'ipv6' ? 'nothing' : authenticated ? 'ipv4-with-ah' : 'ipv4')
}

function watchAdverts(
  native: Native,
  on: { readonly fd: number; readonly settings: AdvertReceiverSettings; mayWait(): boolean },
): Arrivals {
  const { fd, settings, mayWait } = on
  let checkedAt = 0
  let lost = 0
  const arrivals = watchArrivals(native, {
    fd,
    messageBytesMax: packetBytesMax[settings.family],
    ...(settings.family === 'ipv6' && { withEnds: true }),
    onMessage: (bytes, at, ends) => settings.onPacket(bytes, at, ends),
    onError: settings.onOverrun,
    mayWait,
    onBusy(at) {
      if (at - checkedAt < lossCheckInterval) return
      checkedAt = at
      const drops = new Uint32Array(native.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memoryInfoBytes).buffer)
      const before = lost
      lost = drops[dropsWord] ?? 0
      if (lost !== before) settings.onOverrun('ENOBUFS')
    },
  })
  native.attachFilter(fd, filterFor(settings, settings.vrids))
  return arrivals
}

function receiver(native: Native, fd: number, settings: AdvertReceiverSettings): AdvertReceiver {
  let { queueBytes, mayWait } = settings
  const arrivals = watchAdverts(native, { fd, settings, mayWait: () => mayWait })
  return {
    setVrids(vrids) {
      const doing = `choosing the VRIDs heard on ${whereText(settings)}`
      const attached = attempt(doing, () => native.attachFilter(fd, filterFor(settings, vrids)))
      return attached.ok ? undefined : attached.error
    },
    setQueue(bytes) {
      if (bytes !== queueBytes) setQueue(native, fd, bytes)
      queueBytes = bytes
    },
    setMayWait(may) {
      mayWait = may
    },
    drain: arrivals.drain,
    close: arrivals.close,
  }
}

const anyAddress = address('0.0.0.0')

function sender(native: Native, fd: number, settings: AdvertSenderSettings): AdvertSender {
  const { family, index } = settings
  let isOpen = true
  let boundTo = family === 'ipv4' ? anyAddress : undefined
  let last: { readonly to: Address; readonly bytes: Uint8Array } | undefined
  /** Most senders have one destination, or a few in turn. */
  const endOf = (to: Address) => {
    if (last?.to !== to) last = { to, bytes: socketAddress(to, index) }
    return last.bytes
  }
  /** So that rules of the routing policy see the source, and the kernel need not find one. */
  const bindTo = (source: Address) => {
    if (source === boundTo) return
    native.bind(fd, socketAddress(source, index))
    boundTo = source
  }
  return {
    send(packet, destination) {
      const toGroup = isMulticast(destination)
      // No router takes a link-local group further; without a route lookup none can lead it elsewhere.
      const flags = toGroup && family === 'ipv4' ? MSG_DONTROUTE : 0
      const doing = () => `sending an advert to ${destination} on ${whereText(settings)}`
      try {
        // From a source that unicast was sent from and that is gone, the kernel would send nothing.
        bindTo(toGroup && family === 'ipv4' ? anyAddress : sourceOf(packet, family))
        if (native.send(fd, packet, endOf(destination), flags) >= 0) return undefined
      } catch (error) {
        return failureOf(error, doing())
      }
      return { code: 'EAGAIN', text: 'the queue of the socket is full', doing: doing() }
    },
    hopLimit: () => hopLimitOf(native, fd, family),
    close() {
      if (isOpen) native.close(fd)
      isOpen = false
    },
  }
}

/** Where both IP headers have it. */
function sourceOf(packet: Uint8Array, family: Family): Address {
  return addressFromBytes(family === 'ipv4' ? packet.subarray(12, 16) : packet.subarray(8, 24))
}

const hopLimitUsual = 64

function hopLimitOf(native: Native, fd: number, family: Family): number {
  if (family === 'ipv4') return hopLimitUsual
  const got = attempt('', () => native.getsockopt(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 4))
  return got.ok ? (new Int32Array(got.value.buffer)[0] ?? hopLimitUsual) : hopLimitUsual
}
