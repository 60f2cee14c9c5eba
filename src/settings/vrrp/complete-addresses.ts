/**
 * virtual_ipaddress of an instance: duplicates, unknown interfaces, more than an advert holds, none at all.
 */
import type { Report } from '../../conf/diagnostics.ts'
import { nearest } from '../../conf/suggest.ts'
import type { VirtualAddressDraft } from '../../vrrp/address-line.ts'
import type { VirtualAddress } from '../../vrrp/settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import { completeAddress } from './complete-address.ts'
import type { Around } from './complete-instance.ts'
import { fatal } from './complete-minimum.ts'
import { forcedByStrict } from './strict.ts'

/** What an instance puts on interfaces. */
export interface InstanceAddresses {
  readonly addresses: readonly VirtualAddress[]
  readonly excluded: readonly VirtualAddress[]
}

export interface AddressesInput extends Around {
  readonly version: 2 | 3
  readonly strict: boolean
  /** As many as an advert holds. */
  readonly most: number
  /** Of the instance; undefined: it has none. */
  readonly interface: string | undefined
}

/** Undefined: the instance cannot run, which is reported. */
export function completeAddresses(
  draft: WholeInstance,
  its: AddressesInput,
  report: Report,
): InstanceAddresses | undefined {
  const lacks = (address: VirtualAddressDraft) => !hasInterface(address, its, report)
  const lackAny = draft.addresses.filter(lacks).length + draft.excluded.filter(lacks).length > 0
  if (lackAny) return undefined
  const { advertised, excluded } = placedOnce(draft, its, report)
  if (advertised.length === 0 || draft.switches.noAddresses !== undefined) {
    if (!enough(draft, { ...its, count: advertised.length }, report)) return undefined
  }
  const surplus = advertised.slice(its.most)
  noteSurplus(draft, { surplus, most: its.most }, report)
  const finished = (one: VirtualAddressDraft) => completeAddress(one, its.names, report)
  return {
    addresses: advertised.slice(0, its.most).map(finished),
    // keepalived puts them at the end.
    excluded: [...excluded, ...surplus].map(finished),
  }
}

/** Judged in the order of the file: of two equal addresses the first stays. */
function placedOnce(draft: WholeInstance, its: AddressesInput, report: Report) {
  const seen: Seen = {
    advertised: new Map(),
    placed: draft.excluded.length === 0 ? undefined : new Map(),
  }
  const advertised: VirtualAddressDraft[] = []
  const excluded: VirtualAddressDraft[] = []
  const place = (one: VirtualAddressDraft, list: VirtualAddressDraft[]) => {
    if (!isNew(one, { seen, isAdvertised: list === advertised }, report)) return
    const found = its.interface === undefined ? withInterface(one, its, report) : one
    if (found !== undefined) list.push(found)
  }
  let next = 0
  for (const one of draft.addresses) {
    for (const above of draft.excluded.slice(next, one.excludedAbove ?? 0)) place(above, excluded)
    next = one.excludedAbove ?? 0
    place(one, advertised)
  }
  for (const below of draft.excluded.slice(next)) place(below, excluded)
  return { advertised, excluded }
}

interface Seen {
  /** Of virtual_ipaddress, by address. */
  readonly advertised: Map<string, VirtualAddressDraft>
  /** All, by address and `dev` as written. Undefined: none is excluded, so that the other map says it all. */
  readonly placed: Map<string, VirtualAddressDraft> | undefined
}

/** keepalived 2.4: an address is in the adverts once, and on each interface once. */
function isNew(
  address: VirtualAddressDraft,
  { seen, isAdvertised }: { readonly seen: Seen; readonly isAdvertised: boolean },
  report: Report,
): boolean {
  const text = address.prefix.address
  const key = seen.placed === undefined ? '' : `${text} ${address.interface?.value ?? ''}`
  const before = (isAdvertised ? seen.advertised.get(text) : undefined) ?? seen.placed?.get(key)
  if (before === undefined) {
    if (isAdvertised) seen.advertised.set(text, address)
    seen.placed?.set(key, address)
    return true
  }
  const message = `${text} is there already, in line ${before.at.line}`
  const instead = 'this address is left out'
  report({ code: 'address-twice', severity: 'warning', span: address.at, message, instead })
  return false
}

/** keepalived.conf(5), static_ipaddress: what has no dev goes to default_interface, if there is one. */
function withInterface(
  address: VirtualAddressDraft,
  { host, defaultInterface }: AddressesInput,
  report: Report,
): VirtualAddressDraft | undefined {
  if (address.interface !== undefined) return address
  const name = host === undefined || host.has(defaultInterface ?? '') ? defaultInterface : undefined
  report({
    code: 'address-without-interface',
    severity: 'warning',
    span: address.at,
    message: `${address.prefix.address} needs dev: the instance has no interface`,
    instead: name === undefined ? 'this address is left out' : `default_interface ${name} gets it`,
  })
  return name === undefined ? undefined : { ...address, interface: { value: name, at: address.at } }
}

/** keepalived moves what does not fit in an advert as well, and says so in its log. */
function noteSurplus(
  draft: WholeInstance,
  its: { readonly surplus: readonly VirtualAddressDraft[]; readonly most: number },
  report: Report,
): void {
  const [first] = its.surplus
  if (first === undefined) return
  report({
    code: 'too-many-addresses',
    severity: 'warning',
    span: first.at,
    message: `vrrp_instance ${draft.name.value}: an advert holds at most ${its.most} addresses here`,
    instead: `from here on, ${its.surplus.length} are treated as virtual_ipaddress_excluded`,
  })
}

function hasInterface(address: VirtualAddressDraft, { host, defaults }: Around, report: Report): boolean {
  const given = address.interface
  if (given === undefined || host === undefined || host.has(given.value)) return true
  if (defaults.dynamicInterfaces !== 'no') return true
  const near = nearest(given.value, host.keys())
  report({
    ...fatal('interface-unknown', given.at, `there is no interface ${given.value} on this host`),
    ...(near === undefined ? {} : { suggestion: near }),
  })
  return false
}

/** Whether the instance may run with so few addresses: version 3 and strict mode need one. */
function enough(
  draft: WholeInstance,
  its: { readonly version: 2 | 3; readonly strict: boolean; readonly count: number },
  report: Report,
): boolean {
  const none = draft.switches.noAddresses
  if (its.strict && none !== undefined) {
    const instead = 'no_virtual_ipaddress is ignored'
    forcedByStrict({ at: none.at, what: 'an instance needs an address', instead }, report)
  }
  if (its.count > 0 || (none !== undefined && !its.strict)) return true
  const message = `vrrp_instance ${draft.name.value} has no virtual_ipaddress`
  const span = draft.name.at
  if (its.version === 2 && !its.strict) {
    const instead = 'it elects a master all the same, who gets no address'
    report({ code: 'no-addresses', severity: 'warning', span, message, instead })
    return true
  }
  const why = its.strict ? 'strict mode needs an address' : 'an advert of version 3 needs an address'
  report({
    code: 'no-addresses',
    severity: 'error',
    span,
    message,
    instead: `nothing runs: ${why}`,
    fatal: true,
  })
  return false
}
