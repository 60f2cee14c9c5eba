/**
 * The observer: looks at the nodes from outside and knows what must never be (`invariants`). It uses nothing
 * of the routers but their logs, adverts and addresses.
 *
 * - Two masters end within one advert interval and the propagation, counted from the moment at which this
 *   pair came to be (a take-over, a thaw, a changed priority). Each advert lost between them in that time
 *   allows one interval more, but no more than the LAN loses in a row. Equal priorities need no exception,
 *   addresses decide. A node that comes back starts as BACKUP, so it makes a second master only by
 *   outranking, which is such a moment.
 * - No master, while some node could be one, ends within the longest master-down interval and the
 *   propagation. Could be: running, not frozen, link up, without a fault, for that whole time.
 * - A hand-over, planned or by election, leaves no moment without a holder of the address, unless the next
 *   one was itself hit in that moment or never heard the good-bye.
 */
import type { RouterEffect } from '../../src/vrrp/router.ts'
import type { State } from '../../src/vrrp/state.ts'
import type { Node, World } from './world.ts'

/** What must never be broken, by name; a failure names it. */
export const invariants = {
  'two-masters':
    'Two masters that hear each other end within one advert interval and the propagation; each advert lost ' +
    'between them allows one interval more.',
  'no-master':
    'While some node could be master, none is for no longer than the longest master-down interval and the ' +
    'propagation.',
  'hand-over':
    'A planned stop and a failback leave no moment in which nobody holds the address, unless the next node ' +
    'was hit in that moment or never heard the good-bye.',
  'master-holds-all':
    'A master holds exactly the addresses that its present configuration names; who is neither master nor ' +
    'handing over holds none.',
  'survivor-announces':
    'A master that has heard the adverts of another one announces its addresses again once those have ' +
    'stopped, within the lower priority delay and an interval.',
} as const
export type Invariant = keyof typeof invariants

export interface Figures {
  takeOvers: number
  disturbances: number
  /** Planned stops of a master after which somebody else held the address all the time. */
  gracefulStops: number
  gracefulFailbacks: number
  longestTwoMasters: number
  longestNoMaster: number
}

export interface Watch {
  readonly figures: Figures
  /** Time passes up to the moment with everything as it is. */
  readonly passing: (world: World, until: number) => void
  readonly changed: (world: World) => void
  readonly disturbed: (world: World, node: Node) => void
  readonly lost: (from: Node, to: Node) => void
  readonly stopping: (world: World, node: Node) => void
  readonly goodbye: (from: Node, to: Node) => void
  readonly released: (world: World, node: Node, effects: readonly RouterEffect[]) => void
  /** A partition is over: whoever could not hear the other can now. */
  readonly healed: (world: World) => void
  /** The node has done all that it wanted to do in this moment. */
  readonly settled: (world: World, node: Node) => void
  /** An advert of that priority has reached the node. */
  readonly heard: (world: World, node: Node, priority: number) => void
  readonly announced: (node: Node) => void
}

interface Memory {
  /** Who is master, with what priority. */
  masters: string
  count: number
  since: number
  lostBetween: number
  readonly ableSince: Map<Node, number>
  readonly disturbedAt: Map<Node, number>
  readonly heardGoodbye: Set<Node>
  /** Masters that have heard another one and not announced since, and until when they may wait. */
  readonly owes: Map<Node, number>
}

/** The hand-over is over after the longest skew and 30 ms. */
const handoverMicros = 1_100_000

export function openWatch(): Watch {
  const memory: Memory = {
    masters: '',
    count: 0,
    since: 0,
    lostBetween: 0,
    ableSince: new Map(),
    disturbedAt: new Map(),
    heardGoodbye: new Set(),
    owes: new Map(),
  }
  const figures: Figures = {
    takeOvers: 0,
    disturbances: 0,
    gracefulStops: 0,
    gracefulFailbacks: 0,
    longestTwoMasters: 0,
    longestNoMaster: 0,
  }
  return {
    figures,
    passing: (world, until) => passing(world, { memory, figures, until }),
    changed: (world) => changed(world, { memory, figures }),
    disturbed: (world, node) => {
      figures.disturbances += 1
      memory.disturbedAt.set(node, world.now)
    },
    lost: (from, to) => {
      if (isMaster(from) && isMaster(to)) memory.lostBetween += 1
    },
    stopping: () => memory.heardGoodbye.clear(),
    goodbye: (_from, to) => {
      if (isAble(to)) memory.heardGoodbye.add(to)
    },
    released: (world, node, effects) => released(world, { memory, figures, node, effects }),
    healed: (world) => {
      memory.since = world.now
      memory.lostBetween = 0
    },
    settled: (world, node) => settled(world, node),
    heard: (world, node, priority) => {
      const its = priorityOf(node)
      if (!isMaster(node) || its === undefined || priority === 0 || priority > its) return
      // Of equal ones the address decides, which is not looked at here: it may go on with what another began.
      if (priority === its && !memory.owes.has(node)) return
      const { interval } = boundsOf(world)
      const [settings] = node.settings.instances
      const delay = settings?.announce.lowerPriorityDelay ?? 0
      memory.owes.set(node, world.now + delay + interval)
    },
    announced: (node) => void memory.owes.delete(node),
  }
}

