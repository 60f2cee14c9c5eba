/** Sends the adverts of the instances. Refuses to retry: the next interval is the retry. */
import { familyOf } from '../../base/address.ts'
import { type Micros, minus, seconds } from '../../base/time.ts'
import type { SendEffect } from '../../vrrp/adverts.ts'
import type { VrrpEvent } from '../../vrrp/events.ts'
import type { Digests } from '../../vrrp/security.ts'
import { composePacket } from '../../wire/compose.ts'
import type { Attachments } from './attachments.ts'

/** A failure that lasts is told again after this. */
const toldAgainAfter = seconds(60)

/** It was told when it could not be opened; that the instance is silent is told here. */
const noSocket = { code: 'ENOTSOCK', text: 'there is no socket for this interface' }

type Problem = { readonly code: string; readonly text: string }

export interface Sending {
  send(effect: SendEffect): void
  /** The instance is gone: one of its name begins anew. */
  forget(instance: string): void
}

export function openSending(options: {
  readonly attachments: Pick<Attachments, 'sender'>
  readonly digests: Digests
  now(): Micros
  tell(event: VrrpEvent): void
}): Sending {
  /** IPv4 identification of the last advert of each instance: 1 first, 0 never, as keepalived has it. */
  const identifications = new Map<string, number>()
  const failures = new Map<string, { readonly code: string; readonly at: Micros }>()

  const note = (instance: string, failure: Problem | undefined) => {
    if (failure === undefined) {
      failures.delete(instance)
      return
    }
    const last = failures.get(instance)
    const at = options.now()
    if (last?.code === failure.code && minus(at, last.at) < toldAgainAfter) return
    failures.set(instance, { code: failure.code, at })
    options.tell({ is: 'send-failed', instance, code: failure.code, text: failure.text })
  }

  const send = (effect: SendEffect) => {
    const { instance, source, destinations } = effect
    const id = ((identifications.get(instance) ?? 0) % 0xffff) + 1
    identifications.set(instance, id)
    const sender = options.attachments.sender(effect.interface, familyOf(source))
    if (sender === undefined) return note(instance, noSocket)
    let failure: Problem | undefined
    // All copies of one advert share its identification and its sequence.
    for (const destination of destinations) {
      const ttl = effect.ttl ?? sender.hopLimit()
      const packet = composePacket(effect.advert, { ...effect, destination, id, ttl }, options.digests)
      failure = sender.send(packet, destination) ?? failure
    }
    note(instance, failure)
  }
  return {
    send,
    forget: (instance) => {
      identifications.delete(instance)
      failures.delete(instance)
    },
  }
}
