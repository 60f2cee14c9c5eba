/** A host that is not as it should be: one line says what and the cure, and everything else goes on. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe } from 'node:test'
import { globals, instance, single, vip } from './configuration.ts'
import { type Daemon, type ExitStatus, filesOf } from './daemon.ts'
import { assertHolds, nowMicros, settles } from './expect.ts'
import { type Host, ip, run } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { until } from './wait.ts'

const ours = { pairs: ['ours/ours'] } as const

async function ends(daemon: Daemon): Promise<number | null> {
  let exit: ExitStatus | undefined
  daemon.exit.then((status) => {
    exit = status
  })
  return (await until('the end of the daemon', 10, () => exit)).code
}

/** Runs the daemon behind shell commands in a mount namespace of its own. */
function behind(commands: string): readonly string[] {
  return ['unshare', '-m', 'sh', '-c', `${commands}; exec "$@"`, 'sh']
}

async function shell(host: Host, text: string): Promise<string> {
  const result = await run(host, ['sh', '-c', text])
  return result.stdout + result.stderr
}

function linesWith(daemon: Daemon, text: string): readonly string[] {
  return daemon.log.items.map((line) => line.text).filter((line) => line.includes(text))
}

async function has6(host: Host, address: string): Promise<boolean> {
  return (await ip(host, ['-6', 'address', 'show', 'dev', 'eth0'])).includes(address)
}

