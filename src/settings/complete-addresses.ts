/**
 * virtual_ipaddress of an instance: duplicates, the other family, unknown interfaces, more than an advert
 * holds.
 */
import { familyOf } from '../base/address.ts'
import type { Report } from '../conf/diagnostics.ts'
import type { VirtualAddressDraft } from '../vrrp/address-line.ts'
import type { VirtualAddress } from '../vrrp/settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { HostFacts } from './settings.ts'

/** The count is one byte on the wire. */
const addressesMax = 255

/** What an instance puts on interfaces. */
export interface InstanceAddresses {
  readonly addresses: readonly VirtualAddress[]
  readonly excluded: readonly VirtualAddress[]
}

/** Undefined: the instance cannot run, which is reported. */
export function completeAddresses(
  draft: WholeInstance,
  its: { readonly version: 2 | 3; readonly host: HostFacts | undefined },
  report: Report,
): InstanceAddresses | undefined {
  const kept: VirtualAddressDraft[] = []
  for (const address of [...draft.addresses, ...draft.excluded]) {
    const problem = problemOf(address, kept)
    if (problem === undefined) kept.push(address)
    else {
      const instead = 'this address is left out'
      report({ ...problem, span: address.at, instead })
    }
  }
  if (!kept.every((address) => hasInterface(address, its.host, report))) return undefined
  const advertised = kept.filter((address) => draft.addresses.includes(address))
  if (advertised.length === 0 && !reportNone(draft, its.version, report)) return undefined
  const surplus = advertised.slice(addressesMax)
  noteSurplus(draft, surplus, report)
  const excluded = kept.filter((address) => draft.excluded.includes(address))
  return {
    addresses: advertised.slice(0, addressesMax).map(finished),
    excluded: [...surplus, ...excluded].map(finished),
  }
}

function finished(address: VirtualAddressDraft): VirtualAddress {
  return {
    prefix: address.prefix,
    interface: address.interface?.value,
    broadcast: address.broadcast,
    label: address.label,
    scope: address.scope ?? 0,
  }
}

/** keepalived moves what does not fit in an advert as well, and says so in its log. */
function noteSurplus(draft: WholeInstance, surplus: readonly VirtualAddressDraft[], report: Report): void {
  const [first] = surplus
  if (first === undefined) return
  report({
    code: 'too-many-addresses',
    severity: 'warning',
    span: first.at,
    message: `vrrp_instance ${draft.name.value}: an advert holds at most ${addressesMax} addresses`,
    instead: `from here on, ${surplus.length} are treated as virtual_ipaddress_excluded`,
  })
}

function problemOf(address: VirtualAddressDraft, kept: readonly VirtualAddressDraft[]) {
  const text = address.prefix.address
  if (familyOf(text) === 'ipv6') {
    const message = `${text} is IPv6, which keepalived-ts cannot do yet`
    return { code: 'other-family', severity: 'warning', message } as const
  }
  if (kept.some((other) => other.prefix.address === text)) {
    return { code: 'address-twice', severity: 'warning', message: `${text} is there already` } as const
  }
  return undefined
}

function hasInterface(address: VirtualAddressDraft, host: HostFacts | undefined, report: Report): boolean {
  const given = address.interface
  if (given === undefined || host === undefined) return true
  if (host.interfaces.some((one) => one.name === given.value)) return true
  report({
    code: 'interface-unknown',
    severity: 'error',
    span: given.at,
    message: `there is no interface ${given.value} on this host`,
    instead: 'nothing runs: keepalived refuses such a configuration, and so do we',
    fatal: true,
  })
  return false
}

/** Whether the instance may run without addresses: version 3 needs one. */
function reportNone(draft: WholeInstance, version: 2 | 3, report: Report): boolean {
  const name = draft.name.value
  const message = `vrrp_instance ${name} has no virtual_ipaddress`
  const span = draft.name.at
  if (version === 2) {
    const instead = 'it elects a master all the same, who gets no address'
    report({ code: 'no-addresses', severity: 'warning', span, message, instead })
    return true
  }
  const instead = 'nothing runs: an advert of version 3 needs an address'
  report({ code: 'no-addresses', severity: 'error', span, message, instead, fatal: true })
  return false
}
