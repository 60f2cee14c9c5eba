/**
 * The sockets of this worker, by interface: adverts in and out, and an ear for ARP. They follow the
 * interface: opened when it appears, opened anew when it is a new one of the same name, closed when it goes
 * or nobody needs it.
 */
import type { Address, Mac } from '../base/address.ts'
import type { Result } from '../base/result.ts'
import type { Micros } from '../base/time.ts'
import {
  type AdvertReceiver,
  type AdvertSender,
  openAdvertReceiver,
  openAdvertSender,
} from '../io/adverts.ts'
import type { Failure } from '../io/failure.ts'
import { type ArpListener, openArpListener } from '../io/frames.ts'
import type { Native } from '../io/native.ts'

/** What the configuration needs of an interface: for each multicast group its virtual router ids. */
export type Needs = ReadonlyMap<Address, readonly number[]>

export interface AttachmentListener {
  onPacket(name: string, bytes: Uint8Array, at: Micros): void
  onArp(name: string, frame: Uint8Array, at: Micros): void
  onOverrun(name: string, code: string): void
  onRefused(name: string, failure: Failure): void
}

export interface Attachment {
  readonly index: number
  readonly mac: Mac | undefined
  readonly sender: AdvertSender | undefined
}

export interface Attachments {
  /** Opens, keeps or closes what the interface needs as it is now; undefined: it does not exist. */
  follow(name: string, link: { readonly index: number; readonly mac: Mac | undefined } | undefined): void
  /** After a reload: other needs for some interfaces. */
  require(needs: ReadonlyMap<string, Needs>): void
  get(name: string): Attachment | undefined
  /**
   * Hands on what has arrived already. Before a deadline is judged: on a loaded machine the advert that
   * keeps a backup quiet may be in the kernel's queue while the alarm is handled first.
   */
  drain(): void
  close(): void
}

interface Open extends Attachment {
  readonly receivers: Map<Address, AdvertReceiver>
  readonly arp: ArpListener | undefined
}

export function openAttachments(native: Native, listener: AttachmentListener): Attachments {
  const open = new Map<string, Open>()
  let needs: ReadonlyMap<string, Needs> = new Map()
  const close = (name: string) => {
    const attachment = open.get(name)
    open.delete(name)
    if (attachment !== undefined) closeAll(attachment)
  }
  const receive = (name: string, attachment: Open) =>
    followNeeds({ native, listener, name, attachment }, needs.get(name) ?? new Map())

  return {
    follow: (name, link) => {
      if (open.get(name)?.index !== link?.index) close(name)
      // What could not be opened, for want of descriptors or memory, is tried again.
      if (open.get(name)?.sender === undefined) close(name)
      if (link === undefined || !needs.has(name)) return close(name)
      const kept = open.get(name)
      const attachment =
        kept === undefined ? attach(native, listener, { name, ...link }) : { ...kept, mac: link.mac }
      open.set(name, attachment)
      receive(name, attachment)
    },
    require: (wanted) => {
      needs = wanted
      for (const [name, attachment] of open) {
        if (wanted.has(name)) receive(name, attachment)
        else close(name)
      }
    },
    get: (name) => open.get(name),
    drain: () => {
      for (const { receivers } of open.values()) for (const receiver of receivers.values()) receiver.drain()
    },
    close: () => {
      for (const name of [...open.keys()]) close(name)
    },
  }
}

function attach(
  native: Native,
  listener: AttachmentListener,
  link: { readonly name: string; readonly index: number; readonly mac: Mac | undefined },
): Open {
  const { name, index, mac } = link
  const onFrame = (frame: Uint8Array, at: Micros) => listener.onArp(name, frame, at)
  return {
    index,
    mac,
    sender: taken(listener, name, openAdvertSender(native, { interface: name, index })),
    arp: taken(listener, name, openArpListener(native, { index, onFrame })),
    receivers: new Map(),
  }
}

/** One receiver for each multicast group, listening to the ids that are needed now. */
function followNeeds(
  on: {
    readonly native: Native
    readonly listener: AttachmentListener
    readonly name: string
    readonly attachment: Open
  },
  needs: Needs,
): void {
  const { native, listener, name } = on
  const { index, receivers } = on.attachment
  for (const [group, receiver] of receivers) {
    if (needs.has(group)) continue
    receiver.close()
    receivers.delete(group)
  }
  for (const [group, vrids] of needs) {
    const present = receivers.get(group)
    if (present !== undefined) {
      present.setVrids(vrids)
      continue
    }
    const opened = openAdvertReceiver(native, {
      interface: name,
      index,
      group,
      vrids,
      onPacket: (bytes, at) => listener.onPacket(name, bytes, at),
      onOverrun: (code) => listener.onOverrun(name, code),
    })
    const receiver = taken(listener, name, opened)
    if (receiver !== undefined) receivers.set(group, receiver)
  }
}

function taken<T>(listener: AttachmentListener, name: string, opened: Result<T, Failure>): T | undefined {
  if (opened.ok) return opened.value
  listener.onRefused(name, opened.error)
  return undefined
}

function closeAll(attachment: Open): void {
  for (const receiver of attachment.receivers.values()) receiver.close()
  attachment.sender?.close()
  attachment.arp?.close()
}
