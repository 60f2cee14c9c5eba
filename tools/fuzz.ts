/**
 * `npm run fuzz -- [MINUTES] [SEED]`: the inputs of test/settings/fuzzing.ts, always new ones, until the time
 * is over or one of them breaks what must hold; then that input, made as short as it can be, and the seed.
 */
import fc from 'fast-check'
import { properties } from '../test/settings/fuzzing.ts'

const runsAtOnce = 2_000

function main([minutes = '60', firstSeed = String(Date.now() % 1_000_000)]: readonly string[]): void {
  const until = performance.now() + Number(minutes) * 60_000
  let inputs = 0
  for (let seed = Number(firstSeed); performance.now() < until; seed++) {
    for (const { name, property } of properties) {
      const left = until - performance.now()
      if (left <= 0) break
      const checked = fc.check(property, {
        seed,
        numRuns: runsAtOnce,
        interruptAfterTimeLimit: left,
        markInterruptAsFailure: false,
      })
      inputs += checked.numRuns
      if (!checked.failed) continue
      console.error(`${name}, seed ${seed}\n${fc.defaultReportMessage(checked) ?? ''}`)
      process.exit(1)
    }
    console.log(`seed ${seed}: ${inputs} inputs, ${Math.round(process.memoryUsage.rss() / 1e6)} MB`)
  }
}

main(process.argv.slice(2))
