/**
 * A day in the life of three nodes: crashes, stops, freezes, cut links, failing scripts, changed priorities,
 * deleted addresses, one after the other and on top of each other, but always with one node left that nothing
 * happens to.
 */
import { address } from '../../src/base/address.ts'
import { micros } from '../../src/base/time.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { instance, settings, virtual } from '../vrrp/stage.ts'
import type { Figures } from './watch.ts'
import {
  boot,
  type Conditions,
  crash,
  cut,
  die,
  freeze,
  heal,
  jumpClock,
  type Node,
  note,
  openWorld,
  run,
  setInterface,
  setLink,
  stop,
  tell,
  thaw,
  type World,
} from './world.ts'

export interface Day {
  readonly seed: number
  readonly lastsSeconds: number
  /** From one disturbance to the next, at most. */
  readonly calmSecondsMax: number
  readonly conditions: Conditions
  readonly instance: Partial<InstanceSettings>
}

const second = 1_000_000
/** Few, so that equal ones meet and addresses have to decide. */
const reloaded = [90, 100, 150, 200, 250] as const
const priorities = [200, 150, 100] as const

/** The trace as a hash, and how it went. Throws on a broken promise. */
export function live(day: Day): { readonly hash: string; readonly figures: Figures } {
  const world = openWorld(
    day.seed,
    day.conditions,
    priorities.map((priority, index) => ({
      name: `n${index}`,
      address: address(`10.0.0.${index + 1}`),
      settings: settingsOf(day, priority),
    })),
  )
  const busy = new Set<Node>()
  for (const node of world.nodes) {
    world.schedule.add(world.random.between(0, 2 * second), () => boot(world, node))
  }
  planDisturbance({ world, day, busy })
  run(world, day.lastsSeconds * second)
  return { hash: world.hash.digest('hex'), figures: world.watch.figures }
}

interface Play {
  readonly world: World
  readonly day: Day
  readonly busy: Set<Node>
}

/** `spare`: a reload has given it another address more, or another name. */
function settingsOf(day: Day, priority: number, spare: Partial<InstanceSettings> = {}) {
  const trackScripts = [
    { name: 'weighted', weight: -60, reverse: false },
    { name: 'vital', weight: 0, reverse: false },
  ]
  return settings([instance({ ...day.instance, ...spare, priority, trackScripts })])
}

function planDisturbance(play: Play): void {
  const { world, day } = play
  const calm = world.random.between(second / 10, day.calmSecondsMax * second)
  world.schedule.add(world.now + calm, () => {
    disturb(play)
    planDisturbance(play)
  })
}

/** What happens in a moment, and what it is. */
export const moments = {
  weighted: 'a script with a weight changes its mind',
  priority: 'a reload with another priority',
  deleted: 'somebody deletes the address of a master',
  clock: 'the wall clock jumps by up to a day',
  reload: 'a reload with other addresses, names or switches',
} as const
const passing = [
  'weighted',
  'priority',
  'deleted',
  'clock',
  'reload',
] as const satisfies (keyof typeof moments)[]

/** What a reload may make of an instance besides its priority. */
const variants = [
  {},
  { name: 'W' },
  { addresses: [virtual('10.0.0.100'), virtual('10.0.0.101')] },
  { excluded: [virtual('10.0.0.180')] },
  { preemptDelay: micros(2 * second) },
  { lowerPriorityNoAdvert: true },
  { higherPrioritySendAdvert: true },
  { announce: { ...instance().announce, lowerPriorityRepeat: 0 } },
] as const

function disturb(play: Play): void {
  const { world, busy } = play
  const [first, ...rest] = world.nodes
  if (first === undefined) return
  const node = world.random.pick([first, ...rest])
  if (node.router === undefined || busy.has(node)) return
  world.watch.disturbed(world, node)
  // One node is always left alone, so that there is somebody to be master.
  if (busy.size < world.nodes.length - 1 && world.random.chance(0.6)) strike(play, node)
  else touch(play, node)
}

