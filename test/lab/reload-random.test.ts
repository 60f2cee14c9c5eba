/**
 * Any sequence of reloads leaves in the kernel what a fresh start with the last configuration leaves, a stop
 * leaves nothing, and no address leaves on the way of which `plan` has not told. KEEPALIVED_SEED,
 * KEEPALIVED_SEQUENCES and KEEPALIVED_RELOADS choose others and more.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openRandom } from '../simulation/random.ts'
import { labIsRequired, labMissing } from './able.ts'
import { type Daemon, startDaemon } from './daemon.ts'
import { unforetold } from './foretold.ts'
import { comparedStates, kernelState } from './kernel-state.ts'
import { type Host, type Lab, openLab } from './network.ts'
import { firstNode, mastersOf, nextNode, type RandomNode, textOf } from './random-node.ts'
import { sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'
import { watchAddresses } from './watch.ts'

const seed = Number(process.env['KEEPALIVED_SEED'] ?? 1)
const sequences = Number(process.env['KEEPALIVED_SEQUENCES'] ?? 3)
const reloads = Number(process.env['KEEPALIVED_RELOADS'] ?? 5)
/** How long a kernel may take to come to its state. */
const patienceSeconds = 10

interface Ground {
  readonly lab: Lab
  readonly host: Host
  /** What its kernel has without a daemon. */
  readonly empty: readonly string[]
}

async function openGround(): Promise<Ground> {
  const lab = await openLab({ hosts: ['a'], lans: 2 })
  const host = lab.host('a')
  writeFileSync(join(host.directory, 'tracked'), '1\n')
  return { lab, host, empty: await resting(host) }
}

/** The state when it has stopped to change. */
async function resting(host: Host): Promise<readonly string[]> {
  let before = await kernelState(host)
  return until(`${host.name} to rest`, patienceSeconds, async () => {
    await pause(0.2)
    const now = await kernelState(host)
    const text = now.join('\n')
    // An address whose duplicates are still looked for has no routes yet.
    if (text === before.join('\n') && !text.includes('tentative')) return now
    before = now
    return undefined
  })
}

/** Waits for what a kernel should have; tells the difference if it does not come. */
async function comesTo(host: Host, wanted: readonly string[], what: string): Promise<void> {
  let last: readonly string[] = []
  const same = async () => {
    last = await kernelState(host)
    return last.join('\n') === wanted.join('\n')
  }
  await until(what, patienceSeconds, same).catch(() =>
    assert.fail(`${what}\n${comparedStates(last, wanted).join('\n')}`),
  )
}

function start(host: Host, node: RandomNode): Promise<Daemon> {
  return startDaemon(host, { kind: 'ours', config: textOf(node, host.directory) })
}

/** What a node has that was started with this configuration; nothing of it stays. */
async function fresh({ host, empty }: Ground, node: RandomNode): Promise<readonly string[]> {
  const daemon = await start(host, node)
  for (const name of mastersOf(node)) await daemon.logged(`(${name}) Entering MASTER STATE`, 15)
  await daemon.logged('Startup complete', 15)
  const state = await resting(host)
  assert.equal((await daemon.stop()).code, 0)
  await comesTo(host, empty, 'nothing to be left after a fresh start and a stop')
  return state
}

async function play(one: number, tell: (text: string) => void): Promise<void> {
  const random = openRandom(one)
  const [running, other] = [await openGround(), await openGround()]
  try {
    let node = firstNode(random)
    const daemon = await start(running.host, node)
    await daemon.logged('Startup complete', 15)
    await comesTo(running.host, await fresh(other, node), 'the first configuration')
    const { changes } = await watchAddresses(running.host)
    for (let reload = 1; reload <= reloads; reload++) {
      const [mark, seen] = [daemon.log.items.length, changes.items.length]
      const before = textOf(node, running.host.directory)
      node = nextNode(node, random)
      const text = textOf(node, running.host.directory)
      daemon.configure(text)
      daemon.signal('SIGHUP')
      await daemon.logged('Reload complete', 10, mark)
      await comesTo(running.host, await fresh(other, node), `the state after reload ${reload}`)
      const gone = changes.items.slice(seen).filter(({ deleted }) => deleted)
      const addresses = gone.map(({ address }) => address)
      assert.deepEqual(
        unforetold(before, text, addresses),
        [],
        `left in reload ${reload}, untold by the plan`,
      )
    }
    assert.equal((await daemon.stop()).code, 0)
    await comesTo(running.host, running.empty, 'nothing to be left after the last stop')
  } catch (error) {
    for (const { lab } of [running, other]) lab.keep()
    tell(`KEEPALIVED_SEED=${one} KEEPALIVED_SEQUENCES=1: ${running.host.directory} ${other.host.directory}`)
    throw error
  } finally {
    await Promise.all([running.lab.close(), other.lab.close()])
  }
}

const missing = await labMissing()

describe('any sequence of reloads ends like a fresh start with the last configuration', sideBySide, () => {
  for (let one = seed; one < seed + sequences; one++) {
    const skip = labIsRequired() ? false : (missing ?? false)
    it(`sequence ${one}`, { timeout: 60_000 + reloads * 10_000, skip }, (t) =>
      play(one, (text) => t.diagnostic(text)),
    )
  }
})
