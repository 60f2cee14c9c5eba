/** One instance in keepalived.data, in the order and the words of keepalived. */
import { type Micros, micros, toSeconds } from '../base/time.ts'
import type { NotifyScripts, ReportSettings } from '../notify/settings.ts'
import type { Authentication, InstanceSettings, Tracked } from '../vrrp/settings.ts'
import type { InstanceView } from '../vrrp/view.ts'
import { type Clock, dated } from './data-time.ts'
import { addressText, deviceOf, routeText, ruleText, workingOf } from './holding-text.ts'
import { commandText } from './json-status.ts'
import type { Snapshot } from './snapshot.ts'

export function instanceLines(view: InstanceView, snapshot: Snapshot, clock: Clock): readonly string[] {
  const { settings } = view
  const report = snapshot.reports.instances[settings.name]
  return [
    ` VRRP Instance = ${settings.name}`,
    ...[
      ...stateLines(view),
      ...timeLines(view, snapshot, clock),
      ...linkLines(view),
      ...announceLines(settings),
      ...electionLines(view),
      ...(view.advertSentAt === undefined
        ? []
        : [`Last advert sent = ${toSeconds(view.advertSentAt).toFixed(6)}`]),
      ...optionLines(settings),
      ...authenticationLines(settings),
      ...holdingLines(view),
      ...unicastLines(settings),
      ...routingLines(settings),
      ...trackLines(settings),
      `Using smtp notification = ${report?.mail === true ? 'yes' : 'no'}`,
      `Notify deleted = ${report?.deleted === undefined ? 'Fault' : 'Deleted'}`,
    ].map((line) => `   ${line}`),
    ...notifyLines(snapshot.notify.instances[settings.name], report),
    `   Notify priority changes = ${report?.priorityChanges === true}`,
  ]
}

function stateLines(view: InstanceView): readonly string[] {
  const { settings, group, master, faults } = view
  const isIpv6 = settings.family === 'ipv6'
  return [
    `VRRP Version = ${settings.version}`,
    ...(group === undefined ? [] : [`Sync group = ${group}`]),
    ...(isIpv6 ? ['Using Native IPv6'] : []),
    `State = ${view.state}`,
    ...(view.state === 'BACKUP' && master !== undefined ? masterLines(view) : []),
    ...(settings.unicast === undefined ? ['Flags: none'] : ['Flags:', '  Using unicast']),
    `Wantstate = ${view.wants}`,
    `Number of config faults = ${faults.configuration}`,
    `Number of tracker faults = ${faults.tracked}`,
    `Flags of interface faults - ${faults.interfaces.length === 0 ? '(none)' : faults.interfaces.join(', ')}`,
    `Number of track scripts init = ${faults.undecided}`,
  ]
}

function masterLines({
  settings,
  master,
  masterPriority,
  masterAdvertInterval,
}: InstanceView): readonly string[] {
  return [
    `Master router = ${master}`,
    `Master priority = ${masterPriority}`,
    ...(settings.version === 3 ? [`Master advert interval = ${millis(masterAdvertInterval)} milli-sec`] : []),
  ]
}

function timeLines(view: InstanceView, { wallOffset }: Snapshot, clock: Clock): readonly string[] {
  const { deadline, preemptAt, transitionAt } = view
  const monotonic = (at: Micros) => dated(micros(at + wallOffset), clock)
  return [
    ...(transitionAt === undefined ? [] : [`Last transition = ${dated(transitionAt, clock)}`]),
    `Read timeout = ${deadline === undefined || view.state === 'FAULT' ? 'DISABLED' : monotonic(deadline)}`,
    ...(preemptAt === undefined ? [] : [`Preempt delay timer = ${monotonic(preemptAt)}`]),
    `Master down timer = ${view.masterDownTime} usecs`,
  ]
}

function linkLines({ settings, source, faults }: InstanceView): readonly string[] {
  const { virtualInterface: own, interface: base, unicast } = settings
  const isUp = !faults.interfaces.includes(workingOf(settings))
  const isVmac = own?.is === 'vmac'
  return [
    ...(own === undefined
      ? []
      : [
          `Use ${isVmac ? 'VMAC' : 'IPVLAN'}, i/f name ${own.name}, is_up = ${isUp}` +
            (isVmac ? `, xmit_base = ${own.sendFromBase}` : ''),
        ]),
    ...(base === undefined
      ? []
      : [
          `Interface = ${workingOf(settings)}` +
            (own === undefined ? '' : `, ${isVmac ? 'vmac' : 'ipvlan'} on ${base}`),
        ]),
    ...(settings.strict ? ['Enforcing strict VRRP compliance'] : []),
    `Using src_ip = ${source ?? '(none)'}${settings.source === undefined ? '' : ' (from configuration)'}`,
    ...(unicast === undefined ? [`Multicast address ${settings.destination}`] : []),
  ]
}

function announceLines({ announce, refresh }: InstanceSettings): readonly string[] {
  return [
    `Gratuitous ARP delay = ${toSeconds(announce.delay)}`,
    `Gratuitous ARP repeat = ${announce.repeat}`,
    `Gratuitous ARP refresh = ${toSeconds(refresh.interval)}`,
    `Gratuitous ARP refresh repeat = ${refresh.repeat}`,
    `Gratuitous ARP lower priority delay = ${toSeconds(announce.lowerPriorityDelay)}`,
    `Gratuitous ARP lower priority repeat = ${announce.lowerPriorityRepeat}`,
  ]
}

