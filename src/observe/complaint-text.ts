/** Why an advert was refused or noted, in keepalived's words. */
import type { Address } from '../base/address.ts'
import { unreachable } from '../base/bug.ts'
import type { ChecksumForm, Complaint } from '../vrrp/events.ts'

/** Without the instance, which stands before it. */
export function complaintText(complaint: Complaint, from: Address): string {
  switch (complaint.is) {
    case 'length': {
      const { received, expected } = complaint
      const size = received > expected ? 'long' : 'short'
      return `vrrp packet from ${from} too ${size}, length ${received} and expect ${expected}`
    }
    case 'ttl':
      return `invalid TTL/HL from ${from}. Received ${complaint.received} and expect 255`
    case 'version': {
      const { received, expected } = complaint
      return `wrong VRRP version from ${from}. Received ${received} and expect ${expected}`
    }
    case 'auth-type-invalid':
      return `Invalid auth type from ${from}: ${complaint.received}`
    case 'auth-type-mismatch':
      return `received a ${complaint.received} auth from ${from}, expecting ${complaint.expected}!`
    case 'auth-failure':
      return `received an invalid passwd from ${from}!`
    case 'interval-v2': {
      const { received, expected } = complaint
      return `advertisement interval mismatch with ${from} mine=${expected} sec rcv'd=${received} sec`
    }
    case 'type':
      return `Invalid packet type from ${from}. ${complaint.received} and expect 1`
    case 'ip-length': {
      const { header, received } = complaint
      return `ip_tot_len mismatch against received length from ${from}. ${header} and received ${received}`
    }
    case 'interval-v3': {
      const { received, expected } = complaint
      return `advertisement interval mismatch ours = ${expected} centi-sec rcv'd=${received} centi-sec`
    }
    case 'checksum': {
      const { version, peer } = complaint
      const why = peer === undefined ? '' : `: the peer ${sumsHow[peer]}`
      return `Invalid VRRPv${version} checksum from ${from}${why}`
    }
    case 'checksum-form':
      return `${from} ${sumsHow[complaint.peer]}; both forms are understood here`
    case 'old-checksum':
      return 'Setting unicast VRRPv3 checksum to old version'
    case 'address-count':
      return `expected ${complaint.expected} VIPs but received ${complaint.received}`
    case 'address-missing':
      return `${associated} ${complaint.vrid} not present in advert from ${from}: ${complaint.address}`
    case 'own-address':
      return ownAddressText
    default:
      return securityText(complaint, from)
  }
}

const ownAddressText =
  'WARNING - equal priority advert received from remote host with our IP address. ' +
  'Likely: a second daemon with this virtual_router_id on this host; our own address in unicast_peer; ' +
  'or another host that has our address, too'

const associated = 'ip address associated with VRID'

/** With the keyword that makes the two agree. */
const sumsHow: Readonly<Record<ChecksumForm, string>> = {
  plain: 'sums without the pseudo-header: v3_checksum_as_v2 differs',
  pseudo: 'sums with the pseudo-header of RFC 9568: v3_checksum_as_v2 or old_unicast_checksum differs',
  group: 'sums with 224.0.0.18 as destination: old_unicast_checksum differs',
}

type Security = Exclude<Complaint, { readonly is: Plain }>
type Plain =
  | 'length'
  | 'ttl'
  | 'version'
  | 'auth-type-invalid'
  | 'auth-type-mismatch'
  | 'auth-failure'
  | 'interval-v2'
  | 'type'
  | 'ip-length'
  | 'interval-v3'
  | 'checksum'
  | 'checksum-form'
  | 'old-checksum'
  | 'address-count'
  | 'address-missing'
  | 'own-address'

/** Whom it comes from and what proves it. */
function securityText(complaint: Security, from: Address): string {
  switch (complaint.is) {
    case 'cast': {
      const other = complaint.expected === 'unicast' ? 'multicast' : 'unicast'
      return `Expected ${complaint.expected} packet but received ${other} packet from ${from}`
    }
    case 'owner-ignores':
      return `Dropping packet(s) from ${from} since we are address owner`
    case 'stranger':
      return `unicast source address ${from} not a unicast peer`
    case 'ttl-range': {
      const { received, min, max } = complaint
      return `TTL/HL ${received} from ${from} not in range [${min}, ${max}]`
    }
    case 'ah':
      return complaint.received
        ? `Received AH header but auth type not AH from ${from}`
        : `No AH header but auth type is AH from ${from}`
    case 'ah-index':
      return `IPSEC AH : invalid IPSEC SPI value. ${complaint.received} and expect ${complaint.expected}`
    case 'ah-value':
      return 'IPSEC-AH : invalid IPSEC HMAC-MD5 value. Due to fields mutation or bad password !'
    case 'ah-sequence': {
      const { received, last } = complaint
      return `IPSEC-AH : sequence number ${received} already processed. Packet dropped. Local(${last})`
    }
    case 'ah-inside':
      return `the authentication header from ${from} holds no VRRP`
    default:
      return trailerText(complaint, from)
  }
}

function trailerText(
  complaint: Extract<Complaint, { readonly is: `hmac-${string}` }>,
  from: Address,
): string {
  switch (complaint.is) {
    case 'hmac-missing':
      return `missing authentication trailer from ${from}`
    case 'hmac-malformed':
      return `malformed authentication trailer from ${from}`
    case 'hmac-unknown-key':
      return `unknown authentication key id ${complaint.id} from ${from}`
    case 'hmac-invalid':
      return `invalid authentication HMAC from ${from}`
    case 'hmac-stale': {
      const { skew, window } = complaint
      return `stale authentication trailer from ${from}, clock skew ${skew} sec exceeds window ${window} sec`
    }
    case 'hmac-replayed':
      return `replayed authentication trailer from ${from}`
    case 'hmac-skewed': {
      const { skew, window } = complaint
      return `authentication clock skew ${skew} sec from ${from} approaching window ${window} sec`
    }
    default:
      return unreachable(complaint)
  }
}
