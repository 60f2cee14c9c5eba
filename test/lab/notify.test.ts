/** Notify scripts get the arguments of keepalived, in its order, and never hold the daemon up. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { longestGap } from './capture.ts'
import { globals, instance, vip } from './configuration.ts'
import { assertAtMost, nowMicros, settles } from './expect.ts'
import { type Host, setLink } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'

/** A script that writes its own arguments, one call a line. */
function recorder(host: Host, body = ''): { readonly path: string; readonly calls: () => readonly string[] } {
  const path = join(host.directory, 'notify.sh')
  const output = join(host.directory, 'calls')
  writeFileSync(output, '')
  writeFileSync(path, `#!/bin/sh\necho "$*" >>${output}\n${body}\n`, { mode: 0o755 })
  return {
    path,
    calls: () =>
      readFileSync(output, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
  }
}

function hooks(path: string): string {
  const specific = ['master', 'backup', 'fault', 'stop'].map(
    (state) => `notify_${state} "${path} on ${state}"`,
  )
  return [...specific, `notify "${path} any"`].join('\n')
}

describe('notifications', sideBySide, () => {
  scenario(
    'specific scripts get their own words, notify gets kind, name, state and priority',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const { path, calls } = recorder(a)
      const daemon = await start(a, globals() + instance({ priority: 100, more: hooks(path) }))
      await capture.advert({ from: 'a' })
      await until('notify of MASTER', 5, () => calls().includes('any INSTANCE VI_1 MASTER 100'))
      await setLink(a, 'down')
      await until('notify of FAULT', 5, () => calls().includes('any INSTANCE VI_1 FAULT 100'))
      await setLink(a, 'up')
      await daemon.logged('Entering MASTER STATE', 10, daemon.log.items.length)
      await settles(a, vip, { held: true })
      assert.equal((await daemon.stop()).code, 0)
      await until('notify of STOP', 5, () => calls().includes('any INSTANCE VI_1 STOP 100'))
      await until('notify_stop', 5, () => calls().includes('on stop'))
      const generic = calls().filter((call) => call.startsWith('any'))
      const specific = calls().filter((call) => call.startsWith('on'))
      const states = ['BACKUP', 'MASTER', 'FAULT', 'BACKUP', 'MASTER', 'STOP']
      assert.deepEqual(
        generic,
        states.map((state) => `any INSTANCE VI_1 ${state} 100`),
      )
      assert.deepEqual(
        specific,
        states.map((state) => `on ${state.toLowerCase()}`),
      )
    },
  )

  scenario(
    'a group notifies with its name and priority 0',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const { path, calls } = recorder(a)
      const group = `vrrp_sync_group VG {\n group {\n VI_1\n VI_2\n }\n ${hooks(path)}\n}\n`
      const second = { name: 'VI_2', vrid: 52, priority: 100, vips: ['10.0.0.101'] }
      const daemon = await start(a, globals() + group + instance({ priority: 100 }) + instance(second))
      await capture.advert({ from: 'a', vrid: 52 })
      await until('notify of MASTER', 5, () => calls().includes('any GROUP VG MASTER 0'))
      assert.equal((await daemon.stop()).code, 0)
      await until('notify of STOP', 5, () => calls().includes('any GROUP VG STOP 0'))
      const states = ['BACKUP', 'MASTER', 'STOP']
      assert.deepEqual(
        calls().filter((call) => call.startsWith('any')),
        states.map((state) => `any GROUP VG ${state} 0`),
      )
    },
  )

  scenario(
    'a reload that changes no state notifies nobody',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const { path, calls } = recorder(a)
      const config = globals() + instance({ priority: 100, more: hooks(path) })
      const daemon = await start(a, config)
      await capture.advert({ from: 'a' })
      await until('notify of MASTER', 5, () => calls().includes('any INSTANCE VI_1 MASTER 100'))
      await until('notify_master', 5, () => calls().includes('on master'))
      const before = calls()
      daemon.signal('SIGHUP')
      await daemon.logged('Reloading')
      await pause(1)
      assert.deepEqual(calls(), before)
    },
  )

  scenario(
    'a notify script that hangs delays neither adverts nor the stop',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const { path, calls } = recorder(a, 'exec sleep 30')
      const daemon = await start(a, globals() + instance({ priority: 100, more: hooks(path) }))
      await capture.advert({ from: 'a' })
      await until('notify of MASTER', 5, () => calls().includes('any INSTANCE VI_1 MASTER 100'))
      await pause(2)
      assertAtMost('the longest gap', longestGap(capture.adverts({ from: 'a' })), 0.2 * 3)
      const stoppedAt = nowMicros()
      const exit = await daemon.stop()
      assert.equal(exit.code, 0)
      assertAtMost('the stop', exit.at - stoppedAt, 5)
    },
  )
})
