/**
 * What is left to say and to do should the VRRP worker die (farewell): made by the worker while it lives, carried out
 * by the parent without understanding it. So a crash of ours costs the peers a skew time, not three intervals.
 */
import type { Address } from '../base/address.ts'
import { type AdvertSender, openAdvertSender } from '../io/adverts.ts'
import type { Failure } from '../io/failure.ts'
import type { Native } from '../io/native.ts'
import { openNetlink } from '../io/netlink.ts'
import type { Router } from '../vrrp/router.ts'
import { farewells } from '../vrrp/router.ts'
import { encodePacket } from '../wire/vrrp.ts'
import type { Addresses } from './addresses.ts'
import type { Attachments } from './attachments.ts'
import type { Farewell } from './messages.ts'

/** In the worker: one for each instance that holds addresses now. */
export function composeFarewells(
  router: Router,
  host: { readonly addresses: Addresses; readonly attachments: Attachments },
): readonly Farewell[] {
  return farewells(router).flatMap((farewell) => {
    const attachment = host.attachments.get(farewell.interface)
    if (attachment === undefined) return []
    const { instance, source, destination } = farewell
    return [
      {
        instance,
        interfaceIndex: attachment.index,
        interface: farewell.interface,
        packet: encodePacket(farewell.advert, { source, destination, id: 0xffff, ttl: 255 }),
        destination,
        removals: farewell.addresses.flatMap((item) => host.addresses.removal(item) ?? []),
      },
    ]
  })
}

/** In the parent: first every peer is told, then the addresses go. Returns what failed. */
export function performFarewells(native: Native, all: readonly Farewell[]): readonly Failure[] {
  const failures: Failure[] = []
  const senders = new Map<number, AdvertSender>()
  for (const farewell of all) {
    const sender = senders.get(farewell.interfaceIndex) ?? open(native, farewell, failures)
    if (sender === undefined) continue
    senders.set(farewell.interfaceIndex, sender)
    const failure = sender.send(farewell.packet, farewell.destination as Address)
    if (failure !== undefined) failures.push(failure)
  }
  for (const sender of senders.values()) sender.close()
  const socket = openNetlink(native, 'route')
  if (!socket.ok) return [...failures, socket.error]
  const answers = socket.value.exchange(all.flatMap((farewell) => farewell.removals))
  socket.value.close()
  for (const answer of answers) {
    if (answer.is === 'refused' && answer.failure.code !== 'EADDRNOTAVAIL') failures.push(answer.failure)
  }
  return failures
}

function open(native: Native, farewell: Farewell, failures: Failure[]): AdvertSender | undefined {
  const opened = openAdvertSender(native, { interface: farewell.interface, index: farewell.interfaceIndex })
  if (opened.ok) return opened.value
  failures.push(opened.error)
  return undefined
}
