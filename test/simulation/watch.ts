/**
 * The observer: looks at the nodes from outside and knows what must never be. It uses nothing of the routers
 * but their logs, adverts and addresses.
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
import type { Node, World } from './world.ts'

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
  }
}

function passing(
  world: World,
  { memory, figures, until }: { memory: Memory; figures: Figures; until: number },
): void {
  const { interval, longestWait, propagation } = boundsOf(world)
  const lasted = until - memory.since
  if (memory.count > 1) {
    figures.longestTwoMasters = Math.max(figures.longestTwoMasters, lasted)
    const lost = Math.min(memory.lostBetween, world.conditions.lostInARowMax)
    const bound = interval * (1 + lost) + propagation
    if (lasted > bound) violated(world, `two masters for ${lasted} µs (${memory.masters}), bound ${bound}`)
  }
  if (memory.count > 0) return
  for (const [node, since] of memory.ableSince) {
    const without = until - Math.max(memory.since, since)
    figures.longestNoMaster = Math.max(figures.longestNoMaster, without)
    if (without > longestWait + propagation)
      violated(world, `no master for ${without} µs, though ${node.name} could`)
  }
}

function changed(world: World, { memory, figures }: { memory: Memory; figures: Figures }): void {
  for (const node of world.nodes) {
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
    violated(world, `${node.name} let go of the address (${because}) and nobody had it`)
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

function violated(world: World, what: string): never {
  throw new Error(`seed ${world.seed}, at ${world.now} µs: ${what}\n${world.trace.join('\n')}`)
}
