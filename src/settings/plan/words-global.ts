/**
 * global_defs and what stands at the top level for the daemon as a whole, in words. What instances take from
 * here shows at each instance as well; here it costs nothing by itself.
 */
import type { LvsDefaults, LvsSyncDaemon, LvsTimeouts } from '../../lvs/defaults.ts'
import type { FifoSettings } from '../../notify/settings.ts'
import type { AnnounceDefaults, VrrpDefaults } from '../../vrrp/defaults.ts'
import { automatic } from '../global/complete-firewall.ts'
import type {
  FilesSettings,
  FirewallSettings,
  GlobalScripts,
  GlobalSettings,
  MailSettings,
  OnceScript,
  ReloadSettings,
  SnmpSettings,
} from '../global/settings.ts'
import type { Cost } from './costs.ts'
import { asCommand, asList, inSeconds, plainly, yesNo } from './show.ts'
import { type Compare, compare, elsewhere, isSame, word } from './words.ts'
import { buffersWords, dbusWords, processesWords } from './words-processes.ts'

/** What keepalived, too, keeps until it starts again: keepalived.conf(5), global_defs. */
const kept = { cost: 'restart' } as const

/** src/vrrp/startup.ts, changeDelay. */
const whileItRuns = { note: 'counts only while the delay of the start still runs' } as const

const mailWords = compare<MailSettings>({
  to: word('notification_email', asList(plainly)),
  from: word('notification_email_from', plainly),
  server: word<NonNullable<MailSettings['server']>>('smtp_server', ({ host, port }) => `${host} ${port}`),
  helo: word('smtp_helo_name', plainly),
  connectTimeout: word('smtp_connect_timeout', inSeconds),
  startTls: word('smtp_starttls', plainly),
  login: word<NonNullable<MailSettings['login']>>(
    'smtp_user',
    ({ user, password }) => `${user}, password ${password.is === 'file' ? `in ${password.path}` : '***'}`,
  ),
  alertVrrp: word('smtp_alert_vrrp', yesNo),
  alertChecker: word('smtp_alert_checker', yesNo),
  noFaults: word('no_email_faults', yesNo),
  noCheckers: word('no_checker_emails', yesNo),
})

const once = (keyword: string): Compare<OnceScript | undefined> =>
  word(keyword, ({ command, timeout }) => `${asCommand(command)}, at most ${inSeconds(timeout)}`)

const scriptsWords = compare<GlobalScripts>({
  startup: once('startup_script'),
  shutdown: once('shutdown_script'),
  useSymlinkPaths: word('use_symlink_paths', yesNo),
  supplementaryGroups: word('set_supplementary_groups', yesNo),
})

const fifo = (keyword: string): Compare<FifoSettings | undefined> =>
  word(keyword, ({ path, user, group, script }) =>
    [path, user, group, ...(script === undefined ? [] : [`read by ${asCommand(script)}`])]
      .filter((part) => part !== undefined)
      .join(' '),
  )

const fifosWords = compare<GlobalSettings['fifos']>({
  all: fifo('notify_fifo'),
  vrrp: fifo('vrrp_notify_fifo'),
  lvs: fifo('lvs_notify_fifo'),
  statesOnReload: word('fifo_write_vrrp_states_on_reload', yesNo),
})

const snmpWords = compare<SnmpSettings>({
  socket: word('snmp_socket', plainly),
  traps: word('enable_traps', yesNo),
  vrrp: word('enable_snmp_vrrp', yesNo),
  checker: word('enable_snmp_checker', yesNo),
  rfc2787: word('enable_snmp_rfcv2', yesNo),
  rfc6527: word('enable_snmp_rfcv3', yesNo),
  virtualServersEvery: word('snmp_vs_stats_update_interval', inSeconds),
  realServersEvery: word('snmp_rs_stats_update_interval', inSeconds),
})

const backendWord = word<FirewallSettings['backend']>('nftables', backendText, { cost: backendCost })

