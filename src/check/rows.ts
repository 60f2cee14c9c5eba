/** The rows of all kinds of checks, as real_server has them: one kind, one line. keepalived.conf(5). */
import type { Row } from '../conf/rows.ts'
import { type DnsCheckDraft, dnsCheckRow } from './rows-dns.ts'
import type { CheckedServer } from './rows-draft.ts'
import { type BfdCheckDraft, bfdCheckRow, type FileCheckDraft, fileCheckRow } from './rows-file.ts'
import { type HttpCheckDraft, httpCheckRow, sslCheckRow } from './rows-http.ts'
import { type MiscCheckDraft, miscCheckRow } from './rows-program.ts'
import { type SmtpCheckDraft, smtpCheckRow } from './rows-smtp.ts'
import { type PingCheckDraft, pingCheckRow, type TcpCheckDraft, tcpCheckRow } from './rows-tcp.ts'
import { type UdpCheckDraft, udpCheckRow } from './rows-udp.ts'

export type { TimingDraft } from './rows-draft.ts'
export { timingRows } from './rows-timing.ts'

export type CheckDraft =
  | TcpCheckDraft
  | HttpCheckDraft
  | SmtpCheckDraft
  | DnsCheckDraft
  | MiscCheckDraft
  | UdpCheckDraft
  | PingCheckDraft
  | FileCheckDraft
  | BfdCheckDraft

/** One row for each kind of check. */
export const checkRows: readonly Row<CheckedServer<CheckDraft>>[] = [
  tcpCheckRow,
  httpCheckRow,
  sslCheckRow,
  smtpCheckRow,
  dnsCheckRow,
  miscCheckRow,
  udpCheckRow,
  pingCheckRow,
  fileCheckRow,
  bfdCheckRow,
]
