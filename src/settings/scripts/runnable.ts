/** Commands as they are run: keepalived.conf(5), SCRIPTS. */
import type { Command } from '../../conf/command.ts'
import type { Given } from '../../conf/rows.ts'

/** The command as it is run: `</path` asks whether the file can be read, and that is what test(1) does. */
export function runnable(given: Given<Command>): Command {
  const { argv } = given.value
  if (!argv[0].startsWith('<')) return given.value
  return { ...given.value, argv: ['/usr/bin/test', '-r', argv[0].slice(1).trim()] }
}

export function runnableIfGiven(given: Given<Command> | undefined): Command | undefined {
  return given && runnable(given)
}
