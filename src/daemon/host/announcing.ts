/**
 * Tells the LAN where the addresses are: gratuitous ARP and unsolicited neighbour advertisements from the MAC
 * address of the interface that holds each (RFC 9568, 6.4.1; RFC 4861, 7.2.6), no faster than the
 * configuration allows. Refuses to know when that is due, and to send where there is no MAC address.
 */
import { type Family, familyOf, type Mac } from '../../base/address.ts'
import { type Micros, micros } from '../../base/time.ts'
import type { Failure } from '../../io/failure.ts'
import type { FrameSender } from '../../io/frames.ts'
import type { GarpGroup } from '../../track/settings.ts'
import type { VrrpEvent } from '../../vrrp/events.ts'
import { due, forget, openPace, type Pace, type Request, request, wakeAt } from '../../vrrp/pace.ts'
import type { Placed } from '../../vrrp/router.ts'
import { virtualLinksOf } from '../../vrrp/virtual-links.ts'
import { gratuitous, probe } from '../../wire/arp.ts'
import { neighbourProbe, unsolicitedAdvertisement } from '../../wire/neighbour.ts'
import type { VrrpWork } from '../vrrp-work.ts'
import { sliceMax } from '../work-queue.ts'
import type { Attachments } from './attachments.ts'

export interface AnnouncingOptions {
  readonly attachments: Pick<Attachments, 'get'>
  readonly frames: Pick<FrameSender, 'send'>
  now(): Micros
  /** When the next one may go; undefined: none waits. `due` is to be called then. */
  wake(at: Micros | undefined): void
  /** Whether the interface forwards IPv6: then its advertisements say that it is a router. */
  forwards(interfaceName: string): boolean
  /** Of what is sent; only when somebody wants to know. */
  tell(event: VrrpEvent): void
  onRefused(interfaceName: string, failure: Failure): void
}

export interface Announcing {
  configure(work: Pick<VrrpWork, 'vrrp' | 'pace' | 'detail'>): void
  /**
   * One packet for each address, at once or in its turn. `most`: the rounds of this announcement; an address
   * that waits is owed no more packets than that.
   */
  send(owner: string, placed: readonly Placed[], most: number): void
  /** Sends what has waited long enough. */
  due(): void
  /** What of this instance still waits is not sent. */
  forget(owner: string): void
  /**
   * At once, for the first `sliceMax` of each interface. One that cannot be sent warns of nothing.
   */
  probe(placed: readonly Placed[]): void
}

export function openAnnouncing(options: AnnouncingOptions): Announcing {
  let lanes: Lanes = {
    base: new Map(),
    intervals: { garpInterval: micros(0), gnaInterval: micros(0) },
    groups: [],
  }
  let pace: Pace<Placed> = openPace()
  let isTold = false
  const follow = (next: readonly [Pace<Placed>, readonly Placed[]]) => {
    pace = next[0]
    sendNow(next[1])
    options.wake(wakeAt(pace))
  }
  const sendNow = (placed: readonly Placed[]) => {
    if (placed.length === 0) return
    for (const [name, failure] of sendFrames(options, placed, announcement)) options.onRefused(name, failure)
    if (!isTold) return
    for (const { interface: name, address } of placed) {
      options.tell({ is: 'announced', interface: name, address: address.prefix.address })
    }
  }
  return {
    configure: ({ vrrp, pace: { groups, ...intervals }, detail }) => {
      const base = new Map(virtualLinksOf(vrrp).map((link) => [link.name, link.base]))
      lanes = { base, groups, intervals }
      isTold = detail
    },
    send: (owner, placed, most) => {
      const now: Placed[] = []
      const paced: Request<Placed>[] = []
      for (const item of placed) {
        const { lane, interval } = laneOf(lanes, item)
        const key = `${item.interface} ${item.address.prefix.address}`
        if (interval <= 0) now.push(item)
        else paced.push({ lane, interval, owner, key, item, most })
      }
      sendNow(now)
      if (paced.length > 0) follow(request(pace, paced, options.now()))
    },
    due: () => follow(due(pace, options.now())),
    forget: (owner) => {
      if (pace.lanes.size > 0) follow([forget(pace, owner), []])
    },
    probe: (placed) => {
      // Who looks for others with its address (RFC 4862) takes such a question for one, and gives it up.
      // And switches follow a question from a VMAC, though the master may be there and only unheard.
      const harmless = placed.filter(
        ({ address, interface: name }) => address.detectsDuplicates !== true && !lanes.base.has(name),
      )
      sendFrames(options, harmless, question)
    },
  }
}

/** What shares a rate. */
interface Lanes {
  /** What a VMAC stands on: its packets leave there. */
  readonly base: ReadonlyMap<string, string>
  readonly intervals: Omit<VrrpWork['pace'], 'groups'>
  readonly groups: readonly GarpGroup[]
}

const intervalOf = { ipv4: 'garpInterval', ipv6: 'gnaInterval' } as const satisfies Record<Family, string>

/** The interface, or the garp_group that has an interval for it. The kinds of packets do not share. */
function laneOf(
  { base, intervals, groups }: Lanes,
  placed: Placed,
): { readonly lane: string; readonly interval: Micros } {
  const family = familyOf(placed.address.prefix.address)
  const name = base.get(placed.interface) ?? placed.interface
  const which = intervalOf[family]
  const at = groups.findIndex(({ interfaces }) => interfaces.includes(name))
  const own = groups[at]?.[which]
  if (own !== undefined) return { lane: `${family} group ${at}`, interval: own }
  return { lane: `${family} interface ${name}`, interval: intervals[which] }
}

interface Framing {
  readonly mac: Mac
  readonly placed: Placed
  readonly router: boolean
}

function announcement({ mac, placed, router }: Framing): Uint8Array {
  const { address } = placed.address.prefix
  return familyOf(address) === 'ipv4'
    ? gratuitous(mac, address)
    : unsolicitedAdvertisement({ mac, address, router })
}

function question({ mac, placed }: Framing): Uint8Array {
  const { address } = placed.address.prefix
  return familyOf(address) === 'ipv4' ? probe(mac, address) : neighbourProbe({ mac, address })
}

/** One frame an address; returns the interfaces on which that failed. */
function sendFrames(
  options: AnnouncingOptions,
  placed: readonly Placed[],
  frame: (framing: Framing) => Uint8Array,
): ReadonlyMap<string, Failure> {
  const failures = new Map<string, Failure>()
  for (const [name, group] of byInterface(placed)) {
    const attachment = options.attachments.get(name)
    const mac = attachment?.mac
    if (attachment === undefined || mac === undefined) continue
    const isIpv6 = group.some(({ address }) => familyOf(address.prefix.address) === 'ipv6')
    const router = isIpv6 && options.forwards(name)
    const frames = group.slice(0, sliceMax).map((one) => frame({ mac, placed: one, router }))
    const failure = options.frames.send(attachment.index, frames)
    if (failure !== undefined) failures.set(name, failure)
  }
  return failures
}

function byInterface(placed: readonly Placed[]): ReadonlyMap<string, readonly Placed[]> {
  const groups = new Map<string, Placed[]>()
  for (const item of placed) {
    const group = groups.get(item.interface)
    if (group === undefined) groups.set(item.interface, [item])
    else group.push(item)
  }
  return groups
}
