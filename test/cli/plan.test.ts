/** `keepalived-ts plan`, with the words as people type them. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { err } from '../../src/base/result.ts'
import { runSubcommand } from '../../src/cli/subcommands.ts'
import { memoryWorld, type Said } from './memory-world.ts'

const folder = '/FOLDER'

interface Run extends Said {
  readonly status: number
}

/**
 * `files` are real ones, in a folder of their own, which output and `seen` call /FOLDER; `seen` is what else
 * the command finds: pid files, records, /proc.
 */
async function plan(
  words: readonly string[],
  given: {
    readonly files?: Readonly<Record<string, string>>
    readonly seen?: Readonly<Record<string, string>>
    readonly closed?: readonly string[]
    readonly colours?: boolean
    readonly stdin?: string
  },
): Promise<Run> {
  const real = mkdtempSync(join(tmpdir(), 'keepalived-ts-plan-'))
  const there = (text: string) => text.replaceAll(folder, real)
  try {
    for (const [name, text] of Object.entries(given.files ?? {})) writeFileSync(join(real, name), text)
    const seen = Object.entries(given.seen ?? {}).map(([path, text]) => [there(path), there(text)])
    const { world, said } = memoryWorld({
      files: Object.fromEntries(seen),
      stdin: given.stdin ?? '',
      colours: given.colours ?? false,
    })
    const open = world.readFile
    const status = await runSubcommand(['plan', '--no-host', ...words.map(there)], {
      ...world,
      resolve: (path) => resolve(real, path),
      readFile: (path) =>
        given.closed?.includes(path) ? err({ code: 'EACCES', text: 'permission denied' }) : open(path),
    })
    const shown = (text: string) => text.replaceAll(real, folder)
    return { status, printed: shown(said.printed), complained: shown(said.complained) }
  } finally {
    rmSync(real, { recursive: true })
  }
}

function instance(priority: number, vips = '192.0.2.100/24', more = ''): string {
  const head = `interface eth0\nvirtual_router_id 51\npriority ${priority}\nvirtual_ipaddress {\n${vips}\n}`
  return `vrrp_instance V {\n${head}\n${more}\n}\n`
}

const pidFile = '/run/keepalived.pid'
const heading =
  '# What keepalived-ts runs, as it understood it. Written by the daemon, read by keepalived-ts plan.'

/** Our daemon with process id 123, which reads /FOLDER/k.conf and runs this. */
function running(text: string): Readonly<Record<string, string>> {
  const record = { pid: 123, file: `${folder}/k.conf`, loadedAt: '2026-11-22T12:00:03.000Z' }
  return {
    [pidFile]: '123\n',
    '/proc/123/cmdline': `/usr/bin/node\0--disable-sigusr1\0/opt/dist/main.js\0-n\0-f\0${folder}/k.conf\0`,
    '/run/keepalived.running.conf': `${heading}\n# ${JSON.stringify(record)}\n${text}`,
  }
}

describe('exit status', () => {
  const rows = [
    { says: '0: nothing changes', now: instance(100), status: 0 },
    {
      says: '0: only what nobody around notices',
      now: instance(100, undefined, 'garp_master_delay 7'),
      status: 0,
    },
    { says: '1: somebody notices', now: instance(90), status: 1 },
    { says: '2: the reload would be refused', now: instance(900), status: 2 },
    { says: '2: there would be nothing left to run', now: '# empty\n', status: 2 },
  ]
  for (const { says, now, status } of rows) {
    test(says, async () => {
      const files = { 'old.conf': instance(100), 'new.conf': now }
      assert.equal((await plan(['--from', 'old.conf', 'new.conf'], { files })).status, status)
    })
  }

  test('2: an option that there is not', async () => {
    assert.equal((await plan(['--form', 'x'], {})).status, 2)
  })
})

