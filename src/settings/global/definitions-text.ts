/**
 * The section `Global definitions` of keepalived.data, in keepalived's words. keepalived(8), SIGNALS. What is
 * about how keepalived itself was built is left out.
 */
import { micros, toSeconds } from '../../base/time.ts'
import type { Command } from '../../conf/command.ts'
import type { FifoSettings } from '../../notify/settings.ts'
import type {
  BufferSettings,
  GlobalSettings,
  MailSettings,
  OnceScript,
  ProcessesSettings,
  WorkerName,
} from './settings.ts'

/** `namespace`: the one that the daemon works in. */
export function globalDefinitions(global: GlobalSettings, namespace: string | undefined): string {
  const lines = [
    `Network namespace = ${namespace ?? '(default)'}`,
    `Network namespace ipvs = ${global.namespaceOfIpvs ?? '(main namespace)'}`,
    ...given('Instance name', global.instance),
    ...nameLines(global.processes),
    ...scriptPathLines(global),
    `Router ID = ${global.routerId ?? '(unset)'}`,
    ...mailLines(global.mail),
    ...fileLines(global),
    ...interfaceLines(global),
    ...fifoLines(global),
    ...vrrpLines(global),
    ...firewallLines(global),
    ...processLines(global.processes),
    ...snmpLines(global),
    ...securityLines(global),
    ...bufferLines(global),
    ...endLines(global),
  ]
  return `------< Global definitions >------\n${lines.map((line) => ` ${line}\n`).join('')}`
}

function given(what: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`${what} = ${value}`]
}

function nameLines({ parentName, workers }: ProcessesSettings): readonly string[] {
  return [
    ...given('Parent process name', parentName),
    ...given('VRRP process name', workers.vrrp.name),
    ...given('LVS process name', workers.checker.name),
    ...given('BFD process name', workers.bfd.name),
  ]
}

function scriptPathLines({ scripts }: GlobalSettings): readonly string[] {
  const once = (what: string, script: OnceScript | undefined) =>
    script === undefined
      ? []
      : [`${what} script = ${words(script.command)}`, `${what} script timeout = ${toSeconds(script.timeout)}`]
  return [
    scripts.useSymlinkPaths ? 'Use symlinks in script paths' : 'Replace symlinks in script paths',
    `${scripts.supplementaryGroups ? 'Set' : "Don't set"} supplementary groups for all scripts`,
    ...once('Startup', scripts.startup),
    ...once('Shutdown', scripts.shutdown),
  ]
}

function words({ argv }: Command): string {
  return argv.map((word) => `'${word}'`).join(' ')
}

function mailLines(mail: MailSettings): readonly string[] {
  const server = mail.server
  return [
    ...(server === undefined
      ? []
      : [
          `Smtp server = ${server.host}`,
          `Smtp server port = ${server.port}`,
          ...given('Smtp HELO name', mail.helo),
          `Smtp server connection timeout = ${toSeconds(mail.connectTimeout)}`,
        ]),
    ...given('Email notification from', mail.from),
    ...(mail.to.length === 0 ? [] : ['Email notification to:', ...mail.to.map((address) => `  ${address}`)]),
    `Default smtp_alert_vrrp = ${onOff(mail.alertVrrp)}`,
    `Default smtp_alert_checker = ${mail.alertChecker === undefined ? 'unset' : onOff(mail.alertChecker)}`,
    ...(mail.noFaults ? ['No mails of faults'] : []),
  ]
}

function onOff(is: boolean): string {
  return is ? 'on' : 'off'
}

function fileLines({ reload, files, lvs }: GlobalSettings): readonly string[] {
  return [
    `Checkers log all failures = ${lvs.logAllFailures}`,
    reload.check === undefined
      ? 'No test config before reload'
      : ['Test config before reload', ...given('log file', reload.check.logFile)].join(', '),
    ...given('Reload time file', reload.timeFile),
    ...(reload.timeFile === undefined ? [] : [`Reload repeat = ${reload.repeat}`]),
    ...given('Reload_file', reload.markerFile),
    ...given('State dump file', files.stateDump),
    ...given('Stats dump file', files.statisticsDump),
    ...given('JSON dump file', files.jsonDump),
    ...given('Config save directory', files.saveDirectory),
    ...given('Config temporary directory', files.temporaryDirectory),
    `Data files use instance name = ${files.namesWithInstance}`,
  ]
}

