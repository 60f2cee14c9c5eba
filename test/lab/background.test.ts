/** Without -n: into the background, as keepalived goes; stopped by its pid file. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe } from 'node:test'
import { single, vip } from './configuration.ts'
import { commandOf, filesOf } from './daemon.ts'
import { settles } from './expect.ts'
import { processesIn, run } from './network.ts'
import { fileExists, scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

describe('the background', sideBySide, () => {
  scenario(
    'the command ends with 0 when the daemon runs; SIGTERM to the pid in the file ends it and its files',
    { pairs: ['ours/ours'] },
    async ({ a, capture, kinds }) => {
      writeFileSync(filesOf(a).config, single({ priority: 100 }))
      const inForeground = ['-n', '-l']
      const words = commandOf(kinds.a, a).filter((word) => !inForeground.includes(word))
      const started = await run(a, words)
      assert.equal(started.status, 0, started.stderr)
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      const pid = Number.parseInt(readFileSync(filesOf(a).pid, 'utf8'), 10)
      assert.ok(processesIn(a.netns).includes(pid), 'the pid file names another process')
      process.kill(pid, 'SIGTERM')
      await until('the end of all its processes', 10, () => processesIn(a.netns).length === 0)
      await capture.advert({ from: 'a', priority: 0 })
      await settles(a, vip, { held: false })
      for (const name of ['keepalived.pid', 'vrrp.pid']) assert.ok(!fileExists(a, name), `${name} is left`)
    },
  )

  scenario(
    'a mistake that forbids the start is told on the terminal, with its exit status',
    { pairs: ['ours/ours'] },
    async ({ a, kinds }) => {
      const words = commandOf(kinds.a, a).filter((word) => word !== '-n' && word !== '-l')
      const started = await run(a, [...words, '-f', `${a.directory}/absent.conf`])
      assert.equal(started.status, 6)
    },
  )
})
