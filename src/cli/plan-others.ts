/** Daemons beside the one that `plan` looks for: a host may have several, each with its own pid file. */
import { findRunning } from './plan-running.ts'
import type { World } from './world.ts'

/** Shown; whoever has more has a list of them. */
const shownMax = 8

/** `these run: --pid /run/keepalived/blue/keepalived.pid (process 12, /etc/k.conf)`; undefined: none does. */
export function othersRunning(world: World): string | undefined {
  const found = pidFiles(world).flatMap((pidFile) => {
    const running = findRunning(pidFile, world)
    if (!running.ok || running.value.is === 'none') return []
    return [`--pid ${pidFile} (process ${running.value.pid}, ${running.value.configFile})`]
  })
  if (found.length === 0) return undefined
  const more = found.length > shownMax ? [`and ${found.length - shownMax} more`] : []
  return ['these run:', ...found.slice(0, shownMax), ...more].join('\n  ')
}

/** Where daemon/parent/pid-paths.ts has them: beside the usual one, and a directory for each namespace. */
function pidFiles(world: World): readonly string[] {
  const own = '/run/keepalived'
  const directories = ['/run', own, ...world.namesIn(own).map((name) => `${own}/${name}`)]
  return directories.flatMap((directory) =>
    world
      .namesIn(directory)
      .filter((name) => /^keepalived.*\.pid$/.test(name))
      .map((name) => `${directory}/${name}`),
  )
}
