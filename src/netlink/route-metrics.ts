/**
 * RTA_METRICS: what TCP and the path may be told about a route (include/uapi/linux/rtnetlink.h, RTAX_*;
 * ip-route(8)). The kernel's units stay in here: eighths and quarters of a millisecond, a bit for each lock.
 */
import type { Micros } from '../base/time.ts'
import { type Attribute, text, u32 } from './attribute.ts'

/** A metric that the kernel may not adapt when it is locked. */
export interface LockableMetric<T> {
  readonly value: T
  readonly locked: boolean
}

/** Numbers are 0 to 4294967295; what is absent is left to the kernel. */
export interface Metrics {
  /** Bytes. */
  readonly mtu?: LockableMetric<number>
  /** Bytes. */
  readonly advertisedMss?: LockableMetric<number>
  /** Segments. */
  readonly reordering?: LockableMetric<number>
  /** Segments; the kernel heeds it only when it is locked. */
  readonly congestionWindow?: LockableMetric<number>
  /** Segments. */
  readonly slowStartThreshold?: LockableMetric<number>
  /** Bytes. */
  readonly window?: number
  /** Segments. */
  readonly initialCongestionWindow?: number
  /** Segments. */
  readonly initialReceiveWindow?: number
  /** 0 to 255. */
  readonly hopLimit?: number
  /** In steps of 125 microseconds. */
  readonly roundTripTime?: LockableMetric<Micros>
  /** In steps of 250 microseconds. */
  readonly roundTripVariance?: LockableMetric<Micros>
  /** Whole milliseconds. */
  readonly retransmissionMin?: LockableMetric<Micros>
  readonly congestionNotification?: true
  readonly quickAcknowledge?: boolean
  readonly fastOpenWithoutCookie?: boolean
  /** Name of a congestion control algorithm, at most 15 bytes. */
  readonly congestionControl?: LockableMetric<string>
}

const metric = {
  lock: 1,
  mtu: 2,
  window: 3,
  roundTripTime: 4,
  roundTripVariance: 5,
  slowStartThreshold: 6,
  congestionWindow: 7,
  advertisedMss: 8,
  reordering: 9,
  hopLimit: 10,
  initialCongestionWindow: 11,
  features: 12,
  retransmissionMin: 13,
  initialReceiveWindow: 14,
  quickAcknowledge: 15,
  congestionControl: 16,
  fastOpenWithoutCookie: 17,
} as const
/** RTAX_FEATURE_ECN. */
const featureEcn = 1
const stepMicros = { roundTripTime: 125, roundTripVariance: 250, retransmissionMin: 1000 } as const

const lockableNumbers = [
  'mtu',
  'slowStartThreshold',
  'congestionWindow',
  'advertisedMss',
  'reordering',
] as const
const lockableTimes = ['roundTripTime', 'roundTripVariance', 'retransmissionMin'] as const
const plainNumbers = ['window', 'hopLimit', 'initialCongestionWindow', 'initialReceiveWindow'] as const
const switches = ['quickAcknowledge', 'fastOpenWithoutCookie'] as const

/** The content of RTA_METRICS; empty when there is nothing to say. */
export function metricAttributes(metrics: Metrics): readonly Attribute[] {
  const values: Attribute[] = []
  const locked: number[] = []
  for (const name of lockableNumbers) {
    const given = metrics[name]
    if (given === undefined) continue
    values.push(u32(metric[name], given.value))
    if (given.locked) locked.push(metric[name])
  }
  for (const name of lockableTimes) {
    const given = metrics[name]
    if (given === undefined) continue
    values.push(u32(metric[name], Math.round(given.value / stepMicros[name])))
    if (given.locked) locked.push(metric[name])
  }
  for (const name of plainNumbers) {
    const value = metrics[name]
    if (value !== undefined) values.push(u32(metric[name], value))
  }
  for (const name of switches) {
    const value = metrics[name]
    if (value !== undefined) values.push(u32(metric[name], value ? 1 : 0))
  }
  if (metrics.congestionNotification === true) values.push(u32(metric.features, featureEcn))
  const control = metrics.congestionControl
  if (control !== undefined) {
    values.push(text(metric.congestionControl, control.value))
    if (control.locked) locked.push(metric.congestionControl)
  }
  if (locked.length > 0) values.push(u32(metric.lock, lockBits(locked)))
  return values.sort((a, b) => a.type - b.type)
}

function lockBits(types: readonly number[]): number {
  return types.reduce((bits, type) => bits | (1 << type), 0)
}
