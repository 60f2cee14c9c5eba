/** Words of a shell in a command that no shell runs: keepalived.conf(5), SCRIPTS. */
import { scriptsGiven } from '../scripts-given.ts'
import type { Lint } from './lint.ts'

/** A word that only means something to a shell: `|`, `&&`, `2>&1`, `>/dev/null`, `stop;`. */
const ofShell = /^(\|\|?|&&?|\d?>>?|<|\d?>&\d|&?\d?>>?\/.*|[^;]+;)$/

/** They know such words themselves. */
const knowing: ReadonlySet<string> = new Set(['expr', 'test', '['])

export const scriptWithoutShell: Lint = {
  code: 'script-without-shell',
  severity: 'warning',
  *find({ draft }) {
    for (const { at, command } of scriptsGiven(draft)) {
      const [program, ...words] = command.argv
      const short = program.slice(program.lastIndexOf('/') + 1)
      const word = knowing.has(short) ? undefined : words.find((one) => ofShell.test(one))
      if (word === undefined) continue
      yield {
        at,
        message: `no shell runs this command: ${short} gets "${word}" as a word`,
        instead: 'it does something else than in a terminal; put it into a script, or write sh -c "..."',
      }
    }
  },
}
