/**
 * What fills the part of the draft that belongs to no single room: global_defs by subject, each in a file of
 * its own. keepalived.conf(5), GLOBAL CONFIGURATION.
 */
import type { Row } from '../conf/rows.ts'
import { type LvsDefaultsDraft, lvsDefaultsRows } from '../lvs/defaults-rows.ts'
import { type FifosDraft, fifoRows } from '../notify/fifo-rows.ts'
import { type VrrpDefaultsDraft, vrrpDefaultsRows } from '../vrrp/defaults-rows.ts'
import { type BuffersDraft, bufferRows } from './global-rows-buffers.ts'
import { type FilesDraft, fileRows } from './global-rows-files.ts'
import { type FirewallDraft, firewallRows } from './global-rows-firewall.ts'
import { type MailDraft, mailRows } from './global-rows-mail.ts'
import { type ProcessesDraft, processRows } from './global-rows-process.ts'
import { type GlobalScriptsDraft, globalScriptRows } from './global-rows-script.ts'
import { type ServersDraft, serverRows } from './global-rows-snmp.ts'
import type { RootDraft } from './root-rows.ts'

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
