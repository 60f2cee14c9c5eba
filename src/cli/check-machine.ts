/**
 * What `check` found, for programs: a JSON document of our own, which docs/reference/check-formats.md
 * describes, and the workflow commands of GitHub, which it shows beside the changed lines.
 */
import type { Origin } from '../base/span.ts'
import type { Diagnostic } from '../conf/diagnostics.ts'
import { pageOf } from '../settings/pages/pages.ts'
import { type CheckReport, countsText } from './check-report.ts'

/** Raised when a field changes its meaning or goes; new fields may come without. */
const documentVersion = 1

export function jsonFormat({ files, counts, status }: CheckReport): string {
  const document = {
    version: documentVersion,
    status,
    counts,
    files: files.map(({ file, unreadable, diagnostics }) => ({
      file,
      unreadable: unreadable ?? null,
      diagnostics: diagnostics.map(jsonDiagnostic),
    })),
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function jsonDiagnostic(diagnostic: Diagnostic): object {
  const { code, severity, span, message, instead, suggestion, fatal } = diagnostic
  return {
    code,
    severity,
    fatal: fatal ?? false,
    file: span.file,
    line: span.line,
    column: span.column,
    length: span.length,
    message,
    instead,
    suggestion: suggestion ?? null,
    cure: pageOf(code)?.cure ?? null,
    origin: originsOf(span.origin).map(({ is, name, at }) => ({
      is,
      name,
      file: at.file,
      line: at.line,
      column: at.column,
      length: at.length,
    })),
  }
}

/** The nearest first. */
export function originsOf(origin: Origin | undefined): readonly Origin[] {
  const chain: Origin[] = []
  for (let one = origin; one !== undefined; one = one.from) chain.push(one)
  return chain
}

const githubCommands = { error: 'error', warning: 'warning', note: 'notice' } as const

export function githubFormat(report: CheckReport): string {
  const lines = report.files.flatMap(({ file, unreadable, diagnostics }) => [
    ...(unreadable === undefined ? [] : [`::error file=${property(file)}::${data(unreadable)}`]),
    ...diagnostics.map(githubLine),
  ])
  return `${[...lines, countsText(report)].join('\n')}\n`
}

function githubLine({ code, severity, span, message, instead, suggestion }: Diagnostic): string {
  const properties = {
    file: span.file,
    line: span.line,
    ...(span.length > 0 ? { col: span.column, endColumn: span.column + span.length } : {}),
    title: code,
  }
  const said = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`)
  const hint = suggestion === undefined ? [] : [`did you mean: ${suggestion}`]
  const text = [message, `instead: ${instead}`, ...hint].join('\n')
  return `::${githubCommands[severity]} ${said.join(',')}::${data(text)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
