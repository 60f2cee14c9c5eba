/** `keepalived-ts plan` beside a running daemon: it tells beforehand what the reload then does. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { single, vip } from './configuration.ts'
import { filesOf, ourPath } from './daemon.ts'
import { assertHolds, settles } from './expect.ts'
import type { Host } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'

const other = '10.0.0.101'

interface Planned {
  readonly status: number
  readonly text: string
}

function plan(host: Host, ...words: readonly string[]): Promise<Planned> {
  return run(['ip', 'netns', 'exec', host.netns, ourPath, 'plan', '--pid', filesOf(host).pid, ...words])
}

function run([program = '', ...words]: readonly string[]): Promise<Planned> {
  return new Promise((resolve) => {
    const child = execFile(program, words, { encoding: 'utf8' }, (_, printed, complained) => {
      resolve({ status: child.exitCode ?? -1, text: printed + complained })
    })
  })
}

const recordOf = (host: Host) => join(host.directory, 'keepalived.running.conf')

describe('plan', sideBySide, () => {
  scenario(
    'a changed file shows what a reload would do, and nothing after it',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      await settles(a, vip, { held: true })
      const before = await plan(a)
      assert.deepEqual([before.status, /Nothing changes/.test(before.text)], [0, true], before.text)
      assert.equal(statSync(recordOf(a)).mode & 0o777, 0o600)

      daemon.configure(single({ priority: 100, vips: [vip, other] }))
      const planned = await plan(a)
      assert.equal(planned.status, 1)
      assert.match(planned.text, /what process \d+ runs, loaded/)
      assert.match(planned.text, new RegExp(`\\+ virtual_ipaddress ${other}/32 dev eth0 +VIP arrives`))
      assert.doesNotMatch(planned.text, new RegExp(`${vip}/`))

      const mark = daemon.log.items.length
      daemon.signal('SIGHUP')
      await daemon.logged('Reload complete', 5, mark)
      await settles(a, other, { held: true })
      const after = await plan(a)
      assert.deepEqual([after.status, /Nothing changes/.test(after.text)], [0, true], after.text)

      await daemon.stop()
      assert.ok(!existsSync(recordOf(a)), 'the record stayed behind')
    },
  )

  scenario(
    'another key in a key file is a change; one that is gone at the start holds the instance in FAULT',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const key = join(a.directory, 'key')
      const more = `auth_hmac {\nkey 1 file:${key}\nactive_key 1\n}`
      const text = single({ priority: 100, more })
      const daemon = await start(a, text)
      await daemon.logged('the file with its key of auth_hmac has none')
      await assertHolds(a, vip, false)

      writeFileSync(key, 'k'.repeat(32), { mode: 0o600 })
      const found = await plan(a)
      assert.match(found.text, /auth_hmac .*failover possible/)
      const mark = daemon.log.items.length
      daemon.signal('SIGHUP')
      await daemon.logged('Reload complete', 5, mark)
      await settles(a, vip, { held: true })
      assert.equal((await plan(a)).status, 0)

      writeFileSync(key, 'o'.repeat(32), { mode: 0o600 })
      const changed = await plan(a)
      assert.deepEqual(
        [changed.status, /auth_hmac .*failover possible/.test(changed.text)],
        [1, true],
        changed.text,
      )
    },
  )

  scenario(
    'asked from outside its network namespace, it and check see the interfaces inside',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      await start(a, single({ priority: 100 }))
      const fixed = join(a.directory, 'fixed.conf')
      const outside = (command: string, ...words: readonly string[]) =>
        run([ourPath, command, ...words, fixed])
      for (const [link, status] of [
        ['eth0', 1],
        ['eth9', 2],
      ] as const) {
        writeFileSync(fixed, single({ priority: 90 }).replace('interface eth0', `interface ${link}`))
        const planned = await outside('plan', '--pid', filesOf(a).pid)
        assert.equal(planned.status, status, planned.text)
        assert.equal((await outside('check', '-s', a.netns)).status, status - 1)
      }
      writeFileSync(
        fixed,
        `net_namespace ${a.netns}\n${single({ priority: 90 }).replace('interface eth0', 'interface eth9')}`,
      )
      const checked = await outside('check')
      assert.deepEqual([checked.status, /interface eth9/.test(checked.text)], [1, true], checked.text)
    },
  )

  scenario(
    'a refused reload keeps the record of what goes on running',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      daemon.configure(single({ priority: 900 }))
      const planned = await plan(a)
      assert.equal(planned.status, 2)
      assert.match(planned.text, /keepalived\.conf:\d+:\d+: error: .*900[\s\S]*The reload would be refused/)
      const mark = daemon.log.items.length
      daemon.signal('SIGHUP')
      await daemon.logged('the old one goes on', 5, mark)
      const fixed = join(a.directory, 'fixed.conf')
      writeFileSync(fixed, single({ priority: 90 }))
      const next = await plan(a, fixed)
      assert.match(next.text, /priority 100 -> 90/)
      assert.equal(next.status, 1)
    },
  )

  scenario('of a keepalived only the file is known', { pairs: ['debian/ours'] }, async ({ a, start }) => {
    await start(a, single({ priority: 100 }))
    const fixed = join(a.directory, 'fixed.conf')
    writeFileSync(fixed, single({ priority: 90 }))
    const { status, text } = await plan(a, fixed)
    assert.match(text, /is a keepalived, of which only the file is known[\s\S]*priority 100 -> 90/)
    assert.equal(status, 1)
  })
})
