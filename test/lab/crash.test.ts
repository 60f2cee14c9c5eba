/**
 * Crashes: of the VRRP worker alone, of the whole node and its leftovers, of the parent, and a node that
 * stands still.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe } from 'node:test'
import { longestGap } from './capture.ts'
import { masterDownSeconds, seed, seedVip, single, skewSeconds, vip } from './configuration.ts'
import { filesOf } from './daemon.ts'
import { assertAtMost, assertHolds, assertLasted, nowMicros, settles, takeover } from './expect.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'
import { watchAddresses } from './watch.ts'

describe('crashes', sideBySide, () => {
  scenario(
    'kill -9 of the VRRP worker: the parent says priority 0 and takes the VIP off; the worker comes back',
    { pairs: ['ours/ours', 'ours/debian'] },
    async ({ a, b, capture, start }) => {
      const backup = { priority: 50, interval: 1 }
      const daemon = await start(a, single({ priority: 100, interval: 1 }))
      await start(b, single(backup))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      const addresses = await watchAddresses(a)
      const mark = daemon.log.items.length
      const crashedAt = nowMicros()
      const worker = await daemon.crashWorker()
      const farewell = await capture.advert({ from: 'a', priority: 0, after: crashedAt })
      const successor = await capture.advert({ from: 'b' })
      assertLasted('the word of the crash', farewell.at - crashedAt, 0)
      assertLasted('the succession', successor.at - farewell.at, skewSeconds(backup))
      await settles(b, vip, { held: true })
      await daemon.logged(String(worker), 5, mark)
      const restarted = await daemon.logged('Entering BACKUP STATE', 5, mark)
      const removed = addresses.changes.items.find((change) => change.deleted && change.address === vip)
      assert.ok(
        removed !== undefined && removed.at < restarted.at,
        'the parent left the VIP to the new worker',
      )
      await capture.advert({ from: 'a', priority: 100, after: successor.at })
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario(
    'kill -9 of the worker of a lonely master: it is master again, without a start by hand',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      const crashedAt = nowMicros()
      await daemon.crashWorker()
      await daemon.logged('Respawning')
      const back = await capture.advert({ from: 'a', priority: 100, after: crashedAt + 200_000 })
      assert.ok(back.at > crashedAt)
      await settles(a, vip, { held: true })
    },
  )

  scenario(
    'the VRRP process hangs: the backup takes over, the parent ends it and takes the VIP off',
    { pairs: ['ours/ours'] },
    async ({ a, b, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await start(b, single({ priority: 50 }))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      await daemon.hangWorker()
      await capture.advert({ from: 'b' })
      await daemon.logged('does not answer', 15)
      await daemon.logged('Respawning')
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
    },
  )

  scenario(
    'the parent is killed: the VRRP worker leaves in good order instead of running on unsupervised',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await start(b, single({ priority: 50 }))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      process.kill(daemon.pid, 'SIGKILL')
      await capture.advert({ from: 'b' })
      await settles(b, vip, { held: true })
      await settles(a, vip, { held: false })
      await until('the end of all its processes', 5, () => daemon.processes().length === 0)
    },
  )

  scenario(
    'leftovers of a killed daemon are removed at the next start, which stays backup',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      const daemon = await start(b, single({ priority: 50 }))
      await capture.advert({ from: 'b' })
      await settles(b, vip, { held: true })
      await daemon.crash()
      await assertHolds(b, vip, true)
      await start(a, single({ priority: 100 }))
      await capture.advert({ from: 'a' })
      const again = await start(b, single({ priority: 50 }))
      await again.logged('Entering BACKUP STATE')
      await settles(b, vip, { held: false })
      await assertHolds(a, vip, true)
    },
  )

  scenario(
    'a master that stands still is replaced; when it runs again one master is left',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      const backup = { priority: 50 }
      const daemon = await start(a, single({ priority: 100 }))
      await start(b, single(backup))
      const first = await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      daemon.freeze()
      const change = await takeover(capture, { from: 'a', to: 'b', after: first.at })
      assertLasted('the takeover', change.spanMicros, masterDownSeconds(backup))
      await settles(b, vip, { held: true })
      const thawedAt = nowMicros()
      daemon.thaw()
      await capture.advert({ from: 'a', after: thawedAt })
      await settles(b, vip, { held: false })
      await settles(a, vip, { held: true })
      await pause(1)
      const late = capture.adverts({ from: 'b', after: nowMicros() - 500_000 })
      assert.equal(late.length, 0, 'two masters')
    },
  )

  scenario(
    'kill -9 of the checker: it comes back, and VRRP does not notice',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const daemon = await start(a, seed('master', a.directory))
      const first = await capture.advert({ from: 'a' })
      await settles(a, seedVip, { held: true })
      const mark = daemon.log.items.length
      const checker = Number.parseInt(readFileSync(filesOf(a).checkers, 'utf8'), 10)
      process.kill(checker, 'SIGKILL')
      await daemon.logged('Respawning', 5, mark)
      await until('another checker', 10, () => {
        const pid = existsSync(filesOf(a).checkers) ? readFileSync(filesOf(a).checkers, 'utf8').trim() : ''
        return pid !== '' && pid !== String(checker)
      })
      await pause(1)
      await assertHolds(a, seedVip, true)
      const adverts = capture.adverts({ from: 'a', after: first.at - 1 })
      assert.ok(!adverts.some((each) => each.advert.priority === 0))
      assertAtMost('the longest gap', longestGap(adverts), 2)
      assert.equal((await daemon.stop()).code, 0)
    },
  )
})