describe('what it says', () => {
  test('every change with its cost, and the sum of it', async () => {
    const files = { 'old.conf': instance(100), 'new.conf': instance(90, '192.0.2.101/24', 'debug 1') }
    const { printed } = await plan(['--from', 'old.conf', 'new.conf'], { files })
    assert.equal(
      printed,
      `What new.conf changes of /FOLDER/old.conf:

~ vrrp_instance V
    debug 0 -> 1                                                  no effect in keepalived-ts yet
    priority 100 -> 90                                            failover possible
      while master: a backup with more than 90 takes over, unless it has nopreempt
    - virtual_ipaddress 192.0.2.100/24 dev eth0                   VIP leaves
    + virtual_ipaddress 192.0.2.101/24 dev eth0                   VIP arrives

3 steps: failover possible (1), VIP leaves (1), VIP arrives (1).
`,
    )
  })

  test('once for each instance that keepalived 2.2 wants as many addresses, and only then', async () => {
    const three = '192.0.2.100/24\n192.0.2.101/24\n192.0.2.102/24'
    const now = instance(100, three, 'version 3\nskip_check_adv_addr')
    const files = { 'old.conf': instance(100), 'new.conf': now }
    const { printed } = await plan(['--from', 'old.conf', 'new.conf'], { files })
    assert.deepEqual(printed.match(/.*keepalived 2\.2.*/g), [
      '          a backup with keepalived 2.2 refuses adverts with another number of addresses, and ' +
        'becomes master too, until it has as many',
    ])
  })

  test('that keys in files may be others, where nobody can know', async () => {
    const keyed = instance(100, undefined, 'auth_hmac {\nkey 1 file:/no/key\nactive_key 1\n}')
    const files = { 'old.conf': keyed, 'new.conf': keyed }
    const { printed } = await plan(['--from', 'old.conf', 'new.conf'], { files })
    assert.match(printed, /\(keys of auth_hmac are read from files: .* not known\)\nNothing changes\.\n$/)
  })

  test('what refuses it, as check says it', async () => {
    const files = { 'old.conf': instance(100), 'new.conf': instance(900) }
    const { printed } = await plan(['--from', 'old.conf', 'new.conf'], { files })
    assert.match(printed, /^new\.conf:4:10: error: .*900/)
    assert.match(printed, /\| priority 900\n/)
    assert.match(printed, /The reload would be refused, and everything would go on as it is: 1 error\.\n$/)
  })

  test('colours on a terminal only', async () => {
    const files = { 'old.conf': instance(100), 'new.conf': instance(90) }
    const words = ['--from', 'old.conf', 'new.conf']
    const escapeCharacter = String.fromCharCode(27)
    assert.ok(!(await plan(words, { files })).printed.includes(escapeCharacter))
    assert.ok(
      (await plan(words, { files, colours: true })).printed.includes(
        `${escapeCharacter}[31mfailover possible`,
      ),
    )
  })

  test('as JSON, with the costs by their names', async () => {
    const files = { 'old.conf': instance(100), 'new.conf': instance(90) }
    const { printed } = await plan(['--from', 'old.conf', 'new.conf', '--format', 'json'], { files })
    const { steps, ...head } = JSON.parse(printed)
    assert.deepEqual(head, {
      version: 1,
      status: 1,
      file: 'new.conf',
      against: { is: 'file', file: '/FOLDER/old.conf' },
      diskDiffers: false,
      unseen: [],
      refused: false,
      visible: true,
      cost: 'may-fail-over',
    })
    assert.deepEqual(steps[0].changes[0].keyword, 'priority')
  })

  test('as JSON, why it is refused', async () => {
    const files = { 'old.conf': instance(100), 'new.conf': instance(900) }
    const { printed } = await plan(['--from', 'old.conf', 'new.conf', '--format', 'json'], { files })
    const { refused, status, diagnostics } = JSON.parse(printed)
    assert.deepEqual([refused, status, diagnostics[0].line], [true, 2, 4])
  })
})

