/**
 * Virtual routers that would be one on the wire, or that would share a VMAC. RFC 9568, 5.2.3: the number, the
 * family and the link name a virtual router; keepalived also looks at the group or the peers.
 */
import { type Address, familyOf } from '../../base/address.ts'
import type { Span } from '../../base/span.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { ConfigurationFault } from '../../vrrp/link-settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { Around, Untracked } from './complete-instance.ts'

export interface Others extends Around {
  readonly drafts: readonly WholeInstance[]
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[]
}

/** The same instances, those that give way with the fault that holds them; fatal where nobody can. */
export function withoutConflicts(
  instances: readonly Untracked[],
  others: Others,
  report: Report,
): readonly Untracked[] {
  const spans = new Map(others.drafts.map(({ name, vrid }) => [name.value, vrid?.at ?? name.at]))
  const seen: Seen = { multicast: new Map(), unicast: new Map(), vmacs: new Map() }
  const groupOf = new Map(others.groups.flatMap(({ name, members }) => members.map((one) => [one, name])))
  return instances.map((instance) => {
    const its: Its = { instance, others, groupOf, span: spans.get(instance.name) }
    const faults: ConfigurationFault[] = [...instance.faults]
    if (!checkNumber(its, seen, report)) faults.push('vrid-taken')
    if (!checkVmac(its, seen, report)) faults.push('vmac-shared')
    return faults.length === instance.faults.length ? instance : { ...instance, faults }
  })
}

interface Its {
  readonly instance: Untracked
  readonly others: Others
  readonly groupOf: ReadonlyMap<string, string>
  readonly span: Span | undefined
}

interface Seen {
  readonly multicast: Map<string, Untracked>
  /** By number, family, source and peer; then by interface, `''` for none. */
  readonly unicast: Map<string, Map<string, Untracked>>
  readonly vmacs: Map<string, Untracked>
}

/** False: it must be held in the fault state. */
function checkNumber(its: Its, seen: Seen, report: Report): boolean {
  const { instance, others } = its
  const clash = instance.unicast === undefined ? sameLink(its, seen) : samePeer(its, seen)
  if (clash === undefined) return true
  const { name, vrid } = instance
  const isUnicast = instance.unicast !== undefined
  const where = isUnicast ? 'with the same source and peer' : `on ${instance.interface}`
  const message =
    `virtual_router_id ${vrid} ${where} belongs to vrrp_instance ${clash.name} already: ` +
    `their adverts could not be told apart`
  const about = { code: 'vrid-taken', span: its.span ?? noSpan, message } as const
  if (!isUnicast && others.defaults.dynamicInterfaces === 'changing' && mayChange(its)) {
    const instead = `vrrp_instance ${name} stays in the fault state until one of the interfaces has changed`
    report({ ...about, code: 'vrid-taken-for-now', severity: 'warning', instead })
    return false
  }
  const instead = 'nothing runs until one of them has another number or interface'
  report({ ...about, severity: 'error', instead, fatal: true })
  return true
}

/** Every completed instance has a draft with a name; this stands for a place that cannot be missing. */
const noSpan: Span = { file: '', line: 0, column: 0, length: 0 }

function sameLink({ instance, others }: Its, { multicast }: Seen): Untracked | undefined {
  const name = instance.interface ?? ''
  const facts = others.host?.get(name)
  // An interface that may come later may be another one than it seems.
  if (others.host !== undefined && facts === undefined) return undefined
  const link = facts?.kind === 'macvlan' || facts?.kind === 'ipvlan' ? (facts.base ?? name) : name
  // keepalived allows it to IPv6 instances of which one has an interface, and so a source, of its own.
  const own = instance.family === 'ipv6' && instance.virtualInterface !== undefined ? 'own' : ''
  const key = `${instance.family} ${link} ${instance.vrid} ${instance.destination} ${own}`
  const other = multicast.get(key)
  if (other === undefined) multicast.set(key, instance)
  return other
}

function samePeer({ instance, others }: Its, { unicast }: Seen): Untracked | undefined {
  const source = instance.source ?? firstAddress(instance, others)
  if (source === undefined) return undefined
  const name = instance.interface ?? ''
  let clash: Untracked | undefined
  for (const { address } of instance.unicast?.peers ?? []) {
    const key = `${instance.vrid} ${source} ${address}`
    const holders = unicast.get(key) ?? new Map<string, Untracked>()
    unicast.set(key, holders)
    // One that names no interface may be on any.
    const other = holders.get(name) ?? holders.get('') ?? (name === '' ? [...holders.values()][0] : undefined)
    clash ??= other
    if (!holders.has(name)) holders.set(name, instance)
  }
  return clash
}

function firstAddress({ interface: name, family }: Untracked, { host }: Others): Address | undefined {
  return name === undefined ? undefined : host?.get(name)?.addresses.find((one) => familyOf(one) === family)
}

/** keepalived knows it of interfaces that somebody has made: a vlan can be made anew, hardware cannot. */
function mayChange({ instance, others }: Its): boolean {
  const kind = instance.interface === undefined ? undefined : others.host?.get(instance.interface)?.kind
  return kind !== undefined && kind !== ''
}

/**
 * A VMAC that an instance of another sync group has: false. keepalived tells it in a test of the
 * configuration only when the VMAC is there already.
 */
function checkVmac(its: Its, { vmacs }: Seen, report: Report): boolean {
  const { instance, groupOf, span } = its
  const names = vmacsOf(instance)
  const group = groupOf.get(instance.name)
  const stranger = (name: string) => {
    const other = vmacs.get(name)
    return other !== undefined && (group === undefined || group !== groupOf.get(other.name))
  }
  const taken = names.find(stranger)
  for (const name of names) if (!vmacs.has(name)) vmacs.set(name, instance)
  if (taken === undefined) return true
  report({
    code: 'vmac-shared',
    severity: its.others.host?.has(taken) === true ? 'warning' : 'note',
    span: span ?? noSpan,
    message: `vrrp_instance ${vmacs.get(taken)?.name}, which may be backup meanwhile, has the VMAC ${taken}`,
    instead: `vrrp_instance ${instance.name} stays in the fault state; put both into one vrrp_sync_group`,
  })
  return false
}

/** Names of the macvlans that carry its adverts and addresses. */
function vmacsOf({ virtualInterface: own, addresses, excluded }: Untracked): readonly string[] {
  const ofAddresses = [...addresses, ...excluded].flatMap(({ ownMac, interface: name }) =>
    ownMac === undefined || name === undefined ? [] : [name],
  )
  return [...new Set([...(own?.is === 'vmac' ? [own.name] : []), ...ofAddresses])]
}
