/**
 * Values of gratuitous ARP that an instance and global_defs write alike: keepalived.conf(5), garp_* and
 * vrrp_garp_*. Knows no keyword.
 */
import { readOne } from '../conf/bind.ts'
import { reportLacking } from '../conf/fields.ts'
import { type Given, noteExtra, type Scene } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, type Kind, seconds } from '../conf/values.ts'

export const burstDelay = seconds({ min: 0, max: 4294, digits: 0 })
/** The kernel counts seconds in 32 bits. */
export const refreshInterval = seconds({ min: 0, max: 4294967295, digits: 0 })

/** Rounds 0 would be no announcement at all: keepalived sends one. */
export const rounds: Kind<number> = {
  shape: 'NUMBER 0..4294967295',
  read: (word) => {
    const read = integer({ min: 0, max: 4294967295 }).read(word)
    if (!read.ok || read.value > 0) return read
    return { ok: false, error: { code: 'out-of-range', problem: 'is less than 1', corrected: 1 } }
  },
}

/** `[all] SECONDS`; undefined: refused, which is reported. `parameters`: how the keyword wants it. */
export function readExtra<Interval>(
  statement: Statement,
  its: { readonly kind: Kind<Interval>; readonly parameters: string },
  scene: Scene,
): Given<{ readonly interval: Interval; readonly all: boolean }> | undefined {
  const given = statement.words.slice(1)
  const all = given[0]?.text === 'all'
  const [word, ...extra] = all ? given.slice(1) : given
  if (word === undefined) {
    reportLacking(statement, its.parameters, scene)
    return undefined
  }
  noteExtra(extra, scene)
  const as = { keyword: statement.keyword.text, kind: its.kind, fallback: undefined }
  const interval = readOne(word, as, scene)
  return interval === undefined ? undefined : { value: { interval, all }, at: word.span }
}

/** Says that the old name of `now` is used. */
export function noteOldName(statement: Statement, now: string, scene: Scene): void {
  scene.report({
    code: 'deprecated-keyword',
    severity: 'warning',
    span: statement.keyword.span,
    message: `${statement.keyword.text} is deprecated`,
    instead: `it is read as ${now}`,
    suggestion: now,
  })
}
