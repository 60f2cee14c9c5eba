/** The daemon in the hands of an operator: dumps, scheduled reloads, options, processes, namespaces. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { globals, single, vip } from './configuration.ts'
import { type Daemon, filesOf, ourPath } from './daemon.ts'
import { settles } from './expect.ts'
import { type Host, has } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

const ours = { pairs: ['ours/ours'] } as const
const statsClear = 63
const json = 36

/** Dumps go to the host's own directory. */
const here = (host: Host) => ({ environment: { TMPDIR: host.directory } })
const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** Local time, so many seconds from now, as reload_time_file has it. */
function timeIn(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toTimeString().slice(0, 8)
}

function count(daemon: Daemon, text: string): number {
  return daemon.log.items.filter((line) => line.text.includes(text)).length
}

describe('operation', sideBySide, () => {
  scenario(
    'O8: signals write keepalived.data, .stats and .json; STATS_CLEAR prints, then zeroes',
    ours,
    async ({ a, start }) => {
      const daemon = await start(a, single({ priority: 100 }), here(a))
      await settles(a, vip, { held: true })
      const file = (name: string) => join(a.directory, name)
      const victim = file('victim')
      symlinkSync(victim, file('keepalived.data'))
      process.kill(daemon.pid, 'SIGUSR1')
      await daemon.logged('Printing VRRP data')
      await until('the dumps', 5, () => textOf(file('keepalived.data')).includes('Interfaces'))
      assert.match(textOf(file('keepalived_parent.data')), /^------< Global definitions >------\n/)
      assert.match(textOf(file('keepalived.data')), / VRRP Instance = VI_1\n.*\n {3}State = MASTER\n/)
      assert.ok(!existsSync(victim), 'the link was followed')
      assert.equal(lstatSync(file('keepalived.data')).mode & 0o777, 0o600)

      const became = () => Number(/Became master: (\d+)/.exec(textOf(file('keepalived.stats')))?.[1])
      process.kill(daemon.pid, statsClear)
      await daemon.logged('Printing and clearing VRRP stats')
      await until('the counters', 5, () => became() === 1)
      process.kill(daemon.pid, 'SIGUSR2')
      await until('zeroed counters', 5, () => became() === 0)

      process.kill(daemon.pid, json)
      await until('the JSON', 5, () => existsSync(file('keepalived.json')))
      const [{ data }] = JSON.parse(textOf(file('keepalived.json')))
      assert.deepEqual([data.iname, data.state, data.vipset], ['VI_1', 2, true])
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario(
    'a full disk under the dumps: one line each, and the master goes on',
    ours,
    async ({ a, start }) => {
      const full = join(a.directory, 'full')
      mkdirSync(full)
      const fill = `mount -t tmpfs -o size=4k none ${full} && head -c 4096 /dev/zero > ${full}/x`
      const text = globals(`state_dump_file ${full}/\nstats_dump_file ${full}/`) + single({ priority: 100 })
      const daemon = await start(a, text, {
        wrapper: ['unshare', '-m', 'sh', '-c', `${fill}; exec "$@"`, 'sh'],
      })
      await settles(a, vip, { held: true })
      process.kill(daemon.pid, 'SIGUSR1')
      process.kill(daemon.pid, 'SIGUSR2')
      await daemon.logged(`writing ${full}/keepalived.data: no space left on device`)
      await daemon.logged(`writing ${full}/keepalived.stats: no space left on device`)
      assert.ok(await has(a, vip))
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario(
    'K6: -V: the end of the daemon leaves the VIP and says no priority 0',
    ours,
    async ({ a, capture, start }) => {
      const daemon = await start(a, single({ priority: 100 }), { flags: ['-V'] })
      await settles(a, vip, { held: true })
      assert.equal((await daemon.stop()).code, 0)
      assert.ok(await has(a, vip))
      assert.deepEqual(
        capture.adverts({ from: 'a' }).filter(({ advert }) => advert.priority === 0),
        [],
      )
    },
  )

  scenario('O27: reload_time_file reloads at its second and is removed', ours, async ({ a, start }) => {
    const file = join(a.directory, 'reload-at')
    const text = globals(`reload_time_file ${file}`) + single({ priority: 100 })
    const daemon = await start(a, text)
    writeFileSync(file, `${timeIn(3)}\n`)
    await daemon.logged('Scheduling reload for ')
    await daemon.logged('Reload complete')
    assert.ok(!existsSync(file))
    assert.equal((await daemon.stop()).code, 0)
  })

  scenario('O31: reload_file is gone when the configuration is read', ours, async ({ a, start }) => {
    const marker = join(a.directory, 'reading')
    const daemon = await start(a, globals(`reload_file ${marker}`) + single({ priority: 100 }))
    writeFileSync(marker, 'x')
    daemon.signal('SIGHUP')
    await daemon.logged('Reload complete')
    assert.ok(!existsSync(marker))
    assert.equal((await daemon.stop()).code, 0)
  })

  scenario('a start says that a reload would refuse what it has taken', ours, async ({ a, start }) => {
    const daemon = await start(a, single({ priority: 900 }))
    await daemon.logged('A reload would refuse this configuration (1 error(s) above)')
    daemon.signal('SIGHUP')
    await daemon.logged('New configuration has 1 error(s), not reloaded')
    daemon.configure(single({ priority: 100 }))
    daemon.signal('SIGHUP')
    await daemon.logged('Reload complete')
    assert.equal((await daemon.stop()).code, 0)
    const sound = await start(a, single({ priority: 100 }))
    await sound.logged('Startup complete')
    assert.ok(!sound.log.items.some((line) => JSON.stringify(line).includes('would refuse')))
  })

  scenario(
    'O16, O17: a reload with a fatal error changes nothing, and reload_check_config says where to read why',
    ours,
    async ({ a, start }) => {
      const findings = join(a.directory, 'findings')
      const head = globals(`reload_check_config ${findings}`)
      const daemon = await start(a, head + single({ priority: 100 }))
      await settles(a, vip, { held: true })
      daemon.configure(head + single({ priority: 100, interface: 'absent0' }))
      daemon.signal('SIGHUP')
      await daemon.logged(`New config failed validation, see ${findings} for details`)
      await daemon.logged('not reloaded')
      assert.match(textOf(findings), /absent0/)
      assert.ok(await has(a, vip))
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario(
    'O29: another network namespace or instance at a reload is refused with a line',
    ours,
    async ({ a, start }) => {
      const daemon = await start(a, single({ priority: 100 }))
      daemon.configure(`instance other\nnet_namespace elsewhere\n${single({ priority: 90 })}`)
      daemon.signal('SIGHUP')
      await daemon.logged('Cannot change network namespace at a reload - please restart keepalived')
      await daemon.logged('Cannot change instance name at a reload - please restart keepalived')
      await daemon.logged('Reload complete')
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario('O32: two SIGHUPs at once are two reloads at most', ours, async ({ a, start }) => {
    const daemon = await start(a, single({ priority: 100 }))
    daemon.signal('SIGHUP')
    daemon.signal('SIGHUP')
    await daemon.logged('Reload complete')
    assert.equal((await daemon.stop()).code, 0)
    assert.ok(count(daemon, 'Reloading ...') <= 2)
  })

  scenario('O20: -R: the death of the worker ends the daemon with 0', ours, async ({ a, start }) => {
    const daemon = await start(a, single({ priority: 100 }), { flags: ['-R'] })
    await settles(a, vip, { held: true })
    await daemon.crashWorker()
    assert.equal((await daemon.exit).code, 0)
    assert.equal(count(daemon, 'died: Exiting'), 1)
  })

  scenario('O22: SIGINT ends it with 0, and not with --ignore-sigint', ours, async ({ a, b, start }) => {
    const daemon = await start(a, single({ priority: 100 }))
    const deaf = await start(b, single({ priority: 50 }), { flags: ['--ignore-sigint'] })
    deaf.signal('SIGINT')
    daemon.signal('SIGINT')
    assert.equal((await daemon.exit).code, 0)
    assert.equal(count(deaf, 'Stopping'), 0)
    assert.equal((await deaf.stop()).code, 0)
  })

  scenario(
    '-g and -u: a log file of the mode that is left, with what the console has',
    ours,
    async ({ a, start }) => {
      const log = join(a.directory, 'own.log')
      const daemon = await start(a, single({ priority: 100 }), {
        flags: [`-g${log}`, '--flush-log-file', '-u', '027'],
      })
      await settles(a, vip, { held: true })
      assert.match(textOf(log), /:\d\d\.\d{9} \d{4}: Startup complete\n/)
      assert.equal(lstatSync(log).mode & 0o777, 0o640)
      assert.equal(lstatSync(filesOf(a).pid).mode & 0o777, 0o644)
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario('-a: every address is told; -m: the worker may dump core', ours, async ({ a, start }) => {
    const daemon = await start(a, single({ priority: 100 }), { flags: ['-a', '-m'] })
    await daemon.logged(`Netlink reflector reports IP ${vip} added to eth0`)
    const worker = Number.parseInt(textOf(filesOf(a).vrrp), 10)
    assert.match(textOf(`/proc/${worker}/limits`), /^Max core file size +unlimited/m)
    assert.equal((await daemon.stop()).code, 0)
  })
})

/** Of the VRRP worker, as the kernel shows it. */
function workerOf(host: Host) {
  const pid = Number.parseInt(textOf(filesOf(host).vrrp), 10)
  const stat = textOf(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    name: textOf(`/proc/${pid}/comm`).trim(),
    processors: /^Cpus_allowed_list:\s*(.*)$/m.exec(textOf(`/proc/${pid}/status`))?.[1],
    limit: /^Max realtime timeout\s+(\S+)/m.exec(textOf(`/proc/${pid}/limits`))?.[1],
    // proc_pid_stat(5), fields 40 and 41: rt_priority and policy.
    realTimePriority: Number(fields[37]),
  }
}

describe('processes', sideBySide, () => {
  scenario(
    'names, priority, processors and limit of the worker; a reload takes them back',
    ours,
    async ({ a, start }) => {
      const all = workerProcessors()
      const lines = [
        'vrrp_process_name my_vrrp',
        'vrrp_rt_priority 5',
        'vrrp_cpu_affinity 0',
        'vrrp_rlimit_rttime 10000',
        'process_name my_parent',
      ]
      const daemon = await start(a, globals(lines.join('\n')) + single({ priority: 100 }))
      const wanted = { name: 'my_vrrp', processors: '0', limit: '1000000', realTimePriority: 5 }
      await until('its shape', 5, () => JSON.stringify(workerOf(a)) === JSON.stringify(wanted))
      assert.equal(textOf(`/proc/${daemon.pid}/comm`).trim(), 'my_parent')
      daemon.configure(single({ priority: 100 }))
      daemon.signal('SIGHUP')
      await daemon.logged('Reload complete')
      const plain = { name: 'keepalived_vrrp', processors: all, limit: 'unlimited', realTimePriority: 1 }
      assert.deepEqual(workerOf(a), plain)
      assert.equal(textOf(`/proc/${daemon.pid}/comm`).trim(), 'keepalived')
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario('max_auto_priority: a reload does not begin the steps anew', ours, async ({ a, start }) => {
    const text = globals('max_auto_priority 9\nmin_auto_priority_delay 500000') + single({ priority: 100 })
    const daemon = await start(a, text)
    await daemon.logged('Entering MASTER STATE')
    const raised = async (above: number) => {
      daemon.freeze()
      await sleep(1000)
      daemon.thaw()
      await until(`more than ${above}`, 5, () => workerOf(a).realTimePriority > above)
      return workerOf(a).realTimePriority
    }
    const before = await raised(1)
    daemon.signal('SIGHUP')
    await daemon.logged('Reload complete')
    assert.equal(workerOf(a).realTimePriority, before)
    await raised(before)
    assert.equal((await daemon.stop()).code, 0)
  })

  scenario(
    'config_save_dir: a copy of each configuration, the state before and after',
    ours,
    async ({ a, start }) => {
      const saved = join(a.directory, 'saved')
      const daemon = await start(a, globals(`config_save_dir ${saved}`) + single({ priority: 100 }))
      daemon.signal('SIGHUP')
      await until('the copies', 10, () => existsSync(saved) && readdirSync(saved).length === 4)
      const names = readdirSync(saved)
        .map((name) => name.replace(/\.\d+\./, '.PID.'))
        .sort()
      assert.deepEqual(names, [
        'keepalived.conf.PID.0',
        'keepalived.conf.PID.1',
        'keepalived_vrrp.PID.1.post',
        'keepalived_vrrp.PID.1.pre',
      ])
      assert.equal((await daemon.stop()).code, 0)
    },
  )
})

function workerProcessors(): string | undefined {
  return /^Cpus_allowed_list:\s*(.*)$/m.exec(textOf('/proc/self/status'))?.[1]
}

describe('namespaces', sideBySide, () => {
  for (const [how, flags, line] of [
    ['-s', ['-s'], ''],
    ['net_namespace', [], 'net_namespace '],
  ] as const) {
    scenario(
      `K22: ${how}: works there, and its pid files are in a directory of its own`,
      ours,
      async ({ a, b }) => {
        const config = join(a.directory, 'outside.conf')
        const namespace = line === '' ? '' : `${line}${a.netns}\n`
        writeFileSync(config, `instance one\n${namespace}${single({ priority: 100 })}`)
        const words = ['-n', '-l', '-f', config, ...flags.flatMap((flag) => [flag, a.netns])]
        const daemon = spawn(ourPath, words, { stdio: 'ignore' })
        const own = `/run/keepalived/${a.netns}`
        await settles(a, vip, { held: true })
        assert.equal(await has(b, vip), false)
        assert.equal(textOf(join(own, 'keepalived_one.pid')), `${daemon.pid}\n`)
        assert.match(textOf(join(own, 'vrrp_one.pid')), /^\d+\n$/)
        daemon.kill('SIGTERM')
        const [status] = await once(daemon, 'exit')
        assert.equal(status, 0)
        assert.ok(!existsSync(own), 'its directory stays behind')
      },
    )
  }
})
