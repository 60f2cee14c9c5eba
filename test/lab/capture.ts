/**
 * What happens on a LAN, seen from outside: tcpdump on the bridge (or on one host's interface), its frames
 * decoded as they come, with the kernel's time stamps, and kept as a file for tshark. Refuses nothing: a
 * frame that is neither an advert nor ARP nor ICMP is there as bytes.
 */
import type { ChildProcess } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { type Arp, decodeArpFrame, isGratuitous } from '../../src/wire/arp.ts'
import { decodeEthernet, etherTypes } from '../../src/wire/ethernet.ts'
import { decodeIpv4 } from '../../src/wire/ipv4.ts'
import { decodePacket, type ReceivedPacket, vrrpProtocol } from '../../src/wire/vrrp.ts'
import { type Lab, startTool } from './network.ts'
import { type Story, type StoryLimits, story } from './wait.ts'

export type Sighting = {
  /** Microseconds since 1970, from the kernel. */
  readonly at: number
  /** Name of the host whose MAC sent it; its MAC when it is no host of the lab. */
  readonly from: string
  readonly frame: Uint8Array
} & (
  | { readonly is: 'advert'; readonly advert: ReceivedPacket }
  | { readonly is: 'arp'; readonly arp: Arp; readonly gratuitous: boolean }
  | { readonly is: 'other' }
)

export type AdvertSighting = Extract<Sighting, { is: 'advert' }>

export interface AdvertFilter {
  readonly from?: string
  readonly priority?: number
  readonly vrid?: number
  /** Only those later than this time, microseconds since 1970. */
  readonly after?: number
  /** Only those not later than this. */
  readonly before?: number
}

export interface CaptureOptions {
  /** LAN to listen on; 0 if absent. */
  readonly lan?: number
  /** In the language of pcap-filter(7); adverts and ARP if absent. */
  readonly filter?: string
  /** Name of the file in the lab's directory; `lan<n>.pcap` if absent. */
  readonly file?: string
}

export interface Capture {
  /** The pcap file, complete after `stop`. */
  readonly file: string
  readonly seen: Story<Sighting>
  /** The adverts so far that the filter lets through, oldest first. */
  adverts(filter?: AdvertFilter): readonly AdvertSighting[]
  /** The first advert, past or to come, that the filter lets through; 10 s if no time is given. */
  advert(filter: AdvertFilter, timeoutSeconds?: number): Promise<AdvertSighting>
  /** The first gratuitous ARP for an address from a host, past or to come. */
  claim(address: string, by: { readonly from: string; readonly after?: number }): Promise<Sighting>
  until(what: string, matches: (sighting: Sighting) => boolean, limits: StoryLimits): Promise<Sighting>
  stop(): Promise<void>
}

/** Starts to listen; resolves when nothing can be missed any more. */
export async function startCapture(lab: Lab, options: CaptureOptions = {}): Promise<Capture> {
  const lan = options.lan ?? 0
  const file = join(lab.directory, options.file ?? `lan${lan}.pcap`)
  const filter = options.filter ?? 'ip proto 112 or arp'
  const names = new Map(lab.hosts.map((host) => [host.macs[lan] ?? '', host.name]))
  // Without -s each frame takes 256 kB of the buffer, and of a burst of gratuitous ARPs most are lost.
  const buffer = ['-s', '2048', '-B', '32768', '--immediate-mode', '--time-stamp-precision=nano']
  const child = startTool(lab, ['tcpdump', '-i', `br${lan}`, '-n', '-U', ...buffer, '-w', '-', filter])
  const seen = story<Sighting>()
  const copy = createWriteStream(file)
  const split = splitter((at, frame) => seen.add(sighting({ at, frame, names })))
  child.stdout?.on('data', (chunk: Buffer) => {
    copy.write(chunk)
    split(chunk)
  })
  await listening(child)
  return {
    file,
    seen,
    adverts: (wanted = {}) => seen.items.filter((item) => isAdvert(item, wanted)),
    advert: async (wanted, timeoutSeconds = 10) => {
      const what = `an advert ${JSON.stringify(wanted)}`
      const found = await seen.until(what, (item) => isAdvert(item, wanted), { timeoutSeconds })
      return found as AdvertSighting
    },
    claim: (address, by) =>
      seen.until(
        `a gratuitous ARP for ${address} by ${by.from}`,
        (item) =>
          item.is === 'arp' &&
          item.gratuitous &&
          item.arp.senderAddress === address &&
          item.from === by.from &&
          item.at > (by.after ?? 0),
        { timeoutSeconds: 10 },
      ),
    until: seen.until,
    stop: async () => {
      const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
      if (child.exitCode === null && child.kill('SIGINT')) await ended
      await new Promise<void>((resolve) => copy.end(() => resolve()))
    },
  }
}

