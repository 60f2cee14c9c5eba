/** The commands beside the daemon, by yargs: words, help and errors. One file per command has the work. */
import yargs from 'yargs'
import { version } from '../daemon/version.ts'
import type { World } from './world.ts'

/** Resolves with the exit status: 1 for words that mean nothing. */
export async function runSubcommand(words: readonly string[], world: World): Promise<number> {
  let status = 0
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
      async ({ input, json }) => {
        const { decodeCommand } = await import('./decode.ts')
        status = decodeCommand(
          input,
          { json },
          {
            read: world.readFile,
            readStdin: world.readStandardInput,
            write: world.print,
            error: world.complain,
          },
        )
      },
    )
    .demandCommand(1)
    .strict()
    .version(version)
    .help()
    .exitProcess(false)
    .fail((message, error) => {
      world.complain(`keepalived-ts: ${message ?? error.message}\nTry 'keepalived-ts --help'.\n`)
      status = 1
    })
  await parser.parseAsync()
  return status
}
