/**
 * bfd_instance: drafts to settings. keepalived.conf(5), BFD CONFIGURATION. Leaves out, as keepalived does,
 * sessions without a usable neighbor and those that could not be told from another one.
 */
import { type Address, familyOf } from '../../base/address.ts'
import { type Micros, milliseconds } from '../../base/time.ts'
import type { BfdDraft } from '../../bfd/rows.ts'
import type { BfdSettings } from '../../bfd/settings.ts'
import type { Diagnostic, Report } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'

const intervalDefault = milliseconds(10)
const idleDefault = milliseconds(1000)
const multiplierDefault = 5
const ttlDefault = { ipv4: 255, ipv6: 64 } as const
/** As `max_hops`: the TTL of what comes in is not looked at. */
const anyHops = 255

/** Slower than this a session tells nothing sooner than a script does; keepalived logs it. */
const sensible = { interval: milliseconds(10_000), multiplier: 10 } as const

export function completeBfd(drafts: Iterable<BfdDraft>, report: Report): BfdSettings[] {
  const taken: Sessions = new Map()
  const completed: BfdSettings[] = []
  for (const draft of drafts) {
    noteSlow(draft, report)
    const settings = completeSession(draft, report)
    if (settings !== undefined && mayTake(draft, { settings, taken }, report)) completed.push(settings)
  }
  return completed
}

function completeSession(draft: BfdDraft, report: Report): BfdSettings | undefined {
  const { neighbor, neighborRefused, source } = draft
  const drop = (said: Pick<Diagnostic, 'code' | 'span' | 'message'>): undefined => {
    report({ ...said, severity: 'error', instead: 'the session is left out; whoever tracks it sees it down' })
  }
  const name = draft.name.value
  // The word that is no address has been reported where it stands.
  if (neighborRefused !== undefined) return undefined
  if (neighbor === undefined) {
    const message = `bfd_instance ${name} has no neighbor_ip`
    return drop({ code: 'bfd-without-neighbor', span: draft.name.at, message })
  }
  const family = familyOf(neighbor.value)
  if (source !== undefined && familyOf(source.value) !== family) {
    const message = `source_ip ${source.value} and neighbor_ip ${neighbor.value} are not of one family`
    return drop({ code: 'bfd-families-differ', span: source.at, message })
  }
  const ttl = draft.ttl?.value ?? ttlDefault[family]
  const isTold = draft.vrrp !== undefined || draft.checker !== undefined
  return {
    name,
    neighbor: neighbor.value,
    source: source?.value,
    minRx: draft.minRx?.value ?? intervalDefault,
    minTx: draft.minTx?.value ?? intervalDefault,
    idleTx: draft.idleTx?.value ?? idleDefault,
    multiplier: draft.multiplier?.value ?? multiplierDefault,
    passive: draft.passive !== undefined,
    ttl,
    maxHops: completeHops(draft.maxHops, ttl, report),
    multihop: draft.multihop?.value ?? false,
    tells: { vrrp: !isTold || draft.vrrp !== undefined, checker: !isTold || draft.checker !== undefined },
  }
}

/** -1 is 255 in eight bits; with a smaller ttl keepalived brings both down to it. */
function completeHops(given: Given<number> | undefined, ttl: number, report: Report): number {
  if (given === undefined) return 0
  const wanted = given.value === -1 ? anyHops : given.value
  if (wanted <= ttl) return wanted
  report({
    code: 'max-hops-beyond-ttl',
    severity: 'warning',
    span: given.at,
    message: `max_hops ${given.value} is more than ttl or hoplimit, ${ttl}: no packet can lose so many hops`,
    instead: `${ttl} is used`,
  })
  return ttl
}

/** By port and neighbor: the addresses of this end that are taken; undefined among them: any. */
type Sessions = Map<string, Map<Address | undefined, BfdSettings>>

/** A packet finds its session by addresses until both ends know their numbers: RFC 5881, 3. */
function mayTake(
  draft: BfdDraft,
  { settings, taken }: { readonly settings: BfdSettings; readonly taken: Sessions },
  report: Report,
): boolean {
  const { neighbor, source, multihop } = settings
  const key = `${multihop ? 'multihop' : 'single hop'} ${neighbor}`
  const others = taken.get(key) ?? new Map<Address | undefined, BfdSettings>()
  const other =
    source === undefined ? others.values().next().value : (others.get(source) ?? others.get(undefined))
  if (other === undefined) {
    taken.set(key, others.set(source, settings))
    return true
  }
  report({
    code: 'bfd-neighbor-taken',
    severity: 'error',
    span: draft.neighbor?.at ?? draft.name.at,
    message: `bfd_instance ${other.name} has a session with ${neighbor} already`,
    instead: 'this one is left out; whoever tracks it sees it down',
  })
  return false
}

function noteSlow(draft: BfdDraft, report: Report): void {
  const intervals: readonly [string, Given<Micros> | undefined][] = [
    ['min_rx', draft.minRx],
    ['min_tx', draft.minTx],
    ['idle_tx', draft.idleTx],
  ]
  for (const [keyword, given] of intervals) {
    if (given !== undefined && given.value > sensible.interval) {
      note(given, `${keyword} of more than 10 s: BFD is meant to tell within milliseconds`)
    }
  }
  const { multiplier } = draft
  if (multiplier !== undefined && multiplier.value > sensible.multiplier) {
    note(multiplier, `multiplier ${multiplier.value}: so many packets must be lost before anybody is told`)
  }
  function note({ at }: Given<number>, message: string): void {
    report({ code: 'bfd-slow', severity: 'note', span: at, message, instead: 'it is used' })
  }
}
