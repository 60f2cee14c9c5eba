/** `check --level CODE=LEVEL` and `--strict`: how severe each code is for this user. */
import { err, ok, type Result } from '../base/result.ts'
import type { Diagnostic, Severity } from '../conf/diagnostics.ts'
import { nearest } from '../conf/suggest.ts'
import { nearestCode, pageOf } from '../settings/pages/pages.ts'

const levels = ['error', 'warning', 'note', 'off'] as const
export type Level = (typeof levels)[number]

export type Levels = ReadonlyMap<string, Level>

/** The last one for a code counts. The error is the line to print. */
export function readLevels(words: readonly string[]): Result<Levels, string> {
  const read = new Map<string, Level>()
  for (const word of words) {
    const [, code = '', text = ''] = /^([^=]*)=(.*)$/.exec(word) ?? []
    const level = levels.find((one) => one === text)
    if (code === '' || text === '') return err(`--level ${word}: write CODE=LEVEL, such as vrid-taken=error`)
    if (pageOf(code) === undefined) return err(`--level ${word}: ${unknownCode(code)}`)
    if (level === undefined) return err(`--level ${word}: ${unknownLevel(text)}`)
    read.set(code, level)
  }
  return ok(read)
}

/** With the code that was meant, or where they all are. */
export function unknownCode(code: string): string {
  const meant = nearestCode(code)
  const cure = meant === undefined ? '--list-codes lists all' : `did you mean ${meant}?`
  return `there is no code ${code}: ${cure}`
}

function unknownLevel(text: string): string {
  const meant = nearest(text, levels)
  const cure = meant === undefined ? `it is one of ${levels.join(', ')}` : `did you mean ${meant}?`
  return `there is no level ${text}: ${cure}`
}

/** Levels first, then strictness: a code at level warning is an error when strict. */
export function atLevels(
  diagnostics: readonly Diagnostic[],
  by: { readonly levels: Levels; readonly strict: boolean },
): readonly Diagnostic[] {
  if (by.levels.size === 0 && !by.strict) return diagnostics
  return diagnostics.flatMap((diagnostic) => {
    const level = by.levels.get(diagnostic.code) ?? diagnostic.severity
    if (level === 'off') return []
    const severity: Severity = level === 'warning' && by.strict ? 'error' : level
    return [{ ...diagnostic, severity }]
  })
}
