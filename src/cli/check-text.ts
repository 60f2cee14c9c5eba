/** What `check` found, for people at a terminal: place, source line, what happens instead, cure. */
import { type Diagnostic, headline, madeAt, renderDiagnostic, type Severity } from '../conf/diagnostics.ts'
import { pageOf } from '../settings/pages/pages.ts'
import { clusterTableText } from './check-cluster-table.ts'
import { type CheckReport, countsText, findingsOf } from './check-report.ts'

export interface Look {
  readonly colours: boolean
  /** Only what decides the exit status, and no summary. */
  readonly quiet: boolean
  /** The cure of every diagnostic in full, not only short ones and once a code. */
  readonly verbose: boolean
}

/** Longer cures are read with --explain. */
const cureLengthMax = 110

/** A file for another host is told by these first. */
const ofThisHost: ReadonlySet<string> = new Set([
  'interface-unknown',
  'line-interface-unknown',
  'default-interface-missing',
])

export function textFormat(report: CheckReport, look: Look): string {
  const cured = new Set<string>()
  const parts = findingsOf(report).flatMap(({ diagnostics, sources }) => {
    const wanted = diagnostics.filter((one) => !look.quiet || one.severity === 'error')
    const listed = look.verbose ? [] : wanted.filter(({ code }) => code === listedCode)
    const whole = listed.length < 2 ? wanted : wanted.filter(({ code }) => code !== listedCode)
    const groups = look.verbose ? whole.map((first) => ({ first, count: 1 })) : byPlaceAndCode(whole)
    const shown = groups.map(({ first, count }) => {
      const where = first.span.origin?.is === 'definition' ? ', from the same definition' : ' at this place'
      const more = count > 1 ? `  and ${count - 1} more like it${where}\n` : ''
      const cure = cureLine(first, { cured, verbose: look.verbose })
      const text = renderDiagnostic(first, sources) + more + cure
      return look.colours ? coloured(text, first) : text
    })
    return listed.length < 2 ? shown : [...shown, listText(listed, look)]
  })
  const { cluster } = report
  if (cluster !== undefined && !look.quiet) parts.push(clusterTableText(cluster.tables, cluster.names))
  if (!look.quiet) parts.push(summary(report))
  return parts.filter((part) => part !== '').join('\n')
}

/** No mistakes, and many in some files: they make one paragraph. */
const listedCode = 'no-effect-yet'
const listWidth = 100

function listText(listed: readonly Diagnostic[], { colours }: Look): string {
  const [one] = listed
  if (one === undefined) return ''
  const { file } = one.span
  const words = listed.map(({ keyword, message, span }) => {
    const place = span.file === file ? `line ${span.line}` : `${span.file}:${span.line}`
    return `${keyword ?? message} (${place})`
  })
  const message = `${listed.length} keywords have no effect in keepalived-ts yet`
  const first = { ...one, span: { ...one.span, length: 0 }, message }
  const text = `${[headline(first), ...inLines(words), `  instead: ${one.instead}`].join('\n')}\n`
  return colours ? coloured(text, first) : text
}

/** Entries with commas between them; each stays whole. */
function inLines(entries: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (const [index, entry] of entries.entries()) {
    const text = index < entries.length - 1 ? `${entry},` : entry
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + text.length > listWidth) lines.push(`  ${text}`)
    else lines[lines.length - 1] = `${line} ${text}`
  }
  return lines
}

/**
 * One line with ~SEQ can make a thousand instances, and one definition be used in as many; each has the same
 * fault.
 */
function byPlaceAndCode(
  diagnostics: readonly Diagnostic[],
): readonly { readonly first: Diagnostic; readonly count: number }[] {
  const groups = new Map<string, { readonly first: Diagnostic; count: number }>()
  for (const one of diagnostics) {
    const key = `${one.code} ${one.severity} ${madeAt(one.span)}`
    const before = groups.get(key)
    if (before === undefined) groups.set(key, { first: one, count: 1 })
    else before.count++
  }
  return [...groups.values()]
}

function cureLine(
  { code, suggestion }: Diagnostic,
  given: { readonly cured: Set<string>; readonly verbose: boolean },
): string {
  const cure = pageOf(code)?.cure
  if (cure === undefined) return ''
  const said = given.cured.has(code) || suggestion !== undefined || cure.length > cureLengthMax
  if (said && !given.verbose) return ''
  given.cured.add(code)
  return `  cure: ${cure}\n`
}

function summary(report: CheckReport): string {
  const unseen = new Set(report.files.flatMap((one) => one.unseen ?? []))
  const lines = [...[...unseen].map((why) => `Not checked: ${why}.`), countsText(report)]
  const all = findingsOf(report).flatMap(({ diagnostics }) => diagnostics)
  const first = all[0]
  if (first !== undefined) lines.push(`More about a code: keepalived-ts check --explain ${first.code}`)
  if (report.thisHost && all.some(({ code }) => ofThisHost.has(code))) {
    lines.push(
      'Checked against this host. For another one: --no-host, or --host FACTS.json with what',
      "'keepalived-ts check --print-host' prints there.",
    )
  }
  return `${lines.join('\n')}\n`
}

const codes = { bold: 1, red: 31, yellow: 33, green: 32, cyan: 36, dim: 2 } as const
type Style = keyof typeof codes

const severityStyles = { error: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Record<
  Severity,
  Style
>

function styled(style: Style, text: string): string {
  return `\u001b[${codes[style]}m${text}\u001b[0m`
}

function coloured(text: string, diagnostic: Diagnostic): string {
  const { span, severity, message, code } = diagnostic
  const style = severityStyles[severity]
  const place = `${span.file}:${span.line}:${span.column}:`
  const words = [styled(style, `${severity}:`), styled('bold', message), styled('dim', `[${code}]`)]
  const head = `${place} ${words.join(' ')}`
  const [, ...rest] = text.split('\n')
  const plain = headline(diagnostic)
  if (!text.startsWith(`${plain}\n`)) return text
  return [head, ...rest.map((line) => colouredLine(line, style))].join('\n')
}

function colouredLine(line: string, style: Style): string {
  return line
    .replace(/^(\s*\| [\t ]*)(\^+)$/, (_, before: string, marks: string) => before + styled(style, marks))
    .replace(
      /^( {2}(?:cure|did you mean): )(.*)$/,
      (_, label: string, said: string) => label + styled('green', said),
    )
}
