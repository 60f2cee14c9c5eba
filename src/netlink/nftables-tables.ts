/**
 * The tables with which keepalived keeps virtual addresses from being used that must not be (no_accept), and
 * what a VMAC says for itself from confusing switches (IGMP, MLD and neighbour discovery leave through the
 * interface below), in its layout, name by name, so that what an administrator knows of it stays true. From
 * what must be contained to the tables, and from one state of a table to the next. Talks to nobody.
 */
import { type Address, addressBytes, type Family, familyOf } from '../base/address.ts'
import { difference } from '../base/difference.ts'
import { type Attribute, concatenate, littleEndian, viewOf } from './attribute.ts'
import { isLinkLocal } from './link-local.ts'
import {
  type Chain,
  type Element,
  encodeAddChain,
  encodeAddElements,
  encodeAddRule,
  encodeAddSet,
  encodeAddTable,
  encodeDeleteElements,
  encodeDeleteTable,
  type NamedSet,
  type TableName,
} from './nftables.ts'
import { nameBytes } from './nftables-expressions.ts'
import { rulesOf } from './nftables-rules.ts'

export interface Containment {
  /** Name of the tables, the same for both families. keepalived.conf(5), nftables. */
  readonly table: string
  /** nftables_priority. */
  readonly chainPriority: number
  /** nftables_counters. */
  readonly counters: boolean
  readonly vmacs: readonly ContainedVmac[]
  readonly hidden: readonly HiddenAddress[]
}

export interface ContainedVmac {
  readonly name: string
  readonly index: number
  /** The interface below. */
  readonly baseIndex: number
  /** Of the addresses that are on it; each once. */
  readonly families: readonly Family[]
  /** Of the interface below: it is on the VMAC too, which must not claim it. */
  readonly baseLinkLocal: Address | undefined
}

/** An address that must not accept packets, nor send any. */
export interface HiddenAddress {
  readonly address: Address
  readonly interface: string
  /** Of the interface; matters for link-local addresses only. */
  readonly index: number
  /** A link-local one is matched with the name of its interface instead of the index. */
  readonly byName: boolean
}

export interface FilledSet extends NamedSet {
  readonly elements: readonly Element[]
}

export interface Rule {
  readonly chain: string
  readonly expressions: readonly Attribute[]
}

export interface Table extends TableName {
  readonly chains: readonly Chain[]
  readonly sets: readonly FilledSet[]
  readonly rules: readonly Rule[]
  /** Two tables of the same shape differ in the elements of their sets only. */
  readonly shape: string
}

/** What a table of one family must do. */
export interface Parts {
  readonly family: Family
  readonly vmacs: boolean
  readonly hidden: boolean
  /** Link-local addresses with the index of their interface, and with its name. */
  readonly linkLocal: boolean
  readonly linkLocalByName: boolean
  readonly counters: boolean
}

/** Undefined: nothing of the family has to be contained. */
export function tableOf(family: Family, wanted: Containment): Table | undefined {
  const vmacs = wanted.vmacs.filter(({ families }) => families.includes(family))
  const hidden = wanted.hidden.filter(({ address }) => familyOf(address) === family)
  if (vmacs.length === 0 && hidden.length === 0) return undefined
  const parts: Parts = {
    family,
    vmacs: vmacs.length > 0,
    hidden: hidden.length > 0,
    linkLocal: hidden.some((one) => isLinkLocal(one.address) && !one.byName),
    linkLocalByName: hidden.some((one) => isLinkLocal(one.address) && one.byName),
    counters: wanted.counters,
  }
  return {
    family,
    table: wanted.table,
    chains: chainsOf(parts, wanted.chainPriority),
    sets: (family === 'ipv4' ? setsOfIpv4 : setsOfIpv6)(parts, { vmacs, hidden }),
    rules: rulesOf(parts),
    shape: JSON.stringify([parts, wanted.table, wanted.chainPriority]),
  }
}

/** Takes away whatever is called like that, ours or that of a daemon before us. */
export function removal(name: TableName): readonly Uint8Array[] {
  return [encodeAddTable(name), encodeDeleteTable(name)]
}

/**
 * The messages that lead from one state to the next, in one transaction without a moment in between; none
 * when they are the same. `before` undefined: there is none of ours, but perhaps another of its name.
 */
export function changes(before: Table | undefined, after: Table): readonly Uint8Array[] {
  if (before?.shape !== after.shape) return [...removal(after), ...creation(after)]
  return after.sets.flatMap((set, at) => {
    const { removed, added } = difference(before.sets[at]?.elements ?? [], set.elements, {
      ofPresent: elementKey,
      ofWanted: elementKey,
    })
    return [...encodeDeleteElements(after, set.name, removed), ...encodeAddElements(after, set.name, added)]
  })
}

