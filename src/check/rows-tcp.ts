/** TCP_CHECK and PING_CHECK: nothing but the connection. keepalived.conf(5), real_server. */
import { obsolete, type Row } from '../conf/rows.ts'
import { type ConnectionDraft, connectionRows, isReachable } from './rows-connection.ts'
import { type CheckedServer, checkBlock } from './rows-draft.ts'

export interface TcpCheckDraft extends ConnectionDraft {
  readonly is: 'tcp'
}

export interface PingCheckDraft extends ConnectionDraft {
  readonly is: 'ping'
}

export const tcpCheckRow: Row<CheckedServer<TcpCheckDraft>> = checkBlock('TCP_CHECK', {
  about: 'The server is up when it accepts a TCP connection',
  rows: [
    ...connectionRows({ later: true }),
    obsolete('nb_get_retry', 'the old name of retry, which was never read in TCP_CHECK'),
  ],
  // Not spread: most checks of large configurations are of this kind, and so one is half as large.
  open: ({ at, serverAddress }): TcpCheckDraft => ({ is: 'tcp', at, serverAddress, timing: {} }),
  isWhole: isReachable,
})

export const pingCheckRow: Row<CheckedServer<PingCheckDraft>> = checkBlock('PING_CHECK', {
  later: true,
  about: 'The server is up when it answers an ICMP echo request',
  rows: connectionRows(),
  open: (head): PingCheckDraft => ({ ...head, is: 'ping', timing: {} }),
  isWhole: isReachable,
})
