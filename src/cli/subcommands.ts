/** The commands beside the daemon, by yargs: words, help and errors. One file per command has the work. */
import yargs from 'yargs'
import { version } from '../daemon/version.ts'
import type { World } from './world.ts'

/** Resolves with the exit status: 1 for words that mean nothing. */
export async function runSubcommand(words: readonly string[], world: World): Promise<number> {
  // yargs calls the command's handler even when it has called `fail` before: it must not do anything yet.
  let work: (() => Promise<number>) | undefined
  let failed = false
  const parser = yargs([...words])
    .scriptName('keepalived-ts')
    .usage('$0 [OPTION...]        run the daemon (see keepalived-ts --help)')
    .command(
      'decode [input..]',
      'Show VRRP, ARP and ND frames and why a receiver would refuse them',
      (command) =>
        command
          .positional('input', {
            describe: 'a capture file, hexadecimal digits, or - for standard input',
            type: 'string',
            array: true,
            default: [] as string[],
          })
          .option('json', { describe: 'one JSON object a frame', type: 'boolean', default: false }),
      ({ input, json }) => {
        work = () => decode(input, { json }, world)
      },
    )
    .demandCommand(1)
    .strict()
    .version(version)
    .help()
    .exitProcess(false)
    .fail((message, error) => {
      const command = words[0] === 'decode' ? 'keepalived-ts decode' : 'keepalived-ts'
      world.complain(`keepalived-ts: ${message ?? error.message}\nTry '${command} --help'.\n`)
      failed = true
    })
  await parser.parseAsync()
  if (failed) return 1
  return work === undefined ? 0 : await work()
}

async function decode(
  input: readonly string[],
  options: { readonly json: boolean },
  world: World,
): Promise<number> {
  const { decodeCommand } = await import('./decode.ts')
  return decodeCommand(input, options, {
    read: world.readFile,
    readStdin: world.readStandardInput,
    write: world.print,
    error: world.complain,
  })
}
