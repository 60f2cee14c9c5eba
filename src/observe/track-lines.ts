/**
 * Log lines of tracked scripts, files and processes, and of everything else that is run, in keepalived's
 * words where it has any.
 */
import { unreachable } from '../base/bug.ts'
import type { RunEvent, ScriptFailure, TrackEvent } from '../track/events.ts'
import type { Telling, Tellings } from './line.ts'

export const trackTellings: Tellings<TrackEvent> = {
  'script-succeeded': ({ script }) => ['info', `VRRP_Script(${script}) succeeded`],
  'script-failed': ({ script, because }) => ['info', `VRRP_Script(${script}) ${failureText(because)}`],
  'script-status': ({ script, status }) => ['info', `Script \`${script}\` now returning ${status}`],
  'script-skipped': ({ script, because }) => {
    const state = because === 'running' ? 'already running' : 'being timed out'
    return ['info', `Track script ${script} is ${state}, expect idle - skipping run`]
  },
  'script-unkillable': ({ script, pid }) => [
    'warning',
    `Script ${script} child (PID ${pid ?? 'unknown'}) failed to terminate after kill`,
  ],
  'script-output': ({ script, line }) => ['info', `Script ${script}: ${line}`],
  'script-kept': ({ script, verdict }) => {
    const words = verdict === 'good' ? 'successful' : 'unsuccessful'
    return ['info', `VRRP_Script(${script}) considered ${words} on reload`]
  },
  'file-number-ignored': ({ path, number }) => [
    'warning',
    `Invalid number ${number} read from ${path} - ignoring`,
  ],
  'file-directory-unusable': ({ file, directory, text }) => [
    'warning',
    `Track file directory for ${file}, ${directory}, cannot be watched: ${text}; it is 0 until that changes`,
  ],
  'file-changes-untold': ({ file, path, system }) => [
    'warning',
    `Track file ${file}: ${path} is on ${system}, where changes may go unnoticed; use a local file system`,
  ],
  'file-not-created': ({ file, path, text }) => [
    'warning',
    `Track file ${file}: init_file cannot write ${path}: ${text}`,
  ],
  'process-quorum': ({ process, gained }) => [
    'info',
    `Quorum ${gained ? 'gained' : 'lost'} for tracked process ${process}`,
  ],
  'process-events-missing': ({ text, seconds }) => [
    'warning',
    `The kernel does not tell of processes here (${text}): ` +
      `tracked processes are looked for every ${seconds} s`,
  ],
  'process-events-lost': ({ bytes }) => [
    'warning',
    `Notifications of processes were lost: all are read again, the receive buffer grows to ${bytes} bytes`,
  ],
}

export const runTellings: Tellings<RunEvent> = {
  'run-started': ({ program, why, pid }) => ['detail', `Running ${program} (${why}), pid ${pid}`],
  'run-output': ({ program, why, line }) => ['info', `${program} (${why}): ${line}`],
  'run-output-cut': ({ program, why, bytes }) => [
    'info',
    `${program} (${why}): ... ${bytes} earlier bytes are not shown`,
  ],
  'run-ended': (event) => runEnded(event),
  'run-dropped': ({ program, why, waiting }) => [
    'error',
    `${program} (${why}) is not run: ${waiting} scripts are waiting already`,
  ],
  'script-judged': ({ text }) => ['warning', text],
  'script-security-off': ({ insecure }) => [
    'warning',
    insecure ? `${securityOff} There are insecure scripts.` : securityOff,
  ],
  'script-user': ({ text }) => ['detail', text],
}

const securityOff = 'SECURITY VIOLATION - scripts are being executed but script_security not enabled.'

function failureText(because: ScriptFailure): string {
  switch (because.is) {
    case 'exited':
      return `failed (exited with status ${because.status})`
    case 'signalled':
      return `failed (due to signal ${because.number})`
    case 'not-started':
      return `failed (could not be started: ${because.text}, ${because.code})`
    case 'timed-out':
      return 'timed_out'
    case 'unkillable':
      return 'timed_out (and cannot be killed)'
    default:
      return unreachable(because)
  }
}

function runEnded({ ended, why, program }: RunEvent & { readonly is: 'run-ended' }): Telling {
  const run = `${program} (${why})`
  switch (ended.is) {
    case 'exited':
      return [ended.status === 0 ? 'detail' : 'warning', `${run} exited with status ${ended.status}`]
    case 'signalled':
      return ['warning', `${run} ended by signal ${ended.number} (${ended.signal})`]
    case 'not-started':
      return ['error', `${run} could not be started: ${ended.text} (${ended.code})`]
    default:
      return unreachable(ended)
  }
}
