/** How scripts are run: as whom, in what surroundings, in which order, and those that run once. */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { globals, instance, vip } from './configuration.ts'
import { assertAtMost, nowMicros, settles } from './expect.ts'
import { type Host, setLink } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

/** Writes a script and says where; `$OUT` in it is a file that everybody may write. */
function written(host: Host, name: string, body: string) {
  const [path, output] = [join(host.directory, `${name}.sh`), join(host.directory, name)]
  writeFileSync(output, '')
  chmodSync(output, 0o666)
  writeFileSync(path, `#!/bin/sh\n${body.replaceAll('$OUT', output)}\n`, { mode: 0o755 })
  chmodSync(host.directory, 0o755)
  return { path, text: () => readFileSync(output, 'utf8') }
}

describe('scripts of a running daemon', sideBySide, () => {
  scenario(
    'N10: a process group of its own, standard input from /dev/null, a clean environment, the umask',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const { path, text } = written(
        a,
        'around',
        'read -r _ _ _ _ group _ </proc/$$/stat\n' +
          'echo "leads=$([ "$group" = $$ ] && echo yes) in=$(readlink /proc/$$/fd/0) $(umask)" >$OUT\n' +
          'echo "kept=$KEPT preload=$LD_PRELOAD library=$LD_LIBRARY_PATH cwd=$(pwd)" >>$OUT',
      )
      await start(a, globals() + instance({ priority: 100, more: `notify_master ${path}` }), {
        environment: { KEPT: 'yes', LD_LIBRARY_PATH: '/nowhere' },
      })
      await until('both lines', 8, () => text().split('\n').length === 3)
      assert.equal(text(), 'leads=yes in=/dev/null 0177\nkept=yes preload= library= cwd=/\n')
    },
  )

  scenario(
    'N13: user nobody without and with its groups; a user that is not there is said with the cure',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const more = [
        'notify_backup "/usr/bin/id" nobody',
        'notify_master "/usr/bin/id" nobody :daemon',
        'notify "/usr/bin/id" ghost',
      ].join('\n')
      const daemon = await start(a, globals() + instance({ priority: 100, more }))
      await capture.advert({ from: 'a' })
      await daemon.logged(
        '(notify_backup of VI_1): uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)',
      )
      await daemon.logged(
        '(notify_master of VI_1): uid=65534(nobody) gid=1(daemon) groups=1(daemon),65534(nogroup)',
      )
      await daemon.logged("Unable to resolve script username 'ghost' - disabling. Cure: useradd")
      assert.ok(!daemon.log.items.some((line) => line.text.includes('(notify of VI_1)')))
    },
  )

  scenario(
    'N11, N12: /bin/true of a merged /usr runs; what everybody may write does not, and is named',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const { path, text } = written(a, 'open', 'echo ran >$OUT')
      chmodSync(path, 0o777)
      const more = `notify_backup /bin/true\nnotify_master ${path}`
      const daemon = await start(a, globals() + instance({ priority: 100, more }))
      await daemon.logged(`${path} may be written by everyone`)
      await daemon.logged('Running /bin/true (notify_backup of VI_1)')
      await settles(a, vip, { held: true })
      assert.equal(text(), '')
      assert.ok(
        !daemon.log.items.some(
          (line) => line.text.includes('/bin/true') && /insecure|Unsafe/.test(line.text),
        ),
      )
    },
  )

  scenario(
    'notify_serial: a later change waits for the script of the earlier one, and only the last one is told',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const gate = join(a.directory, 'gate')
      const { path, text } = written(
        a,
        'serial',
        'echo "begin $3" >>$OUT\n' +
          `while [ "$3" = BACKUP ] && [ ! -e ${gate} ]; do sleep 0.05; done\n` +
          'echo "end $3" >>$OUT',
      )
      const config = globals('notify_serial 30') + instance({ priority: 100, more: `notify ${path}` })
      const daemon = await start(a, config)
      await daemon.logged('Entering MASTER STATE')
      await setLink(a, 'down')
      await daemon.logged('Scripts of MASTER are left out: the state is FAULT')
      assert.equal(text(), 'begin BACKUP\n')
      writeFileSync(gate, '')
      await until('the end', 5, () => text().includes('end FAULT'))
      assert.equal(text(), 'begin BACKUP\nend BACKUP\nbegin FAULT\nend FAULT\n')
    },
  )

  scenario(
    'N23: a hanging notify_stop delays the end by a second and lives on',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const { path, text } = written(a, 'hang', 'echo $$ >$OUT\nexec sleep 30')
      const daemon = await start(a, globals() + instance({ priority: 100, more: `notify_stop ${path}` }))
      const at = nowMicros()
      const exit = await daemon.stop()
      assert.equal(exit.code, 0)
      assertAtMost('the stop', exit.at - at, 4)
      const pid = Number(text())
      assert.ok(existsSync(`/proc/${pid}`))
      process.kill(pid, 'SIGKILL')
    },
  )

  scenario(
    'N22: a startup script of 30 s delays the start by its timeout only; the shutdown script comes last',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const slow = written(a, 'slow', 'echo $$ >$OUT\nexec sleep 30')
      const last = written(a, 'last', 'ip -4 -o address show dev eth0 >$OUT; echo done >>$OUT; exit 3')
      const lines = [
        ...[`startup_script ${slow.path}`, 'startup_script_timeout 1'],
        ...[`shutdown_script ${last.path}`, 'shutdown_script_timeout 5'],
      ]
      const at = nowMicros()
      const daemon = await start(a, globals(lines.join('\n')) + instance({ priority: 100 }))
      const timedOut = await daemon.logged('startup script timed out')
      assert.ok(timedOut.at - at > 980_000)
      const started = await daemon.logged('Starting VRRP child process')
      assert.ok(started.at >= timedOut.at)
      await settles(a, vip, { held: true })
      assert.ok(!existsSync(`/proc/${Number(slow.text())}`))
      assert.equal((await daemon.stop()).code, 0)
      await daemon.logged('shutdown script script failed, status 3')
      assert.doesNotMatch(last.text(), /10\.0\.0\.100/)
      assert.match(last.text(), /done\n$/)
    },
  )

  scenario(
    'a stop does not wait for a startup script that hangs',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const { path, text } = written(a, 'slow', 'echo $$ >$OUT\nexec sleep 30')
      const begun = start(a, globals(`startup_script ${path}`) + instance({ priority: 100 }))
      await until('the script', 8, () => text() !== '')
      const pid = Number.parseInt(readFileSync(join(a.directory, 'keepalived.pid'), 'utf8'), 10)
      const at = nowMicros()
      process.kill(pid, 'SIGTERM')
      const exit = await (await begun).exit
      assert.equal(exit.code, 0)
      assertAtMost('the stop', exit.at - at, 4)
    },
  )
})
