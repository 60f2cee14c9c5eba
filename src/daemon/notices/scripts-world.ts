/** What the scripts of the parent need of the system, put together. */
import { hostname, userInfo } from 'node:os'
import { systemAccounts } from '../../io/accounts.ts'
import { now, openAlarm } from '../../io/clock.ts'
import { fifoOpener } from '../../io/fifo.ts'
import { mailDate, sendMail } from '../../io/mail.ts'
import type { Native } from '../../io/native.ts'
import { findRunAs, systemProcesses } from '../../io/processes.ts'
import { examineScript } from '../../io/script-files.ts'
import type { ScriptsWorld } from './scripts.ts'

export function openScriptsWorld(native: Native): ScriptsWorld {
  const searchPath = process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin'
  const runAs = findRunAs()
  return {
    processes: systemProcesses(process.env, runAs),
    hasRunAs: runAs !== undefined,
    now: () => now(native),
    openAlarm: (onDue) => openAlarm(native, onDue),
    openFifo: fifoOpener(native),
    sendMail,
    mailDate: () => mailDate(),
    user: userInfo().username,
    host: hostname(),
    sources: {
      accounts: systemAccounts(),
      examine: (written, user) => examineScript(written, searchPath, user),
      ownUid: process.getuid?.() ?? 0,
      ownGid: process.getgid?.() ?? 0,
    },
  }
}
