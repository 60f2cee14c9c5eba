/** Scripts, files, processes, BFD sessions and what else instances follow, in words. */
import type { BfdSettings } from '../../bfd/settings.ts'
import { isSameScript } from '../../track/script.ts'
import type {
  FileSettings,
  GarpGroup,
  InterfaceDelays,
  LinkPolling,
  ProcessSettings,
  ScriptSettings,
} from '../../track/settings.ts'
import { asCommand, asList, inMilliseconds, inSeconds, plainly, yesNo } from './show.ts'
import { compare, elsewhere, word } from './words.ts'

const answersAnew = {
  cost: 'may-fail-over',
  note: 'what it finds decides on priority and faults from now on',
} as const

export const scriptWords = compare<ScriptSettings>({
  name: elsewhere,
  command: word('script', asCommand, answersAnew),
  interval: word('interval', inSeconds),
  timeout: word('timeout', inSeconds),
  rise: word('rise', plainly),
  fall: word('fall', plainly),
  initFail: word('init_fail', yesNo, { note: 'read only when the script begins' }),
})

/** Whether the daemon goes on with the script as it is, verdict and all. */
export function goesOn(from: ScriptSettings, to: ScriptSettings): boolean {
  return isSameScript(from, to)
}

export const fileWords = compare<FileSettings>({
  name: elsewhere,
  path: word('file', plainly, answersAnew),
  weight: word('weight', plainly, answersAnew),
  reverse: word('weight', (reverse) => (reverse ? 'reverse' : 'noreverse'), answersAnew),
  initial: word<NonNullable<FileSettings['initial']>>(
    'init_file',
    ({ value, overwrite }) => `${value}${overwrite ? ' overwrite' : ''}`,
    { note: 'carried out only when the daemon starts' },
  ),
})

export const processWords = compare<ProcessSettings>({
  name: elsewhere,
  process: word('process', plainly, answersAnew),
  parameters: word('process', asList(plainly), answersAnew),
  match: word('param_match', (match) => (match === 'any' ? undefined : match), answersAnew),
  fullCommand: word('full_command', yesNo, answersAnew),
  quorum: word('quorum', plainly, answersAnew),
  quorumMax: word('quorum_max', plainly, answersAnew),
  forkDelay: word('fork_delay', inSeconds),
  terminateDelay: word('terminate_delay', inSeconds),
})

export const bfdWords = compare<BfdSettings>({
  name: elsewhere,
  neighbor: word('neighbor_ip', plainly, answersAnew),
  source: word('source_ip', plainly, answersAnew),
  minRx: word('min_rx', inMilliseconds),
  minTx: word('min_tx', inMilliseconds),
  idleTx: word('idle_tx', inMilliseconds),
  multiplier: word('multiplier', plainly),
  passive: word('passive', yesNo),
  ttl: word('ttl', plainly),
  maxHops: word('max_hops', plainly),
  multihop: word('multihop', yesNo, answersAnew),
  tells: compare<BfdSettings['tells']>({
    vrrp: word('vrrp', yesNo, answersAnew),
    checker: word('checker', yesNo, answersAnew),
  }),
})

/** One line each. */
export function delaysText({ down, up }: InterfaceDelays): string {
  return `down ${inSeconds(down)}, up ${inSeconds(up)}`
}

export function pollingText({ by }: LinkPolling): string {
  return by ?? 'as its driver can'
}

export function garpGroupText({ interfaces, garpInterval, gnaInterval }: GarpGroup): string {
  const garp = garpInterval === undefined ? [] : [`garp_interval ${inSeconds(garpInterval)}`]
  const gna = gnaInterval === undefined ? [] : [`gna_interval ${inSeconds(gnaInterval)}`]
  return [interfaces.join(' '), ...garp, ...gna].join(', ')
}
