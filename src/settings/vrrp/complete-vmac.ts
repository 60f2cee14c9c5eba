/**
 * The interface that an instance has for itself: use_vmac and use_ipvlan, checked against what is there.
 * RFC 9568, 7.3.
 */
import { type Family, type Mac, macFromBytes } from '../../base/address.ts'
import type { Span } from '../../base/span.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'
import type { ConfigurationFault, LinkGroup, VirtualInterface } from '../../vrrp/link-settings.ts'
import type { HostInterface } from '../settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { Around } from './complete-instance.ts'
import { forcedByStrict } from './strict.ts'

export interface VmacInput extends Around {
  readonly family: Family
  readonly strict: boolean
  readonly vrid: number
  readonly facts: HostInterface | undefined
}

export interface OwnInterface {
  readonly virtualInterface: VirtualInterface | undefined
  readonly promoteSecondaries: boolean
  readonly faults: readonly ConfigurationFault[]
}

export function completeVmac(draft: WholeInstance, its: VmacInput, report: Report): OwnInterface {
  const asked = draft.vmac.use ?? draft.ipvlan?.use
  const use = asked !== undefined && !withoutInterface(draft, asked, report)
  const refused = use && its.facts?.ethernet === false
  if (refused) reportNotEthernet(draft, asked, report)
  const faults: ConfigurationFault[] = refused ? ['not-ethernet'] : []
  const virtualInterface = use && !refused ? virtualInterfaceOf(draft, its, report) : undefined
  const base = draft.vmac.sendFromBase
  if (base !== undefined && virtualInterface?.is !== 'vmac') {
    const message = 'vmac_xmit_base is for instances with use_vmac'
    report({
      code: 'vmac-option-cleared',
      severity: 'warning',
      span: base,
      message,
      instead: 'it is ignored',
    })
  }
  if (virtualInterface?.is === 'ipvlan' && virtualInterface.address === undefined && its.family === 'ipv4') {
    reportNoAddress(draft, report)
    faults.push('ipvlan-without-address')
  }
  return {
    virtualInterface,
    promoteSecondaries: keepsPromotion(draft, virtualInterface, report),
    faults,
  }
}

/** Said and taken out: a unicast instance may have no interface, and then a VMAC has nothing to stand on. */
function withoutInterface(draft: WholeInstance, span: Span, report: Report): boolean {
  if (draft.interface !== undefined) return false
  report({
    code: 'vmac-without-interface',
    severity: 'warning',
    span,
    message: `use_${draft.vmac.use === undefined ? 'ipvlan' : 'vmac'} needs an interface to stand on`,
    instead: 'it is ignored',
  })
  return true
}

function virtualInterfaceOf(draft: WholeInstance, its: VmacInput, report: Report): VirtualInterface {
  const { vmac, ipvlan } = draft
  if (ipvlan !== undefined) {
    noteBoth(draft, its, report)
    return {
      is: 'ipvlan',
      name: nameOf(draft, { kind: 'ipvlan', given: ipvlan.name, mac: undefined }, { its, report }),
      address: ipvlan.address?.value,
      mode: ipvlan.mode ?? 'bridge',
      group: groupOf(ipvlan.group, its, report),
    }
  }
  const mac = macOf(draft, its, report)
  return {
    is: 'vmac',
    name: nameOf(draft, { kind: 'macvlan', given: vmac.name, mac }, { its, report }),
    mac,
    sendFromBase: sendsFromBase(draft, its.strict, report),
    notifyByNetlink: vmac.notifyByNetlink !== undefined,
    group: groupOf(vmac.group, its, report),
  }
}

/** keepalived takes both and says nothing; the ipvlan is what comes of it. */
function noteBoth(draft: WholeInstance, { strict, host }: VmacInput, report: Report): void {
  const { vmac, ipvlan } = draft
  if (vmac.use === undefined || ipvlan === undefined) return
  const { name } = vmac
  // The two share one name in keepalived, whose test complains of the second one.
  const clash = name !== undefined && (ipvlan.name !== undefined || host?.has(name.value) === true)
  report({
    code: 'vmac-and-ipvlan',
    severity: clash ? 'warning' : 'note',
    span: vmac.use,
    message: `an instance has a VMAC or an ipvlan, and use_ipvlan stands in line ${ipvlan.use.line}`,
    instead: 'the ipvlan is used',
  })
  sendsFromBase(draft, strict, report)
}

