/** vrrp_script: its weight moves the VIP and brings it back; a script that misbehaves harms nobody. */
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { longestGap } from './capture.ts'
import { globals, instance, vip } from './configuration.ts'
import { assertAtMost, assertHolds, settles } from './expect.ts'
import type { Host } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause, until } from './wait.ts'

function script(host: Host, body: string): string {
  const path = join(host.directory, 'check.sh')
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  return path
}

function withScript(host: Host, check: { body: string; options: string; priority: number }): string {
  const path = script(host, check.body)
  const block = `vrrp_script chk {\n    script "${path}"\n    ${check.options}\n}\n`
  const more = 'track_script {\n chk\n }'
  return globals() + block + instance({ priority: check.priority, more })
}

describe('scripts', sideBySide, () => {
  scenario(
    'interval 1, weight -40, fall 2, rise 1: two failures move the VIP, one success brings it back',
    { pairs: ['ours/ours', 'ours/debian', 'debian/ours'] },
    async ({ a, b, capture, start }) => {
      const down = join(a.directory, 'down')
      const runs = join(a.directory, 'runs')
      const body = `echo run >>${runs}\n[ ! -e ${down} ]`
      const options = 'interval 1\n weight -40\n fall 2\n rise 1'
      const daemon = await start(a, withScript(a, { body, options, priority: 100 }))
      await start(b, globals() + instance({ priority: 80 }))
      await daemon.logged('VRRP_Script(chk) succeeded')
      await capture.advert({ from: 'a', priority: 100 })
      await settles(a, vip, { held: true })

      writeFileSync(down, '')
      const failed = await daemon.logged('VRRP_Script(chk) failed (exited with status 1)')
      await daemon.logged('Changing effective priority from 100 to 60')
      await capture.advert({ from: 'a', priority: 60 })
      await capture.advert({ from: 'b', priority: 80 })
      await settles(b, vip, { held: true })
      await settles(a, vip, { held: false })
      const returned = daemon.log.items.findIndex((line) => line.text.includes('now returning 1'))
      assert.ok(returned >= 0, 'the first failure is told')
      const first = daemon.log.items[returned]
      assert.ok(failed.at - (first?.at ?? 0) > 500_000, 'one failure is not enough')

      rmSync(down)
      await daemon.logged('Changing effective priority from 60 to 100')
      const last = capture.adverts({ from: 'b' }).at(-1)
      await capture.advert({ from: 'a', priority: 100, after: last?.at ?? 0 })
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: false })
    },
  )

  scenario(
    'a script that hangs is ended at its timeout and counts as failed',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const pids = join(a.directory, 'pids')
      const body = `echo $$ >>${pids}\nexec sleep 60`
      const options = 'interval 1\n timeout 1\n weight -40'
      const daemon = await start(a, withScript(a, { body, options, priority: 100 }))
      await capture.advert({ from: 'a' })
      await daemon.logged('VRRP_Script(chk) timed_out')
      await capture.advert({ from: 'a', priority: 60 })
      await assertHolds(a, vip, true)
      await until('no more than one of its processes', 5, () => daemon.processes().length <= 5)
    },
  )

  scenario(
    'quirk initFailCounts: with init_fail a negative weight counts until the first success',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const go = join(a.directory, 'go')
      const body = `while [ ! -e ${go} ]; do sleep 0.05; done`
      const options = 'interval 30\n timeout 30\n weight -40\n rise 3\n init_fail'
      const daemon = await start(a, withScript(a, { body, options, priority: 100 }))
      await capture.advert({ from: 'a', priority: 60 })
      assert.ok(capture.adverts({ from: 'a' }).every(({ advert }) => advert.priority === 60))
      writeFileSync(go, '')
      await daemon.logged('VRRP_Script(chk) succeeded')
      await capture.advert({ from: 'a', priority: 100 })
    },
  )

  scenario(
    'T34: a reload keeps what scripts, files and processes have said',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const load = join(a.directory, 'load')
      writeFileSync(load, '5\n')
      const block = `track_file f {\n file ${load}\n}\nvrrp_track_process p {\n process init_not_there\n}\n`
      const options = 'interval 30\n weight 20'
      const config = withScript(a, { body: 'true', options, priority: 100 }).replace(
        'track_script {',
        'track_file {\n f\n }\n track_process {\n p weight -2\n }\n track_script {',
      )
      const daemon = await start(a, block + config)
      await capture.advert({ from: 'a', priority: 123 })
      daemon.configure(`${block}${config}\n# another text`)
      daemon.signal('SIGHUP')
      await daemon.logged('VRRP_Script(chk) considered successful on reload')
      await daemon.logged('Reload complete')
      const last = capture.adverts({ from: 'a' }).at(-1)
      await capture.advert({ from: 'a', priority: 123, after: last?.at ?? 0 })
      const first = capture.adverts({ from: 'a' }).findIndex(({ advert }) => advert.priority === 123)
      const later = capture.adverts({ from: 'a' }).slice(first)
      assert.ok(later.every(({ advert }) => advert.priority === 123))
    },
  )

  scenario(
    'a script that prints without end delays no advert and fills no memory',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const options = 'interval 2\n timeout 2\n weight -40'
      const daemon = await start(a, withScript(a, { body: 'exec yes', options, priority: 100 }))
      await capture.advert({ from: 'a' })
      await pause(3)
      assertAtMost('the longest gap', longestGap(capture.adverts({ from: 'a' })), 0.2 * 4)
      await daemon.logged('VRRP_Script(chk) timed_out')
    },
  )

  scenario(
    'a script that does not exist is reported by name; the instance runs without it',
    { pairs: ['ours/ours', 'ours/debian'] },
    async ({ a, capture, start }) => {
      const config = withScript(a, { body: 'true', options: 'interval 1\n weight -40', priority: 100 })
      rmSync(join(a.directory, 'check.sh'))
      const daemon = await start(a, config)
      await daemon.logged('check.sh')
      await capture.advert({ from: 'a', priority: 100 })
    },
  )
})
