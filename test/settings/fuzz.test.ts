/**
 * Whatever stands in the file: no exception, an end in time, findings that point into the text. The same
 * inputs in each run, unless FUZZ_SEED says otherwise; `npm run fuzz` goes on for as long as one wants.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how keepalived.conf writes definitions
import { test } from 'node:test'
import fc from 'fast-check'
import { examine, properties, seeds, tangled } from './fuzzing.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? 1)
/** Where the verdict counts, about a minute of it; elsewhere a few seconds. */
const times = process.env['CI'] === 'true' ? 8 : 1

for (const { name, property, runs } of properties) {
  test(name, () => {
    fc.assert(property, { seed, numRuns: runs * times })
  })
}

test('the seed files cut off anywhere', () => {
  for (const text of seeds) for (let end = 0; end < text.length; end += 7) examine(text.slice(0, end))
})

test('files that include one another and themselves', () => {
  examine('include a\ninclude b\nk ${X}', tangled)
})

test('very many braces, very many lines, a very long line', () => {
  examine('{'.repeat(50_000))
  examine('}'.repeat(20_000))
  examine('a {\n'.repeat(20_000))
  examine('zork\n'.repeat(20_000))
  examine('x'.repeat(300_000))
  examine(`${'$A=${B}${B}\n$B=${A}${A}\nk ${A}\n'.repeat(50)}`)
})
