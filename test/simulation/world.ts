/**
 * Nodes on a lossy LAN, driving the router that the daemon drives. Time is a number that jumps from event to
 * event; chance comes from the seed. The wire is real: adverts are encoded and decoded. Refuses to judge:
 * watch.ts does.
 */
import { createHash, type Hash } from 'node:crypto'
import type { Address } from '../../src/base/address.ts'
import { type Micros, micros } from '../../src/base/time.ts'
import {
  advance,
  farewells,
  openRouter,
  type Router,
  type RouterEffect,
  wakeAt,
} from '../../src/vrrp/router.ts'
import type { VrrpSettings } from '../../src/vrrp/settings.ts'
import { decodePacket, encodePacket } from '../../src/wire/vrrp.ts'
import { type Happening, lineOf, someMac, timed } from '../vrrp/stage.ts'
import { openRandom, type Random } from './random.ts'
import { openSchedule, type Schedule } from './schedule.ts'
import { openWatch, type Watch } from './watch.ts'

/** What the LAN may do; times in microseconds. */
export interface Conditions {
  readonly lossProbability: number
  /** Adverts lost in a row from one node to another, at most. */
  readonly lostInARowMax: number
  readonly delayLeast: number
  readonly delayMost: number
  readonly duplicateProbability: number
}

export interface Node {
  readonly name: string
  readonly address: Address
  settings: VrrpSettings
  router: Router | undefined
  /** As its log says; DOWN: not running; STOPPING: told to stop. */
  state: 'DOWN' | 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT' | 'STOPPING'
  frozen: boolean
  linkUp: boolean
  /** What its wall clock is wrong by, in microseconds. */
  wallOffset: number
  /** Heard while frozen. */
  readonly inbox: Happening[]
  /** Addresses on its interfaces. */
  readonly held: Set<string>
  wakes: Micros | undefined
}

export interface World {
  readonly seed: number
  readonly conditions: Conditions
  readonly random: Random
  readonly schedule: Schedule
  readonly nodes: readonly Node[]
  readonly paths: Map<string, { lost: number; last: number }>
  /** `n0>n1`: nothing of n0 reaches n1. */
  readonly cuts: Set<string>
  readonly watch: Watch
  readonly hash: Hash
  /** The last lines, for whoever has to find out. */
  readonly trace: string[]
  now: number
}

const traceLinesMax = 60
/** Several times what a week has. */
const eventsMax = 12_000_000

export function openWorld(
  seed: number,
  conditions: Conditions,
  nodes: readonly Pick<Node, 'name' | 'address' | 'settings'>[],
): World {
  const world: World = {
    seed,
    conditions,
    random: openRandom(seed),
    schedule: openSchedule(),
    nodes: nodes.map((node) => ({
      ...node,
      router: undefined,
      state: 'DOWN',
      frozen: false,
      linkUp: true,
      wallOffset: 0,
      inbox: [],
      held: new Set(),
      wakes: undefined,
    })),
    paths: new Map(),
    cuts: new Set(),
    watch: openWatch(),
    hash: createHash('sha256'),
    trace: [],
    now: 0,
  }
  return world
}

/** Runs up to the moment; what breaks a promise is thrown with the seed and the last lines. */
export function run(world: World, last: number): void {
  let left = eventsMax
  for (let next = world.schedule.take(last); next !== undefined; next = world.schedule.take(last)) {
    if (left-- === 0) throw new Error(`seed ${world.seed}, at ${world.now} µs: no end of events`)
    world.watch.passing(world, next.at)
    world.now = next.at
    next.run()
    world.watch.changed(world)
  }
  world.watch.passing(world, last)
  world.now = last
}

export function note(world: World, line: string): void {
  const text = `${world.now} ${line}`
  world.hash.update(`${text}\n`)
  world.trace.push(text)
  if (world.trace.length > traceLinesMax) world.trace.shift()
}

