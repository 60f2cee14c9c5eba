/**
 * The rows of the interoperation matrix: each a pair of configurations that both daemons read, the times that
 * follow from them, and how the LAN tells the two nodes apart. `matrix.test.ts` plays them.
 */
import type { Sighting } from './capture.ts'
import { globals, type InstanceText, instance, masterDownSeconds, skewSeconds } from './configuration.ts'
import { type Host, run } from './network.ts'
import { until } from './wait.ts'

export interface Row {
  readonly name: string
  readonly family: 'ipv4' | 'ipv6'
  readonly version: 2 | 3
  /** Seconds. */
  readonly interval: number
  /** Further lines of the instance on a host whose peer is the other one. */
  readonly more?: (own: Host, peer: Host) => string
  /** On which interface the address is; eth0 if absent. */
  readonly holder?: string
  /** Instances in one sync group; 1 if absent: no group. */
  readonly members?: number
  /** Further addresses of the first instance, with prefix length. */
  readonly addresses?: readonly string[]
  readonly excluded?: readonly string[]
  /** Whole blocks of configuration besides, on a node with this priority. */
  readonly besides?: (priority: number) => string
}

const password = 'authentication {\nauth_type PASS\nauth_pass secret12\n}'
const header = 'authentication {\nauth_type AH\nauth_pass secret12\n}'

function unicast(own: string, peer: string): string {
  return `unicast_src_ip ${own}\nunicast_peer {\n${peer}\n}`
}

/** Addresses of one subnet, from 1 on. */
function numbered(subnet: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `10.0.${subnet}.${index + 1}/32`)
}

/** Of the base interface, from the MAC address 02:00:00:00:00:0N. */
export function linkLocal(host: Host): string {
  return `fe80::ff:fe00:${host.addresses[0]?.split('.').at(-1)}`
}

/** Duplicate address detection is over, and the address may be a source. */
export async function linkLocalReady(host: Host): Promise<void> {
  await until(`a link-local address of ${host.name}`, 5, async () => {
    const { stdout } = await run(host, ['ip', '-6', 'address', 'show', 'dev', 'eth0', 'scope', 'link'])
    return stdout.includes('fe80::') && !stdout.includes('tentative')
  })
}

const plain = { family: 'ipv4', version: 3, interval: 0.2 } as const

export const rows: readonly Row[] = [
  { ...plain, name: 'v2 without authentication', version: 2, interval: 1 },
  { ...plain, name: 'v2 PASS', version: 2, interval: 1, more: () => password },
  { ...plain, name: 'v2 AH', version: 2, interval: 1, more: () => header },
  { ...plain, name: 'v3 IPv4 at 1 s', interval: 1 },
  { ...plain, name: 'v3 IPv4 at 0.1 s', interval: 0.1 },
  { ...plain, name: 'v3 IPv6', family: 'ipv6' },
  {
    ...plain,
    name: 'v3 IPv4 unicast',
    more: (own, peer) => unicast(own.addresses[0] ?? '', peer.addresses[0] ?? ''),
  },
  {
    ...plain,
    name: 'v2 PASS unicast',
    version: 2,
    interval: 1,
    more: (own, peer) => `${password}\n${unicast(own.addresses[0] ?? '', peer.addresses[0] ?? '')}`,
  },
  {
    ...plain,
    name: 'v3 IPv6 unicast',
    family: 'ipv6',
    more: (own, peer) => unicast(linkLocal(own), linkLocal(peer)),
  },
  { ...plain, name: 'v3 IPv4 with a VMAC', more: () => 'use_vmac', holder: 'vrrp.51' },
  {
    ...plain,
    name: 'v3 IPv4 with a VMAC, sending from the base',
    more: () => 'use_vmac\nvmac_xmit_base',
    holder: 'vrrp.51',
  },
  { ...plain, name: 'v3 IPv6 with a VMAC', family: 'ipv6', more: () => 'use_vmac', holder: 'vrrp.51' },
  {
    ...plain,
    name: 'v3 IPv4 unicast with a VMAC',
    more: (own, peer) => `use_vmac\n${unicast(own.addresses[0] ?? '', peer.addresses[0] ?? '')}`,
    holder: 'vrrp.51',
  },
  { ...plain, name: 'strict_mode', more: () => 'strict_mode true' },
  {
    ...plain,
    name: 'virtual routes and rules',
    more: () =>
      'virtual_routes {\n192.168.7.0/24 via 10.0.0.3 dev eth0\n}\n' +
      'virtual_rules {\nfrom 192.168.8.0/24 table 100\n}',
  },
  { ...plain, name: 'a sync group of three', members: 3 },
  {
    ...plain,
    name: 'v3 IPv4 with 40 addresses, and 50 excluded ones of both families',
    // Debian's does not speak while it announces so many.
    interval: 1,
    addresses: numbered(10, 39),
    excluded: [...numbered(11, 40), ...Array.from({ length: 10 }, (_, index) => `fd00::${index + 1}/64`)],
  },
  {
    ...plain,
    name: 'v3 IPv6 with global addresses',
    family: 'ipv6',
    interval: 0.5,
    addresses: Array.from({ length: 8 }, (_, index) => `fd00::${index + 1}/64`),
    excluded: ['10.0.11.1/32'],
  },
  {
    ...plain,
    name: 'both families under one virtual router id',
    besides: (priority) => instance({ name: 'VI_6', priority, vips: ['fe80::100/64', 'fd00::1/64'] }),
  },
]

