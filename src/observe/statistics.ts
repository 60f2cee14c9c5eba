/**
 * The counters of virtual routers as keepalived.stats (operations.md section 7 of keepalived's description),
 * in the layout of 2.4: monitoring reads it by its words.
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
    TTL: ${rejected.ttl + rejected['ttl-range']}
    Invalid Type: ${rejected.type}
    Advertisement Interval: ${rejected['interval-v2']}
    Address List: ${rejected['address-count'] + rejected['address-missing'] + rejected.cast}
  Authentication Errors:
    Invalid Type: ${rejected['auth-type-invalid']}
    Type Mismatch: ${rejected['auth-type-mismatch'] + rejected.ah}
    Failure: ${failuresOf(rejected)}
  Authentication Extension Errors:
    Missing: ${rejected['hmac-missing']}
    Malformed: ${rejected['hmac-malformed']}
    Unknown Key: ${rejected['hmac-unknown-key']}
    Invalid HMAC: ${rejected['hmac-invalid']}
    Stale: ${rejected['hmac-stale']}
    Replay: ${rejected['hmac-replayed']}
  Priority Zero:
    Received: ${counters.priorityZeroReceived}
    Sent: ${counters.priorityZeroSent}
`
}

/** Wrong passwords, and what is wrong with an IP authentication header. */
function failuresOf(rejected: Counters['rejected']): number {
  return rejected['auth-failure'] + rejected['ah-index'] + rejected['ah-value'] + rejected['ah-sequence']
}
