/**
 * keepalived and ours play the same story with the same file, each in a LAN of its own: start, a better peer
 * that comes and goes, a link that goes and comes, reloads, dumps, the end. Whatever can be seen from outside
 * is the same, but for differences with a name. KEEPALIVED_TS_SWAP=all plays all configurations; another
 * value only those whose name contains it, and leaves what was seen in /tmp.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, test } from 'node:test'
import { settingsQuirks } from '../../src/settings/quirks.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import { labIsRequired, labMissing, peerMissing } from './able.ts'
import { known } from './swap/known.ts'
import { rows } from './swap/rows.ts'
import { differences, play } from './swap/story.ts'

const missing = (await labMissing()) ?? peerMissing()
const { KEEPALIVED_TS_SWAP: wanted = '' } = process.env
const picked = rows.filter(
  (row) => wanted === 'all' || (wanted === '' ? row.always === true : row.name.includes(wanted)),
)

test('every meant difference has the name of a quirk or says whose it is', () => {
  for (const { name } of known) {
    assert.ok(name in quirks || name in settingsQuirks || ['newer', 'detail'].includes(name), name)
  }
})

function isKnown(rowName: string, line: string): boolean {
  return known.some(({ matches, row }) => matches.test(line) && rowName.includes(row ?? ''))
}

describe('a node is swapped', { concurrency: 4 }, () => {
  for (const row of picked) {
    it(row.name, { timeout: 120_000, skip: labIsRequired() ? false : (missing ?? false) }, async (t) => {
      if (missing !== undefined) throw new Error(missing)
      const [theirs, ours] = await Promise.all([play(row, 'debian'), play(row, 'ours')])
      const found = differences(theirs, ours)
      const unknown = found.filter((line) => !isKnown(row.name, line.slice(2)))
      if (unknown.length > 0 || (wanted !== '' && wanted !== 'all')) {
        for (const [kind, seen] of [
          ['theirs', theirs],
          ['ours', ours],
        ] as const) {
          const path = join(tmpdir(), `swap-${rows.indexOf(row)}.${kind}`)
          writeFileSync(
            path,
            [...seen].flatMap(([part, lines]) => lines.map((line) => `${part}: ${line}\n`)).join(''),
          )
          t.diagnostic(`what was seen of ${kind} is in ${path}`)
        }
      }
      assert.deepEqual(unknown, [])
    })
  }
})