function passing(
  world: World,
  { memory, figures, until }: { memory: Memory; figures: Figures; until: number },
): void {
  const { interval, longestWait, propagation } = boundsOf(world)
  for (const [node, last] of memory.owes) {
    if (until > last) violated(world, 'survivor-announces', `${node.name} has not announced again`)
  }
  const lasted = until - memory.since
  if (memory.count > 1 && areCut(world)) memory.since = until
  else if (memory.count > 1) {
    figures.longestTwoMasters = Math.max(figures.longestTwoMasters, lasted)
    const lost = Math.min(memory.lostBetween, world.conditions.lostInARowMax)
    const bound = interval * (1 + lost) + propagation
    if (lasted > bound) {
      violated(world, 'two-masters', `for ${lasted} µs (${memory.masters}), bound ${bound}`)
    }
  }
  if (memory.count > 0) return
  for (const [node, since] of memory.ableSince) {
    const without = until - Math.max(memory.since, since)
    figures.longestNoMaster = Math.max(figures.longestNoMaster, without)
    if (without > longestWait + propagation) {
      violated(world, 'no-master', `for ${without} µs, though ${node.name} could`)
    }
  }
}

function changed(world: World, { memory, figures }: { memory: Memory; figures: Figures }): void {
  for (const node of world.nodes) {
    if (!isMaster(node)) memory.owes.delete(node)
    if (!isAble(node)) memory.ableSince.delete(node)
    else if (!memory.ableSince.has(node)) memory.ableSince.set(node, world.now)
  }
  const masters = world.nodes.filter(isMaster)
  const text = masters.map((node) => `${node.name} ${priorityOf(node)}`).join(', ')
  if (text === memory.masters) return
  if (masters.length > 0 && memory.count === 0) figures.takeOvers += 1
  memory.masters = text
  memory.count = masters.length
  memory.since = world.now
  memory.lostBetween = 0
}

function released(
  world: World,
  {
    memory,
    figures,
    node,
    effects,
  }: { memory: Memory; figures: Figures; node: Node; effects: readonly RouterEffect[] },
): void {
  const because = effects.flatMap((effect) =>
    effect.do === 'tell' && effect.event.is === 'handed-over' ? [effect.event.because] : [],
  )[0]
  if (because === undefined) return
  const planned = effects.some((effect) => effect.do === 'notify' && effect.state === 'STOP')
  const others = world.nodes.filter((one) => one !== node)
  const hit = others.some(
    (one) => world.now - (memory.disturbedAt.get(one) ?? -handoverMicros) < handoverMicros,
  )
  const held = others.some((one) => one.held.size > 0 && one.linkUp)
  if (!held && !hit && (!planned || memory.heardGoodbye.size > 0)) {
    violated(world, 'hand-over', `${node.name} let go of the address (${because}) and nobody had it`)
  }
  if (held && planned) figures.gracefulStops += 1
  if (held && !planned) figures.gracefulFailbacks += 1
}

/** The bounds follow from the settings of the nodes, which share interval and version. */
function boundsOf(world: World) {
  const settings = world.nodes[0]?.settings.instances[0]
  if (settings === undefined) throw new Error('a world without routers')
  const interval = settings.advertInterval
  const skew = settings.version === 2 ? 1_000_000 : interval
  const longestWait = settings.downTimerAdverts * interval + skew
  return { interval, longestWait, propagation: world.conditions.delayMost * 2 }
}

/** A master that is frozen or cut off sends nothing: the others may take over. */
function isMaster(node: Node): boolean {
  return node.state === 'MASTER' && !node.frozen && node.linkUp
}

function isAble(node: Node): boolean {
  return (node.state === 'MASTER' || node.state === 'BACKUP') && !node.frozen && node.linkUp
}

/** As the node itself would tell it. */
function priorityOf(node: Node): number | undefined {
  const [entry] = node.router?.roster.entries.values() ?? []
  return entry?.standing.priority
}

/** Some master does not hear another one. */
function areCut({ nodes, cuts }: World): boolean {
  if (cuts.size === 0) return false
  const masters = nodes.filter(isMaster)
  return masters.some((from) => masters.some((to) => cuts.has(`${from.name}>${to.name}`)))
}

/** A hand-over may hold what it is about to let go; DOWN and INIT hold nothing. */
function settled(world: World, node: Node): void {
  const { state, router, held } = node
  if (router === undefined || state === 'STOPPING') return
  const [settings] = node.settings.instances
  const wanted = [...(settings?.addresses ?? []), ...(settings?.excluded ?? [])].map(
    (line) => line.prefix.address as string,
  )
  const isRight =
    state === 'MASTER' ? wanted.length === held.size && wanted.every((one) => held.has(one)) : held.size === 0
  const handsOver = state === 'BACKUP' && [...router.roster.entries.values()].some(isHandingOver)
  if (!isRight && !handsOver) {
    violated(world, 'master-holds-all', `${node.name} is ${state} and holds ${[...held].join(', ')}`)
  }
}

function isHandingOver({ state }: { readonly state: State }): boolean {
  return state.is === 'backup' && state.holdUntil !== undefined
}

function violated(world: World, invariant: Invariant, what: string): never {
  throw new Error(`seed ${world.seed}, at ${world.now} µs: ${invariant}: ${what}\n${world.trace.join('\n')}`)
}
