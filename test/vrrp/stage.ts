/**
 * A stage for virtual routers: tests tell what happens at which second and read what the router does, one
 * line for each effect, as a person would write it down. Refuses to hide an effect.
 */
import { type Address, address, type Mac, parseMac } from '../../src/base/address.ts'
import { type Micros, micros, seconds } from '../../src/base/time.ts'
import type { Counters, VrrpEvent } from '../../src/vrrp/events.ts'
import { plainOptions } from '../../src/vrrp/instance-options.ts'
import type { Holdings } from '../../src/vrrp/placement.ts'
import { routeLine } from '../../src/vrrp/route-line.ts'
import {
  advance,
  countersOf,
  openRouter,
  type Placed,
  type Router,
  type RouterEffect,
  type RouterEvent,
  wakeAt,
} from '../../src/vrrp/router.ts'
import { ruleLine } from '../../src/vrrp/rule-line.ts'
import {
  type InstanceSettings,
  noTrackers,
  plainVrrp,
  type VirtualAddress,
  type VrrpSettings,
} from '../../src/vrrp/settings.ts'
import type { ReceivedPacket } from '../../src/wire/vrrp.ts'

export const us = address('10.0.0.5')
export const lowerPeer = address('10.0.0.2')
export const higherPeer = address('10.0.0.9')

export function virtual(text: string, more: Partial<VirtualAddress> = {}): VirtualAddress {
  return {
    prefix: { address: address(text), length: 24 },
    interface: undefined,
    broadcast: undefined,
    label: undefined,
    scope: 0,
    ...more,
  }
}

/** V on eth0: version 2, VRID 51, priority 100, 1 s, 10.0.0.100. */
export function instance(more: Partial<InstanceSettings> = {}): InstanceSettings {
  return {
    ...plainOptions,
    name: 'V',
    interface: 'eth0',
    vrid: 51,
    version: 2,
    family: 'ipv4',
    initial: 'backup',
    priority: 100,
    advertInterval: seconds(1),
    preempt: true,
    downTimerAdverts: 3,
    source: undefined,
    destination: address('224.0.0.18'),
    authentication: { is: 'none' },
    addresses: [virtual('10.0.0.100')],
    announce: {
      repeat: 5,
      delay: seconds(5),
      lowerPriorityRepeat: 3,
      lowerPriorityDelay: seconds(2),
    },
    excluded: [],
    routes: [],
    rules: [],
    ...noTrackers,
    ...more,
  }
}

export function settings(
  instances: readonly InstanceSettings[],
  more: Partial<VrrpSettings> = {},
): VrrpSettings {
  return { ...plainVrrp, instances, ...more }
}

/** An advert as a correct peer of `instance()` sends it; lengths follow from the fields unless given. */
export function packet(more: Partial<ReceivedPacket> = {}): ReceivedPacket {
  const addresses = more.addresses ?? [address('10.0.0.100')]
  const count = more.count ?? addresses.length
  const version = more.version ?? 2
  const ipHeaderLength = more.ipHeaderLength ?? 20
  const length = more.length ?? ipHeaderLength + 8 + 4 * addresses.length + (version === 2 ? 8 : 0)
  return {
    family: 'ipv4',
    source: higherPeer,
    destination: address('224.0.0.18'),
    ttl: 255,
    ipHeaderLength,
    ipTotalLength: length,
    version,
    type: 1,
    vrid: 51,
    priority: 150,
    authType: 0,
    authData: new Uint8Array(8),
    intervalSeconds: 1,
    intervalCentis: 100,
    checksum: { plain: version === 2, pseudo: version === 3 },
    ...more,
    addresses,
    count,
    length,
  }
}

export const someMac = macOf('02:00:00:00:00:09')

function macOf(text: string): Mac {
  const parsed = parseMac(text)
  if (!parsed.ok) throw new Error(text)
  return parsed.value
}

type Untimed<E> = E extends unknown ? Omit<E, 'at'> : never
/** The start may leave out how long the host has been up: a day. */
export type Happening =
  | Exclude<Untimed<RouterEvent>, { readonly is: 'start' }>
  | { readonly is: 'start'; readonly sinceBoot?: Micros }

const aDay = seconds(86_400)

/** The happening at its moment. */
export function timed(happening: Happening, at: Micros): RouterEvent {
  return happening.is === 'start' ? { sinceBoot: aDay, ...happening, at } : { ...happening, at }
}

export interface Stage {
  readonly router: Router
  /** Every line so far, each with its moment in seconds. */
  readonly lines: string[]
  /** Lets deadlines pass up to and including the second, then tells the event. Gives the new lines. */
  readonly at: (second: number, ...events: readonly Happening[]) => string[]
  /** Tells the events without having told of deadlines before: a process that was not scheduled. */
  readonly late: (second: number, ...events: readonly Happening[]) => string[]
  /** Lets deadlines pass up to and including the second. Gives the new lines. */
  readonly until: (second: number) => string[]
  /** Adverts heard on eth0. */
  readonly hears: (second: number, more?: Partial<ReceivedPacket>) => string[]
}

