/**
 * Compares with Debian's keepalived in one run: `npm run bench [-- [quick] [save] [ours|debian]
 * [MEASURE...]]`. Times of different runs do not compare, ratios within one do. `save` writes
 * bench/results.md.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism, release } from 'node:os'
import { join } from 'node:path'
import type { DaemonKind } from '../test/lab/daemon.ts'
import { addressesMeasure } from './addresses.ts'
import { configTestMeasure } from './config-test.ts'
import { falseTakeoversMeasure } from './false-takeovers.ts'
import { footprintMeasure } from './footprint.ts'
import { handoverMeasure } from './handover.ts'
import { jitterMeasure } from './jitter.ts'
import { manyMeasure } from './many.ts'
import type { Figures, Measure } from './measure.ts'
import { reloadMeasure } from './reload.ts'
import { syncGroupMeasure } from './sync-group.ts'
import { type Row, table } from './table.ts'
import { takeoverMeasure } from './takeover.ts'

const measures: readonly Measure[] = [
  takeoverMeasure,
  handoverMeasure,
  jitterMeasure,
  falseTakeoversMeasure,
  addressesMeasure,
  footprintMeasure,
  manyMeasure,
  syncGroupMeasure,
  reloadMeasure,
  configTestMeasure,
]

const allKinds: readonly DaemonKind[] = ['debian', 'ours']
const results = join(import.meta.dirname, 'results.md')
const tell = (line: string) => void process.stderr.write(`${line}\n`)

function usage(): string {
  const lines = measures.map(({ name, about }) => `  ${name.padEnd(16)} ${about}`)
  return `usage: npm run bench -- [quick] [save] [ours|debian] [MEASURE...]\n${lines.join('\n')}`
}

async function rowsOf(
  measure: Measure,
  kinds: readonly DaemonKind[],
  quick: boolean,
): Promise<readonly Row[]> {
  const byKind = new Map<DaemonKind, readonly Figures[]>()
  for (const kind of kinds) {
    tell(`${measure.name}: ${kind === 'ours' ? 'keepalived-ts' : 'keepalived'}`)
    try {
      byKind.set(kind, await measure.run(kind, { quick, tell }))
    } catch (error) {
      tell(`${measure.name} failed: ${error instanceof Error ? error.message : String(error)}`)
      process.exitCode = 1
    }
  }
  const names = new Set([...byKind.values()].flatMap((figures) => figures.map(({ what }) => what)))
  const find = (kind: DaemonKind, what: string) => byKind.get(kind)?.find((figures) => figures.what === what)
  return [...names].map((what) => ({ what, debian: find('debian', what), ours: find('ours', what) }))
}

function conditions(quick: boolean): string {
  const date = new Date().toISOString().slice(0, 10)
  const effort = quick ? ' A quick run: few rounds, not for comparison.' : ''
  const machine = `Linux ${release()}, ${availableParallelism()} cores, Node ${process.version}`
  return `${date}, ${machine}, Debian's keepalived.${effort}`
}

async function main(words: readonly string[]): Promise<void> {
  const flags = new Set(['quick', 'save', ...allKinds])
  const named = words.filter((word) => !flags.has(word))
  const unknown = named.filter((word) => !measures.some(({ name }) => name === word))
  if (unknown.length > 0) throw new Error(`no measure ${unknown.join(', ')}\n${usage()}`)
  const quick = words.includes('quick')
  const kinds = allKinds.filter((kind) => words.includes(kind))
  const wanted = measures.filter(({ name }) => named.length === 0 || named.includes(name))
  const rows: Row[] = []
  const page = () => `${conditions(quick)}\nMedians of the rounds, smaller is better.\n\n${table(rows)}\n`
  for (const measure of wanted) {
    rows.push(...(await rowsOf(measure, kinds.length === 0 ? allKinds : kinds, quick)))
    if (words.includes('save')) writeFileSync(results, `# Side by side\n\n${page()}`)
  }
  process.stdout.write(`\n${page()}`)
}

await main(process.argv.slice(2))
process.exit()
