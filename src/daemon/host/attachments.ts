/**
 * The sockets of this worker, by interface: adverts in and out, and ears for those who
 * say that they have an address, by ARP and by neighbour advertisements. They follow the
 * interface: opened when it appears, opened anew when it is a new one of the same name, closed when it goes
 * or nobody needs it. The interface without a name stands for those unicast instances that have none.
 */
import type { Address, Family, Mac } from '../../base/address.ts'
import type { Result } from '../../base/result.ts'
import type { Micros } from '../../base/time.ts'
import {
  type AdvertReceiver,
  type AdvertSender,
  openAdvertReceiver,
  openAdvertSender,
  type Vrids,
} from '../../io/adverts.ts'
import type { Ipv6Ends } from '../../io/arrivals.ts'
import type { Failure } from '../../io/failure.ts'
import { type FrameListener, openArpListener, openNeighbourListener } from '../../io/frames.ts'
import type { Native } from '../../io/native.ts'

/** One socket that hears adverts. */
export interface Ear {
  readonly family: Family
  /** A group, or a source of ours; undefined: unicast to any address of ours. */
  readonly at: Address | undefined
  /** Behind an IP authentication header. */
  readonly authenticated: boolean
  readonly vrids: Vrids
  /** Of the queue, when the configuration asks for a size, given the MTU of the interface. */
  queueBytes(mtu: number): number | undefined
  /** A burst may wait a moment to be read together. */
  readonly mayWait: boolean
}

/** What the configuration needs of an interface: its ears, by a key that stays over reloads. */
export type Needs = ReadonlyMap<string, Ear>

export interface AttachmentListener {
  onPacket(name: string, bytes: Uint8Array, at: Micros, ends: Ipv6Ends | undefined): void
  onArp(name: string, frame: Uint8Array, at: Micros): void
  onNeighbour(name: string, frame: Uint8Array, at: Micros): void
  onOverrun(name: string, code: string): void
  onRefused(name: string, failure: Failure): void
}

export interface Attachment {
  /** 0: of no interface. */
  readonly index: number
  readonly mac: Mac | undefined
}

/** An interface as it is. */
export interface AttachedLink {
  readonly index: number
  readonly mac: Mac | undefined
  readonly mtu?: number | undefined
}

export interface Attachments {
  /** Opens, keeps or closes what the interface needs as it is now; undefined: it does not exist. */
  follow(name: string, link: AttachedLink | undefined): void
  /**
   * After a reload: other needs for some interfaces. What nobody needs any more can still send good-byes
   * until `closeUnneeded`. `ipv6`: the interfaces that may get virtual addresses of IPv6; only there their
   * neighbour advertisements are listened to, since every packet of IPv6 passes such an ear.
   */
  require(needs: ReadonlyMap<string, Needs>, ipv6: ReadonlySet<string>): void
  closeUnneeded(): void
  get(name: string): Attachment | undefined
  sender(name: string, family: Family): AdvertSender | undefined
  /**
   * Hands on what has arrived already. Before a deadline is judged: on a loaded machine the advert that
   * keeps a backup quiet may be in the kernel's queue while the alarm is handled first.
   */
  drain(): void
  close(): void
}

interface Open extends Attachment {
  readonly mtu: number
  readonly receivers: Map<string, AdvertReceiver>
  /** Undefined: it could not be opened, which is tried again when the interface changes. */
  readonly senders: Map<Family, AdvertSender | undefined>
  /** Ears for ARP and for neighbour advertisements. */
  readonly claims: Map<Family, FrameListener>
}

interface World {
  readonly native: Native
  readonly listener: AttachmentListener
}

/** The name that stands for no interface, which is always there. */
const nowhere = ''
const nowhereLink: AttachedLink = { index: 0, mac: undefined }
/** Ethernet's, where the kernel has not told another one. */
const usualMtu = 1500

export function openAttachments(native: Native, listener: AttachmentListener): Attachments {
  const world: World = { native, listener }
  const open = new Map<string, Open>()
  let needs: ReadonlyMap<string, Needs> = new Map()
  let ipv6: ReadonlySet<string> = new Set()
  const close = (name: string) => {
    const attachment = open.get(name)
    open.delete(name)
    if (attachment !== undefined) closeAll(attachment)
  }
  const follow = (name: string, found: AttachedLink | undefined) => {
    const link = name === nowhere ? nowhereLink : found
    if (open.get(name)?.index !== link?.index) close(name)
    const wanted = needs.get(name)
    if (link === undefined || wanted === undefined) return close(name)
    const kept = open.get(name)
    const attachment = kept === undefined ? attach(link) : refreshed(kept, link)
    open.set(name, attachment)
    // What could not be opened, for want of descriptors or memory, is tried again.
    for (const [family, sender] of attachment.senders) {
      if (sender === undefined) attachment.senders.delete(family)
    }
    hear(world, { name, attachment, wanted, hasIpv6: ipv6.has(name) })
  }

  return {
    follow,
    require: (wanted, holders) => {
      needs = wanted
      ipv6 = holders
      for (const [name, attachment] of open) {
        const ears = wanted.get(name)
        if (ears !== undefined) hear(world, { name, attachment, wanted: ears, hasIpv6: ipv6.has(name) })
      }
      if (wanted.has(nowhere)) follow(nowhere, nowhereLink)
    },
    closeUnneeded: () => {
      for (const [name, attachment] of open) {
        const ears = needs.get(name)
        if (ears === undefined) close(name)
        else closeSenders(attachment, ears)
      }
    },
    get: (name) => open.get(name),
    sender: (name, family) => {
      const attachment = open.get(name)
      return attachment && senderOf(world, { name, attachment, family })
    },
    drain: () => {
      for (const { receivers } of open.values()) for (const receiver of receivers.values()) receiver.drain()
    },
    close: () => {
      for (const name of [...open.keys()]) close(name)
    },
  }
}

