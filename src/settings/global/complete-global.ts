/** global_defs and the lines at the top level: drafts to settings, with what is only wrong together. */
import { seconds } from '../../base/time.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { LvsDefaults } from '../../lvs/defaults.ts'
import type { LvsDefaultsDraft } from '../../lvs/defaults-rows.ts'
import { runnable } from '../scripts/runnable.ts'
import { completeFifos } from './complete-fifos.ts'
import { completeFirewall } from './complete-firewall.ts'
import { completeProcesses } from './complete-processes.ts'
import { completeVrrpDefaults } from './complete-vrrp-defaults.ts'
import type { GlobalDraft } from './rows.ts'
import type { BufferName } from './rows-buffers.ts'
import type {
  BufferSettings,
  BuffersSettings,
  FilesSettings,
  GlobalScripts,
  GlobalSettings,
  MailLogin,
  MailSettings,
  ReloadSettings,
  SnmpSettings,
} from './settings.ts'

const standardTimeout = seconds(10)

/** `needsFirewall`: addresses of an instance must not answer. */
export function completeGlobal(draft: GlobalDraft, needsFirewall: boolean, report: Report): GlobalSettings {
  return {
    routerId: draft.routerId?.value || undefined,
    mail: completeMail(draft, report),
    scriptUser: draft.scriptUser?.value,
    scriptSecurity: draft.scriptSecurity !== undefined,
    scripts: completeScripts(draft),
    fifos: completeFifos(draft, report),
    notifySerial: draft.notifySerial?.value,
    processes: completeProcesses(draft),
    buffers: completeBuffers(draft),
    snmp: completeSnmp(draft),
    dbus: {
      enabled: draft.dbus !== undefined,
      serviceName: draft.dbusServiceName?.value ?? 'org.keepalived.Vrrp1',
      noInterfaceName: draft.dbusNoInterfaceName?.value ?? 'none',
    },
    firewall: completeFirewall(draft, needsFirewall, report),
    vrrp: completeVrrpDefaults(draft),
    lvs: completeLvsDefaults(draft),
    reload: completeReload(draft),
    files: completeFiles(draft),
    instance: draft.instance?.value,
    // keepalived: two daemons on one host must not share their pid files.
    pidDirectory: (draft.usePidDirectory ?? draft.instance ?? draft.namespace) !== undefined,
    namespace: draft.namespace?.value,
    namespaceOfIpvs: draft.namespaceOfIpvs?.value,
    linkPolling: draft.linkPolling !== undefined,
    randomSeed: draft.randomSeed?.value,
  }
}

function completeMail(draft: GlobalDraft, report: Report): MailSettings {
  return {
    to: draft.mailTo,
    from: draft.mailFrom?.value,
    server: draft.mailServer?.value,
    helo: draft.mailHelo?.value || undefined,
    connectTimeout: draft.mailConnectTimeout?.value ?? seconds(30),
    startTls: draft.mailStartTls?.value ?? 'off',
    login: completeLogin(draft, report),
    alertVrrp: (draft.smtpAlertVrrp ?? draft.smtpAlert)?.value ?? false,
    alertChecker: (draft.smtpAlertChecker ?? draft.smtpAlert)?.value,
    noFaults: draft.noEmailFaults !== undefined,
    noCheckers: draft.noCheckerEmails?.value ?? false,
  }
}

/** Both or none: half of it is a mistake that would only show when a mail is due. */
function completeLogin({ mailUser, mailPassword }: GlobalDraft, report: Report): MailLogin | undefined {
  if (mailUser !== undefined && mailPassword !== undefined) {
    const { value: word } = mailPassword
    const password = word.startsWith('file:')
      ? ({ is: 'file', path: word.slice('file:'.length) } as const)
      : ({ is: 'text', text: word } as const)
    return { user: mailUser.value, password }
  }
  const lone = mailUser ?? mailPassword
  if (lone === undefined) return undefined
  const [given, lacking] =
    mailUser === undefined ? ['smtp_password', 'smtp_user'] : ['smtp_user', 'smtp_password']
  report({
    code: 'mail-login-incomplete',
    severity: 'error',
    span: lone.at,
    message: `${given} needs ${lacking} beside it`,
    instead: 'mails are sent without logging in',
  })
  return undefined
}