/** The virtual address of member number `index`. */
export function virtualAddress(row: Pick<Row, 'family'>, index = 0): string {
  return row.family === 'ipv4' ? `10.0.0.${100 + index}` : `fe80::${100 + index}`
}

/** The whole file of one node, which writes its changes to the FIFO. */
export function configurationOf(row: Row, node: { own: Host; peer: Host; priority: number }): string {
  const { own, peer, priority } = node
  const members = Array.from({ length: row.members ?? 1 }, (_, index) => index)
  const blocks = members.map((index) => {
    const text: InstanceText = {
      version: row.version,
      interval: row.interval,
      name: `VI_${index + 1}`,
      vrid: 51 + index,
      priority,
      vips: [`${virtualAddress(row, index)}${row.family === 'ipv6' ? '/64' : ''}`, ...further(row, index)],
    }
    return instance({ ...text, more: [row.more?.(own, peer) ?? '', excluding(row, index)].join('\n') })
  })
  const names = members.map((index) => `VI_${index + 1}`).join('\n')
  const group = members.length > 1 ? `vrrp_sync_group VG {\ngroup {\n${names}\n}\n}\n` : ''
  const besides = row.besides?.(priority) ?? ''
  return globals(`vrrp_notify_fifo ${own.directory}/fifo`) + blocks.join('') + group + besides
}

function further({ addresses = [] }: Row, index: number): readonly string[] {
  return index === 0 ? addresses : []
}

function excluding({ excluded = [] }: Row, index: number): string {
  const lines = index === 0 ? excluded : []
  return lines.length === 0 ? '' : `virtual_ipaddress_excluded {\n${lines.join('\n')}\n}`
}

/** Of all addresses of the row's instances those that the host has. */
export async function heldOf(row: Row, host: Host): Promise<'all' | 'some' | 'none'> {
  const members = Array.from({ length: row.members ?? 1 }, (_, index) => virtualAddress(row, index))
  const besides = [...(row.besides?.(1) ?? '').matchAll(/^\s+([\da-f:.]+)\/\d+$/gm)].map(([, found]) => found)
  const written = [...(row.addresses ?? []), ...(row.excluded ?? [])].map((each) => each.split('/')[0])
  const wanted = [...members, ...written, ...besides]
  const { stdout } = await run(host, ['ip', '-o', 'address', 'show', 'dev', row.holder ?? 'eth0'])
  const held = wanted.filter((each) => stdout.includes(` ${each}/`)).length
  if (held === 0) return 'none'
  return held === wanted.length ? 'all' : 'some'
}

/** Seconds from the last advert to the first one of a backup of this priority. */
export function downTime(row: Row, priority: number): number {
  return masterDownSeconds({ version: row.version, interval: row.interval, priority })
}

/** Seconds from an advert of priority 0 to the first one of a backup of this priority. */
export function skewTime(row: Row, priority: number): number {
  return skewSeconds({ version: row.version, interval: row.interval, priority })
}

/** An advert as the LAN saw it, whatever carries it. */
export interface SeenAdvert {
  readonly at: number
  readonly family: 'ipv4' | 'ipv6'
  /** The IP source in the text of the frame's bytes: `10.0.0.1` or the last 16 bits of a link-local one. */
  readonly number: number
  readonly vrid: number
  readonly priority: number
}

const etherHeader = 14

/** Adverts in IPv4, IPv6 and behind an authentication header; undefined: something else. */
export function advertIn({ at, frame }: Sighting): SeenAdvert | undefined {
  const type = (frame[12] ?? 0) * 256 + (frame[13] ?? 0)
  const place = type === 0x0800 ? placeInIpv4(frame) : type === 0x86dd ? placeInIpv6(frame) : undefined
  if (place === undefined) return undefined
  const family = type === 0x0800 ? 'ipv4' : 'ipv6'
  return {
    at,
    family,
    number: place.number,
    vrid: frame[place.pdu + 1] ?? 0,
    priority: frame[place.pdu + 2] ?? 0,
  }
}

function placeInIpv4(frame: Uint8Array) {
  const protocol = frame[etherHeader + 9]
  const header = etherHeader + ((frame[etherHeader] ?? 0) & 0x0f) * 4
  const number = frame[etherHeader + 15] ?? 0
  if (protocol === 112) return { pdu: header, number }
  return protocol === 51 ? { pdu: header + 24, number } : undefined
}

function placeInIpv6(frame: Uint8Array) {
  if (frame[etherHeader + 6] !== 112) return undefined
  return { pdu: etherHeader + 40, number: frame[etherHeader + 23] ?? 0 }
}
