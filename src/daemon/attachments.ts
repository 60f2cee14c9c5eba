/**
 * The sockets of this worker, by interface: adverts in and out, and an ear for ARP. They follow the
 * interface: opened when it appears, opened anew when it is a new one of the same name, closed when it goes
 * or nobody needs it. The interface without a name stands for those unicast instances that have none.
 */
import type { Address, Family, Mac } from '../base/address.ts'
import type { Result } from '../base/result.ts'
import type { Micros } from '../base/time.ts'
import {
  type AdvertReceiver,
  type AdvertSender,
  openAdvertReceiver,
  openAdvertSender,
  type Vrids,
} from '../io/adverts.ts'
import type { Ipv6Ends } from '../io/arrivals.ts'
import type { Failure } from '../io/failure.ts'
import { type ArpListener, openArpListener } from '../io/frames.ts'
import type { Native } from '../io/native.ts'

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
   * until `closeUnneeded`.
   */
  require(needs: ReadonlyMap<string, Needs>): void
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
  readonly arp: ArpListener | undefined
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
    const attachment = kept === undefined ? attach(world, name, link) : refreshed(world, name, { kept, link })
    open.set(name, attachment)
    // What could not be opened, for want of descriptors or memory, is tried again.
    for (const [family, sender] of attachment.senders) {
      if (sender === undefined) attachment.senders.delete(family)
    }
    hear(world, { name, attachment, wanted })
  }

  return {
    follow,
    require: (wanted) => {
      needs = wanted
      for (const [name, attachment] of open) {
        const ears = wanted.get(name)
        if (ears !== undefined) hear(world, { name, attachment, wanted: ears })
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

function attach(world: World, name: string, link: AttachedLink): Open {
  return {
    index: link.index,
    mac: link.mac,
    mtu: link.mtu ?? usualMtu,
    arp: listenToArp(world, name, link),
    receivers: new Map(),
    senders: new Map(),
  }
}

function refreshed(world: World, name: string, { kept, link }: { kept: Open; link: AttachedLink }): Open {
  const arp = kept.arp ?? listenToArp(world, name, link)
  return { ...kept, mac: link.mac, mtu: link.mtu ?? kept.mtu, arp }
}

function listenToArp({ native, listener }: World, name: string, { index }: AttachedLink) {
  if (name === nowhere) return undefined
  const onFrame = (frame: Uint8Array, at: Micros) => listener.onArp(name, frame, at)
  return taken(listener, name, openArpListener(native, { index, onFrame }))
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

/** One receiver for each ear, listening to the ids that are needed now. */
function hear(
  world: World,
  its: { readonly name: string; readonly attachment: Open; readonly wanted: Needs },
): void {
  const { native, listener } = world
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
  attachment.arp?.close()
}
