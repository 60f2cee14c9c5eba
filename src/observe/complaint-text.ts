/**
 * Why an advert was refused or noted, in keepalived's words (rx-validation.md section 3 of its description).
 */
import type { Address } from '../base/address.ts'
import { unreachable } from '../base/bug.ts'
import type { Complaint } from '../vrrp/events.ts'

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
    case 'checksum':
      return `Invalid VRRPv${complaint.version} checksum from ${from}`
    case 'address-count':
      return `expected ${complaint.expected} VIPs but received ${complaint.received}`
    case 'address-missing':
      return `ip address associated with VRID not present in advert from ${from}: ${complaint.address}`
    case 'own-address':
      return 'WARNING - equal priority advert received from remote host with our IP address.'
    default:
      return unreachable(complaint)
  }
}
