/**
 * What `check` found as a SARIF 2.1.0 log (OASIS), for code scanning. One run, one rule for each code in it.
 */
import { pathToFileURL } from 'node:url'
import type { Span } from '../base/span.ts'
import type { Diagnostic, Sources } from '../conf/diagnostics.ts'
import { version } from '../daemon/version.ts'
import { pageOf } from '../settings/pages/pages.ts'
import { originsOf } from './check-machine.ts'
import { type CheckReport, type FileReport, findingsOf } from './check-report.ts'
import { firstSentence } from './wrapped.ts'

export function sarifFormat(report: CheckReport): string {
  const codes = [
    ...new Set(findingsOf(report).flatMap(({ diagnostics }) => diagnostics.map((one) => one.code))),
  ]
  const ruleIndex = new Map(codes.map((code, index) => [code, index]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'keepalived-ts', version, rules: codes.map(rule) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: report.counts.unreadable === 0,
            exitCode: report.status,
            toolExecutionNotifications: report.files.flatMap(notification),
          },
        ],
        results: findingsOf(report).flatMap(({ diagnostics, sources }) =>
          diagnostics.map((one) => result(one, sources, ruleIndex.get(one.code) ?? 0)),
        ),
      },
    ],
  }
  return `${JSON.stringify(log, undefined, 2)}\n`
}

function rule(code: string): object {
  const page = pageOf(code)
  if (page === undefined) return { id: code }
  return {
    id: code,
    shortDescription: { text: firstSentence(page.about) },
    fullDescription: { text: page.about },
    help: { text: page.cure },
  }
}

function notification({ file, unreadable }: FileReport): readonly object[] {
  if (unreadable === undefined) return []
  const locations = [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }]
  return [{ level: 'error', message: { text: `${file}: ${unreadable}` }, locations }]
}

function result(diagnostic: Diagnostic, sources: Sources, ruleIndex: number): object {
  const { code, severity, span, message, instead, suggestion } = diagnostic
  const origins = originsOf(span.origin).map(({ is, name, at }) => ({ message: `${is} ${name}`, span: at }))
  const related = [...origins, ...(diagnostic.related ?? [])].map((one, id) => ({
    id,
    message: { text: one.message },
    physicalLocation: physical(one.span, sources),
  }))
  const hint = suggestion === undefined ? '' : `\nDid you mean: ${suggestion}`
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: `${message}\nInstead: ${instead}${hint}` },
    locations: [{ physicalLocation: physical(span, sources) }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
  }
}

function physical(span: Span, sources: Sources): object {
  const { file, line, column, length } = span
  const artifactLocation = { uri: uriOf(file) }
  if (line < 1) return { artifactLocation }
  const text = sources.get(file)?.[line - 1]
  const columns = length > 0 ? { startColumn: column, endColumn: column + length } : {}
  const snippet = text === undefined ? {} : { snippet: { text } }
  return { artifactLocation, region: { startLine: line, ...columns, ...snippet } }
}

/** A relative path stays relative: whoever shows the log knows the root of the sources. */
function uriOf(path: string): string {
  if (path.startsWith('/')) return pathToFileURL(path).href
  return path.split('/').map(encodeURIComponent).join('/')
}
