/**
 * A planned stop and a failback must not cost the VIP: what keepalived drops for a skew time, ours keeps
 * answering.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { globals, type InstanceText, instance, single, skewSeconds, vip } from './configuration.ts'
import { assertAtMost, assertLasted, nowMicros, settles } from './expect.ts'
import { startProbe } from './probe.ts'
import { type Stage, scenario, sideBySide } from './scenario.ts'
import { pause } from './wait.ts'

/** The bench asserts 5 ms; here the machine may be busy with other labs. */
const seamlessSeconds = 0.1

const master: InstanceText = { priority: 200, version: 2 }
const backup: InstanceText = { priority: 50, version: 2 }

async function openPair(stage: Stage, more = '') {
  const { a, b, capture, start } = stage
  const first = await start(a, globals(more) + instance(master))
  const second = await start(b, globals(more) + instance(backup))
  await capture.advert({ from: 'a' })
  await settles(a, vip, { held: true })
  await second.logged('Entering BACKUP STATE')
  return { first, second }
}

describe('planned stop and failback', sideBySide, () => {
  scenario(
    'SIGTERM: the VIP answers until the successor has it',
    { pairs: ['ours/ours', 'ours/debian'] },
    async (stage) => {
      const { a, b, o, capture } = stage
      const { first } = await openPair(stage)
      const probe = await startProbe(o, vip)
      await pause(0.3)
      const stoppedAt = nowMicros()
      const exit = await first.stop()
      const farewell = await capture.advert({ from: 'a', priority: 0 })
      const successor = await capture.advert({ from: 'b' })
      await settles(b, vip, { held: true })
      await pause(0.3)
      const report = await probe.stop()
      stage.tell(`longest silence ${(report.longest.lengthMicros / 1000).toFixed(1)} ms`)
      assert.equal(exit.code, 0)
      assertAtMost('priority 0 after SIGTERM', farewell.at - stoppedAt, 0.5)
      assertLasted('the succession', successor.at - farewell.at, skewSeconds(backup))
      if (stage.kinds.a === 'ours') {
        assertAtMost('the silence of the VIP', report.longest.lengthMicros, seamlessSeconds)
        assertAtMost('the end after the succession', exit.at - successor.at, 1)
      }
      await settles(a, vip, { held: false, timeoutSeconds: 1 })
      const extra = capture
        .adverts({ from: 'a', after: farewell.at })
        .filter((each) => each.advert.priority > 0)
      assert.equal(extra.length, 0, 'a announces itself after its farewell')
    },
  )

  scenario(
    'handover fast: the VIP goes at once, as keepalived has it',
    { pairs: ['ours/ours', 'ours/debian'] },
    async (stage) => {
      const { a, b, o, capture, kinds } = stage
      const { first } = await openPair(stage, kinds.a === 'ours' ? 'handover fast' : '')
      const probe = await startProbe(o, vip)
      await pause(0.3)
      await first.stop()
      await settles(a, vip, { held: false, timeoutSeconds: 1 })
      await capture.advert({ from: 'b' })
      await settles(b, vip, { held: true })
      await pause(0.2)
      const report = await probe.stop()
      assertLasted('the silence of the VIP', report.longest.lengthMicros, skewSeconds(backup) - 0.1)
    },
  )

  scenario(
    'O23: SIGTERM of a lonely master: nobody to wait for longer than a skew time',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      const stoppedAt = nowMicros()
      const exit = await daemon.stop()
      assert.equal(exit.code, 0)
      assertAtMost('the stop', exit.at - stoppedAt, 2)
      await settles(a, vip, { held: false, timeoutSeconds: 1 })
    },
  )

  scenario('SIGTERM of a backup: no word, no VIP', { pairs: ['ours/ours'] }, async (stage) => {
    const { b, capture } = stage
    const { second } = await openPair(stage)
    const exit = await second.stop()
    assert.equal(exit.code, 0)
    await settles(b, vip, { held: false })
    assert.equal(capture.adverts({ from: 'b' }).length, 0)
  })

  scenario(
    'failback: the VIP answers while the higher priority takes it back',
    { pairs: ['ours/ours', 'debian/ours'] },
    async ({ a, b, o, capture, kinds, tell, start }) => {
      await start(b, single(backup))
      await capture.advert({ from: 'b' })
      await settles(b, vip, { held: true })
      const probe = await startProbe(o, vip)
      await start(a, single(master))
      const back = await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
      await pause(0.5)
      const report = await probe.stop()
      tell(`longest silence ${(report.longest.lengthMicros / 1000).toFixed(1)} ms`)
      if (kinds.b === 'ours') {
        assertAtMost('the silence of the VIP', report.longest.lengthMicros, seamlessSeconds)
      }
      const claims = capture.seen.items.filter(
        (item) => item.is === 'arp' && item.gratuitous && item.from === 'b',
      )
      assert.ok(
        claims.every((claim) => claim.at < back.at + 1_000_000),
        'b claims a VIP that it has given up',
      )
    },
  )
})
