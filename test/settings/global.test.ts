/**
 * global_defs and the lines at the top level: what each keyword comes to, what is said of words that are
 * none, and what holds instead. The statuses of global.jsonl were measured with `keepalived -t` 2.2.7.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { micros, seconds } from '../../src/base/time.ts'
import { type SettingsQuirkName, settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { instance, load, programs } from './example-host.ts'
import { cases, inGlobal } from './global-cases.ts'
import { measured } from './measured.ts'

interface Row {
  readonly where: 'global' | 'root'
  readonly text: string
  readonly status: number
  readonly codes: readonly string[]
  readonly quirk?: { readonly name: SettingsQuirkName; readonly status: number }
}

const scripts = programs({ '/bin/true': 0o755, '/usr/bin/true': 0o755, '/etc/passwd': 0o644 })

const rows = measured<Row>('global')

test('there are rows', () => assert.ok(rows.length > 250))

test('what global_defs names must be there, which keepalived only logs', () => {
  const said = (text: string) => {
    const { diagnostics } = load(text, { scripts })
    return [
      testStatus(diagnostics),
      ...diagnostics.map(({ code }) => code).filter((code) => !/-yet$/.test(code)),
    ]
  }
  assert.deepEqual(said(inGlobal('notify_fifo /f nobodyx')), [0, 'unknown-fifo-user'])
  assert.deepEqual(said(inGlobal('vrrp_notify_fifo /f nobody nogroupx')), [0, 'unknown-fifo-user'])
  assert.deepEqual(said(inGlobal('lvs_notify_fifo /f nobody nogroup')), [0])
  assert.deepEqual(said(inGlobal('lvs_sync_daemon eth0 B') + instance()), [0, 'unknown-sync-instance'])
  assert.deepEqual(said(inGlobal('lvs_sync_daemon eth0 A') + instance()), [0])
})

for (const { where, text, status, codes, quirk } of rows) {
  test(`${where}: ${JSON.stringify(text).slice(1, -1)}: ${quirk?.status ?? status}`, () => {
    if (quirk !== undefined) assert.ok(quirk.name in settingsQuirks, quirk.name)
    const { diagnostics } = load(where === 'global' ? inGlobal(text) : text, { scripts })
    assert.deepEqual(
      [testStatus(diagnostics), ...diagnostics.map(({ code }) => code)],
      [quirk?.status ?? status, ...codes],
    )
  })
}

cases('identity of the node', ({ routerId }) => routerId, [
  ['', undefined],
  ['router_id LVS_DEVEL', 'LVS_DEVEL'],
  ['router_id a\nrouter_id b', 'b'],
  ['router_id', undefined],
  ['router_id ""', undefined],
])

cases('mail', ({ mail }) => [mail.to, mail.from, mail.server, mail.helo, mail.connectTimeout], [
  ['', [[], undefined, undefined, undefined, seconds(30)]],
  [
    'notification_email { a@b "C <c@d>" }\nnotification_email {\ne@f\n}\nnotification_email_from x@y',
    [['a@b', 'C <c@d>', 'e@f'], 'x@y', undefined, undefined, seconds(30)],
  ],
  ['smtp_server mail.test 587', [[], undefined, { host: 'mail.test', port: 587 }, undefined, seconds(30)]],
  ['smtp_server mail.test 0', [[], undefined, { host: 'mail.test', port: 25 }, undefined, seconds(30)]],
  ['smtp_helo_name me\nsmtp_connect_timeout 0', [[], undefined, undefined, 'me', seconds(1)]],
  ['smtp_connect_timeout 4295', [[], undefined, undefined, undefined, seconds(30)]],
])

cases('mail server that asks who we are', ({ mail }) => [mail.startTls, mail.login], [
  ['', ['off', undefined]],
  ['smtp_starttls', ['on', undefined]],
  ['smtp_starttls unverified', ['unverified', undefined]],
  [
    'smtp_user node\nsmtp_password "open sesame"',
    ['off', { user: 'node', password: { is: 'text', text: 'open sesame' } }],
  ],
  [
    'smtp_user node\nsmtp_password file:/etc/keepalived/mail',
    ['off', { user: 'node', password: { is: 'file', path: '/etc/keepalived/mail' } }],
  ],
  ['smtp_user node', ['off', undefined]],
  ['smtp_password x', ['off', undefined]],
])

cases('notify_serial', ({ notifySerial }) => notifySerial, [
  ['', undefined],
  ['notify_serial', seconds(60)],
  ['notify_serial 5', seconds(5)],
])

cases('mail alerts', ({ mail }) => [mail.alertVrrp, mail.alertChecker, mail.noFaults, mail.noCheckers], [
  ['', [false, undefined, false, false]],
  ['smtp_alert', [true, true, false, false]],
  ['smtp_alert\nsmtp_alert_vrrp off', [false, true, false, false]],
  ['smtp_alert off\nsmtp_alert_checker yes', [false, true, false, false]],
  ['smtp_alert TRUE', [false, undefined, false, false]],
  ['no_email_faults\nno_checker_emails', [false, undefined, true, true]],
  ['no_checker_emails no', [false, undefined, false, false]],
])

const once = (argv: readonly string[], user?: string, group?: string) => ({ argv, user, group })

cases('scripts', ({ scripts: own }) => own, [
  ['', { startup: undefined, shutdown: undefined, useSymlinkPaths: false, supplementaryGroups: false }],
  [
    'startup_script "/bin/a b" joe :staff\nstartup_script_timeout 1\n' +
      'shutdown_script /bin/c\nshutdown_script /bin/d',
    {
      startup: { command: once(['/bin/a', 'b'], 'joe', ':staff'), timeout: seconds(1) },
      shutdown: { command: once(['/bin/c']), timeout: seconds(10) },
      useSymlinkPaths: false,
      supplementaryGroups: false,
    },
  ],
  [
    'startup_script_timeout 1001\nuse_symlink_paths\nset_supplementary_groups on',
    { startup: undefined, shutdown: undefined, useSymlinkPaths: true, supplementaryGroups: true },
  ],
])

cases('script user', ({ scriptUser, scriptSecurity }) => [scriptUser, scriptSecurity], [
  ['', [undefined, false]],
  ['script_user joe\nenable_script_security', [{ user: 'joe', group: undefined }, true]],
  ['script_user joe staff\nscript_user ann :', [{ user: 'ann', group: ':' }, false]],
])

const fifo = (path: string, script?: unknown) => ({ path, user: undefined, group: undefined, script })

cases('FIFOs', ({ fifos }) => [fifos.all, fifos.vrrp, fifos.lvs, fifos.statesOnReload], [
  ['', [undefined, undefined, undefined, false]],
  ['notify_fifo /a joe staff', [{ ...fifo('/a'), user: 'joe', group: 'staff' }, undefined, undefined, false]],
  [
    'vrrp_notify_fifo /v\nvrrp_notify_fifo_script "/bin/r x"\nfifo_write_vrrp_states_on_reload',
    [undefined, fifo('/v', once(['/bin/r', 'x'])), undefined, true],
  ],
  ['notify_fifo /a\nnotify_fifo /b', [fifo('/a'), undefined, undefined, false]],
  ['lvs_notify_fifo_script /bin/r', [undefined, undefined, undefined, false]],
  [
    'notify_fifo /a\nvrrp_notify_fifo /a\nvrrp_notify_fifo_script /bin/r\nlvs_notify_fifo /a',
    [fifo('/a'), undefined, undefined, false],
  ],
  [
    'vrrp_notify_fifo /a\nvrrp_notify_fifo_script /bin/r\nlvs_notify_fifo /a\nlvs_notify_fifo_script /bin/s',
    [undefined, fifo('/a', once(['/bin/r'])), fifo('/a'), false],
  ],
])

const plain = {
  name: undefined,
  nice: undefined as number | undefined,
  realTimePriority: undefined,
  noSwap: false,
  cpus: [],
  realTimeLimit: undefined,
}

for (const worker of ['vrrp', 'checker', 'bfd'] as const) {
  cases(`${worker} process`, ({ processes }) => processes.workers[worker], [
    ['', plain],
    [`${worker}_process_name abcdefghijklmnop`, { ...plain, name: 'abcdefghijklmno' }],
    [`${worker}_priority -20\n${worker}_no_swap`, { ...plain, nice: -20, noSwap: true }],
    [`${worker}_priority 5\n${worker}_priority -21`, { ...plain, nice: 0 }],
    [
      `${worker}_rt_priority 50\n${worker}_cpu_affinity 3 1 3`,
      { ...plain, realTimePriority: 50, cpus: [3, 1] },
    ],
    [`${worker}_rt_priority 0`, { ...plain, realTimePriority: 1 }],
    [`${worker}_rt_priority 100`, { ...plain, realTimePriority: 99 }],
    [`${worker}_rt_priority 5x`, plain],
    [`${worker}_cpu_affinity 1\n${worker}_cpu_affinity 0 x`, plain],
    [`${worker}_rlimit_rttime 1`, { ...plain, realTimeLimit: micros(2) }],
    [`${worker}_rlimit_rtime 70000`, { ...plain, realTimeLimit: micros(70_000) }],
    [`${worker}_rlimit_rttime 0`, plain],
  ])
}

cases('names of processes', ({ processes: { parentName, workers } }) => [parentName, workers.checker.name], [
  ['process_names\nprocess_name parent', ['parent', 'keepalived_lvs']],
  ['process_names\nlvs_process_name lb', [undefined, 'lb']],
])

cases('automatic priority', ({ processes }) => [processes.maxAutoPriority, processes.minAutoPriorityDelay], [
  ['', [0, seconds(1)]],
  ['max_auto_priority', [99, seconds(1)]],
  ['max_auto_priority -1\nmin_auto_priority_delay 500', [-1, micros(500)]],
  ['max_auto_priority 100\nmin_auto_priority_delay 10000001', [0, seconds(1)]],
])

cases('umask', ({ processes }) => processes.umask, [
  ['', undefined],
  ['umask 022', 0o22],
  ['umask 0x1f', 0x1f],
  ['umask 18', 18],
  ['umask 0777', 0o777],
  ['umask 01000', undefined],
  ['umask 9x', undefined],
  ['umask IRUSR', 0o400],
  ['umask IWUSR|IXUSR', 0o300],
  ['umask IRGRP | IWGRP |IXGRP', 0o070],
  ['umask IROTH| IWOTH |IXOTH', 0o007],
  ['umask IXUSR|IRWXG|IRWXO', 0o177],
  ['umask IRWXU', 0o700],
  ['umask 022\numask IRUSR|', 0o22],
])

const system = { bytes: undefined, force: false }

for (const [prefix, name] of [
  ['vrrp_netlink_cmd', 'vrrpNetlinkCommand'],
  ['vrrp_netlink_monitor', 'vrrpNetlinkMonitor'],
  ['process_monitor', 'processMonitor'],
  ['lvs_netlink_cmd', 'lvsNetlinkCommand'],
  ['lvs_netlink_monitor', 'lvsNetlinkMonitor'],
] as const) {
  cases(`${prefix} buffers`, ({ buffers }) => buffers[name], [
    ['', system],
    [`${prefix}_rcv_bufs 65536\n${prefix}_rcv_bufs_force`, { bytes: 65536, force: true }],
    [`${prefix}_rcv_bufs_force\n${prefix}_rcv_bufs 0`, { bytes: undefined, force: true }],
    [`${prefix}_rcv_bufs 5x`, system],
  ])
}

cases('buffers of adverts', ({ buffers }) => buffers.adverts, [
  ['', { is: 'system' }],
  ['vrrp_rx_bufs_policy mtu', { is: 'mtu', multiplier: 3 }],
  ['vrrp_rx_bufs_policy Advert\nvrrp_rx_bufs_multiplier 5', { is: 'advert', multiplier: 5 }],
  ['vrrp_rx_bufs_policy 4096', { is: 'bytes', bytes: 4096 }],
  ['vrrp_rx_bufs_policy 0', { is: 'system' }],
  ['vrrp_rx_bufs_policy MTU ADVERT', { is: 'mtu', multiplier: 3 }],
  ['vrrp_rx_bufs_policy ADVERT\nvrrp_rx_bufs_policy MTU', { is: 'mtu', multiplier: 3 }],
  ['vrrp_rx_bufs_policy MTU\nvrrp_rx_bufs_policy 4096', { is: 'bytes', bytes: 4096 }],
  ['vrrp_rx_bufs_policy mtu\nvrrp_rx_bufs_multiplier 0', { is: 'mtu', multiplier: 3 }],
])
