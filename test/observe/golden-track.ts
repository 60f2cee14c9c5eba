/** Log lines of tracked scripts, and of everything else that is run. */
import type { Golden } from './golden.ts'

const script = 'chk'
export const track = {
  'script-succeeded': [[{ is: 'script-succeeded', script }, 'info', 'VRRP_Script(chk) succeeded']],
  'script-failed': [
    [
      { is: 'script-failed', script, because: { is: 'exited', status: 3 } },
      'info',
      'VRRP_Script(chk) failed (exited with status 3)',
    ],
    [
      { is: 'script-failed', script, because: { is: 'signalled', signal: 'SIGSEGV', number: 11 } },
      'info',
      'VRRP_Script(chk) failed (due to signal 11)',
    ],
    [{ is: 'script-failed', script, because: { is: 'timed-out' } }, 'info', 'VRRP_Script(chk) timed_out'],
    [
      { is: 'script-failed', script, because: { is: 'unkillable' } },
      'info',
      'VRRP_Script(chk) timed_out (and cannot be killed)',
    ],
    [
      {
        is: 'script-failed',
        script,
        because: { is: 'not-started', code: 'ENOENT', text: 'no such file or directory' },
      },
      'info',
      'VRRP_Script(chk) failed (could not be started: no such file or directory, ENOENT)',
    ],
  ],
  'script-status': [[{ is: 'script-status', script, status: 2 }, 'info', 'Script `chk` now returning 2']],
  'script-skipped': [
    [
      { is: 'script-skipped', script, because: 'running' },
      'info',
      'Track script chk is already running, expect idle - skipping run',
    ],
    [
      { is: 'script-skipped', script, because: 'timing-out' },
      'info',
      'Track script chk is being timed out, expect idle - skipping run',
    ],
  ],
  'script-unkillable': [
    [
      { is: 'script-unkillable', script, pid: 4711 },
      'warning',
      'Script chk child (PID 4711) failed to terminate after kill',
    ],
  ],
  'script-output': [[{ is: 'script-output', script, line: 'no answer' }, 'info', 'Script chk: no answer']],
  'script-kept': [
    [
      { is: 'script-kept', script, verdict: 'good' },
      'info',
      'VRRP_Script(chk) considered successful on reload',
    ],
    [
      { is: 'script-kept', script, verdict: 'bad' },
      'info',
      'VRRP_Script(chk) considered unsuccessful on reload',
    ],
  ],
  'file-number-ignored': [
    [
      { is: 'file-number-ignored', file: 'load', path: '/run/load', number: '2147483648' },
      'warning',
      'Invalid number 2147483648 read from /run/load - ignoring',
    ],
  ],
  'file-directory-unusable': [
    [
      {
        is: 'file-directory-unusable',
        file: 'load',
        directory: '/run/ours',
        text: 'no such file or directory',
      },
      'warning',
      'Track file directory for load, /run/ours, cannot be watched: no such file or directory; ' +
        'it is 0 until that changes',
    ],
  ],
  'file-changes-untold': [
    [
      { is: 'file-changes-untold', file: 'load', path: '/net/load', system: 'NFS' },
      'warning',
      'Track file load: /net/load is on NFS, where changes may go unnoticed; use a local file system',
    ],
  ],
  'file-not-created': [
    [
      { is: 'file-not-created', file: 'load', path: '/run/load', text: 'permission denied' },
      'warning',
      'Track file load: init_file cannot write /run/load: permission denied',
    ],
  ],
  'process-quorum': [
    [
      { is: 'process-quorum', process: 'nginx', gained: true },
      'info',
      'Quorum gained for tracked process nginx',
    ],
    [
      { is: 'process-quorum', process: 'nginx', gained: false },
      'info',
      'Quorum lost for tracked process nginx',
    ],
  ],
  'process-events-missing': [
    [
      { is: 'process-events-missing', text: 'connection refused', seconds: 1 },
      'warning',
      'The kernel does not tell of processes here (connection refused): ' +
        'tracked processes are looked for every 1 s',
    ],
  ],
  'process-events-lost': [
    [
      { is: 'process-events-lost', bytes: 425984 },
      'warning',
      'Notifications of processes were lost: all are read again, the receive buffer grows to 425984 bytes',
    ],
  ],
} satisfies Partial<Golden>

const why = 'notify_master of VI_1'
const program = '/s/master'
export const run = {
  'run-started': [
    [
      { is: 'run-started', why, program, pid: 4711 },
      'detail',
      'Running /s/master (notify_master of VI_1), pid 4711',
    ],
  ],
  'run-output': [
    [
      { is: 'run-output', why, program, line: 'moving the route' },
      'info',
      '/s/master (notify_master of VI_1): moving the route',
    ],
  ],
  'run-output-cut': [
    [
      { is: 'run-output-cut', why, program, bytes: 99 },
      'info',
      '/s/master (notify_master of VI_1): ... 99 earlier bytes are not shown',
    ],
  ],
  'run-ended': [
    [
      { is: 'run-ended', why, program, pid: 4711, ended: { is: 'exited', status: 0 } },
      'detail',
      '/s/master (notify_master of VI_1) exited with status 0',
    ],
    [
      { is: 'run-ended', why, program, pid: 4711, ended: { is: 'exited', status: 1 } },
      'warning',
      '/s/master (notify_master of VI_1) exited with status 1',
    ],
    [
      {
        is: 'run-ended',
        why,
        program,
        pid: 4711,
        ended: { is: 'signalled', signal: 'SIGKILL', number: 9 },
      },
      'warning',
      '/s/master (notify_master of VI_1) ended by signal 9 (SIGKILL)',
    ],
    [
      {
        is: 'run-ended',
        why,
        program,
        pid: undefined,
        ended: { is: 'not-started', code: 'EACCES', text: 'permission denied' },
      },
      'error',
      '/s/master (notify_master of VI_1) could not be started: permission denied (EACCES)',
    ],
  ],
  'run-dropped': [
    [
      { is: 'run-dropped', why, program, waiting: 1_024 },
      'error',
      '/s/master (notify_master of VI_1) is not run: 1024 scripts are waiting already',
    ],
  ],
  'script-judged': [
    [
      { is: 'script-judged', script: '/s/x', disabled: true, text: 'Script /s/x cannot be accessed' },
      'warning',
      'Script /s/x cannot be accessed',
    ],
  ],
  'script-security-off': [
    [
      { is: 'script-security-off', insecure: false },
      'warning',
      'SECURITY VIOLATION - scripts are being executed but script_security not enabled.',
    ],
    [
      { is: 'script-security-off', insecure: true },
      'warning',
      'SECURITY VIOLATION - scripts are being executed but script_security not enabled. There are ' +
        'insecure scripts.',
    ],
  ],
  'script-user': [
    [
      { is: 'script-user', text: "Script user 'keepalived_script' does not exist" },
      'detail',
      "Script user 'keepalived_script' does not exist",
    ],
  ],
} satisfies Partial<Golden>
