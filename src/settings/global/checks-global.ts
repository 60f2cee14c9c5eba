/**
 * What global_defs names and must be there: users of FIFOs, the instance of lvs_sync_daemon. keepalived only
 * logs it, so a configuration test passes it over.
 */
import type { Report } from '../../conf/diagnostics.ts'
import { nearest } from '../../conf/suggest.ts'
import type { Draft } from '../grammar.ts'
import { type ScriptFacts, strangerIn } from '../scripts/checks-scripts.ts'

export function checkGlobal(draft: Draft, facts: ScriptFacts | undefined, report: Report): void {
  const { fifo, vrrpFifo, lvsFifo } = draft.global
  for (const given of [fifo, vrrpFifo, lvsFifo]) {
    const unknown = given && facts && strangerIn(given.value, facts)
    if (given === undefined || unknown === undefined) continue
    report({
      code: 'unknown-fifo-user',
      severity: 'warning',
      span: given.at,
      message: `FIFO ${given.value.path}: there is no ${unknown} on this host`,
      instead: 'it is made as if no user and group were given',
    })
  }
  checkSyncInstance(draft, report)
}

function checkSyncInstance({ global, instances }: Draft, report: Report): void {
  const daemon = global.lvsSyncDaemon
  const name = daemon?.value.instance
  if (daemon === undefined || name === undefined) return
  const names = new Set(instances.map((instance) => instance.name.value))
  if (names.has(name)) return
  const near = nearest(name, names)
  report({
    code: 'unknown-sync-instance',
    severity: 'warning',
    span: daemon.at,
    message: `lvs_sync_daemon: there is no vrrp_instance ${name}`,
    instead: 'no connections are told of',
    ...(near === undefined ? {} : { suggestion: near }),
  })
}