describe('what it compares with', () => {
  test('what the running daemon has taken, not its file, which may have been changed since', async () => {
    const files = { 'k.conf': instance(90) }
    const { printed, status } = await plan([], { files, seen: running(instance(100)) })
    assert.match(printed, /^What k\.conf changes of what process 123 runs, loaded 2026-11-22 12:00:03 UTC:/)
    assert.match(printed, /priority 100 -> 90/)
    assert.equal(status, 1)
  })

  test('another file: it says when the daemon would read something else now', async () => {
    const files = { 'k.conf': instance(90), 'new.conf': instance(80) }
    const changed = await plan(['new.conf'], { files, seen: running(instance(100)) })
    assert.match(changed.printed, /\/FOLDER\/k\.conf is not what runs either/)
    const same = await plan(['new.conf'], { files, seen: running(instance(90)) })
    assert.doesNotMatch(same.printed, /is not what runs/)
  })

  test('the pid file of another daemon', async () => {
    const seen = Object.fromEntries(
      Object.entries(running(instance(100))).map(([path, text]) => [
        path.replace('/run/keepalived', '/x/a'),
        text,
      ]),
    )
    const files = { 'k.conf': instance(90) }
    assert.match((await plan(['--pid', '/x/a.pid'], { files, seen })).printed, /process 123 runs/)
  })

  test('of a keepalived only its file is known', async () => {
    const seen = {
      [pidFile]: '77\n',
      '/proc/77/cmdline': '/usr/sbin/keepalived\0--use-file=/FOLDER/k.conf\0',
    }
    const files = { 'k.conf': instance(100), 'new.conf': instance(90) }
    const { printed, status } = await plan(['new.conf'], { files, seen })
    assert.match(printed, /^What new\.conf changes of \/FOLDER\/k\.conf, which process 77 was told to read/)
    assert.equal(status, 1)
    const itself = await plan([], { files, seen })
    assert.match(itself.complained, /process 77 is a keepalived.*name another file.*--from/)
    assert.equal(itself.status, 2)
  })

  test('the lines of the node that runs: -i of the daemon counts', async () => {
    const command = '/usr/sbin/keepalived\0-i\0b\0-f\0/FOLDER/k.conf\0'
    const seen = { [pidFile]: '77\n', '/proc/77/cmdline': command }
    const files = { 'k.conf': instance(100), 'new.conf': instance(100, undefined, '@b priority 90') }
    assert.match((await plan(['new.conf'], { files, seen })).printed, /priority 100 -> 90/)
    assert.match((await plan(['-i', 'a', 'new.conf'], { files, seen })).printed, /Nothing changes/)
  })

  test('a pid file that was left behind is none, nor is a number that another program has now', async () => {
    for (const seen of [
      { [pidFile]: '123\n' },
      { [pidFile]: '9\n', '/proc/9/cmdline': '/bin/sleep\x001\0' },
    ]) {
      const { printed, complained } = await plan(['new.conf'], { files: { 'new.conf': instance(90) }, seen })
      // The second where this host has an /etc/keepalived/keepalived.conf of its own.
      assert.match(complained + printed, /keepalived\.conf: .*no daemon runs.*--from|^No daemon runs\./)
    }
  })

  test('a record of an earlier process is not what runs', async () => {
    const seen = { ...running(instance(100)) }
    const record = '/run/keepalived.running.conf'
    const files = { 'k.conf': instance(100), 'new.conf': instance(90) }
    const stale = { ...seen, [record]: (seen[record] ?? '').replace('"pid":123', '"pid":122') }
    assert.match((await plan(['new.conf'], { files, seen: stale })).printed, /has no record of what it runs/)
  })

  test('who may not read the record gets the cure', async () => {
    const closed = ['/run/keepalived.running.conf']
    const { complained, status } = await plan([], { seen: running(instance(100)), closed })
    assert.match(complained, /running\.conf: permission denied: run this as root, or name .* --from/)
    assert.equal(status, 2)
  })

  test('with --from no daemon is asked', async () => {
    const files = { 'old.conf': instance(100), 'new.conf': instance(90) }
    const { status } = await plan(['--from', 'old.conf', 'new.conf'], { files, closed: [pidFile] })
    assert.equal(status, 1)
  })

  test('a file is like itself', async () => {
    const files = { 'a.conf': instance(1) }
    const { printed, status } = await plan(['--from', 'a.conf', '-i', 'x', 'a.conf'], { files })
    assert.match(printed, /\nNothing changes\.\n$/)
    assert.equal(status, 0)
  })
})