function completeScripts(draft: GlobalDraft): GlobalScripts {
  const { startupScript: startup, shutdownScript: shutdown } = draft
  return {
    startup: startup && {
      command: runnable(startup),
      timeout: draft.startupTimeout?.value ?? standardTimeout,
    },
    shutdown: shutdown && {
      command: runnable(shutdown),
      timeout: draft.shutdownTimeout?.value ?? standardTimeout,
    },
    useSymlinkPaths: draft.useSymlinkPaths?.value ?? false,
    supplementaryGroups: draft.supplementaryGroups?.value ?? false,
  }
}

function completeBuffers({ buffers }: GlobalDraft): BuffersSettings {
  const one = (name: BufferName): BufferSettings => {
    const bytes = buffers[name]?.bytes?.value
    return { bytes: bytes === 0 ? undefined : bytes, force: buffers[name]?.force?.value ?? false }
  }
  return {
    vrrpNetlinkCommand: one('vrrpNetlinkCommand'),
    vrrpNetlinkMonitor: one('vrrpNetlinkMonitor'),
    lvsNetlinkCommand: one('lvsNetlinkCommand'),
    lvsNetlinkMonitor: one('lvsNetlinkMonitor'),
    processMonitor: one('processMonitor'),
    adverts: completeAdvertBuffer(buffers),
  }
}

function completeAdvertBuffer({
  advertBytes,
  advertPolicy,
  advertMultiplier,
}: GlobalDraft['buffers']): BuffersSettings['adverts'] {
  if (advertBytes !== undefined && advertBytes.value > 0) return { is: 'bytes', bytes: advertBytes.value }
  if (advertPolicy === undefined) return { is: 'system' }
  return { is: advertPolicy.value, multiplier: advertMultiplier?.value ?? 3 }
}

function completeSnmp(draft: GlobalDraft): SnmpSettings {
  const servicesEvery = draft.snmpVirtualServersEvery?.value ?? seconds(5)
  return {
    socket: draft.snmpSocket?.value ?? 'unix:/var/agentx/master',
    traps: draft.snmpTraps !== undefined,
    vrrp: draft.snmpVrrp !== undefined,
    checker: draft.snmpChecker !== undefined,
    rfc2787: (draft.snmpRfc ?? draft.snmpRfc2787) !== undefined,
    rfc6527: (draft.snmpRfc ?? draft.snmpRfc6527) !== undefined,
    virtualServersEvery: servicesEvery,
    realServersEvery: draft.snmpRealServersEvery?.value ?? servicesEvery,
  }
}

function completeLvsDefaults(draft: LvsDefaultsDraft): LvsDefaults {
  return {
    timeouts: draft.lvsTimeouts?.value ?? { tcp: undefined, tcpFin: undefined, udp: undefined },
    flushOnStart: draft.lvsFlush !== undefined,
    flushOnStop: draft.lvsFlushOnStop?.value,
    syncDaemon: draft.lvsSyncDaemon?.value,
    nftables: draft.nftablesIpvs && {
      table: draft.nftablesIpvs.value,
      chainPriority: draft.nftablesIpvsPriority?.value ?? -1,
      firstFwmark: draft.nftablesIpvsFirstFwmark?.value ?? 1000,
    },
    notifyOnStart: draft.notifyOnStart?.value ?? false,
    logAllFailures: draft.logAllFailures?.value ?? false,
  }
}

function completeReload(draft: GlobalDraft): ReloadSettings {
  const { reloadCheck } = draft
  return {
    check: reloadCheck && { logFile: reloadCheck.value === '' ? undefined : reloadCheck.value },
    timeFile: draft.reloadTimeFile?.value,
    repeat: draft.reloadRepeat !== undefined,
    markerFile: draft.reloadFile?.value,
  }
}

function completeFiles(draft: GlobalDraft): FilesSettings {
  return {
    stateDump: draft.stateDumpFile?.value,
    statisticsDump: draft.statisticsDumpFile?.value,
    jsonDump: draft.jsonDumpFile?.value,
    jsonVersion: draft.jsonVersion?.value === 2 ? 2 : 1,
    namesWithInstance: draft.dataUseInstance?.value ?? false,
    saveDirectory: draft.saveDirectory?.value,
    temporaryDirectory: draft.temporaryDirectory?.value,
    iprouteVendorDirectory: draft.iprouteVendorDirectory?.value,
    iprouteDirectory: draft.iprouteDirectory?.value,
  }
}
