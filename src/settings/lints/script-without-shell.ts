/** Words of a shell in a command that no shell runs: keepalived.conf(5), SCRIPTS. */
import { scriptsGiven } from '../scripts/scripts-given.ts'
import type { Lint } from './lint.ts'

/** Only a shell does anything with them: `2>&1`, `>/dev/null`. */
const alone = /^(\d?>&\d|&?\d?>>?\/.*)$/
/** The same when another word follows, a path or a program: `|`, `&&`, `>`, `stop;`. */
const betweenWords = /^(\|\|?|&&?|\d?>>?|<|[^;\s]+;)$/
const pathOrProgram = /^[/.\w]/

/** They know such words themselves. */
const knowing: ReadonlySet<string> = new Set(['expr', 'test', '['])

export const scriptWithoutShell: Lint = {
  code: 'script-without-shell',
  severity: 'warning',
  *find({ draft }) {
    for (const { at, command } of scriptsGiven(draft)) {
      const [program, ...words] = command.argv
      const short = program.slice(program.lastIndexOf('/') + 1)
      const word = knowing.has(short) ? undefined : words.find((_one, index) => isOfShell(words, index))
      if (word === undefined) continue
      yield {
        at,
        message: `no shell runs this command: ${short} gets "${word}" as a word`,
        instead: 'it does something else than in a terminal; put it into a script, or write sh -c "..."',
      }
    }
  },
}

function isOfShell(words: readonly string[], index: number): boolean {
  const [word = '', next = ''] = words.slice(index, index + 2)
  return alone.test(word) || (betweenWords.test(word) && pathOrProgram.test(next))
}