describe('a host in trouble', sideBySide, () => {
  scenario('no descriptors left at the start: one line with the cure', ours, async ({ a, start }) => {
    const daemon = await start(a, single({ priority: 100 }), { wrapper: ['prlimit', '--nofile=22:22'] })
    assert.equal(await ends(daemon), 1)
    assert.equal(linesWith(daemon, 'starting: too many open files (EMFILE). Cure: ').length, 1)
    assert.deepEqual(linesWith(daemon, '    at '), [])
  })

  scenario('no descriptors left later: scripts fail, the instance does not', ours, async (stage) => {
    const { a, start } = stage
    const config = single({ priority: 100, more: 'notify_fault "/bin/true"\nnotify_master "/bin/true"' })
    const daemon = await start(a, config)
    await settles(a, vip, { held: true })
    await daemon.logged('exited with status 0')
    const pid = readFileSync(filesOf(a).pid, 'utf8').trim()
    await shell(a, `prlimit --pid ${pid} --nofile=$(ls /proc/${pid}/fd | wc -l)`)
    await ip(a, ['link', 'set', 'eth0', 'down'])
    await daemon.logged('could not be started: too many open files (EMFILE)')
    await ip(a, ['link', 'set', 'eth0', 'up'])
    await settles(a, vip, { held: true })
    assert.equal((await daemon.stop()).code, 0)
  })

  scenario('a place where no pid file can be: the daemon refuses, a worker goes on', ours, async (stage) => {
    const { a, start } = stage
    const refused = await start(a, single({ priority: 100 }), { flags: ['-p', '/proc/absent/k.pid'] })
    assert.equal(await ends(refused), 1)
    assert.equal(linesWith(refused, 'Cannot use pid file /proc/absent/k.pid: no such file').length, 1)
    const daemon = await start(a, single({ priority: 100 }), { flags: ['-r', '/proc/absent/v.pid'] })
    assert.equal(linesWith(daemon, 'Cannot use pid file /proc/absent/v.pid: no such file').length, 1)
    await settles(a, vip, { held: true })
  })

  scenario('a pid file in a directory that is missing: it is made', ours, async ({ a, start }) => {
    const path = `${a.directory}/not/yet/k.pid`
    const daemon = await start(a, single({ priority: 100 }), { flags: ['-p', path] })
    assert.ok(existsSync(path))
    assert.equal((await daemon.stop()).code, 0)
    assert.ok(!existsSync(path))
  })

  scenario('TMPDIR that is not there: each dump says so, and the master goes on', ours, async (stage) => {
    const { a, capture, start } = stage
    const daemon = await start(a, single({ priority: 100 }), { environment: { TMPDIR: '/proc/absent' } })
    await settles(a, vip, { held: true })
    const { at } = await capture.advert({ from: 'a' })
    daemon.signal('SIGUSR1')
    daemon.signal('SIGUSR2')
    await daemon.logged('writing /proc/absent/keepalived.data: no such file or directory')
    await daemon.logged('writing /proc/absent/keepalived.stats: no such file or directory')
    await capture.advert({ from: 'a', after: at + 1_000_000 })
    await assertHolds(a, vip, true)
  })

  scenario('a full disk under the dumps and the log file, and room again', ours, async (stage) => {
    const { a, capture, start } = stage
    const small = `${a.directory}/small`
    mkdirSync(small)
    const mount = `mount -t tmpfs -o size=32k none ${small}`
    const fill = `${mount}; dd if=/dev/zero of=${small}/fill bs=1k 2>/dev/null`
    const daemon = await start(a, single({ priority: 100 }), {
      wrapper: behind(fill),
      environment: { TMPDIR: small },
      flags: [`-g${small}/k.log`],
    })
    await settles(a, vip, { held: true })
    const pid = readFileSync(filesOf(a).pid, 'utf8').trim()
    const inside = (text: string) => shell(a, `nsenter -t ${pid} -m sh -c '${text}'`)
    daemon.signal('SIGUSR1')
    await daemon.logged(`writing ${small}/keepalived.data: no space left on device`)
    const { at } = await capture.advert({ from: 'a' })
    await capture.advert({ from: 'a', after: at + 1_000_000 })
    await inside(`rm ${small}/fill`)
    daemon.signal('SIGUSR1')
    await until('the dump', 10, async () => (await inside(`cat ${small}/keepalived.data`)).includes('VI_1'))
    await until('the log', 10, async () => (await inside(`cat ${small}/*.log`)).includes('MASTER STATE'))
  })

  scenario(
    'kernel settings that are read-only, as in a container: VMAC and VIPs all the same',
    ours,
    async (stage) => {
      const { a, start } = stage
      const config =
        globals() +
        instance({ priority: 100, more: 'use_vmac' }) +
        instance({ name: 'V2', vrid: 52, priority: 100, vips: ['10.0.0.101'], more: 'promote_secondaries' })
      const readOnly = 'mount --bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys'
      const daemon = await start(a, config, { wrapper: behind(readOnly) })
      await settles(a, vip, { held: true, interface: 'vrrp.51' })
      await settles(a, '10.0.0.101', { held: true })
      const told = linesWith(daemon, 'read-only file system (EROFS)')
      assert.equal(told.filter((line) => line.includes('ipv4/conf/vrrp.51/arp_ignore')).length, 1)
      assert.equal(told.filter((line) => line.includes('ipv4/conf/eth0/promote_secondaries')).length, 1)
      assert.equal((await daemon.stop()).code, 0)
      assert.equal((await run(a, ['ip', 'link', 'show', 'vrrp.51'])).status, 1)
    },
  )

  scenario(
    'IPv6 switched off on the interface: the line says how to switch it on; then all is put on',
    ours,
    async (stage) => {
      const { a, start } = stage
      await shell(a, 'sysctl -w net.ipv6.conf.eth0.disable_ipv6=1')
      const six = instance({ name: 'V6', vrid: 60, priority: 100, vips: ['fe80::64', '2001:db8::64/64'] })
      const excluded = 'virtual_ipaddress_excluded {\n2001:db8::99/64\n}'
      const daemon = await start(a, globals() + six + instance({ priority: 100, more: excluded }))
      await daemon.logged('(V6): entering FAULT state (no IPv6 link-local address for interface)')
      await settles(a, vip, { held: true })
      await daemon.logged('(EACCES), adding address 2001:db8::99/64 dev eth0')
      await daemon.logged('. Cure: sysctl net.ipv6.conf.eth0.disable_ipv6=0')
      assert.deepEqual(linesWith(daemon, 'Sending unsolicited Neighbour Advert on eth0 for 2001:db8::99'), [])
      await shell(a, 'sysctl -w net.ipv6.conf.eth0.disable_ipv6=0')
      await until('the IPv6 addresses', 15, async () => {
        return (await has6(a, '2001:db8::64/64')) && (await has6(a, '2001:db8::99/64'))
      })
      assert.equal(linesWith(daemon, 'permission denied').length, 1)
      await daemon.stop()
      assert.ok(!(await has6(a, '2001:db8')))
    },
  )

  scenario('an interface that cannot do multicast: FAULT and why', ours, async ({ a, start }) => {
    await ip(a, ['link', 'set', 'eth0', 'multicast', 'off'])
    const daemon = await start(a, single({ priority: 100 }))
    await daemon.logged('eth0 cannot do multicast, and there is no unicast_peer')
    await daemon.logged('(VI_1): entering FAULT state (its interface cannot do multicast)')
    await assertHolds(a, vip, false)
  })

  scenario('the loopback interface: refused with the reason', ours, async ({ a, start }) => {
    const daemon = await start(a, single({ priority: 100, interface: 'lo' }))
    assert.equal(await ends(daemon), 2)
    assert.equal(linesWith(daemon, 'lo is a loopback interface: no peer can hear it').length, 1)
  })

  scenario(
    'W26: more VIPs than the MTU carries: the others are held and not in the advert',
    ours,
    async (stage) => {
      const { a, start } = stage
      await ip(a, ['link', 'set', 'eth0', 'mtu', '100'])
      const vips = Array.from({ length: 40 }, (_, index) => `10.0.2.${index + 1}`)
      const daemon = await start(a, single({ priority: 100, vips }))
      await daemon.logged('an advert holds at most 14 addresses here')
      await settles(a, '10.0.2.1', { held: true })
      await settles(a, '10.0.2.40', { held: true })
    },
  )

  scenario(
    'an MTU that becomes too small: the sending says so, the instance goes on',
    ours,
    async (stage) => {
      const { a, start } = stage
      const vips = Array.from({ length: 200 }, (_, index) => `10.0.2.${index + 1}`)
      const daemon = await start(a, single({ priority: 100, vips }))
      await settles(a, '10.0.2.200', { held: true })
      await ip(a, ['link', 'set', 'eth0', 'mtu', '500'])
      await daemon.logged('(VI_1): send advert error EMSGSIZE')
      await assertHolds(a, '10.0.2.200', true)
      assert.equal((await daemon.stop()).code, 0)
      await assertHolds(a, '10.0.2.200', false)
    },
  )

  scenario('adverts that a firewall of the host refuses: one line, not one each', ours, async (stage) => {
    const { a, capture, start } = stage
    const daemon = await start(a, single({ priority: 100 }))
    await capture.advert({ from: 'a' })
    const chain = 'nft "add chain ip t o { type filter hook output priority 0; }"'
    await shell(a, `nft add table ip t; ${chain}; nft add rule ip t o ip protocol 112 drop`)
    await daemon.logged('(VI_1): send advert error EPERM (operation not permitted)')
    const last = capture.adverts({ from: 'a' }).at(-1)?.at ?? 0
    await until('the time of ten adverts', 5, () => nowMicros() > last + 2_000_000)
    await shell(a, 'nft delete table ip t')
    await capture.advert({ from: 'a', after: last + 2_000_000 })
    assert.equal(linesWith(daemon, 'send advert error').length, 1)
  })

  scenario(
    'a FIFO that is a file, and one that nobody can make: the reason, and no byte into the file',
    ours,
    async (stage) => {
      const { a, start } = stage
      writeFileSync(`${a.directory}/file`, 'mine')
      const first = globals(`vrrp_notify_fifo ${a.directory}/file`) + instance({ priority: 100 })
      const daemon = await start(a, first)
      await daemon.logged(`${a.directory}/file is not a fifo we own - not using: it is no named pipe`)
      daemon.configure(first.replace('/file', '/absent/fifo'))
      daemon.signal('SIGHUP')
      await daemon.logged(`Unable to create vrrp_notify fifo ${a.directory}/absent/fifo`)
      await settles(a, vip, { held: true })
      assert.equal((await daemon.stop()).code, 0)
      assert.equal(readFileSync(`${a.directory}/file`, 'utf8'), 'mine')
    },
  )

  scenario(
    'nobody reads the log, or there is none: the daemon runs and ends in order',
    ours,
    async (stage) => {
      const { a, start } = stage
      const shells = [
        'exec "$@" 0<&- 1>&- 2>&-',
        `("$@" 2>&1; echo $? >${a.directory}/status) | head -n 2`,
      ] as const
      for (const text of shells) {
        const daemon = await start(a, single({ priority: 100 }), { wrapper: ['sh', '-c', text, 'sh'] })
        await settles(a, vip, { held: true })
        const pid = Number(readFileSync(filesOf(a).pid, 'utf8'))
        process.kill(pid, 'SIGTERM')
        await settles(a, vip, { held: false })
        await until('the end of all', 10, () => daemon.processes().length === 0)
      }
      assert.equal(readFileSync(`${a.directory}/status`, 'utf8'), '0\n')
    },
  )

  scenario(
    'a configuration that is gone, a directory or a FIFO at a reload: the old one goes on',
    ours,
    async (stage) => {
      const { a, start } = stage
      const daemon = await start(a, single({ priority: 100 }))
      await settles(a, vip, { held: true })
      const { config } = filesOf(a)
      const places = [
        { make: 'true', says: 'there is no such file' },
        { make: `mkdir ${config}`, says: 'this is a directory' },
        { make: `mkfifo ${config}`, says: 'this is a device, a fifo or a socket' },
      ]
      for (const { make, says } of places) {
        await shell(a, `rm -rf ${config}; ${make}`)
        const mark = daemon.log.items.length
        daemon.signal('SIGHUP')
        await daemon.logged(`${config}: ${says}`, 10, mark)
        await daemon.logged('not reloaded: the old one goes on unchanged', 10, mark)
      }
      await assertHolds(a, vip, true)
      assert.equal(linesWith(daemon, 'Entering').length, 2)
      assert.equal((await daemon.stop()).code, 0)
    },
  )

  scenario('a link or a directory where a dump belongs: never followed, and told', ours, async (stage) => {
    const { a, start } = stage
    const { directory } = a
    writeFileSync(`${directory}/precious`, 'mine')
    mkdirSync(`${directory}/dumps/keepalived.data`, { recursive: true })
    await shell(a, `ln -s ${directory}/precious ${directory}/dumps/keepalived.stats`)
    const daemon = await start(a, single({ priority: 100 }), {
      environment: { TMPDIR: `${directory}/dumps` },
    })
    daemon.signal('SIGUSR1')
    await daemon.logged(`writing ${directory}/dumps/keepalived.data: `)
    daemon.signal('SIGUSR2')
    await until('the statistics', 10, async () => {
      return (await shell(a, `cat ${directory}/dumps/keepalived.stats`)).includes('VI_1')
    })
    assert.equal(readFileSync(`${directory}/precious`, 'utf8'), 'mine')
  })

  scenario(
    'an interface without an address, that gets one and loses it: FAULT, master, FAULT',
    ours,
    async (stage) => {
      const { a, start } = stage
      await ip(a, ['address', 'flush', 'dev', 'eth0'])
      const daemon = await start(a, single({ priority: 100 }))
      await daemon.logged('(VI_1): entering FAULT state (no IPv4 address for interface)')
      await ip(a, ['address', 'add', '10.0.0.1/16', 'dev', 'eth0'])
      await settles(a, vip, { held: true })
      await ip(a, ['address', 'delete', '10.0.0.1/16', 'dev', 'eth0'])
      await daemon.logged('(VI_1) Entering FAULT STATE')
      await settles(a, vip, { held: false })
    },
  )

  scenario('a script user that does not exist: its name and the cure', ours, async ({ a, start }) => {
    const daemon = await start(a, single({ priority: 100, more: 'notify "/bin/true" nosuchuser' }))
    await daemon.logged("Unable to resolve script username 'nosuchuser' - disabling. Cure: useradd")
    await settles(a, vip, { held: true })
  })
})
