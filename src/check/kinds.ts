/** All kinds of checks: one kind, one file, one line. */
import { bug } from '../base/bug.ts'
import type { Check } from './kind.ts'
import type { CheckSettings, TcpCheckSettings } from './settings.ts'
import { tcpCheck } from './tcp.ts'

/** The kinds that run. The others are understood, and left out of the settings that the daemon gets. */
export type RunningCheckSettings = TcpCheckSettings

/** What each kind is called in a real_server. */
export const checkKeywords: Readonly<Record<CheckSettings['is'], string>> = {
  tcp: 'TCP_CHECK',
  http: 'HTTP_GET',
  ssl: 'SSL_GET',
  smtp: 'SMTP_CHECK',
  dns: 'DNS_CHECK',
  misc: 'MISC_CHECK',
  udp: 'UDP_CHECK',
  ping: 'PING_CHECK',
  file: 'FILE_CHECK',
  bfd: 'BFD_CHECK',
}

/** Of settings as well as of drafts. */
export function isRunning<Check extends Pick<CheckSettings, 'is'>>(
  check: Check,
): check is Check & Pick<RunningCheckSettings, 'is'> {
  return check.is === 'tcp'
}

/** Only for checks that run. */
export function checkOf(settings: CheckSettings): Check {
  if (!isRunning(settings)) return bug(`a check of kind ${settings.is} came to where checks run`)
  return tcpCheck(settings)
}
