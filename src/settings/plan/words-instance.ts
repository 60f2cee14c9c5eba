/**
 * The fields of a vrrp_instance in words, and what their change costs while it runs: what src/vrrp/reload.ts
 * and the cells for `settings` do. Addresses, routes and rules have steps of their own.
 */
import type { NotifyScripts, ReportSettings } from '../../notify/settings.ts'
import { ownerPriority } from '../../vrrp/election.ts'
import type { InstanceOptions, RefreshSettings } from '../../vrrp/instance-options.ts'
import type { UnicastSettings } from '../../vrrp/link-settings.ts'
import type {
  AnnounceSettings,
  Authentication,
  InstanceSettings,
  Trackers,
  VirtualAddress,
} from '../../vrrp/settings.ts'
import { asCommand, asList, asTracked, inSeconds, noYes, plainly, yesNo } from './show.ts'
import { type Change, type Compare, compare, elsewhere, word } from './words.ts'
import { hmacWords } from './words-hmac.ts'
import { anew, peerText, virtualWords } from './words-link.ts'

/** What only both nodes together can change: until they have, each takes the other for a stranger. */
const bothNodes = 'the peer refuses the adverts until it has the same, and becomes master too'
const together = { cost: 'may-fail-over', note: bothNodes } as const

const announceWords = compare<AnnounceSettings>({
  repeat: word('garp_master_repeat', plainly),
  delay: word('garp_master_delay', inSeconds),
  lowerPriorityRepeat: word('garp_lower_prio_repeat', plainly),
  lowerPriorityDelay: word('garp_lower_prio_delay', inSeconds),
})

const refreshWords = compare<RefreshSettings>({
  interval: word('garp_master_refresh', inSeconds),
  repeat: word('garp_master_refresh_repeat', plainly),
  extraInterval: word('garp_extra_if', inSeconds),
  extraAll: word('garp_extra_if', (all) => (all ? 'all' : 'VMACs only')),
})

const followed = {
  cost: 'may-fail-over',
  note: 'what they find decides on priority and faults from now on',
} as const

const trackerWords = {
  trackInterfaces: word('track_interface', asTracked, followed),
  trackScripts: word('track_script', asTracked, followed),
  trackFiles: word('track_file', asTracked, followed),
  trackProcesses: word('track_process', asTracked, followed),
  trackBfd: word('track_bfd', asTracked, followed),
} satisfies { readonly [K in keyof Trackers]: Compare<Trackers[K]> }

const optionWords = {
  unicast: word<UnicastSettings>(
    'unicast_peer',
    ({ peers, ttl, checkSource, oldChecksum }) =>
      [
        asList(peerText)(peers) ?? 'no peers',
        ...(ttl === undefined ? [] : [`ttl ${ttl}`]),
        ...(checkSource ? ['check_unicast_src'] : []),
        ...(oldChecksum === 'detect' ? [] : [`old_unicast_checksum ${oldChecksum}`]),
      ].join(', '),
    together,
  ),
  virtualInterface: virtualWords,
  vrf: word('vrf', plainly, anew),
  hmac: hmacWords,
  strict: word('strict_mode', yesNo),
  accept: word('no_accept', noYes, {
    cost: (_, accept) => (accept ? 'answers' : 'interrupted'),
    note: (_, accept) => (accept ? undefined : 'VIPs no longer answer by themselves'),
  }),
  preemptDelay: word('preempt_delay', inSeconds),
  refresh: refreshWords,
  lowerPriorityNoAdvert: word('lower_prio_no_advert', yesNo),
  higherPrioritySendAdvert: word('higher_prio_send_advert', yesNo),
  ownerIgnoreAdverts: word('owner_ignore_adverts', yesNo),
  skipAddressCheck: word('skip_check_adv_addr', yesNo),
  version3ChecksumAsVersion2: word('v3_checksum_as_v2', yesNo, together),
  trackSource: word('track_src_ip', yesNo, followed),
  trackPrimary: word('dont_track_primary', noYes, followed),
  promoteSecondaries: word('promote_secondaries', yesNo),
  pollLink: word('linkbeat_use_polling', yesNo),
  lateBackupPriority: word('timer_expired_backup', plainly),
  receiveBufferBytes: word('kernel_rx_buf_size', plainly),
  debugLevel: word('debug', plainly),
  lvsSyncInterface: word('lvs_sync_daemon_interface', plainly),
  faults: elsewhere,
} satisfies { readonly [K in keyof InstanceOptions]: Compare<InstanceOptions[K]> }

