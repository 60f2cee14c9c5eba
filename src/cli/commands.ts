/** The commands beside the daemon, in the order of the help: one line each, one file each. */
import type { Command } from './command.ts'
import { checkCommand } from './commands/check.ts'
import { configCommand } from './commands/config.ts'
import { decodeCommand } from './commands/decode.ts'
import { keywordsCommand } from './commands/keywords.ts'
import { planCommand } from './commands/plan.ts'

export const commands = [
  checkCommand,
  configCommand,
  decodeCommand,
  keywordsCommand,
  planCommand,
] as const satisfies readonly Command[]