/** Power on: everything is known before the start, as in the daemon. */
export function boot(world: World, node: Node): void {
  if (node.state === 'STOPPING') {
    // Its pid file is still taken.
    world.schedule.add(world.now + 1_000_000, () => boot(world, node))
    return
  }
  note(world, `${node.name} boots`)
  node.router = openRouter(node.settings)
  node.state = 'INIT'
  tell(world, node, link(node))
  for (const name of ['weighted', 'vital'])
    tell(world, node, { is: 'report', report: { of: 'script', name, verdict: 'good' } })
  tell(world, node, { is: 'start' })
}

/** Power off: nothing is said, and nothing answers. */
export function crash(world: World, node: Node): void {
  note(world, `${node.name} crashes`)
  halt(node)
}

/** The process is not scheduled; the kernel goes on answering for its addresses. */
export function freeze(world: World, node: Node): void {
  note(world, `${node.name} freezes`)
  node.frozen = true
}

/** What the sockets kept is read before any deadline is looked at, as the daemon does. */
export function thaw(world: World, node: Node): void {
  note(world, `${node.name} thaws`)
  node.frozen = false
  for (const event of node.inbox.splice(0)) tell(world, node, event)
  tell(world, node, { is: 'due' })
}

export function setLink(world: World, node: Node, up: boolean): void {
  note(world, `${node.name} link ${up ? 'up' : 'down'}`)
  node.linkUp = up
  tell(world, node, link(node))
}

/** The worker dies: the parent says good-bye for it and takes its addresses off. */
export function die(world: World, node: Node): void {
  note(world, `${node.name} dies`)
  const { router } = node
  if (router !== undefined) for (const { goodbye } of farewells(router)) broadcast(world, node, goodbye)
  halt(node)
}

/** The interface is deleted, with all that is on it, and made again. */
export function setInterface(world: World, node: Node, there: boolean): void {
  note(world, `${node.name} interface ${there ? 'made' : 'deleted'}`)
  node.linkUp = there
  if (!there) node.held.clear()
  tell(world, node, there ? link(node) : { is: 'link', interface: 'eth0', link: undefined })
}

/** A partition in one direction: nobody hears the node, or it hears nobody, or one of the others. */
export function cut(world: World, path: { readonly from: Node; readonly to: Node }): void {
  note(world, `${path.from.name} is not heard by ${path.to.name}`)
  world.cuts.add(`${path.from.name}>${path.to.name}`)
}

export function heal(world: World): void {
  note(world, 'all hear all')
  world.cuts.clear()
  world.watch.healed(world)
}

export function jumpClock(world: World, node: Node, by: number): void {
  note(world, `the clock of ${node.name} jumps`)
  node.wallOffset += by
}

/** A planned stop. */
export function stop(world: World, node: Node): void {
  note(world, `${node.name} is told to stop`)
  world.watch.stopping(world, node)
  node.state = 'STOPPING'
  tell(world, node, { is: 'stop' })
}

export function tell(world: World, node: Node, event: Happening): void {
  const { router } = node
  if (router === undefined) return
  if (node.frozen) {
    if (event.is !== 'due') node.inbox.push(event)
    return
  }
  const held = node.held.size
  const wall = micros(1_790_000_000_000_000 + world.now + node.wallOffset)
  const effects = advance(router, timed(event, micros(world.now)), wall)
  for (const effect of effects) perform(world, node, effect)
  if (held > 0 && node.held.size === 0) world.watch.released(world, node, effects)
  world.watch.settled(world, node)
  planWake(world, node)
}

function perform(world: World, node: Node, effect: RouterEffect): void {
  note(world, `${node.name} ${lineOf(effect)}`)
  switch (effect.do) {
    case 'send':
      broadcast(world, node, effect)
      return
    case 'claim':
      for (const placed of effect.holdings.addresses) node.held.add(placed.address.prefix.address)
      return
    case 'release':
      for (const placed of effect.holdings.addresses) node.held.delete(placed.address.prefix.address)
      return
    case 'announce':
      announce(world, node, effect)
      return
    case 'tell':
      if (effect.event.is === 'entered' && node.state !== 'STOPPING') node.state = effect.event.state
      return
    case 'stopped':
      halt(node)
      return
    case 'probe':
    case 'notify':
    case 'notify-priority':
      return
  }
}

