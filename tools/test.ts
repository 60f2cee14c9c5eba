/**
 * Runs the tests in phases and adds their numbers up, so that the last lines are node:test's own closing
 * lines over all of them: pure tests side by side, then the lab and IPVS alone, because they measure time.
 * Without root those two are skipped, which fails where CI=true.
 */
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { run } from 'node:test'
import { add, type Counts, closingLines, noCounts, report } from './test/report.ts'

interface Phase {
  readonly name: string
  readonly files: readonly string[]
  readonly concurrency: number
  readonly needsRoot: boolean
  /** One line for each test rather than for each file. */
  readonly slow: boolean
}

const all = globSync('test/**/*.test.ts').toSorted()
const below = (folder: string) => all.filter((path) => path.startsWith(`test/${folder}/`))
const lab = below('lab')
const ipvs = below('ipvs')
const pure = all.filter((path) => !lab.includes(path) && !ipvs.includes(path))

const phases: readonly Phase[] = [
  { name: 'pure', files: pure, concurrency: availableParallelism(), needsRoot: false, slow: false },
  { name: 'lab', files: lab, concurrency: 1, needsRoot: true, slow: true },
  { name: 'ipvs', files: ipvs, concurrency: 1, needsRoot: true, slow: true },
]

/** A file that hangs in spite of its own limits ends the run well before CI does. */
const fileMillisMax = 20 * 60_000

/** The phases with only the files that the command line names: by phase or by path. */
function wantedPhases(words: readonly string[]): readonly Phase[] {
  if (words.length === 0) return phases
  const unknown = words.filter((word) => !all.includes(word) && !phases.some(({ name }) => name === word))
  if (unknown.length > 0) throw new Error(`no such phase or test file: ${unknown.join(', ')}`)
  return phases
    .map((phase) =>
      words.includes(phase.name)
        ? phase
        : { ...phase, files: phase.files.filter((path) => words.includes(path)) },
    )
    .filter(({ files }) => files.length > 0)
}

async function runPhase({ files, concurrency, slow }: Phase): Promise<Counts> {
  const events = run({ files: [...files], concurrency, timeout: fileMillisMax })
  return report(events, { each: slow ? 'test' : 'file' })
}

/** Runs everything; returns the exit status. */
async function main(words: readonly string[]): Promise<number> {
  const { CI, CHECK_FAILED } = process.env
  const mustBeWhole = CI === 'true'
  const isRoot = process.getuid?.() === 0
  let counts = noCounts
  let holes = 0
  for (const phase of wantedPhases(words)) {
    if (phase.needsRoot && !isRoot) {
      console.log(`== ${phase.name}: not run, because only root can make network namespaces: sudo npm test`)
      holes++
      continue
    }
    console.log(`== ${phase.name}: ${phase.files.length} files`)
    const result = await runPhase(phase)
    if (phase.needsRoot && (result.skipped > 0 || result.tests === 0)) holes++
    counts = add(counts, result)
  }
  const incomplete = mustBeWhole && holes > 0
  if (incomplete) console.log('== failed: with CI=true, lab and ipvs must run whole')
  const unruly = CHECK_FAILED === '1'
  if (unruly) console.log('== failed: npm run check, whose words stand above the tests')
  console.log(closingLines(counts))
  return incomplete || unruly || counts.failed > 0 || counts.cancelled > 0 || counts.tests === 0 ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))
