/**
 * The counters of virtual routers as keepalived.stats, in the layout of 2.4: monitoring reads its words.
 */
import type { Counters } from '../vrrp/events.ts'

/** One block an instance, in the order of the record. */
export function statisticsText(instances: Readonly<Record<string, Counters>>): string {
  return Object.entries(instances)
    .map(([name, counters]) => instanceText(name, counters))
    .join('')
}

/** What keepalived counts together. */
export interface Counts {
  readonly received: number
  readonly sent: number
  readonly becameMaster: number
  readonly releasedMaster: number
  readonly length: number
  readonly ttl: number
  readonly type: number
  readonly interval: number
  readonly addressList: number
  readonly authTypeInvalid: number
  readonly authTypeMismatch: number
  readonly authFailure: number
  readonly extensionMissing: number
  readonly extensionMalformed: number
  readonly extensionUnknownKey: number
  readonly extensionInvalid: number
  readonly extensionStale: number
  readonly extensionReplay: number
  readonly priorityZeroReceived: number
  readonly priorityZeroSent: number
}

/** keepalived never counts Advertisement Interval although it drops such adverts; here they are counted. */
export function countsOf({ rejected, ...counters }: Counters): Counts {
  return {
    ...counters,
    length: rejected.length + rejected['ip-length'],
    ttl: rejected.ttl + rejected['ttl-range'],
    type: rejected.type,
    interval: rejected['interval-v2'],
    addressList: rejected['address-count'] + rejected['address-missing'] + rejected.cast,
    authTypeInvalid: rejected['auth-type-invalid'],
    authTypeMismatch: rejected['auth-type-mismatch'] + rejected.ah,
    authFailure: failuresOf(rejected),
    extensionMissing: rejected['hmac-missing'],
    extensionMalformed: rejected['hmac-malformed'],
    extensionUnknownKey: rejected['hmac-unknown-key'],
    extensionInvalid: rejected['hmac-invalid'],
    extensionStale: rejected['hmac-stale'],
    extensionReplay: rejected['hmac-replayed'],
  }
}

function instanceText(name: string, counters: Counters): string {
  const counts = countsOf(counters)
  return `VRRP Instance: ${name}
  Advertisements:
    Received: ${counts.received}
    Sent: ${counts.sent}
  Became master: ${counts.becameMaster}
  Released master: ${counts.releasedMaster}
  Packet Errors:
    Length: ${counts.length}
    TTL: ${counts.ttl}
    Invalid Type: ${counts.type}
    Advertisement Interval: ${counts.interval}
    Address List: ${counts.addressList}
  Authentication Errors:
    Invalid Type: ${counts.authTypeInvalid}
    Type Mismatch: ${counts.authTypeMismatch}
    Failure: ${counts.authFailure}
  Authentication Extension Errors:
    Missing: ${counts.extensionMissing}
    Malformed: ${counts.extensionMalformed}
    Unknown Key: ${counts.extensionUnknownKey}
    Invalid HMAC: ${counts.extensionInvalid}
    Stale: ${counts.extensionStale}
    Replay: ${counts.extensionReplay}
  Priority Zero:
    Received: ${counts.priorityZeroReceived}
    Sent: ${counts.priorityZeroSent}
`
}

/** Wrong passwords, and what is wrong with an IP authentication header. */
function failuresOf(rejected: Counters['rejected']): number {
  return rejected['auth-failure'] + rejected['ah-index'] + rejected['ah-value'] + rejected['ah-sequence']
}
