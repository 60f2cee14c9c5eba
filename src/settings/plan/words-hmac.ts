/**
 * auth_hmac in words, and what each step costs on the way to a pair that signs: who signs, who insists, and
 * with which keys. What peers have is not known; where it decides, the note says so. Refuses to show keys.
 */
import type { HmacSettings } from '../../vrrp/link-settings.ts'
import { isAbsent, isMute } from '../vrrp/complete-hmac.ts'
import { inSeconds, plainly } from './show.ts'
import { type Change, type Compare, isSame, word } from './words.ts'

type Hmac = HmacSettings | undefined

export const hmacWords: Compare<Hmac> = (from, to, path) => {
  if (isSame(from, to)) return []
  const notes = effects(from, to)
  const cost = notes.length > 0 ? 'may-fail-over' : 'none'
  const note = notes.length > 0 ? notes.join('; ') : harmless(from, to)
  if (from === undefined || to === undefined || from.mode !== to.mode) {
    const mode = from === undefined || to === undefined ? 'auth_hmac' : 'auth_hmac/mode'
    const priced = ({ keyword }: Change): Change => {
      const text = (side: Hmac) => side && (mode === 'auth_hmac' ? `mode ${side.mode}` : side.mode)
      return { keyword, from: text(from), to: text(to), cost, note }
    }
    const changed = word<string>(mode, plainly)(from?.mode, to?.mode, path).map(priced)
    return from === undefined || to === undefined ? changed : [...changed, ...parts(from, to, path)]
  }
  return parts(from, to, path)
}

/** What peers notice of who signs and who insists. */
function effects(from: Hmac, to: Hmac): readonly string[] {
  const [signed, signs] = [isSigning(from), isSigning(to)]
  return [
    ...(!signed && signs
      ? ['adverts are signed from now on: a peer without auth_hmac refuses them, and becomes master too']
      : []),
    ...(signed && !signs
      ? ['adverts are no longer signed: a peer with mode enforce refuses them, and becomes master too']
      : []),
    ...(from?.mode !== 'enforce' && to?.mode === 'enforce'
      ? ['adverts that are not signed are refused: beside a peer that does not sign it becomes master too']
      : []),
    ...(from !== undefined && to === undefined
      ? ['adverts that are signed are refused: beside a peer that signs it becomes master too']
      : []),
  ]
}

function harmless(from: Hmac, to: Hmac): string | undefined {
  if (from === undefined) return 'peers hear it as before; it understands adverts that are signed from now on'
  return to?.mode === 'enforce' ? undefined : 'adverts that are not signed count as well'
}

function isSigning(hmac: Hmac): boolean {
  return hmac !== undefined && hmac.mode !== 'receive-only'
}

/** Of an auth_hmac that stays. */
function parts(from: HmacSettings, to: HmacSettings, path: string): readonly Change[] {
  const otherKey = isSigning(to) && !isSame(signing(from), signing(to))
  const shared = { cost: 'may-fail-over' } as const
  return [
    ...word<number>('auth_hmac/active_key', plainly, {
      cost: otherKey ? 'may-fail-over' : 'none',
      ...(otherKey ? { note: 'adverts are signed with it: a peer that does not have it refuses them' } : {}),
    })(from.activeKey, to.activeKey, path),
    ...keyChanges(from, to, path),
    ...word<HmacSettings['timeWindow']>('auth_hmac/time_window', inSeconds, {
      cost: (before, now) => (now < before ? 'may-fail-over' : 'none'),
      note: (before, now) =>
        now < before ? 'a peer whose clock is further off than that is no longer heard' : undefined,
    })(from.timeWindow, to.timeWindow, path),
    ...word<HmacSettings['antiReplay']>('auth_hmac/anti_replay', plainly, {
      ...shared,
      note: 'a peer with the other value may not be heard, or not hear this node',
    })(from.antiReplay, to.antiReplay, path),
  ]
}

function signing({ keys, activeKey }: HmacSettings) {
  return keys.find(({ id }) => id === activeKey)
}

/** A key that comes harms nobody; one that goes or is another is missed by who signs with it. */
function keyChanges(from: HmacSettings, to: HmacSettings, path: string): readonly Change[] {
  const ids = [...new Set([...from.keys, ...to.keys].map(({ id }) => id))].sort((a, b) => a - b)
  return ids.flatMap((id) => {
    const [before, now] = [from, to].map(({ keys }) => keys.find((key) => key.id === id))
    if (isSame(before, now)) return []
    const signs = isSigning(to) && id === to.activeKey
    const isNew = before === undefined || isAbsent(before)
    const missed = signs
      ? 'a peer with another key refuses the adverts, and becomes master too'
      : 'adverts of a peer that signs with the old one are refused'
    const begins = isMute(from) && !isMute(to)
    const note = begins
      ? 'the instance was held in the fault state for want of it'
      : isNew
        ? undefined
        : missed
    const cost = isNew && !begins ? 'none' : 'may-fail-over'
    const changed = word<string>('auth_hmac/key', plainly)(before && 'old', now && 'new', path)
    return changed.map(({ keyword }) => ({
      keyword: `auth_hmac ${keyword}`,
      from: before && `${id} (${isNew ? 'none in its file' : 'not shown'})`,
      to: now && `${id} (not shown${isNew ? '' : ', another one'})`,
      ...{ cost, note },
    }))
  })
}
