/**
 * Raw IPv4 sockets for protocol 112: one that hears the adverts of chosen VRIDs on one interface, one that
 * sends packets whose IP header the caller wrote. Looks into no packet beyond the kernel filter.
 */
import { type Address, isMulticast } from '../base/address.ts'
import type { Result } from '../base/result.ts'
import type { Micros } from '../base/time.ts'
import { type Arrivals, watchArrivals } from './arrivals.ts'
import { attempt, type Failure, failureOf } from './failure.ts'
import { dropAll, vrrpFilter } from './filters.ts'
import {
  AF_INET,
  cString,
  IP_ADD_MEMBERSHIP,
  IP_HDRINCL,
  IP_MULTICAST_ALL,
  IP_MULTICAST_IF,
  IP_MULTICAST_LOOP,
  IPPROTO_IP,
  IPPROTO_RAW,
  IPPROTO_VRRP,
  int,
  ipv4Membership,
  ipv4SocketAddress,
  MSG_DONTROUTE,
  SO_BINDTODEVICE,
  SO_MEMINFO,
  SO_PRIORITY,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SOCK_RAW,
  SOL_SOCKET,
} from './linux.ts'
import type { Native } from './native.ts'

export interface AdvertReceiverSettings {
  readonly interface: string
  readonly index: number
  /** The multicast group; IPv4. */
  readonly group: Address
  /** 1 to 255; other adverts are dropped by the kernel. */
  readonly vrids: readonly number[]
  /** A packet with its IP header; `bytes` holds only during the call. `at`: when it came off the wire. */
  onPacket(bytes: Uint8Array, at: Micros): void
  /** Packets were lost (ENOBUFS: the queue was full), or the socket reported another errno. It goes on. */
  onOverrun(code: string): void
}

export interface AdvertReceiver {
  /** Replaces the filter at once; nothing of a VRID in both sets is lost. */
  setVrids(vrids: readonly number[]): Failure | undefined
  /** Hands over what is there already, so that no deadline is judged with its advert still in the queue. */
  drain(): void
  close(): void
}

export interface AdvertSender {
  /** One IPv4 packet, header included; its source need not be ours. Never waits: a full queue is EAGAIN. */
  send(packet: Uint8Array, destination: Address): Failure | undefined
  close(): void
}

/** An advert is at most 1 KiB (255 addresses); what is longer is cut, which its lengths betray. */
const packetBytesMax = 2048
/** Some 20,000 small packets: 400 ms of a flood of 50,000 a second. */
const receiveBytes = 8 * 1024 * 1024
const settlingPacketsMax = 10_000
/**
 * TC_PRIO_INTERACTIVE, the highest that needs no privilege: ahead of bulk traffic in the queue of the card.
 */
const interactivePriority = 6
const lossCheckInterval = 1_000_000
/** struct sk_meminfo of 9 words, the last of which counts drops. */
const memoryInfoBytes = 36
const dropsWord = 8

/** Joins the group and hears from now on. Needs CAP_NET_RAW. */
export function openAdvertReceiver(
  native: Native,
  settings: AdvertReceiverSettings,
): Result<AdvertReceiver, Failure> {
  const doing = `listening to adverts for ${settings.group} on ${settings.interface}`
  return attempt(doing, () => {
    const fd = native.socket(AF_INET, SOCK_RAW, IPPROTO_VRRP)
    try {
      prepareReceiver(native, fd, settings)
      return receiver(native, { fd, settings, arrivals: watchAdverts(native, fd, settings) })
    } catch (error) {
      native.close(fd)
      throw error
    }
  })
}

/** A socket that sends on one interface and hears nothing. Needs CAP_NET_RAW. */
export function openAdvertSender(
  native: Native,
  settings: { readonly interface: string; readonly index: number },
): Result<AdvertSender, Failure> {
  return attempt(`opening a socket for adverts on ${settings.interface}`, () => {
    const fd = native.socket(AF_INET, SOCK_RAW, IPPROTO_RAW)
    try {
      native.attachFilter(fd, dropAll())
      native.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, cString(settings.interface))
      native.setsockopt(fd, SOL_SOCKET, SO_PRIORITY, int(interactivePriority))
      native.setsockopt(fd, IPPROTO_IP, IP_HDRINCL, int(1))
      native.setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, ipv4Membership(undefined, settings.index))
      native.setsockopt(fd, IPPROTO_IP, IP_MULTICAST_LOOP, int(0))
    } catch (error) {
      native.close(fd)
      throw error
    }
    return sender(native, fd, settings.interface)
  })
}

function prepareReceiver(native: Native, fd: number, settings: AdvertReceiverSettings): void {
  // From birth the socket hears protocol 112 of every interface: shut it, narrow it down, empty it, then open
  // it.
  native.attachFilter(fd, dropAll())
  native.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, cString(settings.interface))
  native.bind(fd, ipv4SocketAddress(settings.group))
  native.setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, int(0))
  native.setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, ipv4Membership(settings.group, settings.index))
  try {
    native.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int(receiveBytes))
  } catch {
    // Without CAP_NET_ADMIN: as much as net.core.rmem_max allows.
    native.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int(receiveBytes))
  }
  const scrap = new Uint8Array(0)
  for (let count = 0; count < settlingPacketsMax && native.receive(fd, scrap) >= 0; count++);
}

function watchAdverts(native: Native, fd: number, settings: AdvertReceiverSettings): Arrivals {
  let checkedAt = 0
  let lost = 0
  const arrivals = watchArrivals(native, {
    fd,
    messageBytesMax: packetBytesMax,
    onMessage: settings.onPacket,
    onError: settings.onOverrun,
    onBusy(at) {
      if (at - checkedAt < lossCheckInterval) return
      checkedAt = at
      const drops = new Uint32Array(native.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memoryInfoBytes).buffer)
      const before = lost
      lost = drops[dropsWord] ?? 0
      if (lost !== before) settings.onOverrun('ENOBUFS')
    },
  })
  native.attachFilter(fd, vrrpFilter(settings.vrids))
  return arrivals
}

function receiver(
  native: Native,
  parts: { readonly fd: number; readonly settings: AdvertReceiverSettings; readonly arrivals: Arrivals },
): AdvertReceiver {
  return {
    setVrids(vrids) {
      const doing = `choosing the VRIDs heard on ${parts.settings.interface}`
      const attached = attempt(doing, () => native.attachFilter(parts.fd, vrrpFilter(vrids)))
      return attached.ok ? undefined : attached.error
    },
    drain: parts.arrivals.drain,
    close: parts.arrivals.close,
  }
}

function sender(native: Native, fd: number, interfaceName: string): AdvertSender {
  let isOpen = true
  return {
    send(packet, destination) {
      // No router takes a link-local group further; without a route lookup none can lead it elsewhere.
      const flags = isMulticast(destination) ? MSG_DONTROUTE : 0
      const doing = () => `sending an advert to ${destination} on ${interfaceName}`
      try {
        if (native.send(fd, packet, ipv4SocketAddress(destination), flags) >= 0) return undefined
      } catch (error) {
        return failureOf(error, doing())
      }
      return { code: 'EAGAIN', text: 'the queue of the socket is full', doing: doing() }
    },
    close() {
      if (isOpen) native.close(fd)
      isOpen = false
    },
  }
}
