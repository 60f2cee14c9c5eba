/**
 * The effects of an instance, built from its facts, so that every cell says the same thing in the same way.
 * Refuses to decide when.
 */
import { bug } from '../base/bug.ts'
import type { Micros } from '../base/time.ts'
import type { Advert } from '../wire/vrrp.ts'
import type { StateName, VrrpEvent } from './events.ts'
import type { Placed, RouterEffect } from './router.ts'
import { type InstanceSettings, interfaceOf } from './settings.ts'
import type { Facts } from './state.ts'

/** The advert of an instance with the given priority; the length of the interval is that of the settings. */
export function advertOf(settings: InstanceSettings, priority: number): Advert {
  const addresses = settings.addresses.map((line) => line.prefix.address)
  if (settings.version === 3) {
    return {
      version: 3,
      vrid: settings.vrid,
      priority,
      intervalCentis: centiseconds(settings.advertInterval),
      addresses,
    }
  }
  return {
    version: 2,
    vrid: settings.vrid,
    priority,
    authType: authTypeOf(settings),
    authData: authDataOf(settings),
    intervalSeconds: wholeSeconds(settings.advertInterval),
    addresses,
  }
}

/** RFC 2338, 5.3.6. */
export function authTypeOf({ authentication }: InstanceSettings): 0 | 1 {
  if (authentication.is === 'ah') return bug('an instance with AH was not left out by settings/not-yet')
  return authentication.is === 'pass' ? 1 : 0
}

/** The 8 bytes of the authentication field: the password padded with zeros, RFC 2338 section 5.3.10. */
export function authDataOf(settings: InstanceSettings): Uint8Array {
  const data = new Uint8Array(8)
  if (settings.authentication.is === 'pass') data.set(utf8(settings.authentication.password).slice(0, 8))
  return data
}

export function wholeSeconds(interval: Micros): number {
  return Math.round(interval / 1_000_000)
}

export function centiseconds(interval: Micros): number {
  return Math.round(interval / 10_000)
}

/** Sends nothing where nothing can leave: quirks, downLinkNotSentTo. */
export function send(facts: Facts, priority: number): RouterEffect[] {
  if (facts.source === undefined || !facts.linkUp) return []
  return [
    {
      do: 'send',
      instance: facts.settings.name,
      interface: interfaceOf(facts.settings),
      source: facts.source,
      destination: facts.settings.destination,
      advert: advertOf(facts.settings, priority),
    },
  ]
}

/**
 * Priority 0: RFC 9568 section 6.4.3, Shutdown. Told once however often it is sent, which is what is counted.
 */
export function sayGoodbye(facts: Facts, copies: 1 | 2): RouterEffect[] {
  const once = send(facts, 0)
  if (once.length === 0) return []
  return [
    ...once,
    ...(copies === 2 ? once : []),
    tell({ is: 'priority-zero-sent', instance: facts.settings.name }),
  ]
}

/** All addresses and where they belong, in the order of the configuration, excluded ones last. */
export function placedOf(settings: InstanceSettings): readonly Placed[] {
  return [...settings.addresses, ...settings.excluded].map((address) => ({
    interface: address.interface ?? interfaceOf(settings),
    address,
  }))
}

export function claim(facts: Facts): RouterEffect {
  return { do: 'claim', instance: facts.settings.name, addresses: placedOf(facts.settings) }
}

export function release(facts: Facts): RouterEffect {
  return { do: 'release', instance: facts.settings.name, addresses: placedOf(facts.settings) }
}

export function announce(facts: Facts, rounds: number): RouterEffect[] {
  if (rounds === 0) return []
  return [{ do: 'announce', instance: facts.settings.name, addresses: placedOf(facts.settings), rounds }]
}

export function probe(facts: Facts): RouterEffect {
  return { do: 'probe', instance: facts.settings.name, addresses: placedOf(facts.settings) }
}

export function tell(event: VrrpEvent): RouterEffect {
  return { do: 'tell', event }
}

export function entered(facts: Facts, state: 'MASTER' | 'BACKUP' | 'FAULT', starting = false): RouterEffect {
  return tell({ is: 'entered', instance: facts.settings.name, state, starting, faults: facts.faults })
}

export function notify(facts: Facts, state: StateName): RouterEffect {
  return { do: 'notify', of: 'instance', name: facts.settings.name, state, priority: facts.priority }
}

export function handedOver(facts: Facts, because: 'claimed' | 'heard' | 'time' | 'fast'): RouterEffect {
  return tell({ is: 'handed-over', instance: facts.settings.name, because })
}

/** Text to bytes without the host's encoder, which a pure room does not have. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), continuation(code))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), continuation(code >> 6), continuation(code))
    else
      bytes.push(0xf0 | (code >> 18), continuation(code >> 12), continuation(code >> 6), continuation(code))
  }
  return Uint8Array.from(bytes)
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f)
}
