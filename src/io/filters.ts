/**
 * Socket filters as classic BPF programs: what is not ours is dropped in the kernel and wakes nobody. The
 * bytes are `struct sock_filter` records (bpf in Documentation/networking/filter.rst) in host order. Filters
 * pick, they do not judge: a packet for one of our VRIDs passes however broken it is, because it must be
 * counted.
 */
import { ETH_P_ARP, ETH_P_IPV6, hostIsLittle } from './linux.ts'

interface Instruction {
  readonly code: number
  readonly whenTrue?: number
  readonly whenFalse?: number
  readonly k?: number
}

/** Opcodes, by the names that bpf_asm uses. */
const opcode = {
  loadWord: 0x20,
  loadHalf: 0x28,
  loadByte: 0x30,
  loadByteAtX: 0x50,
  loadImmediate: 0x00,
  loadLength: 0x80,
  loadXHeaderLength: 0xb1,
  add: 0x04,
  copyAToX: 0x07,
  copyXToA: 0x87,
  jumpEqual: 0x15,
  jumpEqualX: 0x1d,
  jumpAnySet: 0x45,
  jumpGreaterX: 0x2d,
  give: 0x06,
} as const

/** Where the fields of an Ethernet frame with ARP are. */
const arp = {
  etherType: 12,
  hardwareType: 14,
  protocolType: 16,
  hardwareLength: 18,
  protocolLength: 19,
  operation: 20,
  senderAddress: 28,
  targetAddress: 38,
} as const
const arpReply = 2
/** Where the fields of an Ethernet frame with an ICMPv6 message are, without extension headers. */
const neighbour = { etherType: 12, nextHeader: 20, hopLimit: 21, type: 54, flags: 58 } as const
const icmp6 = 58
const neighbourAdvertisement = 136
const overrideFlag = 0x20
/** Second byte of an advert, after version and type. */
const vridOffset = 1
const authenticationHeaderBytes = 24

const instructionBytes = 8
const wholePacket = 0xffff_ffff
const pass: Instruction = { code: opcode.give, k: wholePacket }
const drop: Instruction = { code: opcode.give, k: 0 }

/** Drops everything: for sockets that only send, and while another one is being set up. */
export function dropAll(): Uint8Array {
  return assemble([drop])
}

/** Lets everything in that the socket is for. */
export function passAll(): Uint8Array {
  return assemble([pass])
}

/**
 * For a raw socket of protocol 112 or 51: passes packets whose VRID (second byte of the advert, RFC 9568
 * section 5.2) is one of `vrids`, and those too short to have one. On IPv4 the socket sees the IP header,
 * whose options are stepped over, and with protocol 51 an authentication header; on IPv6 neither.
 */
export function vrrpFilter(
  vrids: Iterable<number>,
  before: 'ipv4' | 'ipv4-with-ah' | 'nothing' = 'ipv4',
): Uint8Array {
  const wanted = [...new Set(vrids)].filter((vrid) => vrid >= 1 && vrid <= 255)
  const offset = vridOffset + (before === 'ipv4-with-ah' ? authenticationHeaderBytes : 0)
  const start: readonly Instruction[] =
    before === 'nothing'
      ? [{ code: opcode.loadImmediate, k: 0 }]
      : [{ code: opcode.loadXHeaderLength, k: 0 }, { code: opcode.copyXToA }]
  return assemble([
    ...start,
    { code: opcode.add, k: offset },
    { code: opcode.copyAToX },
    { code: opcode.loadLength },
    { code: opcode.jumpGreaterX, whenTrue: 1 },
    pass,
    { code: opcode.loadByteAtX, k: 0 },
    // Over the checks that are left and the drop after them: at most 255 instructions, as far as a jump
    // reaches.
    ...wanted.map((k, position) => ({ code: opcode.jumpEqual, k, whenTrue: wanted.length - position })),
    drop,
    pass,
  ])
}

/**
 * For a packet socket, which sees the Ethernet header: passes ARP for IPv4 over Ethernet (RFC 826) that tells
 * who has an address: replies, and gratuitous requests, whose sender and target address are the same (RFC
 * 5227 section 3).
 */
export function arpFilter(): Uint8Array {
  return assemble([
    ...must(opcode.loadHalf, arp.etherType, ETH_P_ARP),
    ...must(opcode.loadHalf, arp.hardwareType, 1),
    ...must(opcode.loadHalf, arp.protocolType, 0x0800),
    ...must(opcode.loadByte, arp.hardwareLength, 6),
    ...must(opcode.loadByte, arp.protocolLength, 4),
    // A load beyond the end of a packet drops it.
    { code: opcode.loadWord, k: arp.senderAddress },
    { code: opcode.copyAToX },
    { code: opcode.loadWord, k: arp.targetAddress },
    { code: opcode.jumpEqualX, whenTrue: 2 },
    { code: opcode.loadHalf, k: arp.operation },
    { code: opcode.jumpEqual, k: arpReply, whenFalse: 1 },
    pass,
    drop,
  ])
}

/**
 * For a packet socket: passes neighbour advertisements that claim their address, with the override flag set
 * (RFC 4861 section 7.2.5), and from this link: hop limit 255 (section 7.1.2). RFC 6980 forbids fragments of
 * them, and nobody sends extension headers before them.
 */
export function neighbourFilter(): Uint8Array {
  return assemble([
    ...must(opcode.loadHalf, neighbour.etherType, ETH_P_IPV6),
    ...must(opcode.loadByte, neighbour.nextHeader, icmp6),
    ...must(opcode.loadByte, neighbour.hopLimit, 255),
    ...must(opcode.loadByte, neighbour.type, neighbourAdvertisement),
    { code: opcode.loadByte, k: neighbour.flags },
    { code: opcode.jumpAnySet, k: overrideFlag, whenTrue: 1 },
    drop,
    pass,
  ])
}

function must(load: number, offset: number, value: number): Instruction[] {
  return [{ code: load, k: offset }, { code: opcode.jumpEqual, k: value, whenTrue: 1 }, drop]
}

/** struct sock_filter: code 2 bytes, jump if true 1, jump if false 1, k 4. */
function assemble(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * instructionBytes)
  const view = new DataView(bytes.buffer)
  for (const [index, instruction] of program.entries()) {
    const at = index * instructionBytes
    view.setUint16(at, instruction.code, hostIsLittle)
    view.setUint8(at + 2, instruction.whenTrue ?? 0)
    view.setUint8(at + 3, instruction.whenFalse ?? 0)
    view.setUint32(at + 4, instruction.k ?? 0, hostIsLittle)
  }
  return bytes
}