describe('several daemons', () => {
  const other = '/run/keepalived/blue/keepalived.pid'
  const program = `/usr/bin/node\0/opt/dist/main.js\0-s\0blue\0-f\0${folder}/k.conf\0`
  const record = { pid: 77, file: `${folder}/k.conf`, loadedAt: '2026-11-22T12:00:03.000Z' }
  const recorded = `${heading}\n# ${JSON.stringify(record)}\n${instance(100)}`
  const seen = {
    [other]: '77\n',
    '/run/keepalived/stale.pid': '76\n',
    '/proc/77/cmdline': program,
    '/run/keepalived/blue/keepalived.running.conf': recorded,
  }
  const files = { 'k.conf': instance(90) }

  test('without --pid, and none where it is usual: they are named', async () => {
    const { status, complained } = await plan(['k.conf'], { files, seen })
    assert.deepEqual(
      [status, complained],
      [
        2,
        'keepalived-ts: no daemon has /run/keepalived.pid; these run:\n' +
          `  --pid ${other} (process 77, /FOLDER/k.conf)\n`,
      ],
    )
  })

  test('-s names the one of a network namespace', async () => {
    const { status, printed } = await plan(['-s', 'blue'], { files, seen })
    assert.equal(status, 1)
    assert.match(printed, /what process 77 runs[\s\S]*priority 100 -> 90/)
  })
})

describe('standard input', () => {
  test('is the new configuration where it is called -', async () => {
    const files = { 'old.conf': instance(100) }
    const { printed, status } = await plan(['--from', 'old.conf', '-'], { files, stdin: instance(90) })
    assert.match(printed, /^What <stdin> changes of \/FOLDER\/old\.conf:\n/)
    assert.match(printed, /priority 100 -> 90/)
    assert.equal(status, 1)
  })

  test('or the old one', async () => {
    const files = { 'new.conf': instance(100) }
    const { printed, status } = await plan(['--from', '-', 'new.conf'], { files, stdin: instance(90) })
    assert.match(printed, /^What new\.conf changes of <stdin>:\n/)
    assert.match(printed, /priority 90 -> 100/)
    assert.equal(status, 1)
  })

  test('what it includes is where --stdin-name says', async () => {
    const files = { 'old.conf': instance(100), 'part.conf': instance(90) }
    const words = ['--from', 'old.conf', '--stdin-name', 'old.conf', '-']
    const { printed, status } = await plan(words, { files, stdin: 'include part.conf\n' })
    assert.match(printed, /^What old\.conf changes of /)
    assert.match(printed, /priority 100 -> 90/)
    assert.equal(status, 1)
  })

  test('beside a daemon its own file is another one', async () => {
    const given = { files: { 'k.conf': instance(100) }, seen: running(instance(100)), stdin: instance(90) }
    const { printed, status } = await plan(['--stdin-name', '/FOLDER/k.conf', '-'], given)
    assert.match(printed, /what process 123 runs/)
    assert.equal(status, 1)
    const { printed: idle } = await plan(['--stdin-name', '/FOLDER/k.conf', '-'], {
      ...given,
      seen: {
        [pidFile]: '77\n',
        '/proc/77/cmdline': '/usr/sbin/keepalived\0--use-file=/FOLDER/k.conf\0',
      },
    })
    assert.match(idle, /priority 100 -> 90/)
  })

  test('cannot be both', async () => {
    const { complained, status } = await plan(['--from', '-', '-'], {})
    assert.match(complained, /only one of the two can be standard input/)
    assert.equal(status, 2)
  })
})
