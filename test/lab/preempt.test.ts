/** Return of the higher priority, with and without nopreempt. */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { globals, instance, masterDownSeconds, single, vip } from './configuration.ts'
import { assertAtMost, assertHolds, nowMicros, settles } from './expect.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause } from './wait.ts'

describe('preemption', sideBySide, () => {
  scenario(
    'nopreempt: the VIP does not move back, until the lower priority leaves',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      const other = await start(b, single({ priority: 100 }))
      await capture.advert({ from: 'b' })
      await settles(b, vip, { held: true })
      const daemon = await start(a, single({ priority: 200, more: 'nopreempt' }))
      await daemon.logged('Entering BACKUP STATE')
      await pause(4 * masterDownSeconds({ priority: 200 }))
      assert.equal(capture.adverts({ from: 'a' }).length, 0, 'nopreempt has preempted')
      await assertHolds(b, vip, true)
      await other.stop()
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
    },
  )

  scenario(
    'without nopreempt the higher priority takes the VIP when its timer runs out, not before',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      const higher = { priority: 200, interval: 0.3 }
      await start(b, single({ priority: 100, interval: 0.3 }))
      await capture.advert({ from: 'b' })
      const startedAt = nowMicros()
      const daemon = await start(a, single(higher))
      const first = await capture.advert({ from: 'a' })
      const { at: mastered } = await daemon.logged('Entering MASTER STATE')
      assert.ok(first.at - startedAt > masterDownSeconds(higher) * 1e6, 'too early')
      assertAtMost('the first advert after its log', first.at - mastered, 1)
      await daemon.logged('received lower priority (100) advert from 10.0.0.2 - discarding')
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
    },
  )

  scenario(
    'nopreempt together with state MASTER has no effect and is reported',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      await start(b, single({ priority: 100 }))
      await capture.advert({ from: 'b' })
      const text = instance({ priority: 200, more: 'nopreempt' }).replace('state BACKUP', 'state MASTER')
      const daemon = await start(a, globals() + text)
      await daemon.logged('nopreempt')
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
    },
  )
})
