/** Log lines of the daemon's own life, in keepalived's words where it has any. */
import type { DaemonEvent } from '../daemon/events.ts'
import type { Tellings } from './line.ts'

export const daemonTellings: Tellings<DaemonEvent> = {
  starting: ({ version }) => ['info', `Starting Keepalived-ts v${version}`],
  'running-on': ({ system }) => ['info', `Running on ${system}`],
  'command-line': ({ words }) => ['info', `Command line: ${words.map((word) => `'${word}'`).join(' ')}`],
  'configuration-file': ({ path }) => ['info', `Configuration file ${path}`],
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
    const how = signal === undefined ? `status ${status ?? 'unknown'}` : `signal ${signal}`
    return ['alert', `${worker} child process(${pid}) died: ${respawn ? 'Respawning' : 'Exiting'} (${how})`]
  },
  'respawn-delayed': ({ worker, seconds }) => [
    'info',
    `Restart of ${worker} process delayed ${seconds} seconds to limit respawn rate`,
  ],
  'farewell-sent': ({ instance, addressesRemoved, failures }) => {
    const done = `sent 0 priority and removed ${addressesRemoved} address(es) for the dead VRRP process`
    const failed = failures.length === 0 ? '' : `; failed: ${failures.join('; ')}`
    return ['warning', `(${instance}) ${done}${failed}`]
  },
  'worker-refused': ({ worker, text }) => [
    'error',
    `${worker} child process exited with permanent error CONFIG. Terminating: ${text}`,
  ],
  'worker-hung': ({ worker, pid }) => [
    'alert',
    `${worker} child process(${pid}) does not answer: it is killed`,
  ],
  'worker-said': ({ worker, line }) => ['error', `${worker} child process: ${line}`],
  reloading: () => ['info', 'Reloading ...'],
  'reload-complete': () => ['info', 'Reload complete'],
  'reload-refused': ({ errors }) => [
    'error',
    `New configuration has ${errors} error(s), not reloaded: the old one goes on unchanged`,
  ],
  stopping: () => ['info', 'Stopping'],
  stopped: ({ version }) => ['info', `Stopped Keepalived-ts v${version}`],
  'already-running': ({ pidFile, pid }) => {
    const holder = pid === undefined ? '' : ` by process ${pid}`
    return ['error', `daemon is already running (pid file ${pidFile} is locked${holder})`]
  },
  'pid-file-failed': ({ pidFile, text }) => ['error', `Cannot use pid file ${pidFile}: ${text}`],
  'privilege-missing': ({ text }) => ['error', text],
  printing: ({ what, pid, clear }) => [
    'info',
    `Printing ${clear ? 'and clearing ' : ''}VRRP ${what} for process(${pid}) on signal`,
  ],
  'option-ignored': ({ option }) => ['warning', `${option} has no effect yet`],
  'signal-ignored': ({ signal, text }) => ['warning', `Signal ${signal} ignored: ${text}`],
  failed: ({ doing, text }) => ['error', `${doing}: ${text}`],
}