/** Something that happens in a moment. */
function touch({ world, day }: Play, node: Node): void {
  switch (world.random.pick(passing)) {
    case 'weighted':
      tell(world, node, {
        is: 'report',
        report: { of: 'script', name: 'weighted', verdict: world.random.pick(['good', 'bad']) },
      })
      break
    case 'priority':
      note(world, `${node.name} reloads`)
      node.settings = settingsOf(day, world.random.pick(reloaded))
      tell(world, node, { is: 'settings', settings: node.settings })
      break
    case 'clock':
      jumpClock(world, node, world.random.between(-86_400 * second, 86_400 * second))
      break
    case 'reload': {
      note(world, `${node.name} reloads`)
      const priority = node.settings.instances[0]?.priority ?? 100
      node.settings = settingsOf(day, priority, world.random.pick<Partial<InstanceSettings>>(variants))
      tell(world, node, { is: 'settings', settings: node.settings })
      break
    }
    case 'deleted': {
      const [lost] = node.settings.instances[0]?.addresses ?? []
      if (lost === undefined || !node.held.delete(lost.prefix.address)) break
      note(world, `${node.name} loses its address`)
      tell(world, node, {
        is: 'lost',
        what: { is: 'address', interface: 'eth0', address: lost.prefix.address },
      })
    }
  }
}

/** Something that has a beginning and an end. */
function strike({ world, busy }: Play, node: Node): void {
  busy.add(node)
  const blow = world.random.pick(blows)
  const lasts = world.random.between(blow.secondsLeast * second, blow.secondsMost * second)
  blow.begin(world, node, lasts)
  world.schedule.add(world.now + lasts, () => {
    world.watch.disturbed(world, node)
    busy.delete(node)
    blow.end(world, node)
  })
}

interface Blow {
  readonly says: string
  readonly begin: (world: World, node: Node, lasts: number) => void
  readonly secondsLeast: number
  readonly secondsMost: number
  readonly end: (world: World, node: Node) => void
}

const vital = (verdict: 'good' | 'bad') => (world: World, node: Node) =>
  tell(world, node, { is: 'report', report: { of: 'script', name: 'vital', verdict } })

/** The vital script changes its mind again and again. */
function flap(world: World, node: Node, lasts: number): void {
  for (let at = 0, bad = true; at < lasts; at += world.random.between(second / 20, second), bad = !bad) {
    world.schedule.add(world.now + at, () => vital(bad ? 'bad' : 'good')(world, node))
  }
}

/** Deaf, or unheard, or both towards one of the others only. */
function divide(world: World, node: Node): void {
  const others = world.nodes.filter((one) => one !== node)
  const deaf = world.random.chance(0.5)
  for (const other of others) {
    if (others.length > 1 && world.random.chance(0.4)) continue
    cut(world, deaf ? { from: other, to: node } : { from: node, to: other })
  }
}

export const blows: readonly [Blow, ...Blow[]] = [
  {
    says: 'the process dies, and its parent says good-bye for it',
    begin: die,
    secondsLeast: 0.1,
    secondsMost: 5,
    end: boot,
  },
  { says: 'a script of weight 0 flaps', begin: flap, secondsLeast: 2, secondsMost: 20, end: vital('good') },
  {
    says: 'a partition in one direction, or from some nodes only',
    begin: divide,
    secondsLeast: 0.5,
    secondsMost: 30,
    end: heal,
  },
  {
    says: 'the interface disappears',
    begin: (world, node) => setInterface(world, node, false),
    secondsLeast: 0.5,
    secondsMost: 20,
    end: (world, node) => setInterface(world, node, true),
  },
  { says: 'the host crashes', begin: crash, secondsLeast: 1, secondsMost: 60, end: boot },
  { says: 'a planned stop', begin: stop, secondsLeast: 3, secondsMost: 60, end: boot },
  { says: 'the process freezes and goes on', begin: freeze, secondsLeast: 0.2, secondsMost: 8, end: thaw },
  {
    says: 'the link goes down',
    begin: (world, node) => setLink(world, node, false),
    secondsLeast: 0.5,
    secondsMost: 30,
    end: (world, node) => setLink(world, node, true),
  },
  {
    says: 'a script of weight 0 fails',
    begin: vital('bad'),
    secondsLeast: 1,
    secondsMost: 30,
    end: vital('good'),
  },
]
