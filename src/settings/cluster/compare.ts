/**
 * The nodes of one cluster side by side: what does not go together, and who is master in which failure. Pure:
 * configurations as understood go in, diagnostics and tables come out. `keepalived-ts check --cluster`.
 */
import type { Diagnostic } from '../../conf/diagnostics.ts'
import type { Comparison, Finding, TableComparison } from './comparison.ts'
import { comparisons, tableComparisons } from './comparisons.ts'
import { ensemblesOf } from './ensemble.ts'
import { type FailureTable, failureTable } from './failures.ts'
import { type Cluster, clusterOf } from './matching.ts'
import { clusterNode, type NodeInput } from './node.ts'

/** Nodes of one cluster. */
export const nodesMin = 2
export const nodesMax = 16

export interface ClusterFindings {
  readonly cluster: Cluster
  /** In no particular order of places. */
  readonly diagnostics: readonly Diagnostic[]
  /** One for each virtual router, or for those together that sync groups tie. */
  readonly tables: readonly FailureTable[]
}

/** Two to sixteen nodes, whose names differ. */
export function compareNodes(inputs: readonly NodeInput[]): ClusterFindings {
  const cluster = clusterOf(inputs.map(clusterNode))
  const tables = ensemblesOf(cluster).map((ensemble) => failureTable(ensemble, cluster))
  const found = comparisons.flatMap((one) => diagnosticsOf(one, one.find(cluster)))
  const ofTables = tableComparisons.flatMap((one) => diagnosticsOf(one, one.find(tables)))
  return { cluster, diagnostics: [...found, ...ofTables], tables }
}

function diagnosticsOf(
  { code, severity }: Pick<Comparison | TableComparison, 'code' | 'severity'>,
  findings: Iterable<Finding>,
): readonly Diagnostic[] {
  return Array.from(findings, (finding): Diagnostic => {
    const { at, message, instead, related } = finding
    return { code, severity: finding.severity ?? severity, span: at, message, instead, related }
  })
}
