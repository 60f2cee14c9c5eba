/** Sends the adverts of the instances. Refuses to retry: the next interval is the retry. */
import { type Micros, minus, seconds } from '../base/time.ts'
import type { VrrpEvent } from '../vrrp/events.ts'
import type { RouterEffect } from '../vrrp/router.ts'
import { encodePacket } from '../wire/vrrp.ts'
import type { Attachments } from './attachments.ts'

type Send = Extract<RouterEffect, { do: 'send' }>

/** RFC 9568 section 5.1.1.3. */
export const advertTtl = 255
/** A failure that lasts is told again after this. */
const toldAgainAfter = seconds(60)

/** It was told when it could not be opened; that the instance is silent is told here. */
const noSocket = { code: 'ENOTSOCK', text: 'there is no socket for this interface' }

export function openSending(options: {
  readonly attachments: Pick<Attachments, 'get'>
  now(): Micros
  tell(event: VrrpEvent): void
}): (effect: Send) => void {
  /** IPv4 identification of the last advert of each instance: 1 first, 0 never, as keepalived has it. */
  const identifications = new Map<string, number>()
  const failures = new Map<string, { readonly code: string; readonly at: Micros }>()

  const note = (instance: string, failure: { readonly code: string; readonly text: string } | undefined) => {
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

  return ({ instance, interface: name, source, destination, advert }) => {
    const id = ((identifications.get(instance) ?? 0) % 0xffff) + 1
    identifications.set(instance, id)
    const packet = encodePacket(advert, { source, destination, id, ttl: advertTtl })
    const sender = options.attachments.get(name)?.sender
    note(instance, sender === undefined ? noSocket : sender.send(packet, destination))
  }
}
