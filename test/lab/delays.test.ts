/** What waits before it acts: preemption, the start, links that bounce, a process that did not run. */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { globals, instance, masterDownSeconds, single, vip } from './configuration.ts'
import { assertHolds, nowMicros, settles, takeover } from './expect.ts'
import { ip, setLink } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause } from './wait.ts'

describe('delays', sideBySide, () => {
  scenario(
    'F12: preempt_delay: the higher priority waits for it before it takes over',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      await start(b, single({ priority: 100 }))
      await capture.advert({ from: 'b' })
      const startedAt = nowMicros()
      await start(a, single({ priority: 200, more: 'preempt_delay 2' }))
      const first = await capture.advert({ from: 'a' })
      assert.ok(first.at - startedAt > 2e6, 'it took over within its delay')
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
    },
  )

  scenario(
    'F37: vrrp_startup_delay: every wait counts from its end',
    { pairs: ['ours/ours', 'debian/ours'] },
    async ({ a, capture, start }) => {
      const startedAt = nowMicros()
      await start(a, globals('vrrp_startup_delay 2') + instance({ priority: 100 }))
      const first = await capture.advert({ from: 'a' })
      const least = 2 + masterDownSeconds({ priority: 100 })
      assert.ok(first.at - startedAt > least * 1e6, 'it did not wait')
      await settles(a, vip, { held: true })
    },
  )

  scenario(
    'F39: timer_expired_backup: a master that did not run for too long comes back as BACKUP, silently',
    { pairs: ['ours/ours', 'ours/debian'] },
    async ({ a, b, capture, start }) => {
      const daemon = await start(a, single({ priority: 200, more: 'nopreempt\ntimer_expired_backup' }))
      await start(b, single({ priority: 50 }))
      const first = await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      daemon.freeze()
      await takeover(capture, { from: 'a', to: 'b', after: first.at })
      await settles(b, vip, { held: true })
      const thawedAt = nowMicros()
      daemon.thaw()
      await daemon.logged('VRRP thread timer expired')
      await settles(a, vip, { held: false })
      await pause(1)
      assert.equal(capture.adverts({ from: 'a', after: thawedAt }).length, 0, 'it spoke')
      await assertHolds(b, vip, true)
    },
  )

  scenario(
    'F30: interface_up_down_delays: a link that bounces within them is nobody’s business',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const delays = 'interface_up_down_delays {\n eth0 1 1\n}\n'
      const daemon = await start(a, delays + single({ priority: 100, interval: 1 }))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      await setLink(a, 'down')
      await pause(0.3)
      await setLink(a, 'up')
      await pause(1.5)
      assert.ok(!daemon.log.items.some(({ text }) => text.includes('FAULT')), 'it noticed')
    },
  )

  scenario(
    'track_src_ip: FAULT while the configured source is on no interface',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      await ip(a, ['address', 'add', '10.0.0.77/24', 'dev', 'eth0'])
      const daemon = await start(a, single({ priority: 100, more: 'mcast_src_ip 10.0.0.77\ntrack_src_ip' }))
      await capture.advert({})
      await settles(a, vip, { held: true })
      await ip(a, ['address', 'del', '10.0.0.77/24', 'dev', 'eth0'])
      await daemon.logged('Entering FAULT STATE')
      await settles(a, vip, { held: false })
      await ip(a, ['address', 'add', '10.0.0.77/24', 'dev', 'eth0'])
      await settles(a, vip, { held: true })
    },
  )
})