function attach(link: AttachedLink): Open {
  return {
    index: link.index,
    mac: link.mac,
    mtu: link.mtu ?? usualMtu,
    claims: new Map(),
    receivers: new Map(),
    senders: new Map(),
  }
}

function refreshed(kept: Open, link: AttachedLink): Open {
  return { ...kept, mac: link.mac, mtu: link.mtu ?? kept.mtu }
}

/** What could not be opened is tried again when the interface changes. */
function hearClaims({ native, listener }: World, { name, attachment, hasIpv6 }: Wanted): void {
  const { index, claims } = attachment
  if (name === nowhere) return
  const keep = (family: Family, opened: Result<FrameListener, Failure>) => {
    const ear = taken(listener, name, opened)
    if (ear !== undefined) claims.set(family, ear)
  }
  if (!claims.has('ipv4')) {
    const onFrame = (frame: Uint8Array, at: Micros) => listener.onArp(name, frame, at)
    keep('ipv4', openArpListener(native, { index, onFrame }))
  }
  if (hasIpv6 && !claims.has('ipv6')) {
    const onFrame = (frame: Uint8Array, at: Micros) => listener.onNeighbour(name, frame, at)
    keep('ipv6', openNeighbourListener(native, { index, onFrame }))
  }
  if (hasIpv6) return
  claims.get('ipv6')?.close()
  claims.delete('ipv6')
}

function senderOf(
  { native, listener }: World,
  its: { readonly name: string; readonly attachment: Open; readonly family: Family },
): AdvertSender | undefined {
  const { name, attachment, family } = its
  if (attachment.senders.has(family)) return attachment.senders.get(family)
  const settings = { interface: name, index: attachment.index, family }
  const opened = taken(listener, name, openAdvertSender(native, settings))
  attachment.senders.set(family, opened)
  return opened
}

interface Wanted {
  readonly name: string
  readonly attachment: Open
  readonly wanted: Needs
  readonly hasIpv6: boolean
}

/** One receiver for each ear, listening to the ids that are needed now. */
function hear(world: World, its: Wanted): void {
  const { native, listener } = world
  hearClaims(world, its)
  const { name, attachment, wanted } = its
  const { index, receivers, mtu } = attachment
  for (const { family } of wanted.values()) senderOf(world, { name, attachment, family })
  for (const [key, receiver] of receivers) {
    if (wanted.has(key)) continue
    receiver.close()
    receivers.delete(key)
  }
  for (const [key, ear] of wanted) {
    const queueBytes = ear.queueBytes(mtu)
    const present = receivers.get(key)
    if (present !== undefined) {
      present.setVrids(ear.vrids)
      present.setQueue(queueBytes)
      present.setMayWait(ear.mayWait)
      continue
    }
    const opened = openAdvertReceiver(native, {
      ...{ interface: name, index, queueBytes, mayWait: ear.mayWait },
      ...{ family: ear.family, at: ear.at, authenticated: ear.authenticated, vrids: ear.vrids },
      onPacket: (bytes, at, ends) => listener.onPacket(name, bytes, at, ends),
      onOverrun: (code) => listener.onOverrun(name, code),
    })
    const receiver = taken(listener, name, opened)
    if (receiver !== undefined) receivers.set(key, receiver)
  }
}

function taken<T>(listener: AttachmentListener, name: string, opened: Result<T, Failure>): T | undefined {
  if (opened.ok) return opened.value
  listener.onRefused(name, opened.error)
  return undefined
}

/** Those of families in which nobody hears any more. */
function closeSenders({ senders }: Open, wanted: Needs): void {
  const families = new Set([...wanted.values()].map(({ family }) => family))
  for (const [family, sender] of senders) {
    if (families.has(family)) continue
    sender?.close()
    senders.delete(family)
  }
}

function closeAll(attachment: Open): void {
  for (const receiver of attachment.receivers.values()) receiver.close()
  for (const sender of attachment.senders.values()) sender?.close()
  for (const ear of attachment.claims.values()) ear.close()
}
