/**
 * Linux's numbers for sockets, as the system's headers have them on x86-64 and arm64, and its socket
 * addresses as bytes. Names are the kernel's. Holds no behaviour.
 */
import { endianness } from 'node:os'
import { type Address, addressBytes, familyOf } from '../base/address.ts'

export const AF_UNIX = 1
export const AF_INET = 2
export const AF_INET6 = 10
export const AF_PACKET = 17

export const SOCK_DGRAM = 2
export const SOCK_RAW = 3

export const IPPROTO_IP = 0
export const IPPROTO_IPV6 = 41
export const IPPROTO_AH = 51
export const IPPROTO_VRRP = 112
export const IPPROTO_RAW = 255

export const SOL_SOCKET = 1
export const SO_SNDBUF = 7
export const SO_RCVBUF = 8
export const SO_PRIORITY = 12
export const SO_BINDTODEVICE = 25
export const SO_SNDBUFFORCE = 32
export const SO_RCVBUFFORCE = 33
export const SO_TIMESTAMPNS = 35
export const SO_MEMINFO = 55

export const IP_HDRINCL = 3
export const IP_MULTICAST_IF = 32
export const IP_MULTICAST_LOOP = 34
export const IP_ADD_MEMBERSHIP = 35
export const IP_FREEBIND = 15
export const IP_MULTICAST_ALL = 49

export const IPV6_CHECKSUM = 7
export const IPV6_UNICAST_HOPS = 16
export const IPV6_MULTICAST_IF = 17
export const IPV6_MULTICAST_LOOP = 19
export const IPV6_ADD_MEMBERSHIP = 20
export const IPV6_MULTICAST_ALL = 29
export const IPV6_RECVPKTINFO = 49
export const IPV6_RECVHOPLIMIT = 51
export const IPV6_FREEBIND = 78

export const SOL_PACKET = 263
export const PACKET_IGNORE_OUTGOING = 23
export const ETH_P_ARP = 0x0806
export const ETH_P_IPV6 = 0x86dd

export const MSG_DONTROUTE = 4
export const MSG_TRUNC = 0x20

export const CLOCK_REALTIME = 0
export const CLOCK_MONOTONIC = 1

export const CLONE_NEWNS = 0x0002_0000
export const CLONE_NEWNET = 0x4000_0000
export const MS_BIND = 0x1000
export const MS_REC = 0x4000
export const MS_SLAVE = 0x8_0000
export const RLIMIT_CORE = 4
export const RLIMIT_RTTIME = 15
export const SCHED_RR = 2
export const SCHED_RESET_ON_FORK = 0x4000_0000
export const PR_SET_PDEATHSIG = 1

/** The kernel's structures are in host order; network order is written out where it is meant. */
export const hostIsLittle = endianness() === 'LE'

/** A C int. */
export function int(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer)
}

/** A C string with its zero. */
export function cString(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`)
}

/** struct sockaddr_in, ip(7): family in host order, port 0, address in network order. */
export function ipv4SocketAddress(address: Address): Uint8Array {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setUint16(0, AF_INET, hostIsLittle)
  bytes.set(addressBytes(address), 4)
  return bytes
}

/** struct sockaddr_in or sockaddr_in6 (ipv6(7)) with the interface as scope. */
export function socketAddress(address: Address, index: number): Uint8Array {
  if (familyOf(address) === 'ipv4') return ipv4SocketAddress(address)
  const bytes = new Uint8Array(28)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, AF_INET6, hostIsLittle)
  bytes.set(addressBytes(address), 8)
  view.setUint32(24, index, hostIsLittle)
  return bytes
}

/** struct ip_mreqn, ip(7): the group, no local address, the interface by index. */
export function ipv4Membership(group: Address | undefined, index: number): Uint8Array {
  const bytes = new Uint8Array(12)
  if (group !== undefined) bytes.set(addressBytes(group), 0)
  new DataView(bytes.buffer).setInt32(8, index, hostIsLittle)
  return bytes
}

/** struct ipv6_mreq, ipv6(7): the group and the interface by index. */
export function ipv6Membership(group: Address, index: number): Uint8Array {
  const bytes = new Uint8Array(20)
  bytes.set(addressBytes(group), 0)
  new DataView(bytes.buffer).setInt32(16, index, hostIsLittle)
  return bytes
}

/** struct sockaddr_ll, packet(7). `protocol` is an ethertype, 0 for a socket that only sends. */
export function linkSocketAddress(index: number, protocol: number): Uint8Array {
  const bytes = new Uint8Array(20)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, AF_PACKET, hostIsLittle)
  view.setUint16(2, protocol, false)
  view.setInt32(4, index, hostIsLittle)
  return bytes
}

/** struct sockaddr_un, unix(7): a path, or a name of the abstract namespace when it begins with '@'. */
export function unixSocketAddress(path: string): Uint8Array | 'path-too-long' {
  const abstract = path.startsWith('@')
  const text = new TextEncoder().encode(abstract ? `\0${path.slice(1)}` : `${path}\0`)
  if (text.length > 108) return 'path-too-long'
  const bytes = new Uint8Array(2 + text.length)
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, hostIsLittle)
  bytes.set(text, 2)
  return bytes
}
