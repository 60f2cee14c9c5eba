/**
 * What is found wrong while a configuration is read, in a number that memory and people can bear. Refuses to
 * read on after so many errors that the file cannot be meant as a configuration; keeps every kind of finding
 * at least once, since the outcome depends on the kinds.
 */
import type { Diagnostic, Report } from '../conf/diagnostics.ts'
import type { Stop } from '../conf/expand.ts'
import { isCause, openCauses } from './causes.ts'

/** Reading ends with this many errors: this is no configuration, or one mistake in very many lines. */
export const errorsMax = 5_000
/** Findings beyond this are kept only if none of their kind was before. */
export const findingsMax = 50_000

export interface Findings {
  readonly diagnostics: readonly Diagnostic[]
  readonly report: Report
  /** For whoever reads the text. */
  readonly stop: Stop
  /** To be called when all is found: says what was left out. */
  readonly end: () => void
}

export function collectFindings(): Findings {
  const diagnostics: Diagnostic[] = []
  const kinds = new Set<string>()
  const stop = { requested: false }
  let errors = 0
  let leftOut = 0
  let firstLeftOut: Diagnostic | undefined
  const causes = openCauses()
  /** Its place; undefined: it was one too many. */
  const push = (found: Diagnostic): number | undefined => {
    if (diagnostics.length >= findingsMax && kinds.has(kindOf(found))) {
      leftOut++
      firstLeftOut ??= found
      return undefined
    }
    const index = diagnostics.push(found) - 1
    count(found)
    return index
  }
  const count = (found: Diagnostic) => {
    kinds.add(kindOf(found))
    if (found.severity !== 'error' || ++errors !== errorsMax) return
    stop.requested = true
    diagnostics.push(tooManyErrors(found))
  }
  const report = (found: Diagnostic) => {
    // What is missing then is missing because it was not read.
    if (stop.requested) return
    if (found.onlyAsCause === true) {
      causes.add(found, undefined)
      return
    }
    const cause = causes.of(found)
    if (cause?.joined === undefined) {
      const index = push(found)
      if (index !== undefined && isCause(found)) causes.add(found, index)
    } else if (cause.index === undefined) cause.index = push(cause.joined)
    else {
      diagnostics[cause.index] = cause.joined
      count(cause.joined)
    }
  }
  const end = () => {
    if (firstLeftOut !== undefined) diagnostics.push(leftOutNote(firstLeftOut, leftOut))
  }
  return { diagnostics, report, stop, end }
}

function kindOf({ code, severity, fatal }: Diagnostic): string {
  return `${code} ${severity} ${fatal === true}`
}

function tooManyErrors({ span }: Diagnostic): Diagnostic {
  return {
    code: 'too-many-errors',
    severity: 'error',
    span,
    message: `these are ${errorsMax} errors: is this a configuration of keepalived?`,
    instead: 'the rest is not read, and nothing runs',
    fatal: true,
  }
}

function leftOutNote({ span }: Diagnostic, leftOut: number): Diagnostic {
  return {
    code: 'findings-left-out',
    severity: 'note',
    span,
    message: `${leftOut} further findings of the same kinds`,
    instead: 'they are not listed',
  }
}
