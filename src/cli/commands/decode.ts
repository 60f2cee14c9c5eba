/** The words of `keepalived-ts decode`. */
import { command } from '../command.ts'

/** A capture is read whole; a longer one is decoded from a file. */
const captureBytesMax = 1 << 30

export const decodeCommand = command({
  usage: 'decode [input..]',
  about: 'Show VRRP, ARP and ND frames and why a receiver would refuse them',
  words: (parser) =>
    parser
      .positional('input', {
        describe: 'a capture file, hexadecimal digits, or - for standard input',
        type: 'string',
        array: true,
        default: [] as string[],
      })
      .option('json', { describe: 'one JSON object a frame', type: 'boolean', default: false })
      .epilogue(
        'Exit status: 0 all frames are acceptable, 1 the input cannot be used (what could be read is shown ' +
          'first), 2 some frame would be refused.',
      ),
  work: async ({ input, json }, world) => {
    const { decodeCommand: decode } = await import('../decode.ts')
    return decode(
      input,
      { json },
      {
        read: world.readFile,
        readStdin: () => world.readStandardInput(captureBytesMax),
        write: world.print,
        error: world.complain,
      },
    )
  },
})
