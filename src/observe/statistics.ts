/**
 * The counters of virtual routers as keepalived.stats (operations.md section 7 of keepalived's description),
 * in the layout of 2.4: monitoring reads it by its words. The extension counters belong to a trailer that is
 * not spoken here, and are 0.
 */
import type { Counters } from '../vrrp/events.ts'

/** One block an instance, in the order of the record. */
export function statisticsText(instances: Readonly<Record<string, Counters>>): string {
  return Object.entries(instances)
    .map(([name, counters]) => instanceText(name, counters))
    .join('')
}

/** keepalived never counts Advertisement Interval although it drops such adverts; here they are counted. */
function instanceText(name: string, counters: Counters): string {
  const { rejected } = counters
  return `VRRP Instance: ${name}
  Advertisements:
    Received: ${counters.received}
    Sent: ${counters.sent}
  Became master: ${counters.becameMaster}
  Released master: ${counters.releasedMaster}
  Packet Errors:
    Length: ${rejected.length + rejected['ip-length']}
    TTL: ${rejected.ttl}
    Invalid Type: ${rejected.type}
    Advertisement Interval: ${rejected['interval-v2']}
    Address List: ${rejected['address-count'] + rejected['address-missing']}
  Authentication Errors:
    Invalid Type: ${rejected['auth-type-invalid']}
    Type Mismatch: ${rejected['auth-type-mismatch']}
    Failure: ${rejected['auth-failure']}
  Authentication Extension Errors:
    Missing: 0
    Malformed: 0
    Unknown Key: 0
    Invalid HMAC: 0
    Stale: 0
    Replay: 0
  Priority Zero:
    Received: ${counters.priorityZeroReceived}
    Sent: ${counters.priorityZeroSent}
`
}
