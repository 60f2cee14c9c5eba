/**
 * What is left to say and to do should the VRRP worker die (farewell): made by the worker while it lives,
 * carried out by the parent without understanding it. So a crash of ours costs the peers a skew time, not
 * three intervals.
 */
import type { Address } from '../base/address.ts'
import type { Result } from '../base/result.ts'
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
import { advertTtl } from './sending.ts'

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
        packet: encodePacket(farewell.advert, { source, destination, id: 0xffff, ttl: advertTtl }),
        destination,
        removals: farewell.addresses.flatMap((item) => host.addresses.removal(item) ?? []),
      },
    ]
  })
}

export interface FarewellSent {
  readonly instance: string
  readonly addressesRemoved: number
  readonly failures: readonly string[]
}

/** In the parent: first every peer is told, then the addresses go. */
export function performFarewells(native: Native, all: readonly Farewell[]): readonly FarewellSent[] {
  const senders = new Map<number, Result<AdvertSender, Failure>>()
  const unsaid = all.map((farewell) => {
    const index = farewell.interfaceIndex
    const sender = senders.get(index) ?? openAdvertSender(native, { interface: farewell.interface, index })
    senders.set(index, sender)
    return sender.ok ? sender.value.send(farewell.packet, farewell.destination as Address) : sender.error
  })
  for (const sender of senders.values()) if (sender.ok) sender.value.close()
  const socket = openNetlink(native, 'route')
  const sent = all.map(({ instance, removals }, at) => {
    const failures = [unsaid[at]]
    if (!socket.ok) return { instance, addressesRemoved: 0, failures: told([...failures, socket.error]) }
    const answers = socket.value.exchange(removals)
    for (const answer of answers) {
      if (answer.is === 'refused' && answer.failure.code !== 'EADDRNOTAVAIL') failures.push(answer.failure)
    }
    const addressesRemoved = answers.filter(({ is }) => is === 'done').length
    return { instance, addressesRemoved, failures: told(failures) }
  })
  if (socket.ok) socket.value.close()
  return sent
}

function told(failures: readonly (Failure | undefined)[]): readonly string[] {
  return failures.flatMap((failure) => (failure === undefined ? [] : [`${failure.doing}: ${failure.text}`]))
}
