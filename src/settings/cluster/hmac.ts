/** auth_hmac: who signs with which key, and who knows it. keepalived 2.4. Refuses to show a key. */
import type { HmacSecret, HmacSettings } from '../../vrrp/link-settings.ts'
import { type Finding, pairsOf, related, titleOf, type WireComparison } from './comparison.ts'
import { type Member, placeOf } from './node.ts'

export const hmac: WireComparison = {
  code: 'cluster-hmac',
  severity: 'error',
  refuses: (from, to) => reasonOf(from, to) !== undefined,
  *find({ routers }): Iterable<Finding> {
    for (const { members } of routers) {
      for (const [one, other] of pairsOf(members)) {
        yield* findingOf(one, other)
        if (reasonOf(one, other) === undefined) yield* findingOf(other, one)
      }
    }
  },
}

function* findingOf(from: Member, to: Member): Iterable<Finding> {
  const reason = reasonOf(from, to)
  if (reason === undefined) return
  const back = reasonOf(to, from) !== undefined
  yield {
    at: placeOf(from, from.draft.hmac?.activeKey ?? from.draft.hmac),
    message: `${titleOf(from)} ${reason.from}, but ${to.node.name} ${reason.to}`,
    instead: back
      ? 'each drops the adverts of the other: both become master'
      : `${to.node.name} drops the adverts of ${from.node.name}: both can be master`,
    related: [related(to, to.draft.hmac, reason.to)],
  }
}

interface Reason {
  readonly from: string
  readonly to: string
}

/** In the order in which a receiver looks at the trailer. */
function reasonOf(from: Member, to: Member): Reason | undefined {
  const [own, theirs] = [from.settings.hmac, to.settings.hmac]
  const signed = own !== undefined && own.mode !== 'receive-only'
  if (theirs === undefined) {
    return signed ? { from: 'signs its adverts', to: 'has no auth_hmac and finds them too long' } : undefined
  }
  if (!signed) {
    const says = own === undefined ? 'has no auth_hmac' : 'does not sign (mode receive-only)'
    return theirs.mode === 'enforce' ? { from: says, to: 'enforces signatures' } : undefined
  }
  if (own.antiReplay === 'monotonic' && theirs.antiReplay === 'time') {
    return { from: 'has anti_replay monotonic', to: 'compares with the time of day' }
  }
  return keyReason(own, theirs)
}

function keyReason(own: HmacSettings, theirs: HmacSettings): Reason | undefined {
  const from = `signs with key ${own.activeKey}`
  const mine = own.keys.find(({ id }) => id === own.activeKey)
  const known = theirs.keys.find(({ id }) => id === own.activeKey)
  if (known === undefined) return { from, to: 'does not have that key' }
  const same = mine === undefined || sameSecret(mine.secret, known.secret)
  return same ? undefined : { from, to: `has another key ${own.activeKey}` }
}

/** What is in files is not known, so they count as the same. */
function sameSecret(a: HmacSecret, b: HmacSecret): boolean {
  if (a.is === 'file' || b.is === 'file') return true
  return digitsOf(a) === digitsOf(b)
}

/** Keys of text are ASCII. */
function digitsOf(secret: Exclude<HmacSecret, { readonly is: 'file' }>): string {
  if (secret.is === 'hex') return secret.digits.toLowerCase()
  return Array.from(secret.text, (sign) => sign.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}
