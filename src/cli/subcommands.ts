/**
 * The commands beside the daemon, by yargs: words, help and errors. Each command's words and work stand in a
 * file of `commands/`; nothing here knows any of them.
 */
import yargs from 'yargs'
import { nearest } from '../conf/suggest.ts'
import { version } from '../daemon/version.ts'
import { type Command, type Work, wordsForYargs } from './command.ts'
import { commands as allCommands } from './commands.ts'
import type { World } from './world.ts'

/** Columns of the help where the terminal does not say. */
const columnsMax = 100

/**
 * Resolves with the exit status: 1, or the command's own, for words that mean nothing. Tests give commands of
 * their own.
 */
export async function runSubcommand(
  words: readonly string[],
  world: World,
  commands: readonly Command[] = allCommands,
): Promise<number> {
  const typed = typedCommands(words, commands)
  const asked = typed.at(-1)
  if (asked === undefined) return unknownCommand(words[0] ?? '', commands, world)
  // yargs calls the command's handler even when it has called `fail` before: it must not do anything yet.
  let work: Work | undefined
  let failed = false
  const parser = yargs([...wordsForYargs(words)])
    .scriptName('keepalived-ts')
    .usage('$0 [OPTION...]        run the daemon (see keepalived-ts --help)')
    .demandCommand(1)
    .strict()
    .wrap(columnsMax)
    .version(version)
    .help()
    .exitProcess(false)
    .fail((message, error) => {
      const name = ['keepalived-ts', ...typed.map((one) => one.name)].join(' ')
      if (!failed) world.complain(`keepalived-ts: ${message ?? error.message}\nTry '${name} --help'.\n`)
      failed = true
    })
  const chosen = (one: Work) => {
    work = one
  }
  for (const one of commands) one.describe(parser, chosen)
  await parser.parseAsync()
  if (failed) return asked.misuseStatus
  return work === undefined ? 0 : await work(world)
}

/** `config print x`: the command and those inside it that the first words name. */
function typedCommands(words: readonly string[], commands: readonly Command[]): readonly Command[] {
  const typed: Command[] = []
  let known = commands
  for (const word of words) {
    const found = known.find((one) => one.name === word)
    if (found === undefined) break
    typed.push(found)
    known = found.inner
  }
  return typed
}

function unknownCommand(word: string, commands: readonly Command[], world: World): number {
  const names = commands.map((one) => one.name)
  const meant = nearest(word, names)
  const hint = meant === undefined ? `commands: ${names.join(', ')}` : `did you mean: ${meant}`
  world.complain(`keepalived-ts: Unknown command: ${word}\n${hint}\nTry 'keepalived-ts --help'.\n`)
  return 1
}