const authenticationWords: Compare<Authentication> = (from, to, path) => [
  ...word(
    'authentication/auth_type',
    ({ is }: Authentication) => (is === 'none' ? undefined : is.toUpperCase()),
    {
      ...together,
    },
  )(kindOnly(from), kindOnly(to), path),
  ...word<string>('authentication/auth_pass', plainly, { ...together, secret: true })(
    passwordOf(from),
    passwordOf(to),
    path,
  ),
]

function kindOnly(authentication: Authentication): Authentication {
  return authentication.is === 'none' ? authentication : { ...authentication, password: '' }
}

function passwordOf(authentication: Authentication): string | undefined {
  return authentication.is === 'none' ? undefined : authentication.password
}

/** The order on the wire; what arrives and leaves has steps. */
const advertised: Compare<readonly VirtualAddress[]> = (from, to, path) => {
  const lines = (all: readonly VirtualAddress[]) => all.map(({ prefix }) => prefix.address)
  return word('virtual_ipaddress', asList(plainly), {
    cost: 'adverts',
    note: 'adverts name these',
  })(lines(from), lines(to), path)
}

/** Of an instance without a path of its own: `vrrp_instance`. */
export const instanceWords = compare<InstanceSettings>({
  ...trackerWords,
  ...optionWords,
  name: word('vrrp_instance', plainly, { note: 'scripts and logs have the new name' }),
  interface: word('interface', plainly, anew),
  vrid: word('virtual_router_id', plainly, anew),
  family: word('native_ipv6', (family) => (family === 'ipv6' ? 'yes' : 'no'), anew),
  version: word('version', plainly, together),
  initial: word('state', (initial) => initial.toUpperCase(), { note: 'read only when the instance begins' }),
  priority: word('priority', plainly, { cost: priorityCost, note: priorityNote }),
  advertInterval: word('advert_int', inSeconds, together),
  preempt: word('nopreempt', noYes, {
    cost: (_, preempt) => (preempt ? 'may-fail-over' : 'none'),
    note: (_, preempt) => (preempt ? 'a backup takes over from a master of lower priority' : undefined),
  }),
  downTimerAdverts: word('down_timer_adverts', plainly),
  source: word('mcast_src_ip', plainly, {
    cost: 'may-fail-over',
    note: 'it decides between equal priorities',
  }),
  destination: word('mcast_dst_ip', plainly, anew),
  authentication: authenticationWords,
  addresses: advertised,
  excluded: elsewhere,
  routes: elsewhere,
  rules: elsewhere,
  announce: announceWords,
})

function priorityCost(): 'may-fail-over' {
  return 'may-fail-over'
}

function priorityNote(from: number, to: number): string {
  if (to === ownerPriority) return 'it becomes the address owner, which no script lowers'
  if (to < from) return `while master: a backup with more than ${to} takes over, unless it has nopreempt`
  return `while backup: it takes over from a master with less than ${to}, unless it has nopreempt`
}

const silent: NotifyScripts = {
  master: undefined,
  backup: undefined,
  fault: undefined,
  stop: undefined,
  any: undefined,
}
/** What is told of who says nothing about it. */
const untold: ReportSettings = {
  mail: false,
  priorityChanges: false,
  lowerPriority: undefined,
  deleted: undefined,
}

interface Told {
  readonly notify: NotifyScripts | undefined
  readonly report: ReportSettings | undefined
}

/** Scripts and mails of an instance or a group. */
export function toldChanges(before: Told, after: Told, path: string): readonly Change[] {
  return [
    ...notifyWords(before.notify ?? silent, after.notify ?? silent, path),
    ...reportWords(before.report ?? untold, after.report ?? untold, path),
  ]
}

const notifyWords = compare<NotifyScripts>({
  master: word('notify_master', asCommand),
  backup: word('notify_backup', asCommand),
  fault: word('notify_fault', asCommand),
  stop: word('notify_stop', asCommand),
  any: word('notify', asCommand),
})

const reportWords = compare<ReportSettings>({
  mail: word('smtp_alert', yesNo),
  priorityChanges: word('notify_priority_changes', yesNo),
  lowerPriority: word('notify_master_rx_lower_pri', asCommand),
  deleted: word<NonNullable<ReportSettings['deleted']>>('notify_deleted', ({ command }) =>
    command === undefined ? 'yes' : asCommand(command),
  ),
})
