/**
 * What fills the part of the draft that belongs to no single room: global_defs by subject, each in a file of
 * its own. keepalived.conf(5), GLOBAL CONFIGURATION.
 */
import type { Row } from '../../conf/rows.ts'
import { type LvsDefaultsDraft, lvsDefaultsRows } from '../../lvs/defaults-rows.ts'
import { type FifosDraft, fifoRows } from '../../notify/fifo-rows.ts'
import { type VrrpDefaultsDraft, vrrpDefaultsRows } from '../../vrrp/defaults-rows.ts'
import type { RootDraft } from './root-rows.ts'
import { type BuffersDraft, bufferRows } from './rows-buffers.ts'
import { type FilesDraft, fileRows } from './rows-files.ts'
import { type FirewallDraft, firewallRows } from './rows-firewall.ts'
import { type MailDraft, mailRows } from './rows-mail.ts'
import { type ProcessesDraft, processRows } from './rows-process.ts'
import { type GlobalScriptsDraft, globalScriptRows } from './rows-script.ts'
import { type ServersDraft, serverRows } from './rows-snmp.ts'

export interface GlobalDraft
  extends MailDraft,
    GlobalScriptsDraft,
    FifosDraft,
    ProcessesDraft,
    BuffersDraft,
    ServersDraft,
    FirewallDraft,
    LvsDefaultsDraft,
    FilesDraft,
    VrrpDefaultsDraft,
    RootDraft {}

export function emptyGlobal(): GlobalDraft {
  return { mailTo: [], announce: {}, processes: {}, workers: { vrrp: {}, checker: {}, bfd: {} }, buffers: {} }
}

export const globalRows: readonly Row<GlobalDraft>[] = [
  ...mailRows,
  ...globalScriptRows,
  ...fifoRows,
  ...processRows,
  ...bufferRows,
  ...serverRows,
  ...firewallRows,
  ...lvsDefaultsRows,
  ...fileRows,
  ...vrrpDefaultsRows,
]