function electionLines(view: InstanceView): readonly string[] {
  const { settings } = view
  const { advertInterval, version } = settings
  return [
    `Down timer adverts = ${settings.downTimerAdverts}`,
    `Send advert after receive lower priority advert = ${!settings.lowerPriorityNoAdvert}`,
    `Send advert after receive higher priority advert = ${settings.higherPrioritySendAdvert}`,
    `Virtual Router ID = ${settings.vrid}`,
    `Priority = ${settings.priority}`,
    `Effective priority = ${view.effectivePriority}`,
    `Total priority = ${view.totalPriority}`,
    ...(version === 3 ? [`Highest other priority = ${view.masterPriority}`] : []),
    version === 2
      ? `Advert interval = ${toSeconds(advertInterval)} sec`
      : `Advert interval = ${millis(advertInterval)} milli-sec`,
    ...(view.rogueOwner === undefined ? [] : [`Rogue address owner = ${view.rogueOwner}`]),
  ]
}

function optionLines(settings: InstanceSettings): readonly string[] {
  const enabled = (is: boolean) => (is ? 'enabled' : 'disabled')
  return [
    `Accept = ${enabled(settings.accept)}`,
    `Preempt = ${enabled(settings.preempt)}`,
    ...(settings.preemptDelay > 0 ? [`Preempt delay = ${toSeconds(settings.preemptDelay)} secs`] : []),
    `Promote_secondaries = ${enabled(settings.promoteSecondaries)}`,
    ...(settings.trackPrimary ? [] : ['VRRP interface tracking disabled']),
    ...(settings.skipAddressCheck ? ['Skip checking advert IP addresses'] : []),
  ]
}

const authenticationNames: Readonly<Record<Authentication['is'], string>> = {
  none: 'NONE',
  pass: 'SIMPLE_PASSWORD',
  ah: 'IPSEC_AH',
}

function authenticationLines({ authentication, hmac }: InstanceSettings): readonly string[] {
  return [
    ...(authentication.is === 'none'
      ? []
      : [`Authentication type = ${authenticationNames[authentication.is]}`, 'Password = ********']),
    ...(hmac === undefined
      ? []
      : [
          'Authentication extension = HMAC-SHA256-128',
          `  Keys = ${hmac.keys.length}, active key id = ${hmac.activeKey}`,
          `  Mode = ${hmac.mode}`,
          `  Anti replay = ${hmac.antiReplay}` +
            (hmac.antiReplay === 'time' ? `, window = ${toSeconds(hmac.timeWindow)} sec` : ''),
        ]),
  ]
}

function holdingLines({ settings, holds }: InstanceView): readonly string[] {
  const device = deviceOf(settings)
  const set = holds ? ' set' : ''
  return [
    `Virtual IP (${settings.addresses.length}):`,
    ...settings.addresses.map((one) => `  ${addressText(one, device)}${set}`),
    ...(settings.excluded.length === 0 ? [] : ['Virtual IP Excluded :']),
    ...settings.excluded.map((one) => `  ${addressText(one, device)}${set}`),
  ]
}

function unicastLines({ unicast, family }: InstanceSettings): readonly string[] {
  if (unicast === undefined) return []
  return [
    `Unicast ${family === 'ipv4' ? 'TTL' : 'hop limit'} = ${unicast.ttl ?? 'default'}`,
    `Check unicast src : ${unicast.checkSource ? 'yes' : 'no'}`,
    'Unicast Peer :',
    ...unicast.peers.map(({ address, ttlMin, ttlMax }) => `  ${address} min_ttl ${ttlMin} max_ttl ${ttlMax}`),
    `Unicast checksum compatibility = ${checksums[unicast.oldChecksum]}`,
  ]
}

const checksums = { detect: 'no', always: 'yes', never: 'never' } as const

function routingLines({ routes, rules }: InstanceSettings): readonly string[] {
  return [
    ...(routes.length === 0 ? [] : ['Virtual Routes :', ...routes.map((one) => `  ${routeText(one)}`)]),
    ...(rules.length === 0 ? [] : ['Virtual Rules :', ...rules.map((one) => `  ${ruleText(one)}`)]),
  ]
}

function trackLines(settings: InstanceSettings): readonly string[] {
  const listed = (title: string, tracks: readonly Tracked[], separator: string) =>
    tracks.length === 0
      ? []
      : [
          title,
          ...tracks.map(
            (one) => `  ${one.name}${separator} weight ${one.weight}${one.reverse ? ' reverse' : ''}`,
          ),
        ]
  return [
    ...listed('Tracked interfaces :', settings.trackInterfaces, ''),
    ...listed('Tracked scripts :', settings.trackScripts, ''),
    ...listed('Tracked files :', settings.trackFiles, ','),
    ...listed('Tracked processes :', settings.trackProcesses, ','),
    ...listed('Tracked BFD instances :', settings.trackBfd, ','),
  ]
}

/** Scripts of an instance or a group. */
export function notifyLines(
  scripts: NotifyScripts | undefined,
  report: ReportSettings | undefined,
): readonly string[] {
  const named = [
    ['Backup state transition', scripts?.backup],
    ['Master state transition', scripts?.master],
    ['Fault state transition', scripts?.fault],
    ['Stop state transition', scripts?.stop],
    ['Deleted state transition', report?.deleted?.command],
    ['Generic state transition', scripts?.any],
    ['Master rx lower pri', report?.lowerPriority],
  ] as const
  return named.flatMap(([what, command]) => {
    if (command === undefined) return []
    const user = command.user === undefined ? '' : `, user ${command.user}`
    return [`   ${what} script = ${commandText(command)}${user}`]
  })
}

function millis(duration: Micros): number {
  return toSeconds(duration) * 1_000
}
