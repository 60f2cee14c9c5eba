/** Advice on scripts, files, trackers and mails: what gives it, and the nearest that does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PathPart } from '../../src/notify/security.ts'
import { instance, load, programs } from './example-host.ts'
import { checkCases, router } from './lints-table.ts'

/** Its command stands in line 2. */
function scripted(...lines: readonly string[]): string {
  return `vrrp_script s {\n${lines.join('\n')}\n}\n${router('192.0.2.9', 'track_script {\ns\n}')}`
}

function mailed(global: string, more = ''): string {
  return `global_defs {\n${global}\n}\n${router('192.0.2.9', more)}`
}

function served(check: string): string {
  return `virtual_server 192.0.2.9 80 {\nreal_server 192.0.2.20 80 {\n${check}\n}\n}\n`
}

const recipients = 'notification_email {\na@example.org\n}\n'
const server = 'smtp_server 192.0.2.25'

checkCases([
  {
    code: 'script-outlasts-interval',
    bad: scripted('script /bin/ok', 'interval 2', 'timeout 5', 'fall 3'),
    good: [
      scripted('script /bin/ok', 'interval 5', 'timeout 5'),
      scripted('script /bin/ok', 'interval 2', 'timeout 1'),
      scripted('script /bin/ok', 'interval 2'),
    ],
    line: 4,
    says: /may run for 5 s, .* is due after 2 s \(interval, line 3\): .*only after 15 s \(fall 3\)/,
  },
  {
    code: 'script-outlasts-interval',
    bad: scripted('script /bin/ok', 'timeout 2'),
    good: scripted('script /bin/ok', 'timeout 1'),
    line: 3,
    says: /after 1 s \(interval, the default\)/,
  },
  {
    code: 'script-notices-late',
    bad: scripted('script /bin/ok', 'interval 60', 'fall 3'),
    good: [
      scripted('script /bin/ok', 'interval 20', 'fall 3'),
      // Nobody tracks it: script-unused.
      'vrrp_script s {\nscript /bin/ok\ninterval 100\n}\n',
    ],
    line: 3,
    says: /runs every 60 s and must fail 3 times: a failure counts only 180 s after it began/,
  },
  ...[
    '/bin/a | /bin/b',
    '/bin/a && /bin/b',
    '/bin/a > /dev/null',
    '/bin/a >/dev/null',
    '/bin/a x 2>&1',
    '/bin/a x; b',
  ].map((command) => ({
    code: 'script-without-shell',
    bad: scripted(`script "${command}"`),
    good: [
      scripted('script "/bin/a -x b=1 ; /a>b"'),
      scripted(`script "/bin/sh -c '${command}'"`),
      scripted('script "/usr/bin/expr 1 > 2"'),
      scripted(`script "/bin/sql -e 'select 1;' base"`),
      scripted(`script "/bin/sql -e 'commit;'"`),
      scripted(`script "/bin/grep -q '>'"`),
    ],
    line: 2,
    says: /no shell runs this command: a gets "[^"]+" as a word/,
  })),
  {
    code: 'script-without-shell',
    bad: router('192.0.2.9', 'notify_master "/bin/a || /bin/b"'),
    good: router('192.0.2.9', 'notify_master "/bin/a -- /bin/b"'),
    line: 7,
    says: /"\|\|"/,
  },
  {
    code: 'notify-same-for-states',
    bad: router('192.0.2.9', 'notify_master "/bin/a x"\nnotify_backup "/bin/a x"'),
    good: [
      router('192.0.2.9', 'notify_master "/bin/a x"\nnotify_backup "/bin/a y"'),
      router('192.0.2.9', 'notify_backup "/bin/a x"\nnotify_fault "/bin/a x"'),
      router('192.0.2.9', 'notify_master "/bin/a x"\nnotify "/bin/a x"'),
    ],
    line: 8,
    says: /notify_backup runs the same as notify_master in line 7/,
  },
  {
    code: 'notify-same-for-states',
    bad: `vrrp_sync_group G {\ngroup {\nA\nB\n}\nnotify_master /bin/a\nnotify_fault /bin/a\n}\n`,
    good: `vrrp_sync_group G {\ngroup {\nA\nB\n}\nnotify_master /bin/a\nnotify_fault /bin/b\n}\n`,
    line: 7,
    says: /notify_fault runs the same/,
  },
  {
    code: 'tracker-unused',
    bad: `track_file f {\nfile /run/f\n}\n${router('192.0.2.9')}`,
    good: [
      `track_file f {\nfile /run/f\n}\n${router('192.0.2.9', 'track_file {\nf\n}')}`,
      `track_file f {\nfile /run/f\n}\nvrrp_sync_group G {\ntrack_file {\nf\n}\n}\n`,
      `track_file f {\nfile /run/f\n}\n${served('FILE_CHECK {\ntrack_file f\n}')}`,
    ],
    line: 1,
    says: /nobody tracks track_file f/,
  },
  {
    code: 'tracker-unused',
    bad: `vrrp_track_process p {\nprocess nginx\n}\n${router('192.0.2.9')}`,
    good: `vrrp_track_process p {\nprocess nginx\n}\n${router('192.0.2.9', 'track_process {\np\n}')}`,
    line: 1,
    says: /nobody tracks vrrp_track_process p/,
  },
  {
    code: 'relative-file',
    bad: `track_file f {\nfile run/f\n}\n`,
    good: `track_file f {\nfile /run/f\n}\n`,
    line: 2,
    says: /file: run\/f is not an absolute path/,
  },
  {
    code: 'relative-file',
    bad: mailed('notify_fifo events'),
    good: [mailed('notify_fifo /run/events'), mailed('reload_file')],
    line: 2,
    says: /notify_fifo: events/,
  },
  {
    code: 'mail-goes-nowhere',
    bad: mailed('router_id x', 'smtp_alert'),
    good: [
      mailed('router_id x'),
      mailed('router_id x', 'smtp_alert off'),
      mailed(recipients + server, 'smtp_alert'),
    ],
    line: 10,
    says: /has no notification_email and no smtp_server/,
  },
  {
    code: 'mail-goes-nowhere',
    bad: mailed(`${recipients}smtp_alert`),
    good: mailed(`${recipients}smtp_alert\n${server}`),
    line: 5,
    says: /has no smtp_server/,
  },
  {
    code: 'mail-password-in-clear',
    bad: mailed(`${recipients}${server}\nsmtp_user a\nsmtp_password b`, 'smtp_alert'),
    good: [
      mailed(`${recipients}${server}\nsmtp_user a\nsmtp_password b\nsmtp_starttls`, 'smtp_alert'),
      mailed(`${recipients}smtp_server localhost\nsmtp_user a\nsmtp_password b`, 'smtp_alert'),
      mailed(`${recipients}${server}`, 'smtp_alert'),
    ],
    line: 7,
    says: /smtp_password goes over the network in the clear/,
  },
  {
    code: 'mail-never-sent',
    bad: mailed(recipients + server),
    good: [
      mailed(`${recipients}${server}\nsmtp_alert`),
      mailed(recipients + server, 'smtp_alert'),
      mailed(recipients),
      mailed(server),
      `global_defs {\n${recipients}${server}\n}\n`,
      // Real servers send mail unless they are told not to.
      mailed(recipients + server) + served(''),
    ],
    line: 5,
    says: /somebody should get mails, but there is no smtp_alert/,
  },
])