function interfaceLines({ vrrp }: GlobalSettings): readonly string[] {
  return [
    `Dynamic interfaces = ${vrrp.dynamicInterfaces !== 'no'}`,
    ...(vrrp.dynamicInterfaces === 'no'
      ? []
      : [`Allow interface changes = ${vrrp.dynamicInterfaces === 'changing'}`]),
    `Default interface = ${vrrp.defaultInterface}`,
    `Disable local IGMP = ${vrrp.disableLocalIgmp ? 'yes' : 'no'}`,
  ]
}

function fifoLines({ fifos }: GlobalSettings): readonly string[] {
  const lines = (what: string, fifo: FifoSettings | undefined) =>
    fifo === undefined
      ? []
      : [
          `${what} notify fifo = ${fifo.path}`,
          ...(fifo.script === undefined ? [] : [`${what} notify fifo script = ${words(fifo.script)}`]),
        ]
  return [
    ...lines('Global', fifos.all),
    ...lines('VRRP', fifos.vrrp),
    ...lines('LVS', fifos.lvs),
    `FIFO write vrrp states on reload = ${fifos.statesOnReload}`,
  ]
}

function vrrpLines({ vrrp }: GlobalSettings): readonly string[] {
  const { announce } = vrrp
  return [
    `VRRP notify priority changes = ${vrrp.notifyPriorityChanges}`,
    `VRRP IPv4 mcast group = ${vrrp.destination}`,
    `VRRP IPv6 mcast group = ${vrrp.destination6}`,
    `Gratuitous ARP delay = ${toSeconds(announce.delay)}`,
    `Gratuitous ARP repeat = ${announce.repeat}`,
    `Gratuitous ARP refresh timer = ${toSeconds(announce.refresh)}`,
    `Gratuitous ARP refresh repeat = ${announce.refreshRepeat}`,
    `Gratuitous ARP lower priority delay = ${toSeconds(announce.lowerPriorityDelay)}`,
    `Gratuitous ARP lower priority repeat = ${announce.lowerPriorityRepeat}`,
    `Num adverts before down = ${vrrp.downTimerAdverts}`,
    `Gratuitous ARP for each secondary VMAC = ${toSeconds(announce.extra?.every ?? micros(0))}s`,
    `Send advert after receive lower priority advert = ${!(vrrp.lowerPriorityNoAdvert ?? vrrp.strict)}`,
    `Send advert after receive higher priority advert = ${vrrp.higherPrioritySendAdvert ?? false}`,
    `Gratuitous ARP interval = ${toSeconds(announce.garpInterval).toFixed(6)}`,
    `Gratuitous NA interval = ${toSeconds(announce.gnaInterval).toFixed(6)}`,
    `VRRP default protocol version = ${vrrp.version}`,
    `VRRP check unicast_src = ${vrrp.checkUnicastSource}`,
    `VRRP skip check advert addresses = ${vrrp.skipCheckAdvertAddresses}`,
    `VRRP strict mode = ${vrrp.strict}`,
    `Handover = ${vrrp.handover}`,
  ]
}

function firewallLines({ firewall }: GlobalSettings): readonly string[] {
  const { backend } = firewall
  switch (backend.is) {
    case 'none':
      return []
    case 'nftables':
      return [
        `nftables table name = ${backend.table}`,
        `nftables base chain priority = ${backend.chainPriority}`,
        `nftables ${firewall.byInterfaceNumber ? '' : "don't "}force use ifindex for link local IPv6`,
        `nftables with${firewall.counters ? '' : 'out'} counters`,
      ]
    case 'iptables':
      return [
        `iptables input chain = ${backend.inputChain}`,
        `iptables output chain = ${backend.outputChain}`,
      ]
  }
}

