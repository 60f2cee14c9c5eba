/**
 * keepalived.json, layouts 1 and 2: monitoring reads it by its fields, so names, order, types and spelling of
 * the values are keepalived's. One line, with `/` escaped.
 */
import { micros, toSeconds } from '../base/time.ts'
import type { NotifyScripts } from '../notify/settings.ts'
import type { Counters } from '../vrrp/events.ts'
import type { InstanceView } from '../vrrp/view.ts'
import { addressText, deviceOf, routeText, ruleText, workingOf } from './holding-text.ts'
import { type ProcessSnapshot, type Snapshot, stateNumbers } from './snapshot.ts'
import { countsOf } from './statistics.ts'

type Command = NonNullable<NotifyScripts['any']>

/** Undefined: there is no instance, and keepalived writes nothing then. */
export function jsonStatus(snapshot: Snapshot, version: 1 | 2): string | undefined {
  const { processes, router } = snapshot
  const { instances } = router
  if (instances.length === 0) return undefined
  const vrrp = instances.map((instance) =>
    object([
      ['data', object(dataOf(instance, snapshot))],
      ['stats', object(countsOfInstance(instance.counters))],
    ]),
  )
  const all = list(vrrp)
  if (version === 1) return `${all}\n`
  const fields: Field[] = [['vrrp', all]]
  if (processes.length > 0)
    fields.push(['track_process', list(processes.map((one) => object(processOf(one, snapshot))))])
  return `${object(fields)}\n`
}

/** A name, and its value as it is written. */
type Field = readonly [name: string, value: string]

function dataOf(instance: InstanceView, snapshot: Snapshot): readonly Field[] {
  return [
    ...optionsOf(instance),
    ...stateOf(instance, snapshot),
    ...scriptsOf(instance, snapshot),
    ...holdingsOf(instance, snapshot),
  ]
}

function optionsOf({ settings, masterPriority, transitionAt, ...instance }: InstanceView): readonly Field[] {
  const { announce, refresh, virtualInterface } = settings
  const working = workingOf(settings)
  return [
    ['iname', text(settings.name)],
    ['dont_track_primary', bit(!settings.trackPrimary)],
    ['skip_check_adv_addr', bit(settings.skipAddressCheck)],
    ['strict_mode', bit(settings.strict)],
    ['vmac_ifname', text(virtualInterface?.name ?? '')],
    ...(working === '' ? [] : [['ifp_ifname', text(working)] as const]),
    ['master_priority', String(masterPriority)],
    ['last_transition', toSeconds(transitionAt ?? micros(0)).toFixed(6)],
    ['garp_delay', String(toSeconds(announce.delay))],
    ['garp_refresh', String(toSeconds(refresh.interval))],
    ['garp_rep', String(announce.repeat)],
    ['garp_refresh_rep', String(refresh.repeat)],
    ['garp_lower_prio_delay', String(toSeconds(announce.lowerPriorityDelay))],
    ['garp_lower_prio_rep', String(announce.lowerPriorityRepeat)],
    ['lower_prio_no_advert', bit(settings.lowerPriorityNoAdvert)],
    ['higher_prio_send_advert', bit(settings.higherPrioritySendAdvert)],
    ['vrid', String(settings.vrid)],
    ['base_priority', String(settings.priority)],
    ['effective_priority', String(instance.effectivePriority)],
    ['vipset', String(instance.holds)],
    ['promote_secondaries', String(settings.promoteSecondaries)],
    ['adver_int', String(toSeconds(settings.advertInterval))],
    ['master_adver_int', String(toSeconds(instance.masterAdvertInterval))],
    ['accept', bit(settings.accept)],
    ['nopreempt', String(!settings.preempt)],
    ['preempt_delay', String(toSeconds(settings.preemptDelay))],
  ]
}

function stateOf({ settings, state, wants }: InstanceView, { reports }: Snapshot): readonly Field[] {
  const report = reports.instances[settings.name]
  return [
    ['state', String(stateNumbers[state])],
    ['wantstate', String(stateNumbers[wants])],
    ['version', String(settings.version)],
    ['smtp_alert', String(report?.mail === true)],
    ['notify_deleted', String(report?.deleted !== undefined)],
  ]
}

function scriptsOf({ settings: { name: instance } }: InstanceView, snapshot: Snapshot): readonly Field[] {
  const scripts = snapshot.notify.instances[instance]
  const report = snapshot.reports.instances[instance]
  const named: readonly (readonly [string, Command | undefined])[] = [
    ['script_backup', scripts?.backup],
    ['script_master', scripts?.master],
    ['script_fault', scripts?.fault],
    ['script_stop', scripts?.stop],
    ['script_deleted', report?.deleted?.command],
    ['script', scripts?.any],
    ['script_master_rx_lower_pri', report?.lowerPriority],
  ]
  return named.flatMap(([name, command]) =>
    command === undefined ? [] : [[name, text(commandText(command))] as const],
  )
}

