/**
 * keepalived.stats, from the effects and inspections of an instance, so that no cell counts by hand. The
 * counters are kept over reload and renaming. Refuses to be read by the protocol.
 */
import type { Complaint, Counters } from './events.ts'
import type { Inspection } from './inspect.ts'
import type { RouterEffect } from './router.ts'
import type { State } from './state.ts'

export function openCounters(): Counters {
  return {
    received: 0,
    sent: 0,
    becameMaster: 0,
    releasedMaster: 0,
    priorityZeroReceived: 0,
    priorityZeroSent: 0,
    rejected: {
      length: 0,
      ttl: 0,
      version: 0,
      'auth-type-invalid': 0,
      'auth-type-mismatch': 0,
      'auth-failure': 0,
      'interval-v2': 0,
      type: 0,
      'ip-length': 0,
      'interval-v3': 0,
      checksum: 0,
      'address-count': 0,
      'address-missing': 0,
      'own-address': 0,
      'checksum-form': 0,
      'old-checksum': 0,
      cast: 0,
      'owner-ignores': 0,
      stranger: 0,
      'ttl-range': 0,
      ah: 0,
      'ah-index': 0,
      'ah-value': 0,
      'ah-sequence': 0,
      'ah-inside': 0,
      'hmac-missing': 0,
      'hmac-malformed': 0,
      'hmac-unknown-key': 0,
      'hmac-invalid': 0,
      'hmac-stale': 0,
      'hmac-replayed': 0,
      'hmac-skewed': 0,
    },
  }
}

/** What comes from a stranger, or from too far, has been received all the same, as keepalived counts. */
export function countInspection(counters: Counters, inspection: Inspection): void {
  if (inspection.is === 'dropped') {
    if (inspection.received) counters.received += 1
    return
  }
  counters.received += 1
  if (inspection.heard.priority === 0) counters.priorityZeroReceived += 1
}

/** Counted whether it is told or not. */
export function countComplaint(counters: Counters, complaint: Complaint): void {
  counters.rejected[complaint.is] += 1
}

/** A good-bye sent twice counts once, by its telling; `Released master` leaves the daemon's stop out. */
export function countStep(
  counters: Counters,
  moved: { before: State; after: State },
  effects: readonly RouterEffect[],
): void {
  for (const effect of effects) {
    if (effect.do === 'send' && effect.advert.priority > 0) counters.sent += 1
    if (effect.do !== 'tell' || effect.event.is !== 'priority-zero-sent') continue
    counters.sent += 1
    counters.priorityZeroSent += 1
  }
  const { before, after } = moved
  if (before.is !== 'master' && after.is === 'master') counters.becameMaster += 1
  if (before.is === 'master' && (after.is === 'backup' || after.is === 'fault')) counters.releasedMaster += 1
}
