/** Who is master, and what happens when it dies: the two seed files as a live pair, and version 3. */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { masterDownSeconds, seed, seedVip, single, skewSeconds, vip } from './configuration.ts'
import type { DaemonKind } from './daemon.ts'
import { assertAtMost, assertLasted, nowMicros, settles, takeover } from './expect.ts'
import { setCable } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'

/** Debian's keepalived does not run at all without IPVS, so there it does VRRP alone. */
function flagsOf(kind: DaemonKind): { flags: readonly string[] } {
  return { flags: kind === 'debian' ? ['-P'] : [] }
}

describe('election', sideBySide, () => {
  scenario(
    'the seed files: the higher priority is master, dies, is replaced, returns',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ lab, a, b, capture, kinds, start }) => {
      const master = { priority: 100, version: 2, interval: 1 } as const
      const backup = { ...master, priority: 50 } as const
      const [daemon] = await Promise.all([
        start(a, seed('master', a.directory), flagsOf(kinds.a)),
        start(b, seed('backup', b.directory), flagsOf(kinds.b)),
      ])

      const { advert } = await capture.advert({ from: 'a' }, 15)
      assert.equal(advert.source, a.addresses[0])
      assert.deepEqual(
        [advert.version, advert.vrid, advert.priority, advert.ttl, advert.intervalSeconds],
        [2, 51, 100, 255, 1],
      )
      assert.equal(advert.destination, '224.0.0.18')
      assert.deepEqual(advert.addresses, [seedVip])
      assert.equal(Buffer.from(advert.authData).toString('latin1'), '1111\0\0\0\0')
      assert.ok(advert.checksum.plain)
      await capture.claim(seedVip, { from: 'a' })
      await settles(a, seedVip, { held: true })
      await settles(b, seedVip, { held: false })

      const crashedAt = nowMicros()
      await daemon.crash()
      await setCable(lab, a, { state: 'pulled' })
      const change = await takeover(capture, { from: 'a', to: 'b', after: crashedAt })
      assertLasted('the takeover', change.spanMicros, masterDownSeconds(backup))
      await capture.claim(seedVip, { from: 'b', after: change.first.at })
      await settles(b, seedVip, { held: true })

      await setCable(lab, a, { state: 'plugged' })
      const backAt = nowMicros()
      const again = await start(a, seed('master', a.directory), flagsOf(kinds.a))
      const back = await capture.advert({ from: 'a', after: backAt }, 15)
      const { at: mastered } = await again.logged('Entering MASTER STATE')
      assert.ok(back.at - backAt > masterDownSeconds(master) * 1e6 - 20_000, 'the return came too early')
      assertAtMost('the return after its log', back.at - mastered, 1)
      await settles(b, seedVip, { held: false })
      await settles(a, seedVip, { held: true })
      const rivals = capture.adverts({ from: 'b', after: back.at + 1_000_000 })
      assert.equal(rivals.length, 0, 'b still announces itself')
    },
  )

  scenario(
    'version 3: takeover after a crash, after priority 0 and back',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ lab, a, b, capture, start }) => {
      const backup = { priority: 150 }
      const daemon = await start(a, single({ priority: 200 }))
      const other = await start(b, single(backup))
      const { at, advert } = await capture.advert({ from: 'a' })
      assert.deepEqual([advert.version, advert.priority, advert.intervalCentis], [3, 200, 20])
      assert.ok(advert.checksum.pseudo)
      await settles(a, vip, { held: true })

      await daemon.crash()
      await setCable(lab, a, { state: 'pulled' })
      const change = await takeover(capture, { from: 'a', to: 'b', after: at })
      assertLasted('the takeover', change.spanMicros, masterDownSeconds(backup))
      await settles(b, vip, { held: true })

      await setCable(lab, a, { state: 'plugged' })
      await start(a, single({ priority: 200 }))
      const back = await capture.advert({ from: 'a', after: change.first.at })
      await settles(b, vip, { held: false })
      await settles(a, vip, { held: true })

      const stoppedAt = nowMicros()
      assert.ok(back.at < stoppedAt)
      other.signal('SIGTERM')
      assert.equal((await other.exit).code, 0)
      assert.equal(capture.adverts({ from: 'b', priority: 0 }).length, 0, 'a backup has nothing to give up')
    },
  )

  scenario(
    'equal priorities: the higher address is master, the other one gives way',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      await start(a, single({ priority: 100 }))
      const first = await capture.advert({ from: 'a' })
      const other = await start(b, single({ priority: 100 }))
      await other.logged('Entering BACKUP STATE')
      const seen = await capture.advert({ from: 'a', after: first.at + 1_500_000 })
      assert.ok(seen, 'an equal priority does not preempt')
      assert.equal(capture.adverts({ from: 'b' }).length, 0)
    },
  )

  scenario(
    'priority 0 of the master: the backup waits the skew time alone',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      const backup = { priority: 50, interval: 1 }
      const daemon = await start(a, single({ priority: 100, interval: 1 }))
      await start(b, single(backup))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      daemon.signal('SIGTERM')
      const last = await capture.advert({ from: 'a', priority: 0 })
      const first = await capture.advert({ from: 'b' })
      assertLasted('the handover', first.at - last.at, skewSeconds(backup))
      assert.equal((await daemon.exit).code, 0)
      await settles(a, vip, { held: false })
      await settles(b, vip, { held: true })
    },
  )
})
