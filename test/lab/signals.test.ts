/** Signals that come early, to the wrong process, or in a row: none of them costs more than it should. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe } from 'node:test'
import { single, vip } from './configuration.ts'
import { filesOf } from './daemon.ts'
import { settles } from './expect.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause } from './wait.ts'

describe('signals', sideBySide, () => {
  scenario(
    'a row of SIGHUP and SIGUSR1 from the start on: the daemon starts, reloads, and goes on',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await daemon.logged('Configuration file')
      for (let count = 0; count < 20; count++) {
        daemon.signal('SIGHUP')
        daemon.signal('SIGUSR1')
        await pause(0.01)
      }
      await daemon.logged('Startup complete')
      await daemon.logged('Reload complete')
      await settles(a, vip, { held: true })
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario(
    'SIGUSR1, SIGUSR2, SIGHUP, SIGINT and real-time signals to the VRRP worker: it goes on',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await settles(a, vip, { held: true })
      const worker = Number.parseInt(readFileSync(filesOf(a).vrrp, 'utf8'), 10)
      for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGHUP', 'SIGINT'] as const) process.kill(worker, signal)
      // JSON and STATS_CLEAR of keepalived(8).
      for (const number of [36, 63]) process.kill(worker, number)
      await pause(0.5)
      assert.equal(Number.parseInt(readFileSync(filesOf(a).vrrp, 'utf8'), 10), worker)
      const said = daemon.log.items.map(({ text }) => text).filter((text) => /Debugger|died/.test(text))
      assert.deepEqual(said, [])
      assert.equal((await daemon.stop()).code, 0)
    },
  )
})
