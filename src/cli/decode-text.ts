/** The words in which `decode` tells why a frame would be refused, and what else is worth knowing. */
import { unreachable } from '../base/bug.ts'
import type { ChecksumForm, ChecksumReading, Defect, Remark } from '../wire/defects.ts'

const formTexts = {
  'pdu-alone': 'over the PDU alone',
  'pseudo-header': 'with the pseudo-header',
  'old-unicast': 'with a pseudo-header to 224.0.0.18',
} as const satisfies Record<ChecksumForm, string>

/** What makes a peer send a checksum in another form than ours. */
const formCauses = {
  'pdu-alone': 'v3_checksum_as_v2',
  'pseudo-header': 'that of version 3',
  'old-unicast': 'old_unicast_checksum',
} as const satisfies Record<ChecksumForm, string>

export function hexWord(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`
}

/** The checksum and in which of its forms it is right. */
export function checksumText(reading: ChecksumReading): string {
  const forms = reading.rightAs.map((form) => formTexts[form]).join(' and ')
  const found = hexWord(reading.found)
  if (forms !== '') return `${found}, right ${forms}`
  return reading.expected === undefined ? found : `${found}, right in no form`
}

/** One reason for which a receiver refuses a frame. */
export function defectText(defect: Defect): string {
  switch (defect.is) {
    case 'cut-by-capture':
      return `cut by the capture: only ${defect.captured} of ${defect.original} bytes are here`
    case 'too-short':
      return `too short: ${defect.received} bytes, at least ${defect.expected} expected`
    case 'length':
      return `length ${defect.received}, ${defect.expected} expected from version and address count`
    case 'ttl':
      return `TTL or hop limit ${defect.received}, 255 expected`
    case 'checksum':
      return wrongChecksumText(defect.reading)
    case 'trailer':
      return `auth_hmac: scheme ${defect.scheme} and reserved ${defect.reserved}, 1 and 0 expected`
    case 'auth-type-mismatch':
      return defect.header
        ? `an AH header before authentication type ${defect.received}, 2 expected`
        : 'authentication type 2 without an AH header'
    case 'ah-spi':
      return `AH index ${defect.received}, ${defect.expected} expected: the source address as a number`
    case 'ip-length':
      return `the IP header says ${defect.header} bytes, ${defect.received} are here`
    default:
      return fieldText(defect)
  }
}

type OtherDefect = Exclude<
  Defect,
  {
    is:
      | 'cut-by-capture'
      | 'too-short'
      | 'length'
      | 'ttl'
      | 'checksum'
      | 'trailer'
      | 'auth-type-mismatch'
      | 'ah-spi'
      | 'ip-length'
  }
>

function fieldText(defect: OtherDefect): string {
  switch (defect.is) {
    case 'ip-checksum':
      return 'the checksum of the IP header is wrong'
    case 'fragment':
      return 'a fragment, which only its fellows make whole'
    case 'source':
      return `source ${defect.source} is no address of a host`
    case 'vrid':
      return 'virtual router 0, which is nobody (1 to 255)'
    case 'version':
      return `version ${defect.received}, 2 or 3 expected`
    case 'type':
      return `type ${defect.received}, 1 (advertisement) expected`
    case 'interval':
      return 'advert interval 0'
    case 'address-count':
      return 'no address at all (RFC 9568 section 7.1; keepalived accepts it)'
    case 'auth-type-invalid':
      return `authentication type ${defect.received}, 0, 1 or 2 expected`
    case 'ah-length':
      return `AH header of ${defect.received} bytes, 24 expected`
    case 'arp-hardware':
      return 'not ARP for IPv4 over Ethernet'
    case 'arp-operation':
      return `ARP operation ${defect.received}, 1 (request) or 2 (reply) expected`
    case 'sender-mac':
      return `sender ${defect.mac} is the address of a group`
    case 'target':
      return `target ${defect.target} is no address of a host`
    case 'icmp-code':
      return `ICMPv6 code ${defect.received}, 0 expected`
    case 'options':
      return 'options that do not fill the message'
    case 'solicited-to-many':
      return 'an answer (S flag) sent to a group'
    case 'unspecified-source':
      return 'source :: together with a source hardware address'
    default:
      return unreachable(defect)
  }
}

function wrongChecksumText(reading: ChecksumReading): string {
  const expected = reading.expected === undefined ? '' : `, ${hexWord(reading.expected)} expected`
  const forms = reading.rightAs.map((form) => `${formTexts[form]} (${formCauses[form]})`)
  const otherwise = forms.length === 0 ? '' : `; it would be right ${forms.join(' and ')}`
  return `checksum ${hexWord(reading.found)} is wrong${expected}${otherwise}`
}

/** Something that no receiver refuses, or not every one. */
export function remarkText(remark: Remark): string {
  switch (remark.is) {
    case 'ah':
      return 'AH: only a receiver with auth_type AH hears it; its value needs the password'
    case 'trailer':
      return 'auth_hmac: a receiver without it refuses the length; its digest needs the key'
    case 'unicast-ttl':
      return `unicast with TTL or hop limit ${remark.received}: keepalived accepts it, RFC 9568 does not`
    case 'version-2-on-ipv6':
      return 'version 2 on IPv6 is a form of keepalived alone'
    case 'not-link-local':
      return 'the source is not link-local, as RFC 9568 section 5.1.2.1 wants it; keepalived accepts it'
    case 'envelope-unknown':
      return 'a PDU without its IP header: TTL, addresses and a checksum with pseudo-header are not judged'
    default:
      return unreachable(remark)
  }
}
