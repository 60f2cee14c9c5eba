/**
 * Any disturbance, one after the other in an order drawn from a seed: processes that stand still, die, stop,
 * reload with another priority; parted hosts, pulled cables, links that are down, addresses taken off. After
 * each there is one master with the address, and without nopreempt it is the node of higher priority.
 * `KEEPALIVED_TS_SOAK_SECONDS` and `KEEPALIVED_TS_SOAK_SEED` ask for longer and other stories.
 */
import { describe } from 'node:test'
import { single, vip } from './configuration.ts'
import type { Daemon } from './daemon.ts'
import { nowMicros } from './expect.ts'
import { type Host, has, run, setCable, setLink, setPartition } from './network.ts'
import { type Stage, scenario } from './scenario.ts'
import { pause, until } from './wait.ts'

const seconds = Number(process.env['KEEPALIVED_TS_SOAK_SECONDS'] ?? 8)
const seed = Number(process.env['KEEPALIVED_TS_SOAK_SEED'] ?? 1)

interface Node {
  readonly host: Host
  readonly daemon: Daemon
  readonly priority: number
}

interface Scene {
  readonly stage: Stage
  readonly node: Node
  /** How long the disturbance lasts, in seconds. */
  readonly hold: number
  readonly text: (priority: number) => string
  readonly pick: <T>(from: readonly T[]) => T
}

type Disturbance = (scene: Scene) => Promise<Partial<Node> | undefined>

async function again({ stage, node, text }: Scene): Promise<Partial<Node>> {
  return { daemon: await stage.start(node.host, text(node.priority)) }
}

const disturbances: Readonly<Record<string, Disturbance>> = {
  freeze: async ({ node: { daemon }, hold }) => {
    daemon.freeze()
    await pause(hold)
    daemon.thaw()
    return undefined
  },
  crash: async (scene) => {
    await scene.node.daemon.crash()
    await pause(scene.hold)
    return await again(scene)
  },
  stop: async (scene) => {
    await scene.node.daemon.stop()
    await pause(scene.hold)
    return await again(scene)
  },
  part: async ({ stage: { lab, a, b }, hold }) => {
    await setPartition(lab, [a, b], true)
    await pause(hold)
    await setPartition(lab, [a, b], false)
    return undefined
  },
  cable: async ({ stage: { lab }, node: { host }, hold }) => {
    await setCable(lab, host, { state: 'pulled' })
    await pause(hold)
    await setCable(lab, host, { state: 'plugged' })
    return undefined
  },
  link: async ({ node: { host }, hold }) => {
    await setLink(host, 'down')
    await pause(hold)
    await setLink(host, 'up')
    return undefined
  },
  reload: async ({ stage: { a }, node: { host, daemon }, text, pick }) => {
    // Never as high as the other one's.
    const priority = pick([50, 120, 180, 220]) + (host === a ? 1 : 0)
    daemon.configure(text(priority))
    daemon.signal('SIGHUP')
    return { priority }
  },
  'virtual address': async ({ node: { host } }) => {
    await run(host, ['ip', 'address', 'delete', `${vip}/32`, 'dev', 'eth0'])
    return undefined
  },
  'own address': async ({ node: { host }, hold }) => {
    const own = `${host.addresses[0]}/16`
    await run(host, ['ip', 'address', 'delete', own, 'dev', 'eth0'])
    await pause(hold)
    await run(host, ['ip', 'address', 'add', own, 'brd', '+', 'dev', 'eth0'])
    return undefined
  },
}

describe('interoperation under disturbances', { concurrency: 4 }, () => {
  for (const more of ['', 'nopreempt']) {
    scenario(
      `seed ${seed}${more === '' ? '' : `, ${more}`}: one master after each`,
      { pairs: ['ours/debian', 'debian/ours'], timeoutSeconds: seconds + 60 },
      async (stage) => {
        const steps = await soak(stage, (priority) => single({ priority, more }), more === '')
        stage.tell(`${steps} disturbances`)
      },
    )
  }
})

async function soak(stage: Stage, text: (priority: number) => string, preempts: boolean): Promise<number> {
  const pick = picker(seed)
  const begin = async (host: Host, priority: number): Promise<Node> => {
    return { host, priority, daemon: await stage.start(host, text(priority)) }
  }
  let nodes: readonly Node[] = [await begin(stage.a, 200), await begin(stage.b, 100)]
  const told: string[] = []
  await soleMaster(stage)
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const node = pick(nodes)
    const [name, disturb] = pick(Object.entries(disturbances))
    const hold = pick([0.1, 0.4, 0.8, 1.5])
    told.push(`${name} of ${node.host.name} for ${hold} s`)
    const change = await disturb({ stage, node, hold, text, pick })
    nodes = nodes.map((each) => (each === node ? { ...node, ...change } : each))
    const [first] = nodes.toSorted((one, other) => other.priority - one.priority)
    await soleMaster(stage, preempts ? first?.host : undefined).catch((error) => {
      throw new Error(`after ${told.slice(-10).join(', ')}: ${error}`)
    })
  }
  return told.length
}

/** One of them, or the wanted one, is the only one that speaks for a second and that has the address. */
async function soleMaster({ a, b, capture }: Stage, wanted?: Host): Promise<void> {
  await until(`one master${wanted === undefined ? '' : `: ${wanted.name}`}`, 12, async () => {
    const since = nowMicros()
    await pause(1)
    const speakers = [a, b].filter(({ name: from }) => capture.adverts({ from, after: since }).length > 0)
    const holders = await Promise.all([a, b].map(async (host) => ((await has(host, vip)) ? [host] : [])))
    const [speaker, another] = speakers
    const [holder, second] = holders.flat()
    const alone = speaker !== undefined && another === undefined && second === undefined
    return alone && speaker === holder && (wanted ?? speaker) === speaker
  })
}

/** The same choices for the same seed. */
function picker(start: number): <T>(from: readonly T[]) => T {
  let state = (start * 7919) >>> 0
  return (from) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    const chosen = from[(state >>> 8) % from.length]
    if (chosen === undefined) throw new Error('nothing to pick from')
    return chosen
  }
}