function halt(node: Node): void {
  node.router = undefined
  node.state = 'DOWN'
  node.wakes = undefined
  node.inbox.length = 0
  node.held.clear()
}

/** Waking early does nothing, so a wake-up that was overtaken by a later deadline needs no cancelling. */
function planWake(world: World, node: Node): void {
  const { router } = node
  const next = router === undefined ? undefined : wakeAt(router)
  if (next === undefined || (node.wakes !== undefined && node.wakes <= next)) return
  node.wakes = next
  world.schedule.add(Math.max(next, world.now), () => {
    if (node.router !== router || node.wakes !== next) return
    node.wakes = undefined
    // A frozen one is woken by its thaw.
    tell(world, node, { is: 'due' })
  })
}

type Sending = Extract<RouterEffect, { readonly do: 'send' }>

function broadcast(world: World, from: Node, { advert, source, destinations }: Sending): void {
  const [destination] = destinations
  if (destination === undefined) return
  const bytes = encodePacket(advert, { source, destination, id: 0, ttl: 255 })
  for (const to of world.nodes) {
    if (to === from || !from.linkUp) continue
    const arrivals = arrivalsOf(world, `${from.name}>${to.name} advert`)
    if (arrivals.length === 0) world.watch.lost(from, to)
    for (const at of arrivals) world.schedule.add(at, () => receive(world, to, bytes))
    if (advert.priority === 0 && arrivals.length > 0) world.watch.goodbye(from, to)
  }
}

function receive(world: World, to: Node, bytes: Uint8Array): void {
  if (!to.linkUp) return
  const decoded = decodePacket(bytes)
  if (!decoded.ok) throw new Error(`our own advert is refused: ${decoded.error.is}`)
  world.watch.heard(world, to, decoded.value.priority)
  tell(world, to, { is: 'packet', interface: 'eth0', packet: decoded.value })
}

type Announcing = Extract<RouterEffect, { readonly do: 'announce' }>

function announce(world: World, from: Node, { addresses, rounds }: Announcing): void {
  world.watch.announced(from)
  for (const to of world.nodes) {
    if (to === from || !from.linkUp) continue
    for (let round = 0; round < rounds; round++) {
      for (const at of arrivalsOf(world, `${from.name}>${to.name} arp`)) {
        world.schedule.add(at, () => {
          if (!to.linkUp) return
          for (const placed of addresses) {
            const { address } = placed.address.prefix
            tell(world, to, { is: 'claimed', interface: 'eth0', address, mac: someMac })
          }
        })
      }
    }
  }
}

/**
 * When a frame arrives: never, once or twice, and never before one that was sent earlier on the same path.
 */
function arrivalsOf(world: World, path: string): number[] {
  const { random, conditions, cuts } = world
  if (cuts.size > 0 && cuts.has(path.slice(0, path.indexOf(' ')))) return []
  const known = world.paths.get(path) ?? { lost: 0, last: 0 }
  world.paths.set(path, known)
  if (known.lost < conditions.lostInARowMax && random.chance(conditions.lossProbability)) {
    known.lost += 1
    return []
  }
  known.lost = 0
  const copies = random.chance(conditions.duplicateProbability) ? 2 : 1
  return Array.from({ length: copies }, () => {
    const delay = random.between(conditions.delayLeast, conditions.delayMost)
    known.last = Math.max(world.now + delay, known.last)
    return known.last
  })
}

function link(node: Node): Happening {
  return {
    is: 'link',
    interface: 'eth0',
    link: { up: node.linkUp, address: node.address, address6: undefined },
  }
}