/** Elements come before the rules: a constant set that a rule uses takes none. */
function creation(table: Table): readonly Uint8Array[] {
  return [
    encodeAddTable(table),
    ...table.chains.map((chain) => encodeAddChain(table, chain)),
    ...table.sets.flatMap((set) => [
      encodeAddSet(table, set),
      ...encodeAddElements(table, set.name, set.elements),
    ]),
    ...table.rules.map(({ chain, expressions }) => encodeAddRule(table, chain, expressions)),
  ]
}

function chainsOf({ family, hidden }: Parts, priority: number): readonly Chain[] {
  const out: Chain = { name: 'out', base: { hook: 'output', priority } }
  if (!hidden) return [out]
  const both: Chain[] = [out, { name: 'in', base: { hook: 'input', priority } }]
  return family === 'ipv4' ? both : [...both, { name: 'in_link_local' }, { name: 'out_link_local' }]
}

interface Contents {
  readonly vmacs: readonly ContainedVmac[]
  readonly hidden: readonly HiddenAddress[]
}

function setsOfIpv4(parts: Parts, { vmacs, hidden }: Contents): readonly FilledSet[] {
  const sets: FilledSet[] = []
  if (parts.vmacs) sets.push(vmacMap(vmacs))
  if (parts.hidden) sets.push(addressSet('ipv4_addr', hidden))
  return sets
}

function setsOfIpv6(parts: Parts, { vmacs, hidden }: Contents): readonly FilledSet[] {
  const sets: FilledSet[] = [parentLinkLocals(vmacs)]
  if (parts.vmacs) {
    const elements = unique(vmacs.map(({ index }) => ({ key: number32(index) })))
    sets.push(vmacMap(vmacs))
    sets.push({ name: 'vmac_set', keys: 'iface_index', id: 3, elements })
    sets.push(icmpTypes('mld-report', 4, [131, 143]))
  }
  if (parts.hidden) {
    const elsewhere = hidden.filter(({ address }) => !isLinkLocal(address))
    sets.push(addressSet('ipv6_addr', elsewhere))
    sets.push(icmpTypes('neighbor-discovery', 6, [135, 136]))
  }
  const local = hidden.filter(({ address }) => isLinkLocal(address))
  if (parts.linkLocal) sets.push(linkLocals(local.filter(({ byName }) => !byName)))
  if (parts.linkLocalByName) sets.push(linkLocalsByName(local.filter(({ byName }) => byName)))
  return sets
}

function linkLocals(hidden: readonly HiddenAddress[]): FilledSet {
  const elements = hidden.map(({ address, index }) => ({
    key: concatenate([addressBytes(address), number32(index)]),
  }))
  const keys = 'ipv6_addr . iface_index'
  return { name: 'vips_link_local', keys, id: 7, elements: unique(elements) }
}

function linkLocalsByName(hidden: readonly HiddenAddress[]): FilledSet {
  const elements = hidden.map((one) => ({
    key: concatenate([addressBytes(one.address), nameBytes(one.interface)]),
  }))
  const keys = 'ipv6_addr . ifname'
  return { name: 'vips_link_local_name', keys, id: 8, elements: unique(elements) }
}

function parentLinkLocals(vmacs: readonly ContainedVmac[]): FilledSet {
  const elements = vmacs.flatMap(({ name, baseLinkLocal }) =>
    baseLinkLocal === undefined ? [] : [{ key: concatenate([addressBytes(baseLinkLocal), nameBytes(name)]) }],
  )
  return { name: 'parent_link_local', keys: 'ipv6_addr . ifname', id: 1, elements: unique(elements) }
}

function vmacMap(vmacs: readonly ContainedVmac[]): FilledSet {
  const elements = vmacs.map(({ index, baseIndex }) => ({ key: number32(index), value: number32(baseIndex) }))
  return {
    name: 'vmac_map',
    keys: 'iface_index',
    values: 'iface_index',
    id: 2,
    elements: unique(elements),
  }
}

function addressSet(keys: 'ipv4_addr' | 'ipv6_addr', hidden: readonly HiddenAddress[]): FilledSet {
  const elements = unique(hidden.map(({ address }) => ({ key: addressBytes(address) })))
  return { name: 'vips', keys, id: 5, elements }
}

function icmpTypes(name: string, id: number, types: readonly number[]): FilledSet {
  const elements = types.map((type) => ({ key: Uint8Array.of(type) }))
  return { name, keys: 'icmpv6_type', constant: true, id, elements }
}

/** Host order: so the kernel has interface indexes. */
function number32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  viewOf(bytes).setUint32(0, value, littleEndian)
  return bytes
}

function unique(elements: readonly Element[]): readonly Element[] {
  return [...new Map(elements.map((element) => [elementKey(element), element])).values()]
}

function elementKey({ key, value }: Element): string {
  return `${key.toString()} ${value?.toString() ?? ''}`
}
