/**
 * A name that nobody defined stays in the text, and what is made of it is then no number, no address or no
 * interface: one mistake, said once, with its cause. Refuses to swallow what has an exit status of its own.
 */
import type { Diagnostic } from '../conf/diagnostics.ts'
import { countsInTest, leftInText } from './test-status.ts'

/** These decide the exit status of a configuration test, or whether a statement counts when it is printed. */
const ownStatus: ReadonlySet<string> = new Set([
  ...['include-failed', 'missing-parameter', 'value-missing', 'one-value-only', 'script-quote-not-closed'],
  ...['scripts-without-security', 'key-file-open', 'line-interface-unknown', 'default-interface-missing'],
  ...['definition-not-last', 'no-effect-yet', 'not-yet', 'check-not-yet', 'too-many-errors'],
])

/** A name that stays in the text, and all that came of it. */
interface Cause {
  readonly said: Diagnostic
  readonly from: number
  readonly to: number
  /** Its place among the diagnostics; undefined: it is kept back until something comes of it. */
  index: number | undefined
  joined: Diagnostic | undefined
}

export interface Causes {
  readonly add: (said: Diagnostic, index: number | undefined) => void
  /** The cause of what was found; its `joined` says both. */
  readonly of: (found: Diagnostic) => Cause | undefined
}

export function openCauses(): Causes {
  // By line, then by column: what further turns of a sequence say takes the place of what earlier ones said.
  const byPlace = new Map<string, Map<number, Cause>>()
  const add = (said: Diagnostic, index: number | undefined) => {
    const { file, line, column, length } = said.span
    const key = `${line} ${file}`
    const onLine = byPlace.get(key) ?? new Map<number, Cause>()
    onLine.set(column, { said, from: column, to: column + length, index, joined: undefined })
    byPlace.set(key, onLine)
  }
  const of = (found: Diagnostic) => {
    if (byPlace.size === 0 || found.fatal === true || ownStatus.has(found.code)) return undefined
    // The one that both become counts in a test if it is an error.
    if ((found.severity === 'error') !== countsInTest(found)) return undefined
    const { file, line, column, length } = found.span
    for (const cause of byPlace.get(`${line} ${file}`)?.values() ?? []) {
      if (cause.from >= column + length || column >= cause.to) continue
      cause.joined = join(cause.said, found, cause.joined)
      return cause
    }
    return undefined
  }
  return { add, of }
}

/** At the place of the consequence, whose span others compare: secrets.ts, counted.ts. */
function join(said: Diagnostic, found: Diagnostic, before: Diagnostic | undefined): Diagnostic {
  const { onlyAsCause, ...cause } = said
  const isError = found.severity === 'error' || before?.severity === 'error'
  return { ...cause, severity: isError ? 'error' : said.severity, span: found.span, instead: found.instead }
}

export function isCause({ code }: Diagnostic): boolean {
  return leftInText.has(code)
}
