/**
 * What `check` found, for programs: a JSON document of our own, which docs/reference/check-formats.md
 * describes, and the workflow commands of GitHub, which it shows beside the changed lines.
 */
import type { Origin } from '../base/span.ts'
import type { Diagnostic } from '../conf/diagnostics.ts'
import { pageOf } from '../settings/pages/pages.ts'
import { clusterTableJson } from './check-cluster-json.ts'
import { type CheckReport, type ClusterReport, countsText, findingsOf } from './check-report.ts'

/** Raised when a field changes its meaning or goes; new fields may come without. */
const documentVersion = 1

export function jsonFormat({ files, counts, status, cluster }: CheckReport): string {
  const document = {
    version: documentVersion,
    status,
    counts,
    files: files.map(({ file, node, unreadable, testStatus, unseen, diagnostics }) => ({
      file,
      ...(node === undefined ? {} : { node }),
      unreadable: unreadable ?? null,
      ...(testStatus === undefined ? {} : { testStatus }),
      ...(unseen === undefined ? {} : { unseen }),
      diagnostics: diagnostics.map(jsonDiagnostic),
    })),
    ...(cluster === undefined ? {} : { cluster: jsonCluster(cluster) }),
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function jsonCluster({ names, tables, findings }: ClusterReport): object {
  return {
    nodes: names,
    diagnostics: findings.diagnostics.map(jsonDiagnostic),
    virtualRouters: clusterTableJson(tables, names),
  }
}

function jsonDiagnostic(diagnostic: Diagnostic): object {
  const { code, severity, span, message, instead, suggestion, fatal, related = [] } = diagnostic
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
    related: related.map(({ span: { file, line, column, length }, message: says }) => ({
      message: says,
      ...{ file, line, column, length },
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
  const lines = findingsOf(report).flatMap(({ file, unreadable, diagnostics }) => [
    ...(unreadable === undefined ? [] : [`::error file=${property(file)}::${data(unreadable)}`]),
    ...diagnostics.map(githubLine),
  ])
  return `${[...lines, countsText(report)].join('\n')}\n`
}

function githubLine(diagnostic: Diagnostic): string {
  const { code, severity, span, message, instead, suggestion, related = [] } = diagnostic
  const properties = {
    file: span.file,
    line: span.line,
    ...(span.length > 0 ? { col: span.column, endColumn: span.column + span.length } : {}),
    title: code,
  }
  const said = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`)
  const hint = suggestion === undefined ? [] : [`did you mean: ${suggestion}`]
  const others = related.map((one) => `${one.span.file}:${one.span.line}: ${one.message}`)
  const text = [message, ...others, `instead: ${instead}`, ...hint].join('\n')
  return `::${githubCommands[severity]} ${said.join(',')}::${data(text)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