/** The longest time between adverts that follow each other, in microseconds; 0 for less than two. */
export function longestGap(adverts: readonly { readonly at: number }[]): number {
  return adverts.reduce((longest, advert, index) => {
    const before = adverts[index - 1]
    return before === undefined ? longest : Math.max(longest, advert.at - before.at)
  }, 0)
}

function isAdvert(item: Sighting, wanted: AdvertFilter): item is AdvertSighting {
  return (
    item.is === 'advert' &&
    (wanted.from === undefined || item.from === wanted.from) &&
    (wanted.priority === undefined || item.advert.priority === wanted.priority) &&
    (wanted.vrid === undefined || item.advert.vrid === wanted.vrid) &&
    item.at > (wanted.after ?? 0) &&
    item.at <= (wanted.before ?? Number.POSITIVE_INFINITY)
  )
}

function sighting(seen: { at: number; frame: Uint8Array; names: ReadonlyMap<string, string> }): Sighting {
  const { at, frame } = seen
  const header = decodeEthernet(frame)
  if (!header.ok) return { is: 'other', at, from: '', frame }
  const from = seen.names.get(header.value.source) ?? header.value.source
  const payload = frame.subarray(header.value.payloadAt)
  if (header.value.etherType === etherTypes.arp) {
    const arp = decodeArpFrame(frame)
    if (arp.ok) return { is: 'arp', at, from, frame, arp: arp.value, gratuitous: isGratuitous(arp.value) }
  }
  if (header.value.etherType === etherTypes.ipv4) {
    const ipv4 = decodeIpv4(payload)
    const packet =
      ipv4.ok && ipv4.value.protocol === vrrpProtocol
        ? decodePacket(payload.subarray(0, ipv4.value.totalLength))
        : undefined
    if (packet?.ok) return { is: 'advert', at, from, frame, advert: packet.value }
  }
  return { is: 'other', at, from, frame }
}

/** Cuts tcpdump's stream (pcap, nanoseconds, this machine's byte order) into frames. */
function splitter(onFrame: (at: number, frame: Uint8Array) => void): (chunk: Buffer) => void {
  const fileHeaderBytes = 24
  const recordHeaderBytes = 16
  let rest: Buffer = Buffer.alloc(0)
  let headerPassed = false
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    if (!headerPassed) {
      if (rest.length < fileHeaderBytes) return
      headerPassed = true
      at = fileHeaderBytes
    }
    while (rest.length >= at + recordHeaderBytes) {
      const length = rest.readUInt32LE(at + 8)
      const end = at + recordHeaderBytes + length
      if (rest.length < end) break
      const micros = rest.readUInt32LE(at) * 1e6 + Math.floor(rest.readUInt32LE(at + 4) / 1000)
      onFrame(micros, Uint8Array.from(rest.subarray(at + recordHeaderBytes, end)))
      at = end
    }
    rest = rest.subarray(at)
  }
}

async function listening(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk.toString()
    if (words.includes('listening on')) resolve()
  })
  child.on('exit', (code) => reject(new Error(`tcpdump ended with ${code}: ${words.trim()}`)))
  child.on('error', reject)
  await promise
}
