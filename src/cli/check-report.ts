/**
 * What `check` found, as a value: every format prints this. Sorted by place, with levels applied and paths as
 * people typed them. Prints nothing.
 */
import type { Origin, Span } from '../base/span.ts'
import { type Diagnostic, type Sources, sortedByPlace } from '../conf/diagnostics.ts'
import type { FailureTable } from '../settings/cluster/failures.ts'
import type { Loaded } from '../settings/load.ts'

export interface FileReport {
  readonly file: string
  /** Of `--cluster`: the name of the node whose configuration it is. */
  readonly node?: string
  /** Why there is nothing to check. */
  readonly unreadable: string | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: Sources
  /** The exit status of `keepalived-ts -t`, which knows nothing of levels; absent: nobody asks. */
  readonly testStatus?: number
  /** Why its network namespace was not looked into; absent: it was, or there is none. */
  readonly unseen?: string
}

export interface Counts {
  readonly errors: number
  readonly warnings: number
  readonly notes: number
  /** Files, not diagnostics. */
  readonly unreadable: number
}

/** What `--cluster` found in all nodes together. */
export interface ClusterReport {
  /** In the order of the files. */
  readonly names: readonly string[]
  readonly tables: readonly FailureTable[]
  readonly findings: FileReport
}

export interface CheckReport {
  readonly files: readonly FileReport[]
  /** Absent: the files have nothing to do with each other, or one of them cannot be read. */
  readonly cluster?: ClusterReport
  readonly counts: Counts
  readonly status: number
  /** Checked against the host on which this runs, because nobody said otherwise. */
  readonly thisHost: boolean
}

/** Exit statuses of `check`: how bad it is. */
export const checkStatus = { good: 0, errors: 1, cannotCheck: 2 } as const

export function reportOf(
  files: readonly FileReport[],
  thisHost: boolean,
  cluster?: ClusterReport,
): CheckReport {
  const together = cluster === undefined ? {} : { cluster }
  const all = findingsOf({ files, ...together }).flatMap(({ diagnostics }) => diagnostics)
  const count = (severity: Diagnostic['severity']) => all.filter((one) => one.severity === severity).length
  const counts: Counts = {
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    unreadable: files.filter((file) => file.unreadable !== undefined).length,
  }
  const worst = counts.errors > 0 ? checkStatus.errors : checkStatus.good
  const status = counts.unreadable > 0 ? checkStatus.cannotCheck : worst
  return { files, counts, status, thisHost, ...together }
}

/** Of each file, and then of all together. */
export function findingsOf({
  files,
  cluster,
}: Pick<CheckReport, 'files' | 'cluster'>): readonly FileReport[] {
  return cluster === undefined ? files : [...files, cluster.findings]
}

/** Paths below `directory` without it, as compilers have them. */
export function shortPaths(directory: string): (path: string) => string {
  const prefix = directory.endsWith('/') ? directory : `${directory}/`
  return (path) => (path.startsWith(prefix) ? path.slice(prefix.length) : path)
}

/** What was found in one configuration, by place, all paths through `shown`. */
export function fileReport(
  file: string,
  loaded: Pick<Loaded, 'diagnostics' | 'sources'>,
  shown: (path: string) => string,
): FileReport {
  const sorted = sortedByPlace(loaded.diagnostics, [...loaded.sources.keys()])
  return {
    file: shown(file),
    unreadable: undefined,
    diagnostics: sorted.map((one) => shownDiagnostic(one, shown)),
    sources: shownSources(loaded.sources, shown),
  }
}

function shownDiagnostic(one: Diagnostic, shown: (path: string) => string): Diagnostic {
  const span = shownSpan(one.span, shown)
  if (one.related === undefined) return { ...one, span }
  return {
    ...one,
    span,
    related: one.related.map((other) => ({ ...other, span: shownSpan(other.span, shown) })),
  }
}

/** The lines of a file are made when somebody asks for them, which for most files nobody does. */
function shownSources(sources: Sources, shown: (path: string) => string): Sources {
  const paths = new Map([...sources.keys()].map((path) => [shown(path), path]))
  const get = (file: string) => sources.get(paths.get(file) ?? file)
  return {
    get,
    has: (file) => paths.has(file),
    keys: () => paths.keys(),
    size: paths.size,
    *[Symbol.iterator]() {
      for (const file of paths.keys()) yield [file, get(file) ?? []] as [string, readonly string[]]
    },
  }
}

function shownSpan(span: Span, shown: (path: string) => string): Span {
  const { origin, ...place } = span
  const file = shown(place.file)
  return origin === undefined ? { ...place, file } : { ...place, file, origin: shownOrigin(origin, shown) }
}

function shownOrigin(origin: Origin, shown: (path: string) => string): Origin {
  const from = origin.from && shownOrigin(origin.from, shown)
  return { ...origin, at: shownSpan(origin.at, shown), from }
}

/** `3 errors, 1 warning in 2 files`. */
export function countsText({ counts, files }: CheckReport): string {
  const of = files.some(({ node }) => node !== undefined) ? 'node' : 'file'

  const parts = [
    ...(counts.errors > 0 ? [several(counts.errors, 'error')] : []),
    ...(counts.warnings > 0 ? [several(counts.warnings, 'warning')] : []),
    ...(counts.notes > 0 ? [several(counts.notes, 'note')] : []),
  ]
  const unread = `${several(counts.unreadable, 'file')} could not be read`
  const read = files.length - counts.unreadable
  if (read === 0) return unread
  const what = parts.length === 0 ? 'nothing to complain about' : parts.join(', ')
  const found = `${what} in ${several(read, of)}${testText(files)}`
  return counts.unreadable > 0 ? `${found}; ${unread}` : found
}

/** Files shown for each status that `-t` would end with. */
const filesShownMax = 3

/** Whoever asks `check` here and `-t` there should know when they do not agree: `; -t would exit with 5`. */
function testText(files: readonly FileReport[]): string {
  const byStatus = new Map<number, string[]>()
  for (const { file, testStatus, diagnostics } of files) {
    const isGood = diagnostics.every(({ severity }) => severity !== 'error')
    if (testStatus === undefined || isGood === (testStatus === 0)) continue
    byStatus.set(testStatus, [...(byStatus.get(testStatus) ?? []), file])
  }
  if (byStatus.size === 0) return ''
  const parts = [...byStatus].map(([status, names]) => {
    const more = names.length > filesShownMax ? ` and ${names.length - filesShownMax} more` : ''
    return `${status}${files.length === 1 ? '' : ` for ${names.slice(0, filesShownMax).join(', ')}${more}`}`
  })
  return `; -t would exit with ${parts.join(', with ')}`
}

function several(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
