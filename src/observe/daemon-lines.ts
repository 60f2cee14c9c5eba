/** Log lines of the daemon's own life, in keepalived's words where it has any. */
import type { DaemonEvent } from '../daemon/events.ts'
import type { Tellings } from './line.ts'

export const daemonTellings: Tellings<DaemonEvent> = {
  starting: ({ version }) => ['info', `Starting Keepalived-ts v${version}`],
  'running-on': ({ system }) => ['info', `Running on ${system}`],
  'command-line': ({ words }) => ['info', `Command line: ${words.map((word) => `'${word}'`).join(' ')}`],
  'configuration-file': ({ path }) => ['info', `Configuration file ${path}`],
  'file-read': ({ path }) => ['extra', `Opening file '${path}'.`],
  'syslog-ident': ({ ident }) => ['info', `Changing syslog ident to ${ident}`],
  'namespace-overruled': ({ configured, given }) => [
    'warning',
    `net_namespace ${configured} is overruled by the command line: -s ${given}`,
  ],
  unchangeable: ({ what }) => ['warning', `Cannot change ${what} at a reload - please restart keepalived`],
  'reload-scheduled': ({ at }) => ['info', `Scheduling reload for ${at}`],
  'reload-unscheduled': () => ['info', 'Scheduled reload cancelled: its file is gone'],
  'reload-time-refused': ({ path, text }) => ['warning', `No reload is scheduled by ${path}: ${text}`],
  'findings-written': ({ path }) => ['error', `New config failed validation, see ${path} for details`],
  'reload-queued': () => ['info', 'Processing queued reload'],
  'processor-time': ({ user, system }) => {
    const both = (times: readonly [number, number]) => times.map((time) => time.toFixed(6)).join('/')
    return ['detail', `CPU usage (self/children) user: ${both(user)} system: ${both(system)}`]
  },
  'swap-forbidden': ({ group }) => ['detail', `No swapping of the processes in control group ${group}`],
  'swap-allowed': ({ text }) => ['warning', `Cannot forbid swapping: ${text}`],
  diagnostic: ({ severity, text }) => [severity === 'note' ? 'info' : severity, text],
  dump: ({ line }) => ['info', line],
  'nothing-to-run': () => ['warning', 'Warning - keepalived has no configuration to run'],
  'include-unusable': ({ text }) => [
    'error',
    `What runs may stand in an included file that cannot be used now: ${text}`,
  ],
  'worker-starting': ({ worker, pid }) => ['info', `Starting ${worker} child process, pid=${pid}`],
  'startup-complete': () => ['info', 'Startup complete'],
  'worker-died': ({ worker, pid, status, signal, respawn }) => {
    if (status === permanentError)
      return ['error', `pid ${pid} exited with permanent error CONFIG. Terminating`]
    const how = signal === undefined ? `status ${status ?? 'unknown'}` : `signal ${signal}`
    return ['alert', `${worker} child process(${pid}) died: ${respawn ? 'Respawning' : 'Exiting'} (${how})`]
  },
  'respawn-delayed': ({ worker, seconds }) => [
    'info',
    `Restart of ${worker} process delayed ${seconds} seconds to limit respawn rate`,
  ],
  'farewell-sent': ({ instance, addressesRemoved, routesRemoved, rulesRemoved, failures }) => {
    const removed = [
      `${addressesRemoved} address(es)`,
      ...(routesRemoved > 0 ? [`${routesRemoved} route(s)`] : []),
      ...(rulesRemoved > 0 ? [`${rulesRemoved} rule(s)`] : []),
    ].join(', ')
    const failed = failures.length === 0 ? '' : `; failed: ${failures.join('; ')}`
    return [
      'warning',
      `(${instance}) sent 0 priority and removed ${removed} for the dead VRRP process${failed}`,
    ]
  },
  'worker-refused': ({ worker, text }) => ['error', `${worker} child process cannot run: ${text}`],
  'worker-hung': ({ worker, pid }) => [
    'alert',
    `${worker} child process(${pid}) does not answer: it is killed`,
  ],
  'process-refused': ({ worker, doing, text }) => ['warning', `${worker} process: ${doing}: ${text}`],
  'woken-late': ({ worker, seconds }) => [
    'info',
    `A thread timer expired ${seconds.toFixed(6)} seconds ago (${worker} process)`,
  ],
  'priority-raised': ({ worker, priority }) => [
    'info',
    `${worker} process raises its real-time priority to ${priority}, because it was woken too late`,
  ],
  'worker-said': ({ worker, line }) => ['error', `${worker} child process: ${line}`],
  reloading: () => ['info', 'Reloading ...'],
  'reload-complete': () => ['info', 'Reload complete'],
  'reload-refused': ({ errors, why }) => {
    const what = why === 'errors' ? `has ${errors} error(s)` : refusedWhy[why]
    return ['error', `New configuration ${what}, not reloaded: the old one goes on unchanged`]
  },
  'reload-would-refuse': ({ errors }) => {
    const why = errors === 0 ? 'an included file cannot be used' : `${errors} error(s) above`
    return [
      'warning',
      `A reload would refuse this configuration (${why}): it runs as far as it is understood`,
    ]
  },
  'findings-remain': ({ count }) => {
    const many = count === 1 ? '1 finding is as before' : `${count} findings are as before`
    return ['info', `${many}: keepalived-ts check shows them`]
  },
  stopping: () => ['info', 'Stopping'],
  stopped: ({ version }) => ['info', `Stopped Keepalived-ts v${version}`],
  'already-running': ({ pidFile, pid }) => {
    const holder = pid === undefined ? '' : ` by process ${pid}`
    return ['error', `daemon is already running (pid file ${pidFile} is locked${holder})`]
  },
  'pid-file-failed': ({ pidFile, text }) => ['error', `Cannot use pid file ${pidFile}: ${text}`],
  'privilege-missing': ({ text }) => ['error', text],
  // keepalived tells nothing of JSON, as monitoring asks for it every few seconds.
  printing: ({ what, pid, clear }) => [
    what === 'json' ? 'extra' : 'info',
    `Printing ${clear ? 'and clearing ' : ''}${printed[what]} for process(${pid}) on signal`,
  ],
  'option-ignored': ({ option }) => ['warning', `${option} has no effect yet`],
  'option-idle': ({ option, because }) => ['info', `${option} has nothing to do: ${because}`],
  failed: ({ doing, text }) => ['error', `${doing}: ${text}`],
}

/** Exit status of a worker that says: restarting does not help. */
const permanentError = 2

const refusedWhy = {
  unreadable: 'cannot be read',
  emptied: 'has nothing to run',
  include: 'includes a file that cannot be used now',
  loses: 'asks of something that runs what cannot be done yet',
} as const

const printed = {
  'parent-data': 'parent data',
  data: 'VRRP data',
  stats: 'VRRP stats',
  json: 'VRRP as json',
} as const