/** By its number: names of groups are in the tables of iproute2. */
function groupOf(
  given: Given<LinkGroup> | undefined,
  { names }: VmacInput,
  report: Report,
): number | undefined {
  if (given === undefined) return undefined
  const { value } = given
  const number = typeof value === 'number' ? value : names.number('group', value)
  if (number !== undefined) return number
  report({
    code: 'bad-vmac-option',
    severity: 'note',
    span: given.at,
    message: `no table of iproute2 has a group ${given.value}`,
    instead: 'it is in the group of the interface below',
  })
  return undefined
}

/** A name that the kernel has given to something else would take that away from its owner. */
function nameOf(
  draft: WholeInstance,
  wish: {
    readonly kind: 'macvlan' | 'ipvlan'
    readonly given: Given<string> | undefined
    readonly mac: Mac | undefined
  },
  { its, report }: { readonly its: VmacInput; readonly report: Report },
): string {
  const { family, vrid, facts } = its
  const base = facts?.kind === 'macvlan' ? (facts.base ?? facts.name) : (draft.interface?.value ?? '')
  const { kind, given, mac } = wish
  const taken = its.vmacNames.nameFor({
    ...{ owner: draft.name.value, prefix: its.defaults.vmacPrefix, vrid, family, kind },
    given: given?.value,
    link: mac === undefined ? undefined : { base, mac },
  })
  if (taken.is === 'taken' && given !== undefined) {
    const { by, name } = taken
    const why = by === undefined ? `is there already, and is no ${kind}` : `belongs to vrrp_instance ${by}`
    report({
      code: 'vmac-name-taken',
      severity: 'warning',
      span: given.at,
      message: `${given.value} ${why}`,
      instead: `the name is ignored; ${name} is used`,
    })
  }
  return taken.name
}

/** RFC 9568, 7.3: 00-00-5E-00-01-{VRID} for IPv4, -02- for IPv6. */
function macOf({ vmac }: WholeInstance, { family, strict, vrid }: VmacInput, report: Report): Mac {
  const given = vmac.mac
  if (given !== undefined && !strict) {
    return macFromBytes(Uint8Array.from(given.value.length === 5 ? [...given.value, vrid] : given.value))
  }
  const mac = macFromBytes(Uint8Array.of(0, 0, 0x5e, 0, family === 'ipv4' ? 1 : 2, vrid))
  if (given !== undefined) {
    forcedByStrict(
      { at: given.at, what: 'a VMAC has the address of the RFC', instead: `${mac} is used` },
      report,
    )
  }
  return mac
}

/** The kernel chooses the way of unicast adverts, and that is never the VMAC. */
function sendsFromBase({ vmac, unicast }: WholeInstance, strict: boolean, report: Report): boolean {
  if (vmac.sendFromBase !== undefined) {
    if (!strict) return true
    const what = 'adverts leave through the VMAC, without vmac_xmit_base'
    forcedByStrict({ at: vmac.sendFromBase, what, instead: 'it is ignored' }, report)
    return false
  }
  if (unicast.meant === undefined) return false
  report({
    code: 'vmac-with-unicast',
    severity: 'warning',
    span: unicast.meant.at,
    message: `${unicast.meant.value} together with use_vmac needs vmac_xmit_base`,
    instead: strict ? 'strict mode forbids that as well: it is not set' : 'it is set',
  })
  return !strict
}

function keepsPromotion(
  { switches }: WholeInstance,
  virtualInterface: VirtualInterface | undefined,
  report: Report,
): boolean {
  const given = switches.promoteSecondaries
  if (given === undefined || virtualInterface === undefined) return given?.value ?? false
  report({
    code: 'vmac-option-cleared',
    severity: 'warning',
    span: given.at,
    message: 'promote_secondaries is always on for an interface that the instance has for itself',
    instead: 'the line can go',
  })
  return false
}

function reportNotEthernet(draft: WholeInstance, span: Span, report: Report): void {
  report({
    code: 'interface-not-ethernet',
    severity: 'warning',
    span,
    message: `${draft.interface?.value} is no Ethernet interface: there can be no VMAC or ipvlan on it`,
    instead: 'the instance stays in the fault state',
  })
}

function reportNoAddress({ ipvlan, name }: WholeInstance, report: Report): void {
  report({
    code: 'ipvlan-without-address',
    severity: 'error',
    span: ipvlan?.use ?? name.at,
    message: 'an IPv4 ipvlan needs an address of its own, which no other node has',
    instead: 'the instance stays in the fault state; write the address after use_ipvlan',
  })
}