function processLines(processes: ProcessesSettings): readonly string[] {
  const titles: Readonly<Record<WorkerName, string>> = { vrrp: 'VRRP', checker: 'Checker', bfd: 'BFD' }
  return [
    `Max auto priority = ${processes.maxAutoPriority}`,
    `Min auto priority delay = ${processes.minAutoPriorityDelay} usecs`,
    ...(['vrrp', 'checker', 'bfd'] as const).flatMap((name) => {
      const title = titles[name]
      const worker = processes.workers[name]
      return [
        `${title} process priority = ${worker.nice ?? 0}`,
        `${title} don't swap = ${worker.noSwap}`,
        `${title} realtime priority = ${worker.realTimePriority ?? 0}`,
        ...(worker.cpus.length === 0 ? [] : [`${title} CPU Affinity = ${worker.cpus.join(' ')}`]),
        ...given(`${title} realtime limit`, worker.realTimeLimit),
      ]
    }),
    `Child wait time = ${toSeconds(processes.childWait)}`,
  ]
}

function snmpLines({ snmp, dbus }: GlobalSettings): readonly string[] {
  const enabled = (is: boolean) => (is ? 'enabled' : 'disabled')
  return [
    `SNMP vrrp ${enabled(snmp.vrrp)}`,
    `SNMP checker ${enabled(snmp.checker)}`,
    `SNMP RFCv2 ${enabled(snmp.rfc2787)}`,
    `SNMP RFCv3 ${enabled(snmp.rfc6527)}`,
    `SNMP traps ${enabled(snmp.traps)}`,
    `SNMP socket = ${snmp.socket}`,
    `DBus ${enabled(dbus.enabled)}`,
    `DBus service name = ${dbus.serviceName}`,
  ]
}

function securityLines({ scriptSecurity, scriptUser }: GlobalSettings): readonly string[] {
  return [
    `Script security ${scriptSecurity ? 'enabled' : 'disabled'}`,
    ...(scriptUser === undefined
      ? []
      : [
          `Default script user = ${scriptUser.user}` +
            (scriptUser.group === undefined ? '' : `:${scriptUser.group}`),
        ]),
  ]
}

function bufferLines({ buffers }: GlobalSettings): readonly string[] {
  const two = (name: string, { bytes, force }: BufferSettings) => [
    `${name}_rcv_bufs = ${bytes ?? 0}`,
    `${name}_rcv_bufs_force = ${force ? 1 : 0}`,
  ]
  const { adverts } = buffers
  return [
    ...two('vrrp_netlink_cmd', buffers.vrrpNetlinkCommand),
    ...two('vrrp_netlink_monitor', buffers.vrrpNetlinkMonitor),
    ...two('process_monitor', buffers.processMonitor),
    ...two('lvs_netlink_cmd', buffers.lvsNetlinkCommand),
    ...two('lvs_netlink_monitor', buffers.lvsNetlinkMonitor),
    ...(adverts.is === 'bytes' ? [`rx_bufs_size = ${adverts.bytes}`] : []),
    ...(adverts.is === 'mtu' || adverts.is === 'advert'
      ? [`rx_bufs_policy = ${adverts.is}`, `rx_bufs_multiples = ${adverts.multiplier}`]
      : []),
  ]
}

function endLines({ processes, vrrp, files, lvs, mail }: GlobalSettings): readonly string[] {
  return [
    `rs_init_notifies = ${lvs.notifyOnStart ? 1 : 0}`,
    `no_checker_emails = ${mail.noCheckers ? 1 : 0}`,
    `umask = 0${(processes.umask ?? 0o177).toString(8)}`,
    ...(vrrp.startupDelay > 0 ? [`vrrp_startup_delay = ${toSeconds(vrrp.startupDelay)}`] : []),
    ...(vrrp.delayAfterBoot > 0 ? [`vrrp_delay_after_boot = ${toSeconds(vrrp.delayAfterBoot)}`] : []),
    ...(vrrp.logUnknownVrids ? ['log unknown VRIDs'] : []),
    `json_version ${files.jsonVersion}`,
    ...given('iproute usr directory', files.iprouteVendorDirectory),
    ...given('iproute etc directory', files.iprouteDirectory),
  ]
}
