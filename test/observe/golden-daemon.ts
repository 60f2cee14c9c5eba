/** Log lines of the daemon's own life. */
import type { Golden } from './golden.ts'

const instance = 'VI_1'

export const daemon = {
  starting: [[{ is: 'starting', version: '0.1.0' }, 'info', 'Starting Keepalived-ts v0.1.0']],
  'running-on': [[{ is: 'running-on', system: 'Linux 6.1.0' }, 'info', 'Running on Linux 6.1.0']],
  'command-line': [
    [
      { is: 'command-line', words: ['keepalived-ts', '-n', '-f', '/etc/k a.conf'] },
      'info',
      "Command line: 'keepalived-ts' '-n' '-f' '/etc/k a.conf'",
    ],
  ],
  'configuration-file': [
    [
      { is: 'configuration-file', path: '/etc/keepalived/keepalived.conf' },
      'info',
      'Configuration file /etc/keepalived/keepalived.conf',
    ],
  ],
  diagnostic: [
    [{ is: 'diagnostic', severity: 'error', code: 'x', text: 'k.conf:3:5: …' }, 'error', 'k.conf:3:5: …'],
    [{ is: 'diagnostic', severity: 'note', code: 'x', text: 'k.conf:3:5: …' }, 'info', 'k.conf:3:5: …'],
  ],
  dump: [[{ is: 'dump', line: 'vrrp_instance VI_1 {' }, 'info', 'vrrp_instance VI_1 {']],
  'nothing-to-run': [
    [{ is: 'nothing-to-run' }, 'warning', 'Warning - keepalived has no configuration to run'],
  ],
  'include-unusable': [
    [
      { is: 'include-unusable', text: '/etc/a.conf: this is a directory' },
      'error',
      'What runs may stand in an included file that cannot be used now: /etc/a.conf: this is a directory',
    ],
  ],
  'worker-starting': [
    [{ is: 'worker-starting', worker: 'VRRP', pid: 4711 }, 'info', 'Starting VRRP child process, pid=4711'],
  ],
  'startup-complete': [[{ is: 'startup-complete' }, 'info', 'Startup complete']],
  'worker-died': [
    [
      { is: 'worker-died', worker: 'VRRP', pid: 4711, status: undefined, signal: 'SIGKILL', respawn: true },
      'alert',
      'VRRP child process(4711) died: Respawning (signal SIGKILL)',
    ],
    [
      { is: 'worker-died', worker: 'Healthcheck', pid: 4711, status: 1, signal: undefined, respawn: false },
      'alert',
      'Healthcheck child process(4711) died: Exiting (status 1)',
    ],
    [
      { is: 'worker-died', worker: 'VRRP', pid: 4711, status: 2, signal: undefined, respawn: false },
      'error',
      'pid 4711 exited with permanent error CONFIG. Terminating',
    ],
  ],
  'respawn-delayed': [
    [
      { is: 'respawn-delayed', worker: 'VRRP', seconds: 2 },
      'info',
      'Restart of VRRP process delayed 2 seconds to limit respawn rate',
    ],
  ],
  'farewell-sent': [
    [
      {
        ...{ is: 'farewell-sent', instance, failures: [] },
        ...{ addressesRemoved: 3, routesRemoved: 2, rulesRemoved: 1 },
      },
      'warning',
      '(VI_1) sent 0 priority and removed 3 address(es), 2 route(s), 1 rule(s) for the dead VRRP process',
    ],
    [
      { is: 'farewell-sent', instance, addressesRemoved: 2, routesRemoved: 0, rulesRemoved: 0, failures: [] },
      'warning',
      '(VI_1) sent 0 priority and removed 2 address(es) for the dead VRRP process',
    ],
    [
      {
        is: 'farewell-sent',
        instance,
        addressesRemoved: 0,
        ...{ routesRemoved: 0, rulesRemoved: 0 },
        failures: ['sending: network is down'],
      },
      'warning',
      '(VI_1) sent 0 priority and removed 0 address(es) for the dead VRRP process; failed: sending: ' +
        'network is down',
    ],
  ],
  'worker-refused': [
    [
      { is: 'worker-refused', worker: 'VRRP', text: 'no interface' },
      'error',
      'VRRP child process cannot run: no interface',
    ],
  ],
  'worker-hung': [
    [
      { is: 'worker-hung', worker: 'VRRP', pid: 4711 },
      'alert',
      'VRRP child process(4711) does not answer: it is killed',
    ],
  ],
  'worker-said': [
    [
      { is: 'worker-said', worker: 'VRRP', line: 'Error: bug: …' },
      'error',
      'VRRP child process: Error: bug: …',
    ],
  ],
  reloading: [[{ is: 'reloading' }, 'info', 'Reloading ...']],
  'reload-complete': [[{ is: 'reload-complete' }, 'info', 'Reload complete']],
  'findings-remain': [
    [{ is: 'findings-remain', count: 1 }, 'info', '1 finding is as before: keepalived-ts check shows them'],
    [{ is: 'findings-remain', count: 7 }, 'info', '7 findings are as before: keepalived-ts check shows them'],
  ],
  'reload-refused': [
    [
      { is: 'reload-refused', errors: 0, why: 'emptied' },
      'error',
      'New configuration has nothing to run, not reloaded: the old one goes on unchanged',
    ],
    [
      { is: 'reload-refused', errors: 0, why: 'include' },
      'error',
      'New configuration includes a file that cannot be used now, not reloaded: the old one goes on ' +
        'unchanged',
    ],
    [
      { is: 'reload-refused', errors: 2, why: 'errors' },
      'error',
      'New configuration has 2 error(s), not reloaded: the old one goes on unchanged',
    ],
  ],
  'reload-would-refuse': [
    [
      { is: 'reload-would-refuse', errors: 2 },
      'warning',
      'A reload would refuse this configuration (2 error(s) above): it runs as far as it is understood',
    ],
    [
      { is: 'reload-would-refuse', errors: 0 },
      'warning',
      'A reload would refuse this configuration (an included file cannot be used): it runs as far as it is ' +
        'understood',
    ],
  ],
  stopping: [[{ is: 'stopping' }, 'info', 'Stopping']],
  stopped: [[{ is: 'stopped', version: '0.1.0' }, 'info', 'Stopped Keepalived-ts v0.1.0']],
  'already-running': [
    [
      { is: 'already-running', pidFile: '/run/keepalived.pid', pid: 4711 },
      'error',
      'daemon is already running (pid file /run/keepalived.pid is locked by process 4711)',
    ],
    [
      { is: 'already-running', pidFile: '/run/keepalived.pid', pid: undefined },
      'error',
      'daemon is already running (pid file /run/keepalived.pid is locked)',
    ],
  ],
  'pid-file-failed': [
    [
      { is: 'pid-file-failed', pidFile: '/run/keepalived.pid', text: 'permission denied (EACCES)' },
      'error',
      'Cannot use pid file /run/keepalived.pid: permission denied (EACCES)',
    ],
  ],
  'privilege-missing': [
    [{ is: 'privilege-missing', text: 'CAP_NET_ADMIN missing' }, 'error', 'CAP_NET_ADMIN missing'],
  ],
  printing: [
    [
      { is: 'printing', what: 'stats', pid: 4711, clear: false },
      'info',
      'Printing VRRP stats for process(4711) on signal',
    ],
    [
      { is: 'printing', what: 'stats', pid: 4711, clear: true },
      'info',
      'Printing and clearing VRRP stats for process(4711) on signal',
    ],
    [
      { is: 'printing', what: 'parent-data', pid: 4711, clear: false },
      'info',
      'Printing parent data for process(4711) on signal',
    ],
    [
      { is: 'printing', what: 'data', pid: 4711, clear: false },
      'info',
      'Printing VRRP data for process(4711) on signal',
    ],
    [
      { is: 'printing', what: 'json', pid: 4711, clear: false },
      'extra',
      'Printing VRRP as json for process(4711) on signal',
    ],
  ],
  'option-ignored': [
    [{ is: 'option-ignored', option: '--snmp (-x)' }, 'warning', '--snmp (-x) has no effect yet'],
  ],
  'option-idle': [
    [
      { is: 'option-idle', option: '--perf', because: 'perf record does it' },
      'info',
      '--perf has nothing to do: perf record does it',
    ],
  ],
  'file-read': [[{ is: 'file-read', path: '/etc/k.conf' }, 'extra', "Opening file '/etc/k.conf'."]],
  'syslog-ident': [
    [
      { is: 'syslog-ident', ident: 'Keepalived_blue_one' },
      'info',
      'Changing syslog ident to Keepalived_blue_one',
    ],
  ],
  'namespace-overruled': [
    [
      { is: 'namespace-overruled', configured: 'blue', given: 'red' },
      'warning',
      'net_namespace blue is overruled by the command line: -s red',
    ],
  ],
  unchangeable: [
    [
      { is: 'unchangeable', what: 'network namespace' },
      'warning',
      'Cannot change network namespace at a reload - please restart keepalived',
    ],
  ],
  'reload-scheduled': [
    [
      { is: 'reload-scheduled', at: '2026-11-22 18:39:11' },
      'info',
      'Scheduling reload for 2026-11-22 18:39:11',
    ],
  ],
  'reload-unscheduled': [
    [{ is: 'reload-unscheduled' }, 'info', 'Scheduled reload cancelled: its file is gone'],
  ],
  'reload-time-refused': [
    [
      { is: 'reload-time-refused', path: '/run/rt', text: '"x" is no time' },
      'warning',
      'No reload is scheduled by /run/rt: "x" is no time',
    ],
  ],
  'findings-written': [
    [
      { is: 'findings-written', path: '/tmp/log' },
      'error',
      'New config failed validation, see /tmp/log for details',
    ],
  ],
  'reload-queued': [[{ is: 'reload-queued' }, 'info', 'Processing queued reload']],
  'processor-time': [
    [
      { is: 'processor-time', user: [0.009902, 0.01], system: [0.006552, 0.04] },
      'detail',
      'CPU usage (self/children) user: 0.009902/0.010000 system: 0.006552/0.040000',
    ],
  ],
  'swap-forbidden': [
    [
      { is: 'swap-forbidden', group: '/system.slice/keepalived-ts.service' },
      'detail',
      'No swapping of the processes in control group /system.slice/keepalived-ts.service',
    ],
  ],
  'swap-allowed': [
    [{ is: 'swap-allowed', text: 'no group: cure' }, 'warning', 'Cannot forbid swapping: no group: cure'],
  ],
  'process-refused': [
    [
      {
        is: 'process-refused',
        worker: 'VRRP',
        doing: 'setting the nice value -5',
        text: 'permission denied',
      },
      'warning',
      'VRRP process: setting the nice value -5: permission denied',
    ],
  ],
  'woken-late': [
    [
      { is: 'woken-late', worker: 'VRRP', seconds: 1.5 },
      'info',
      'A thread timer expired 1.500000 seconds ago (VRRP process)',
    ],
  ],
  'priority-raised': [
    [
      { is: 'priority-raised', worker: 'VRRP', priority: 2 },
      'info',
      'VRRP process raises its real-time priority to 2, because it was woken too late',
    ],
  ],
  failed: [
    [
      { is: 'failed', doing: 'writing keepalived.stats', text: 'no space left on device' },
      'error',
      'writing keepalived.stats: no space left on device',
    ],
  ],
} satisfies Partial<Golden>
