/** `keepalived-ts [OPTION...]`: the daemon and what its options ask for instead. keepalived(8). */
import { signalNumbers } from '../daemon/signals.ts'
import { version } from '../daemon/version.ts'
import { type GivenOption, optionsHelp, readOptions } from './options.ts'
import { runOptions } from './run-options.ts'
import type { World } from './world.ts'

export async function runDaemonCommand(words: readonly string[], world: World): Promise<number> {
  const given = readOptions(words)
  if (!given.ok) {
    world.complain(`${given.error}\nTry 'keepalived-ts --help'.\n`)
    return 1
  }
  const instead = await insteadOfRunning(given.value, world)
  if (instead !== undefined) return instead
  const options = runOptions(given.value, {
    commandLine: ['keepalived-ts', ...words],
    resolve: world.resolve,
    temporaryDirectory: process.env['TMPDIR'],
  })
  if (!options.ok) {
    world.complain(`${options.error}\n`)
    return 1
  }
  const test = given.value.find((option) => option.name === 'config-test')
  if (test !== undefined) {
    const { configTest } = await import('./config-test.ts')
    return configTest({ ...options.value, output: test.value })
  }
  const { runDaemon } = await import('../daemon/run.ts')
  return runDaemon(options.value, words, world.complain)
}

/** keepalived prints its version and its help to standard error, and so do we: scripts may read it there. */
async function insteadOfRunning(given: readonly GivenOption[], world: World): Promise<number | undefined> {
  for (const option of given) {
    if (option.name === 'version') {
      world.complain(`keepalived-ts v${version}\n`)
      return 0
    }
    if (option.name === 'help') {
      world.complain(await help())
      return 0
    }
    if (option.name === 'signum') {
      const number = Object.entries(signalNumbers).find(([name]) => name === option.value)?.[1]
      if (number === undefined) {
        world.complain(`Unknown sigfunc ${option.value}\n`)
        return 1
      }
      world.print(`${number}\n`)
      return 0
    }
    if (option.name === 'genhash') {
      world.complain('keepalived-ts has no genhash yet\n')
      return 1
    }
  }
  return undefined
}

async function help(): Promise<string> {
  const { commands } = await import('./commands.ts')
  const lines = commands.map(({ name, about }) => `  ${name.padEnd(10)}${about}`)
  return [
    'Usage: keepalived-ts [OPTION...]        run the daemon',
    '       keepalived-ts COMMAND --help     the words of one of these commands:',
    '',
    ...lines,
    '',
    'Options of the daemon:',
    '',
    optionsHelp(),
    '',
  ].join('\n')
}
