/** Which command the words mean: a subcommand by its name, else the daemon with keepalived's options. */
import type { World } from './world.ts'

/** Resolves with the exit status. */
export async function main(words: readonly string[], world: World): Promise<number> {
  const first = words[0]
  if (first !== undefined && /^[a-z]/.test(first)) {
    const { runSubcommand } = await import('./subcommands.ts')
    return runSubcommand(words, world)
  }
  const { runDaemonCommand } = await import('./run.ts')
  return runDaemonCommand(words, world)
}
