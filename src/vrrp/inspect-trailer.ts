/**
 * keepalived's auth_hmac: whether the trailer of an advert proves that its sender has a key, and that nobody
 * has recorded it before. Marks are kept for each sender. Refuses to hold keys: settings do.
 */
import type { Address } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import type { ReceivedPacket } from '../wire/vrrp.ts'
import type { Examiner, Verdict } from './inspect.ts'
import { isSame } from './inspect-authentication.ts'
import type { HmacSettings } from './link-settings.ts'
import {
  isLater,
  keyBytes,
  multicastMarksMax,
  type Security,
  stampAge,
  stampOf,
  windowSeconds,
} from './security.ts'

/** HMAC-SHA-256 truncated to 128 bits. */
const scheme = 1
const digestBytes = 16

/** Without auth_hmac a trailer is a wrong length, which was found before. */
export function checkTrailer(packet: ReceivedPacket, by: Examiner): Verdict {
  const { hmac, unicast } = by.settings
  if (hmac === undefined) return undefined
  const { trailer } = packet
  if (trailer === undefined) return hmac.mode === 'enforce' ? { drop: { is: 'hmac-missing' } } : undefined
  if (unicast !== undefined && !unicast.peers.some(({ address }) => address === packet.source)) {
    return { drop: { is: 'stranger' } }
  }
  if (trailer.scheme !== scheme || trailer.reserved !== 0) return { drop: { is: 'hmac-malformed' } }
  const stamp = stampOf(trailer)
  const skew = stampAge(stamp, by.wall)
  const window = windowSeconds(hmac)
  const timed = hmac.antiReplay === 'time'
  if (timed && Math.abs(skew) > window) return { drop: { is: 'hmac-stale', skew, window } }
  const known = hmac.keys.find((key) => key.id === trailer.keyId)
  const key = known && keyBytes(known.secret)
  if (key === undefined) return { drop: { is: 'hmac-unknown-key', id: trailer.keyId } }
  const digest = by.digests.hmacSha256(key, trailer.covered).subarray(0, digestBytes)
  if (!isSame(digest, trailer.digest)) return { drop: { is: 'hmac-invalid' } }
  const mark = { from: packet.source, stamp, wall: by.wall, bounded: unicast === undefined }
  if (!moveMark(by.security, hmac, mark)) return { drop: { is: 'hmac-replayed' } }
  return timed && Math.abs(skew) * 2 > window ? { note: { is: 'hmac-skewed', skew, window } } : undefined
}

/** False: it was heard before. Marks of multicast senders are few, those of peers as many as there are. */
function moveMark(
  { marks }: Security,
  hmac: HmacSettings,
  heard: { readonly from: Address; readonly stamp: bigint; readonly wall: Micros; readonly bounded: boolean },
): boolean {
  const { from, stamp, wall } = heard
  const before = marks.get(from)
  // A clock that was set must not shut its host out for ever: what is outside the window proves nothing.
  const counts =
    before !== undefined &&
    !(hmac.antiReplay === 'time' && Math.abs(stampAge(before, wall)) > windowSeconds(hmac))
  if (counts && !isLater(stamp, before)) return false
  marks.delete(from)
  const [longest] = marks.keys()
  if (heard.bounded && marks.size >= multicastMarksMax && longest !== undefined) marks.delete(longest)
  marks.set(from, stamp)
  return true
}
