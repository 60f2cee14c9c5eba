/**
 * Shows the main job on this machine: two nodes run keepalived-ts with the README's configuration, an
 * observer asks the virtual address once a millisecond, the master dies, comes back and is stopped. Exit
 * status 0 only when everything that it says was seen to happen; everything that it made is gone at its end,
 * also after Ctrl-C.
 */
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

/** Resolves with the exit status that a shell expects when somebody asks us to end. */
function interruption(screen: Screen): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
  for (const [signal, status] of Object.entries(statuses)) {
    process.once(signal, () => {
      screen.title(`${signal}: cleaning up`)
      resolve(status)
    })
  }
  return promise
}

/** Plays to the end; a failure becomes a verdict, and its files stay. */
async function playSafely(screen: Screen, pair: Pair): Promise<number> {
  try {
    await play(screen, pair)
  } catch (error) {
    screen.verdict(false, error instanceof Error ? error.message : String(error))
    pair.lab.keep()
    screen.line(`  logs, configurations and the capture are in ${pair.lab.directory}`)
  }
  return screen.good() ? 0 : 1
}

/** Returns the exit status. */
async function main(): Promise<number> {
  const screen = openScreen()
  const interrupted = interruption(screen)
  introduce(screen)
  const pair = await openPair(screen)
  const status = await Promise.race([playSafely(screen, pair), interrupted])
  await pair.close()
  if (status === 0) screen.title('All of this happened as it is told; nothing of it is left behind.')
  if (status === 1) screen.title('Not all of this is as it should be.')
  return status
}

process.exit(await main())
