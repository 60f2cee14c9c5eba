/**
 * `keepalived-ts check --cluster FILE FILE...`: the nodes of one cluster, each as `check` has it, and then
 * side by side: settings/cluster. Refuses less than two nodes, more than sixteen, and two that read the same
 * text.
 */
import { err, ok, type Result } from '../base/result.ts'
import type { Diagnostic } from '../conf/diagnostics.ts'
import { compareNodes, nodesMax, nodesMin } from '../settings/cluster/compare.ts'
import type { NodeInput } from '../settings/cluster/node.ts'
import { findLints } from '../settings/lints/lints.ts'
import type { Loaded } from '../settings/load.ts'
import { type CheckOptions, cannotCheck, sayReport } from './check.ts'
import { atLevels, type Levels, readLevels } from './check-levels.ts'
import { type FileReport, fileReport, reportOf, shortPaths } from './check-report.ts'
import { type Ground, groundOf, loadOn } from './ground.ts'
import type { World } from './world.ts'

export interface ClusterOptions extends Omit<CheckOptions, 'host' | 'id'> {
  /** One for each file, in their order; none: nothing that depends on a host is checked. */
  readonly hosts: readonly string[]
  /** Likewise, or one for all; none: the ids of the hosts' facts, or of this host. */
  readonly ids: readonly string[]
}

interface ClusterFile {
  readonly file: string
  readonly ground: Ground
}

/** Returns the exit status. */
export function checkCluster(files: readonly string[], options: ClusterOptions, world: World): number {
  const levels = readLevels(options.levels)
  if (!levels.ok) return cannotCheck([levels.error], world)
  const grounds = groundsOf(files, options, world)
  if (!grounds.ok) return cannotCheck(grounds.error, world)
  const by = { options, levels: levels.value, world }
  const nodes = withNames(grounds.value, options, world).map((one) => nodeOf(one, by))
  const unreadable = nodes.some(({ input }) => input === undefined)
  const compared = unreadable ? undefined : compareNodes(nodes.flatMap(({ input }) => input ?? []))
  const cluster = compared && {
    names: nodes.map(({ name }) => name),
    tables: compared.tables,
    findings: together(compared.diagnostics, nodes, by),
  }
  const report = reportOf(withoutRepeats(nodes.map((one) => one.report)), false, cluster)
  return sayReport(report, options, world)
}

function groundsOf(
  files: readonly string[],
  { hosts, ids }: ClusterOptions,
  world: World,
): Result<readonly ClusterFile[], readonly string[]> {
  const misuse = misuseOf(files, { hosts, ids })
  if (misuse !== undefined) return err([misuse])
  const found: ClusterFile[] = []
  for (const [index, file] of files.entries()) {
    const ground = groundOf({ host: hosts[index] ?? false, id: ids[index] ?? ids[0] }, world)
    if (!ground.ok) return ground
    found.push({ file, ground: ground.value })
  }
  return distinct(found, world)
}

function misuseOf(
  files: readonly string[],
  { hosts, ids }: Pick<ClusterOptions, 'hosts' | 'ids'>,
): string | undefined {
  const count = files.length
  if (count < nodesMin) return '--cluster: give the file of each node, or the same file with --id for each'
  if (count > nodesMax) return `--cluster: ${count} nodes; it compares at most ${nodesMax}`
  if (files.filter((file) => file === '-').length > 1) return '--cluster: only one file can be standard input'
  // Two nodes with the same addresses would not be a cluster.
  if (hosts.length > 0 && hosts.length !== count) {
    return `--host: one for each of the ${count} files, in their order; not ${hosts.length}`
  }
  if (ids.length <= 1 || ids.length === count) return undefined
  return `--id: one for all or one for each of the ${count} files, in their order; not ${ids.length}`
}

/** The same file under the same id would only be compared with itself. */
function distinct(
  found: readonly ClusterFile[],
  world: World,
): Result<readonly ClusterFile[], readonly string[]> {
  const seen = new Set<string>()
  for (const { file, ground } of found) {
    const key = `${ground.id ?? ''} ${world.resolve(file)}`
    if (seen.has(key)) {
      return err([`--cluster: ${file} is there twice: give --id for each, in the order of the files`])
    }
    seen.add(key)
  }
  return ok(found)
}

interface NamedFile extends ClusterFile {
  readonly name: string
}

/** Ids when each node has its own, else files, else both. */
function withNames(
  files: readonly ClusterFile[],
  options: Pick<ClusterOptions, 'stdinName'>,
  world: World,
): readonly NamedFile[] {
  const shown = shortPaths(world.resolve('.'))
  const path = ({ file }: ClusterFile) => shown(world.resolve(file === '-' ? options.stdinName : file))
  const ways: readonly ((one: ClusterFile) => string)[] = [
    (one) => one.ground.id ?? path(one),
    path,
    (one) => `${one.ground.id ?? ''}@${path(one)}`,
  ]
  const way = ways.find((one) => new Set(files.map(one)).size === files.length) ?? path
  return files.map((one) => ({ ...one, name: way(one) }))
}

interface CheckedNode {
  readonly name: string
  readonly report: FileReport
  /** Undefined: it cannot be read. */
  readonly input: NodeInput | undefined
  readonly sources: Loaded['sources']
}

interface By {
  readonly options: ClusterOptions
  readonly levels: Levels
  readonly world: World
}

function nodeOf({ file, ground, name }: NamedFile, { options, levels, world }: By): CheckedNode {
  const { stdinName, strict } = options
  const path = world.resolve(file === '-' ? stdinName : file)
  const shown = shortPaths(world.resolve('.'))
  const found = loadOn(ground, { file, stdinName, forgetTree: true, world })
  if (found.is === 'unreadable') {
    const { text } = found.failure
    const report = { file: shown(path), node: name, unreadable: text, diagnostics: [], sources: new Map() }
    return { name, input: undefined, sources: new Map(), report }
  }
  const { loaded, host } = found
  const all = [...loaded.diagnostics, ...findLints({ ...loaded, host })]
  const diagnostics = atLevels(all, { levels, strict })
  return {
    name,
    input: { ...loaded, name, host },
    sources: loaded.sources,
    report: { ...fileReport(path, { ...loaded, diagnostics }, shown), node: name },
  }
}

/** The places of one finding are in several files. */
function together(
  diagnostics: readonly Diagnostic[],
  nodes: readonly CheckedNode[],
  { options, levels, world }: By,
): FileReport {
  const sources = new Map(nodes.flatMap((node) => [...node.sources]))
  const found = atLevels(diagnostics, { levels, strict: options.strict })
  return fileReport('', { diagnostics: found, sources }, shortPaths(world.resolve('.')))
}

/** What nodes share is wrong once. */
function withoutRepeats(reports: readonly FileReport[]): readonly FileReport[] {
  const seen = new Set<string>()
  return reports.map((report) => {
    const diagnostics = report.diagnostics.filter(({ code, severity, span, message }) => {
      const key = `${code} ${severity} ${span.line}:${span.column} ${span.file} ${message}`
      const isNew = !seen.has(key)
      seen.add(key)
      return isNew
    })
    return { ...report, diagnostics }
  })
}
