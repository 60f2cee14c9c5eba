/**
 * TCP_CHECK: up when a connection is established in time; nothing is sent (keepalived.conf(5), TCP_CHECK).
 */
import { toSeconds } from '../base/time.ts'
import type { Check, CheckResult, Connected } from './kind.ts'
import type { TcpCheckSettings } from './settings.ts'

/**
 * Errors that say that the server, or the way to it, is not there. The first row is what connect(2) may
 * answer at once, the second what an ICMP message (RFC 1122 section 4.2.3.9) makes of a connection that was
 * on its way.
 */
const failureCodes: ReadonlySet<string> = new Set([
  ...['ENETUNREACH', 'EHOSTUNREACH', 'ECONNREFUSED', 'EHOSTDOWN', 'ENETDOWN', 'ECONNRESET', 'ECONNABORTED'],
  ...['ETIMEDOUT', 'ENOPROTOOPT', 'EOPNOTSUPP', 'ENONET', 'EPROTO'],
])

export function tcpCheck(settings: TcpCheckSettings): Check {
  const { address, port, connectTimeout, timing } = settings
  return {
    kind: 'tcp',
    target: { address, port },
    timing,
    identity: `tcp ${address} ${port} ${toSeconds(connectTimeout)}`,
    run: (ports, onResult) =>
      ports.connect.connect({ target: { address, port }, timeout: connectTimeout }, (end) =>
        onResult(resultOf(end)),
      ),
  }
}

/**
 * What the end of an attempt says of the server. Other errors are this host's own: no descriptor left, a
 * filter.
 */
function resultOf(end: Connected): CheckResult {
  if (end.is === 'connected') return { is: 'success' }
  if (end.is === 'timeout' || failureCodes.has(end.code)) return { is: 'failure' }
  return { is: 'could-not-run', text: end.text }
}