/** Each word in single quotes. */
export function commandText({ argv }: Command): string {
  return argv.map((word) => `'${word}'`).join(' ')
}

function holdingsOf({ settings, holds }: InstanceView, snapshot: Snapshot): readonly Field[] {
  const device = deviceOf(settings)
  const set = holds ? ' set' : ''
  const { authentication } = settings
  const scripts = settings.trackScripts.flatMap(({ name }) => {
    const script = snapshot.scripts.find((one) => one.name === name)
    return script === undefined ? [] : [commandText(script.command)]
  })
  return [
    ...texts(
      'vips',
      settings.addresses.map((one) => `${addressText(one, device)}${set}`),
    ),
    ...texts(
      'evips',
      settings.excluded.map((one) => `${addressText(one, device)}${set}`),
    ),
    ...texts('vroutes', settings.routes.map(routeText)),
    ...texts('vrules', settings.rules.map(ruleText)),
    ...texts(
      'track_ifp',
      settings.trackInterfaces.map(({ name }) => name),
    ),
    ...texts('track_script', scripts),
    ...texts(
      'track_process',
      settings.trackProcesses.map(({ name }) => name),
    ),
    ['auth_type', String(authTypes[authentication.is])],
    ...(authentication.is === 'none' ? [] : [['auth_data', text('********')] as const]),
  ]
}

/** RFC 2338 section 5.3.6. */
const authTypes = { none: 0, pass: 1, ah: 2 } as const

function countsOfInstance(counters: Counters): readonly Field[] {
  const counts = countsOf(counters)
  const fields: readonly (readonly [string, number])[] = [
    ['advert_rcvd', counts.received],
    ['advert_sent', counts.sent],
    ['become_master', counts.becameMaster],
    ['release_master', counts.releasedMaster],
    ['packet_len_err', counts.length],
    ['advert_interval_err', counts.interval],
    ['ip_ttl_err', counts.ttl],
    ['invalid_type_rcvd', counts.type],
    ['addr_list_err', counts.addressList],
    ['invalid_authtype', counts.authTypeInvalid],
    ['authtype_mismatch', counts.authTypeMismatch],
    ['auth_failure', counts.authFailure],
    ['auth_ext_missing', counts.extensionMissing],
    ['auth_ext_malformed', counts.extensionMalformed],
    ['auth_ext_unknown_key', counts.extensionUnknownKey],
    ['auth_ext_invalid_hmac', counts.extensionInvalid],
    ['auth_ext_stale', counts.extensionStale],
    ['auth_ext_replay', counts.extensionReplay],
    ['pri_zero_rcvd', counts.priorityZeroReceived],
    ['pri_zero_sent', counts.priorityZeroSent],
  ]
  return fields.map(([name, count]) => [name, String(count)])
}

function processOf({ settings, ...counted }: ProcessSnapshot, snapshot: Snapshot): readonly Field[] {
  const weight = weightOf(settings.name, snapshot)
  return [
    ['process', text(settings.process)],
    ...(settings.parameters.length === 0
      ? []
      : [['parameters', text(settings.parameters.join(' '))] as const]),
    ['param_match', text(settings.match === 'any' ? 'none' : settings.match)],
    ['min_processes', String(settings.quorum)],
    ...(settings.quorumMax === undefined ? [] : [['max_processes', String(settings.quorumMax)] as const]),
    ['current_processes', String(counted.current)],
    ['have_quorum', String(counted.quorum)],
    ['weight', String(weight)],
    ['terminate_delay', String(toSeconds(settings.terminateDelay))],
    ['fork_delay', String(toSeconds(settings.forkDelay))],
    ['fork_delay_timer_running', String(counted.forkTimer)],
    ['terminate_delay_timer_running', String(counted.terminateTimer)],
    ['full_command', String(settings.fullCommand)],
  ]
}

/** Of the first who tracks it; reversed it is negative. */
function weightOf(name: string, { router }: Snapshot): number {
  const tracks = router.instances.flatMap(({ settings }) => settings.trackProcesses)
  const track = tracks.find((one) => one.name === name)
  if (track === undefined) return 0
  return track.reverse ? -track.weight : track.weight
}

function texts(name: string, values: readonly string[]): readonly Field[] {
  return values.length === 0 ? [] : [[name, list(values.map(text))]]
}

function bit(flag: boolean): string {
  return flag ? '1' : '0'
}

function text(value: string): string {
  return JSON.stringify(value).replaceAll('/', '\\/')
}

function list(values: readonly string[]): string {
  return `[${values.join(',')}]`
}

function object(fields: readonly Field[]): string {
  return `{${fields.map(([name, value]) => `"${name}":${value}`).join(',')}}`
}