/** A router whose eth0 and eth1 are up with `us`, not started yet. */
export function stage(all: VrrpSettings): Stage {
  const router = openRouter(all)
  const lines: string[] = []
  const tellNow = (event: RouterEvent): string[] => {
    const told = advance(router, event).map((effect) => `${event.at / 1_000_000} ${lineOf(effect)}`)
    lines.push(...told)
    return told
  }
  const until = (second: number): string[] => {
    const told: string[] = []
    for (let left = 100_000; left > 0; left--) {
      const next = wakeAt(router)
      if (next === undefined || next > seconds(second)) return told
      told.push(...tellNow({ is: 'due', at: next }))
    }
    throw new Error('too many wake-ups')
  }
  for (const name of ['eth0', 'eth1']) tellNow(timed(up(name), micros(0)))
  const late = (second: number, ...events: readonly Happening[]) =>
    events.flatMap((event) => tellNow(timed(event, seconds(second))))
  const at = (second: number, ...events: readonly Happening[]) => [
    ...until(second),
    ...late(second, ...events),
  ]
  const hears = (second: number, more: Partial<ReceivedPacket> = {}) =>
    at(second, { is: 'packet', interface: 'eth0', packet: packet(more) })
  return { router, lines, at, late, until, hears }
}

/** A stage whose router has started at 0. */
export function started(all: VrrpSettings): Stage {
  const open = stage(all)
  open.at(0, { is: 'start' })
  return open
}

/** A stage with one instance that is master: it heard nobody. */
export function mastering(more: Partial<InstanceSettings> = {}, rest: Partial<VrrpSettings> = {}): Stage {
  const open = started(settings([instance(more)], rest))
  open.until(4)
  return open
}

export function up(name: string, own: Address = us): Happening {
  return { is: 'link', interface: name, link: { up: true, address: own, address6: undefined } }
}

export function addressless(name: string): Happening {
  return { is: 'link', interface: name, link: { up: true, address: undefined, address6: undefined } }
}

export function down(name: string): Happening {
  return { is: 'link', interface: name, link: { up: false, address: us, address6: undefined } }
}

/** The counters of an instance. */
export function counted(open: Stage, name = 'V'): Counters {
  const counters = countersOf(open.router)[name]
  if (counters === undefined) throw new Error(`no instance ${name}`)
  return counters
}

/** When the router first did it, in seconds. */
export function momentOf(lines: readonly string[], what: string): number | undefined {
  const line = lines.find((one) => one.slice(one.indexOf(' ') + 1).startsWith(what))
  return line === undefined ? undefined : Number(line.slice(0, line.indexOf(' ')))
}

/** Lines without their moments. */
export function bare(lines: readonly string[]): string[] {
  return lines.map((line) => line.slice(line.indexOf(' ') + 1))
}

export function second(at: Micros): number {
  return at / 1_000_000
}

export function lineOf(effect: RouterEffect): string {
  switch (effect.do) {
    case 'send':
      return `${effect.instance} sends ${effect.advert.priority}`
    case 'claim':
    case 'release': {
      const kept = effect.do === 'release' && effect.kept ? ` (not ${list(effect.kept)})` : ''
      const hidden = effect.hidden ? ' (hidden)' : ''
      return `${effect.instance} ${effect.do}s ${held(effect.holdings)}${hidden}${kept}`
    }
    case 'probe':
      return `${effect.instance} probes ${list(effect.addresses)}`
    case 'announce': {
      const why = plainly.includes(effect.because) ? '' : ` (${effect.because})`
      return `${effect.instance} announces ${list(effect.addresses)} x${effect.rounds}${why}`
    }
    case 'notify':
      return `notify ${effect.of} ${effect.name} ${effect.state} ${effect.priority}`
    case 'notify-priority':
      return `notify-priority ${effect.name} ${effect.state} ${effect.priority}`
    case 'tell':
      return eventLine(effect.event)
    case 'stopped':
      return 'stopped'
  }
}

const plainly = ['master', 'contested', 'reload']

function held({ addresses, routes, rules }: Holdings): string {
  const lines = [...routes.map(routeLine), ...rules.map((rule) => `rule ${ruleLine(rule)}`)]
  return [list(addresses), ...lines].join('; ')
}

function list(placed: readonly Placed[]): string {
  return placed.map(({ address }) => address.prefix.address).join(',')
}

function eventLine(event: VrrpEvent): string {
  const { is, ...others } = event
  const fields = Object.entries(others)
    .sort(([a], [b]) => Number(b === 'instance') - Number(a === 'instance'))
    .map(([, value]) => value)
  const words = fields.map((value) => (typeof value === 'object' ? JSON.stringify(value) : value))
  return [is, ...words].join(' ')
}
