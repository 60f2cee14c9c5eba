/**
 * Generated configurations under `keepalived -t` and under ours: the same are accepted and the same refused,
 * but for differences that have a name. KEEPALIVED_SEED and KEEPALIVED_FILES choose others and more.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { scriptFacts } from '../../src/io/host.ts'
import { includePort } from '../../src/io/include.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { labIsRequired, labMissing, peerMissing } from './able.ts'
import { configurationFrom } from './differential/configuration.ts'
import { type Difference, explained, knownDifferences } from './differential/known.ts'
import { configId, type Verdict, verdictsOf } from './differential/oracle.ts'
import { smallest } from './differential/smallest.ts'
import { openLab } from './network.ts'

const firstSeed = Number(process.env['KEEPALIVED_SEED'] ?? 1_000_000)
const files = Number(process.env['KEEPALIVED_FILES'] ?? 2_000)
/** Differences that are made small and shown in full. */
const shownMax = 3

const missing = labIsRequired() ? undefined : ((await labMissing()) ?? peerMissing())
const scripts = scriptFacts(process.env['PATH'] ?? '')
const host = {
  interfaces: [
    { name: 'lo', loopback: true, addresses: [address('127.0.0.1')] },
    { name: 'eth0', loopback: false, addresses: [address('10.0.0.1')] },
    { name: 'eth1', loopback: false, addresses: [address('10.1.0.1')] },
  ],
}

function differenceOf(text: string, theirs: Verdict): Difference | undefined {
  const input = { file: 'k.conf', text, read: includePort, host, scripts, id: configId }
  const { diagnostics } = loadSettings(input)
  const status = testStatus(diagnostics)
  if ((status === 0) === (theirs.status === 0)) return undefined
  return { text, diagnostics, status, theirs }
}

const nameOf = (difference: Difference) => explained(difference)?.join(', ')

test('every name of a difference is one of ours or says whose it is', () => {
  for (const { name } of knownDifferences) {
    assert.ok(name in settingsQuirks || ['newer', 'build', 'crash'].includes(name), name)
  }
})

test(`${files} files from seed ${firstSeed}`, { skip: missing ?? false }, async (context) => {
  const lab = await openLab({ hosts: ['a'], lans: 2 })
  context.after(() => lab.close())
  const machine = lab.host('a')
  const texts = Array.from({ length: files }, (_, index) => configurationFrom(firstSeed + index))
  const verdicts = await verdictsOf(machine, texts)
  const accepted = verdicts.filter(({ status }) => status === 0).length
  const found = texts.flatMap((text, index) => {
    const difference = differenceOf(text, verdicts[index] ?? { status: -1, words: '' })
    return difference === undefined ? [] : [{ ...difference, seed: firstSeed + index }]
  })
  const names = Map.groupBy(found, (difference) => nameOf(difference) ?? 'unexplained')
  for (const [name, those] of names) context.diagnostic(`${name}: ${those.length}`)
  context.diagnostic(`${accepted} of ${files} are accepted by keepalived`)
  assert.ok(accepted > files / 5, 'most of the files are damaged: nothing is proved')

  const unexplained = names.get('unexplained') ?? []
  const shown: string[] = []
  for (const { seed, text } of unexplained.slice(0, shownMax)) {
    const small = await smallest(text, async (candidates) => {
      const theirs = await verdictsOf(machine, candidates)
      return candidates.map((candidate, index) => {
        const difference = differenceOf(candidate, theirs[index] ?? { status: -1, words: '' })
        return difference !== undefined && nameOf(difference) === undefined
      })
    })
    const [verdict = { status: -1, words: '' }] = await verdictsOf(machine, [small])
    const ours = differenceOf(small, verdict)
    const said = ours?.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('; ')
    shown.push(
      `seed ${seed}: theirs ${verdict.status} ${verdict.words}ours ${ours?.status} ${said}\n${small}`,
    )
  }
  assert.equal(unexplained.length, 0, shown.join('\n\n'))
})
