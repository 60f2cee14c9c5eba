/** The block auth_hmac of keepalived 2.4: which key signs, and how old an advert may be. */
import { type Micros, micros, seconds } from '../../base/time.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { HmacMode, HmacSettings } from '../../vrrp/link-settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import { forcedByStrict } from './strict.ts'

const windowMin = seconds(5)
const windowMax = seconds(300)
const second = 1_000_000

/** Undefined: none, or one that cannot sign, which is reported. */
export function completeHmac(
  { hmac }: WholeInstance,
  its: { readonly strict: boolean; readonly advertInterval: Micros },
  report: Report,
): HmacSettings | undefined {
  if (hmac === undefined) return undefined
  const active = hmac.activeKey
  if (active === undefined || !hmac.keys.some((key) => key.id === active.value)) {
    report({
      code: 'hmac-without-key',
      severity: 'warning',
      span: active?.at ?? hmac.at,
      message:
        active === undefined
          ? 'auth_hmac has no active_key: nothing says which key signs'
          : `active_key ${active.value} names no key that is there`,
      instead: 'adverts are neither signed nor checked',
    })
    return undefined
  }
  const { mode } = hmac
  if (its.strict && mode !== undefined && mode.value !== 'enforce') {
    forcedByStrict(
      { at: mode.at, what: 'auth_hmac can only enforce', instead: 'mode enforce is used' },
      report,
    )
  }
  return {
    keys: hmac.keys.map(({ id, secret }) => ({ id, secret })),
    activeKey: active.value,
    timeWindow: hmac.timeWindow?.value ?? windowFor(its.advertInterval),
    antiReplay: hmac.antiReplay?.value ?? 'time',
    mode: hmacMode(hmac, its.strict),
  }
}

/** Strict mode knows one only. */
export function hmacMode(
  { mode }: Pick<NonNullable<WholeInstance['hmac']>, 'mode'>,
  strict: boolean,
): HmacMode {
  return strict ? 'enforce' : (mode?.value ?? 'enforce')
}

/**
 * Whether it cannot be what it says, because a key is absent: it would speak unsigned, or believe nobody.
 * Either makes a second master. Quirk keylessIsHeld.
 */
export function isMute({
  keys,
  activeKey,
  mode,
}: Pick<HmacSettings, 'keys' | 'activeKey' | 'mode'>): boolean {
  return mode === 'receive-only'
    ? keys.every(isAbsent)
    : keys.some((key) => key.id === activeKey && isAbsent(key))
}

/** Its file has none, or is not there. */
export function isAbsent({ secret }: HmacSettings['keys'][number]): boolean {
  return secret.is === 'file' && secret.absent === true
}

function windowFor(advertInterval: Micros): Micros {
  const three = 3 * Math.floor(advertInterval / second) * second
  return micros(Math.min(windowMax, Math.max(windowMin, three)))
}
