/**
 * Shows the main job on this machine: two nodes run keepalived-ts with the README's configuration, an
 * observer asks the virtual address once a millisecond, the master dies, comes back and is stopped. Exit
 * status 0 only when everything that it says was seen to happen; everything that it made is gone at its end,
 * also after Ctrl-C. Only what went wrong leaves its logs behind.
 */
import { pause } from '../test/lab/wait.ts'
import { openPair, type Pair, priorities, vip } from './demo/pair.ts'
import { bringBack, killMaster, startBoth, stopMaster } from './demo/scenes.ts'
import { openScreen, type Screen } from './demo/screen.ts'

function introduce(screen: Screen): void {
  screen.title('keepalived-ts: a pair of nodes, in network namespaces of this machine')
  screen.line('')
  screen.line(`  node a, 10.0.0.1, priority ${priorities.a} --+`)
  screen.line(`  node b, 10.0.0.2, priority ${priorities.b}  --+-- bridge -- observer, 10.0.0.3`)
  screen.line('')
  screen.line(`  Both run the configuration of the README with the virtual address ${vip}.`)
  screen.line('  Left: seconds since the start. Then who is seen, and what.')
}

async function play(screen: Screen, pair: Pair): Promise<void> {
  const stage = { screen, pair }
  const { a, b } = await startBoth(stage)
  await killMaster(stage, a)
  const again = await bringBack(stage)
  await stopMaster(stage, again)
  await b.stop()
}

/** Somebody asked the demo to end before it had. */
interface Interruption {
  /** The status with which a shell expects it to end; undefined while nobody has asked. */
  status(): number | undefined
  /** Resolves with that status. */
  readonly asked: Promise<number>
}

/** A second Ctrl-C changes nothing: cleaning up has an end of its own. */
function awaitInterruption(screen: Screen): Interruption {
  const { promise, resolve } = Promise.withResolvers<number>()
  let first: number | undefined
  const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
  for (const [signal, status] of Object.entries(statuses)) {
    process.on(signal, () => {
      if (first !== undefined) return
      first = status
      screen.hush()
      screen.title(`Stopped by ${signal}: ending both nodes and removing the network ...`)
      resolve(status)
    })
  }
  return { status: () => first, asked: promise }
}

/** A Ctrl-C also ends tcpdump and the probe, and their end may be seen before our own signal. */
const signalDelaySeconds = 0.2

/** Plays to the end; a failure becomes a verdict, and its files stay, unless somebody asked us to end. */
async function playSafely(screen: Screen, pair: Pair, interruption: Interruption): Promise<number> {
  try {
    await play(screen, pair)
  } catch (error) {
    await pause(signalDelaySeconds)
    const asked = interruption.status()
    if (asked !== undefined) return asked
    screen.verdict(false, error instanceof Error ? error.message : String(error))
    pair.lab.keep()
    screen.line(`  logs, configurations and the capture are in ${pair.lab.directory}`)
  }
  return screen.good() ? 0 : 1
}

/** Undefined: it was interrupted while it was built, and is gone. Throws when the machine refuses. */
async function openSafely(screen: Screen, interruption: Interruption): Promise<Pair | undefined> {
  try {
    return await openPair(screen)
  } catch (error) {
    await pause(signalDelaySeconds)
    if (interruption.status() === undefined) throw error
    return undefined
  }
}

/** Returns the exit status. */
async function main(): Promise<number> {
  const screen = openScreen()
  const interruption = awaitInterruption(screen)
  introduce(screen)
  const pair = await openSafely(screen, interruption)
  const playing = pair && interruption.status() === undefined && playSafely(screen, pair, interruption)
  const ended = await (playing ? Promise.race([playing, interruption.asked]) : interruption.asked)
  await pair?.close()
  const status = interruption.status() ?? ended
  if (status === 0) screen.title('All of this happened as it is told; nothing of it is left behind.')
  else if (status === 1) screen.title('Not all of this is as it should be.')
  else screen.title('The demo did not come to its end; nothing of it is left behind.')
  return status
}

process.exit(await main())
