/**
 * In which of its forms the checksum of an advert is right, and whether that will do: RFC 3768 section 5.3.8
 * sums the PDU alone, RFC 9568 section 5.2.8 adds a pseudo-header, and keepalived has a word for each of two
 * departures from that. Refuses IPv6: its checksum the kernel verifies.
 */
import type { ReceivedPacket } from '../wire/vrrp.ts'
import { sendsOldChecksum } from './adverts.ts'
import type { ChecksumForm } from './events.ts'
import type { Examiner, Verdict } from './inspect.ts'
import type { Security } from './security.ts'
import type { InstanceSettings } from './settings.ts'

/**
 * Both forms of version 3 are understood, whichever we send (quirks: checksumFormsUnderstood); strict mode
 * takes that of the RFC only.
 */
export function checkChecksum(packet: ReceivedPacket, { settings, security }: Examiner): Verdict {
  const { version } = settings
  if (packet.family === 'ipv6') return undefined
  const ours = version === 2 ? 'plain' : formOf(settings, security)
  if (packet.checksum[ours] === true) return undefined
  const [peer] = rightAs(packet)
  if (version === 2) return { drop: { is: 'checksum', version, peer } }
  const refused = settings.strict || (peer === 'group' && settings.unicast?.oldChecksum === 'never')
  if (peer === undefined || refused) return { drop: { is: 'checksum', version, peer } }
  const detects = settings.unicast?.oldChecksum === 'detect' && !settings.version3ChecksumAsVersion2
  if (peer !== 'group' || !detects) return { note: { is: 'checksum-form', peer, ours } }
  security.oldChecksum = true
  return { note: { is: 'old-checksum' } }
}

/** In the order of their likelihood; several are by chance. */
function rightAs({ checksum }: ReceivedPacket): readonly ChecksumForm[] {
  const forms: readonly ChecksumForm[] = ['pseudo', 'plain', 'group']
  return forms.filter((form) => checksum[form] === true)
}

/** What we send. */
function formOf(settings: InstanceSettings, security: Security): ChecksumForm {
  if (settings.version3ChecksumAsVersion2) return 'plain'
  return sendsOldChecksum(settings, security) ? 'group' : 'pseudo'
}
