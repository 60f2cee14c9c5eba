/**
 * What is left to say and to do should the VRRP worker die (farewell): made by the worker while it lives,
 * carried out by the parent without understanding it. So a crash of ours costs the peers a skew time, not
 * three intervals.
 */
import { type Address, type Family, familyOf } from '../base/address.ts'
import type { Result } from '../base/result.ts'
import { earliest, type Micros } from '../base/time.ts'
import { type AdvertSender, openAdvertSender } from '../io/adverts.ts'
import { digests } from '../io/digests.ts'
import type { Failure } from '../io/failure.ts'
import type { Native } from '../io/native.ts'
import { openNetlink } from '../io/netlink.ts'
import { addressType } from '../netlink/address.ts'
import { decodeMessages } from '../netlink/message.ts'
import { routeMessage } from '../netlink/route.ts'
import { ruleMessage } from '../netlink/rule.ts'
import { farewellAgesAfter, type SendEffect } from '../vrrp/adverts.ts'
import type { Holdings } from '../vrrp/placement.ts'
import type { Router } from '../vrrp/router.ts'
import { farewells } from '../vrrp/router.ts'
import { composePacket } from '../wire/compose.ts'
import type { Attachments } from './host/attachments.ts'
import type { Farewell } from './messages.ts'

/** In the worker: one for each instance that holds addresses now. */
export function composeFarewells(
  router: Router,
  host: {
    /** Of the keeper of addresses, routes and rules. */
    removalsOf(holdings: Holdings): readonly Uint8Array[]
    readonly attachments: Attachments
  },
): readonly Farewell[] {
  return farewells(router).flatMap((farewell) => {
    const { instance, goodbye } = farewell
    const attachment = host.attachments.get(goodbye.interface)
    if (attachment === undefined) return []
    return [
      {
        instance,
        interfaceIndex: attachment.index,
        interface: goodbye.interface,
        packets: packetsOf(goodbye, host),
        removals: host.removalsOf(farewell.holdings),
      },
    ]
  })
}

/** How long the good-byes of a router stay good; undefined: for ever. */
export function farewellLife({ settings }: Pick<Router, 'settings'>): Micros | undefined {
  return earliest(...settings.instances.map(farewellAgesAfter))
}

/** One for each destination. They have an identification that no advert has had for long. */
function packetsOf(goodbye: SendEffect, { attachments }: { readonly attachments: Attachments }) {
  const { advert, source, destinations } = goodbye
  const ttl = goodbye.ttl ?? attachments.sender(goodbye.interface, familyOf(source))?.hopLimit() ?? usualHops
  return destinations.map((destination) => ({
    bytes: composePacket(advert, { ...goodbye, destination, id: 0xffff, ttl }, digests),
    destination,
  }))
}

/** Of the kernel, where it does not say. */
const usualHops = 64

/** What the kernel says of an address, a route and a rule that are not there. */
const absentCodes = ['EADDRNOTAVAIL', 'ESRCH', 'ENOENT']

export interface FarewellSent {
  readonly instance: string
  readonly addressesRemoved: number
  readonly routesRemoved: number
  readonly rulesRemoved: number
  readonly failures: readonly string[]
}

/** In the parent: first every peer is told, then the addresses go. */
export function performFarewells(native: Native, all: readonly Farewell[]): readonly FarewellSent[] {
  const senders = new Map<string, Result<AdvertSender, Failure>>()
  const senderFor = ({ interface: name, interfaceIndex: index }: Farewell, family: Family) => {
    const key = `${index} ${name} ${family}`
    const sender = senders.get(key) ?? openAdvertSender(native, { interface: name, index, family })
    senders.set(key, sender)
    return sender
  }
  const unsaid = all.map((farewell) =>
    farewell.packets.map(({ bytes, destination }) => {
      const address = destination as Address
      const sender = senderFor(farewell, familyOf(address))
      return sender.ok ? sender.value.send(bytes, address) : sender.error
    }),
  )
  for (const sender of senders.values()) if (sender.ok) sender.value.close()
  const socket = openNetlink(native, 'route')
  const sent = all.map(({ instance, removals }, at) => {
    const failures = [...(unsaid[at] ?? [])]
    if (!socket.ok) return { instance, ...removedOf([]), failures: told([...failures, socket.error]) }
    const answers = socket.value.exchange(removals)
    for (const answer of answers) {
      if (answer.is === 'refused' && !absentCodes.includes(answer.failure.code)) failures.push(answer.failure)
    }
    const done = removals.filter((_, index) => answers[index]?.is === 'done')
    return { instance, ...removedOf(done), failures: told(failures) }
  })
  if (socket.ok) socket.value.close()
  return sent
}

/** What these requests have taken away, by their type. */
export function removedOf(requests: readonly Uint8Array[]) {
  const types = requests.flatMap((request) => decodeMessages(request).map(({ type }) => type))
  const count = (wanted: number) => types.filter((type) => type === wanted).length
  return {
    addressesRemoved: count(addressType.delAddress),
    routesRemoved: count(routeMessage.delRoute),
    rulesRemoved: count(ruleMessage.delRule),
  }
}

function told(failures: readonly (Failure | undefined)[]): readonly string[] {
  return failures.flatMap((failure) => (failure === undefined ? [] : [`${failure.doing}: ${failure.text}`]))
}
