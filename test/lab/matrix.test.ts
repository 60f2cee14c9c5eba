/**
 * Interoperation: every row of the matrix with Debian's keepalived in both roles. Who is master when, the
 * address on one node only after each change, take-over times over theory, and what the FIFO of the backup
 * got.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { type Capture, startCapture } from './capture.ts'
import { assertAtMost, assertLasted, nowMicros } from './expect.ts'
import { openFifo } from './fifo.ts'
import {
  advertIn,
  configurationOf,
  downTime,
  heldOf,
  linkLocalReady,
  type Row,
  rows,
  type SeenAdvert,
  skewTime,
} from './matrix.ts'
import type { Host } from './network.ts'
import { type Stage, scenario } from './scenario.ts'
import { pause, until } from './wait.ts'

const high = 200
const low = 100
/** All adverts of the row come from hosts 1 and 2. */
const everyAdvert = 'proto 112 or proto 51 or ip6 proto 112'

describe('interoperation', { concurrency: 8 }, () => {
  for (const row of rows) {
    scenario(
      row.name,
      { pairs: ['ours/debian', 'debian/ours'], timeoutSeconds: 120 },
      async (stage) => await play(row, stage),
    )
  }
})

async function play(row: Row, stage: Stage): Promise<void> {
  const { lab, a, b, start, tell } = stage
  const { family } = row
  await Promise.all([a, b].map((host) => linkLocalReady(host)))
  const capture = await startCapture(lab, { filter: everyAdvert, file: 'matrix.pcap' })
  const fifo = { a: openFifo(a), b: openFifo(b) }
  const first = await start(a, configurationOf(row, { own: a, peer: b, priority: high }))
  await advert(capture, { number: 1, family, after: 0 })
  await start(b, configurationOf(row, { own: b, peer: a, priority: low }))
  await fifo.b.until('INSTANCE "VI_1" BACKUP 100')
  await pause(downTime(row, low) + 0.5)
  await onlyOn(row, a, b)
  assert.deepEqual(seen(capture, { number: 2, family, after: 0 }), [], 'the backup spoke')

  const crashedAt = nowMicros()
  await first.crash()
  const taken = await advert(capture, { number: 2, family, after: crashedAt })
  const last = seen(capture, { number: 1, family, after: 0 }).at(-1)
  assertLasted('the take-over after a crash', taken.at - (last?.at ?? 0), downTime(row, low))
  const late = ((taken.at - (last?.at ?? 0)) / 1e6 - downTime(row, low)) * 1000
  await until('the address on b', 10, async () => (await heldOf(row, b)) === 'all')

  const again = await start(a, configurationOf(row, { own: a, peer: b, priority: high }))
  await advert(capture, { number: 1, family, after: taken.at })
  await until('the address back on a', 10, async () => {
    return (await heldOf(row, a)) === 'all' && (await heldOf(row, b)) === 'none'
  })
  const settledAt = nowMicros()
  await pause(downTime(row, low) + 0.5)
  await onlyOn(row, a, b)
  const spoken = seen(capture, { number: 2, family, after: settledAt })
  assert.deepEqual(spoken, [], 'the backup spoke after the failback')

  const stoppedAt = nowMicros()
  await again.stop()
  const zero = seen(capture, { number: 1, family, after: stoppedAt }).find(({ priority }) => priority === 0)
  assert.ok(zero, 'no priority 0')
  const follower = await advert(capture, { number: 2, family, after: zero.at })
  assertLasted('the take-over after a stop', follower.at - zero.at, skewTime(row, low))
  await until('the address on b again', 10, async () => (await heldOf(row, b)) === 'all')
  assert.equal(await heldOf(row, a), 'none', 'the stopped node still has addresses')
  assertAtMost('the stop to priority 0', zero.at - stoppedAt, 1)

  const states = ['BACKUP', 'MASTER', 'BACKUP', 'MASTER'].map((state) => `INSTANCE "VI_1" ${state} 100`)
  await fifo.b.until(states)
  assert.deepEqual(fifo.b.lines('VI_1'), states)
  if (row.members !== undefined) {
    const all = ['BACKUP', 'MASTER', 'BACKUP', 'MASTER'].map((state) => `GROUP "VG" ${state} 0`)
    assert.deepEqual(fifo.b.lines('"VG"'), all)
  }
  assert.equal(fifo.a.lines('VI_1').at(-1), 'INSTANCE "VI_1" STOP 200')
  tell(`take-over after a crash ${late.toFixed(1)} ms over theory`)
}

async function onlyOn(row: Row, holder: Host, other: Host): Promise<void> {
  const held = [await heldOf(row, holder), await heldOf(row, other)]
  assert.deepEqual(held, ['all', 'none'], 'who has the addresses')
}

interface Search {
  readonly number: number
  readonly family: Row['family']
  readonly after: number
}

/** Of the first instance: another one may share its virtual router id in the other family. */
function seen(capture: Capture, wanted: Search): readonly SeenAdvert[] {
  const all = capture.seen.items.flatMap((item) => advertIn(item) ?? [])
  return all.filter(
    ({ number, family, vrid, at }) =>
      number === wanted.number && family === wanted.family && vrid === 51 && at > wanted.after,
  )
}

async function advert(capture: Capture, wanted: Search): Promise<SeenAdvert> {
  return await until(`an advert of host ${wanted.number}`, 20, () =>
    seen(capture, wanted).find(({ priority }) => priority > 0),
  )
}