test('a script that others may change: each part of its path, whose it is, its mode and the cure', () => {
  const part = (path: string, is: PathPart['is'], [uid, gid, mode]: readonly [number, number, number]) => {
    return { path, is, uid, gid, mode }
  }
  const parts: readonly PathPart[] = [
    part('/', 'directory', [0, 0, 0o755]),
    part('/opt', 'directory', [1000, 1000, 0o755]),
    part('/opt/ha', 'directory', [0, 50, 0o775]),
    part('/opt/ha/x', 'file', [0, 0, 0o757]),
  ]
  const scripts = {
    ...programs({}),
    examine: (written: string) => {
      const resolved = { ok: true, path: written, parts } as const
      return { written, searched: undefined, parts, resolved }
    },
  }
  for (const secure of ['', 'global_defs {\nenable_script_security\nscript_user root\n}\n']) {
    const { diagnostics } = load(secure + instance('notify_master /opt/ha/x'), { scripts })
    const { message = '' } = diagnostics.find(({ code }) => code === 'script-insecure') ?? {}
    for (const said of [
      '/opt is not owned by root (owner 1000:1000, mode 0755): chown root /opt',
      '/opt/ha may be written by group 50 (owner 0:50, mode 0775): chmod g-w /opt/ha',
      '/opt/ha/x may be written by everyone (owner 0:0, mode 0757): chmod o-w /opt/ha/x',
    ]) {
      assert.ok(message.includes(said), message)
    }
  }
})
