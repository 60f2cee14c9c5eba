/**
 * advert_int: what a version of the protocol can carry. RFC 3768 5.3.7 (whole seconds), RFC 9568 5.2.7 (10
 * ms).
 */
import { type Micros, micros } from '../../base/time.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { InstanceDraft } from '../../vrrp/rows-draft.ts'

const second = 1_000_000
const centisecond = 10_000
/** 4095 centiseconds: twelve bits. */
const version3Max = 4095 * centisecond

export function completeAdvertInterval(draft: InstanceDraft, version: 2 | 3, report: Report): Micros {
  const given = draft.advertInterval
  if (given === undefined) return micros(second)
  const step = version === 2 ? second : centisecond
  const max = version === 2 ? 255 * second : version3Max
  const used = Math.min(max, Math.max(step, Math.round(given.value / step) * step))
  if (used !== given.value) {
    report({
      code: 'advert-interval-rounded',
      severity: 'warning',
      span: given.at,
      message:
        version === 2
          ? 'VRRP version 2 can only announce whole seconds, 1 to 255'
          : 'VRRP version 3 can only announce steps of 0.01 s, up to 40.95 s',
      instead: `${used / second} s is used`,
    })
  }
  return micros(used)
}
