/** The exit statuses of test/data/settings/edges.jsonl are those of Debian's keepalived, not hearsay. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edgeRows, fileAround } from '../settings/edge-host.ts'
import { labIsRequired, labMissing, peerMissing } from './able.ts'
import { verdictsOf } from './differential/oracle.ts'
import { openLab } from './network.ts'

/** One in so many is asked each time: all of them take a minute. KEEPALIVED_EDGES=1 asks for all. */
const every = Number(process.env['KEEPALIVED_EDGES'] ?? 8)
const missing = labIsRequired() ? undefined : ((await labMissing()) ?? peerMissing())

test(`one in ${every} lines under keepalived -t`, { skip: missing ?? false }, async (context) => {
  const lab = await openLab({ hosts: ['a'], lans: 2 })
  context.after(() => lab.close())
  const rows = edgeRows().filter((row, index) => index % every === 0 && row.why !== 'crash')
  const verdicts = await verdictsOf(
    lab.host('a'),
    rows.map((row) => fileAround(row.in, row.line)),
  )
  const wrong = rows.flatMap((row, index) => {
    const theirs = verdicts[index]
    return theirs?.status === (row.status227 ?? row.status)
      ? []
      : [`${row.in} ${row.line}: ${theirs?.status} ${theirs?.words}`]
  })
  assert.deepEqual(wrong, [])
})