/** Nobody has written it: it comes and goes with the instances that need it. */
function isImplied(from: FirewallSettings['backend'], to: FirewallSettings['backend']): boolean {
  return (from.is === 'none' && isSame(to, automatic)) || (to.is === 'none' && isSame(from, automatic))
}

const firewallWords = compare<FirewallSettings>({
  backend: (from, to, path) => (isImplied(from, to) ? [] : backendWord(from, to, path)),
  byInterfaceNumber: word('nftables_ifindex', yesNo),
  counters: word('nftables_counters', yesNo),
  setsInNamespace: word('namespace_with_ipsets', yesNo),
})

/** A table comes or goes as a whole, but keeps its name: src/daemon/parent/unchangeable.ts. */
function backendCost(from: FirewallSettings['backend'], to: FirewallSettings['backend']): Cost {
  if (from.is === 'nftables' && to.is === 'nftables') return from.table === to.table ? 'none' : 'restart'
  return from.is === 'iptables' || to.is === 'iptables' ? 'restart' : 'none'
}

function backendText(backend: FirewallSettings['backend']): string | undefined {
  switch (backend.is) {
    case 'none':
      return undefined
    case 'nftables':
      return `table ${backend.table}, priority ${backend.chainPriority}`
    case 'iptables':
      return ['iptables', backend.inputChain, backend.outputChain, ...Object.values(backend.sets ?? {})].join(
        ' ',
      )
  }
}

const announceWords = compare<AnnounceDefaults>({
  repeat: word('vrrp_garp_master_repeat', plainly),
  delay: word('vrrp_garp_master_delay', inSeconds),
  lowerPriorityRepeat: word('vrrp_garp_lower_prio_repeat', plainly),
  lowerPriorityDelay: word('vrrp_garp_lower_prio_delay', inSeconds),
  refresh: word('vrrp_garp_master_refresh', inSeconds),
  refreshRepeat: word('vrrp_garp_master_refresh_repeat', plainly),
  garpInterval: word('vrrp_garp_interval', inSeconds),
  gnaInterval: word('vrrp_gna_interval', inSeconds),
  extra: word<NonNullable<AnnounceDefaults['extra']>>(
    'vrrp_garp_extra_if',
    ({ every, allInterfaces }) => `${allInterfaces ? 'all ' : ''}${inSeconds(every)}`,
  ),
})

const vrrpWords = compare<VrrpDefaults>({
  version: word('vrrp_version', plainly),
  destination: word('vrrp_mcast_group4', plainly),
  destination6: word('vrrp_mcast_group6', plainly),
  downTimerAdverts: word('vrrp_down_timer_adverts', plainly),
  handover: word('handover', plainly),
  announce: announceWords,
  strict: word('vrrp_strict', yesNo),
  lowerPriorityNoAdvert: word('vrrp_lower_prio_no_advert', yesNo),
  higherPrioritySendAdvert: word('vrrp_higher_prio_send_advert', yesNo),
  ownerIgnoreAdverts: word('vrrp_owner_ignore_adverts', yesNo),
  checkUnicastSource: word('vrrp_check_unicast_src', yesNo),
  skipCheckAdvertAddresses: word('vrrp_skip_check_adv_addr', yesNo),
  checksumAsVersion2: word('v3_checksum_as_v2', yesNo),
  notifyPriorityChanges: word('vrrp_notify_priority_changes', yesNo),
  dynamicInterfaces: word('dynamic_interfaces', (may) => (may === 'no' ? undefined : may)),
  defaultInterface: word('default_interface', plainly),
  disableLocalIgmp: word('disable_local_igmp', yesNo, kept),
  vmacPrefix: word('vmac_prefix', plainly),
  vmacAddressPrefix: word('vmac_addr_prefix', plainly),
  startupDelay: word('vrrp_startup_delay', inSeconds, whileItRuns),
  delayAfterBoot: word('vrrp_delay_after_boot', inSeconds, whileItRuns),
  logUnknownVrids: word('log_unknown_vrids', yesNo),
})

