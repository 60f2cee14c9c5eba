/** The commands beside the daemon, in the order of the help: one line each, one file each. */
import type { Command } from './command.ts'
import { decodeCommand } from './commands/decode.ts'

export const commands = [decodeCommand] as const satisfies readonly Command[]
