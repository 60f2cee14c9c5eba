/** A live pair of keepalived becomes a pair of ours, one node after the other, with the same files. */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { type InstanceText, single, skewSeconds, vip } from './configuration.ts'
import { startDaemon } from './daemon.ts'
import { assertAtMost, assertHolds, nowMicros, settles } from './expect.ts'
import { startProbe } from './probe.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause } from './wait.ts'

const master: InstanceText = { priority: 100 }
const backup: InstanceText = { priority: 50 }

describe('replacing keepalived', sideBySide, () => {
  scenario(
    'backup first, then the master: only the stop of the old master costs its skew time',
    { pairs: ['debian/debian'] },
    async ({ a, b, o, capture, tell, start }) => {
      const oldMaster = await start(a, single(master))
      const oldBackup = await start(b, single(backup))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
      const probe = await startProbe(o, vip)

      assert.equal((await oldBackup.stop()).code, 0)
      const newBackup = await startDaemon(b, { kind: 'ours', config: single(backup) })
      await newBackup.logged('Entering BACKUP STATE')
      await pause(1)
      await assertHolds(a, vip, true)
      assert.equal(capture.adverts({ from: 'b', after: nowMicros() - 900_000 }).length, 0)

      assert.equal((await oldMaster.stop()).code, 0)
      await settles(b, vip, { held: true })
      const newMaster = await startDaemon(a, { kind: 'ours', config: single(master) })
      await newMaster.logged('Entering MASTER STATE')
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
      await pause(0.3)

      const report = await probe.stop()
      tell(`longest silence ${(report.longest.lengthMicros / 1000).toFixed(1)} ms`)
      assertAtMost('the silence of the VIP', report.longest.lengthMicros, skewSeconds(backup) + 1)
    },
  )
})