const lvsWords = compare<LvsDefaults>({
  timeouts: compare<LvsTimeouts>({
    tcp: word('lvs_timeouts', (time) => `tcp ${inSeconds(time)}`),
    tcpFin: word('lvs_timeouts', (time) => `tcpfin ${inSeconds(time)}`),
    udp: word('lvs_timeouts', (time) => `udp ${inSeconds(time)}`),
  }),
  flushOnStart: word('lvs_flush', yesNo, kept),
  flushOnStop: word('lvs_flush_on_stop', (what) => (what === 'services' ? 'VS' : 'yes')),
  syncDaemon: word<LvsSyncDaemon>('lvs_sync_daemon', syncDaemonText),
  nftables: word<NonNullable<LvsDefaults['nftables']>>(
    'nftables_ipvs',
    ({ table, chainPriority, firstFwmark }) =>
      `table ${table}, priority ${chainPriority}, fwmarks from ${firstFwmark}`,
    kept,
  ),
  notifyOnStart: word('rs_init_notifies', yesNo, kept),
  logAllFailures: word('checker_log_all_failures', yesNo),
})

function syncDaemonText(daemon: LvsSyncDaemon): string {
  const { interface: link, instance, id, lengthMax, port, ttl, group } = daemon
  const options = { inst: instance, id, maxlen: lengthMax, port, ttl, group }
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  return [link, ...given.map(([name, value]) => `${name} ${value}`)].join(' ')
}

const reloadWords = compare<ReloadSettings>({
  check: word<NonNullable<ReloadSettings['check']>>('reload_check_config', ({ logFile }) => logFile ?? 'yes'),
  timeFile: word('reload_time_file', plainly),
  repeat: word('reload_repeat', yesNo),
  markerFile: word('reload_file', (path) => path || 'in the pid directory'),
})

const filesWords = compare<FilesSettings>({
  stateDump: word('state_dump_file', plainly),
  statisticsDump: word('stats_dump_file', plainly),
  jsonDump: word('json_dump_file', plainly),
  jsonVersion: word('json_version', plainly),
  namesWithInstance: word('data_use_instance', yesNo),
  saveDirectory: word('config_save_dir', plainly),
  temporaryDirectory: word('tmp_config_directory', plainly, kept),
  iprouteVendorDirectory: word('iproute_usr_dir', plainly),
  iprouteDirectory: word('iproute_etc_dir', plainly),
})

/** What stands in global_defs. */
export const globalWords = compare<GlobalSettings>({
  routerId: word('router_id', plainly),
  mail: mailWords,
  scriptUser: word<NonNullable<GlobalSettings['scriptUser']>>('script_user', ({ user, group }) =>
    group === undefined ? user : `${user} ${group}`,
  ),
  scriptSecurity: word('enable_script_security', yesNo, {
    cost: (_, on) => (on ? 'may-fail-over' : 'none'),
    note: (_, on) => (on ? 'scripts that others could change are no longer run' : undefined),
  }),
  scripts: scriptsWords,
  fifos: fifosWords,
  notifySerial: word('notify_serial', inSeconds),
  processes: processesWords,
  buffers: buffersWords,
  snmp: snmpWords,
  dbus: dbusWords,
  firewall: firewallWords,
  vrrp: vrrpWords,
  lvs: lvsWords,
  reload: reloadWords,
  files: filesWords,
  instance: elsewhere,
  pidDirectory: elsewhere,
  namespace: elsewhere,
  namespaceOfIpvs: elsewhere,
  linkPolling: elsewhere,
  randomSeed: word('random_seed', plainly),
})

/** What stands beside it, at the top level. */
export const rootWords = compare<RootSettings>({
  instance: word('instance', plainly, kept),
  pidDirectory: word('use_pid_dir', yesNo, kept),
  namespace: word('net_namespace', plainly, kept),
  namespaceOfIpvs: word('net_namespace_ipvs', (name) => name || 'that of the host', kept),
  linkPolling: word('linkbeat_use_polling', yesNo),
})

type RootSettings = Pick<
  GlobalSettings,
  'instance' | 'pidDirectory' | 'namespace' | 'namespaceOfIpvs' | 'linkPolling'
>
