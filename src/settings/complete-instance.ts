/**
 * One vrrp_instance: draft to settings, in the order in which keepalived completes it. Refuses (fatally, as
 * keepalived does) what has no usable interface or no number; leaves out, with its reason, what asks for
 * features that are not there yet, so that nothing runs half configured.
 */
import { address, familyOf } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import { micros } from '../base/time.ts'
import type { Diagnostic, Report } from '../conf/diagnostics.ts'
import { nearest } from '../conf/suggest.ts'
import type { AnnounceDraft } from '../vrrp/rows.ts'
import type { AnnounceSettings, InstanceSettings, Trackers } from '../vrrp/settings.ts'
import type { WholeGlobal } from './blocks-global.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import { completeAddresses } from './complete-addresses.ts'
import { completeAuthentication } from './complete-authentication.ts'
import { completeAdvertInterval } from './complete-interval.ts'
import type { HostFacts } from './settings.ts'

export interface Around {
  readonly global: WholeGlobal
  readonly host: HostFacts | undefined
}

const ownerPriority = 255
const multicastGroup = '224.0.0.18'

/** Undefined: left out or fatal, which is reported. */
export function completeInstance(
  draft: WholeInstance,
  around: Around,
  report: Report,
): Omit<InstanceSettings, keyof Trackers> | undefined {
  if (refused(draft, report)) return undefined
  const { global, host } = around
  const name = draft.name.value
  const hasInterface = checkInterface(draft, host, report)
  if (draft.vrid === undefined) {
    const at = missingAt('virtual_router_id', draft)
    report(fatal('vrid-missing', at, `vrrp_instance ${name} has no virtual_router_id`))
  }
  if (draft.interface === undefined || draft.vrid === undefined || !hasInterface) return undefined
  const version = (draft.version ?? global.version)?.value === 3 ? 3 : 2
  const priority = draft.priority?.value ?? (draft.state?.value === 'MASTER' ? ownerPriority : 100)
  notePriority(draft, report)
  const initial = draft.state?.value ?? (priority === ownerPriority ? 'MASTER' : 'BACKUP')
  const addresses = completeAddresses(draft, { version, host }, report)
  if (addresses === undefined) return undefined
  checkSource(draft, host, report)
  return {
    name,
    interface: draft.interface.value,
    vrid: draft.vrid.value,
    version,
    family: 'ipv4',
    initial: initial === 'MASTER' ? 'master' : 'backup',
    priority,
    advertInterval: completeAdvertInterval(draft, version, report),
    preempt: !keepsNoPreempt(draft, { priority, initial }, report),
    downTimerAdverts: (draft.downTimerAdverts ?? global.downTimerAdverts)?.value ?? 3,
    source: draft.source?.value,
    destination: (draft.destination ?? global.destination)?.value ?? address(multicastGroup),
    authentication: completeAuthentication(draft, version, report),
    ...addresses,
    announce: completeAnnounce(draft.announce, global.announce),
  }
}

/** What needs features that are not there yet is left out as a whole. */
function refused(draft: WholeInstance, report: Report): boolean {
  const [first] = draft.addresses
  const reasons = [...draft.refusals]
  if (first !== undefined && familyOf(first.prefix.address) === 'ipv6') {
    reasons.push({ at: first.at, what: 'an IPv6 address' })
  }
  if (draft.authType?.value === 'AH') reasons.push({ at: draft.authType.at, what: 'auth_type AH' })
  for (const { at, what } of reasons) {
    report({
      code: 'not-yet',
      severity: 'error',
      span: at,
      message: `vrrp_instance ${draft.name.value} asks for ${what}, which keepalived-ts cannot do yet`,
      instead: 'the instance is left out as a whole; everything else runs',
    })
  }
  return reasons.length > 0
}

function fatal(code: string, span: Span, message: string): Diagnostic {
  const instead = 'nothing runs: keepalived refuses such a configuration, and so do we'
  return { code, severity: 'error', span, message, instead, fatal: true }
}

/**
 * Where to say that the keyword is missing: at the statement that was meant to be it and was refused, so that
 * the consequence is read after its cause, else at the name of the instance.
 */
function missingAt(keyword: string, draft: WholeInstance): Span {
  const meant = draft.statements.findLast((one) => nearest(one.keyword.text, [keyword]) !== undefined)
  if (meant === undefined) return draft.name.at
  const refusedWord = meant.keyword.text === keyword ? meant.words.at(-1) : meant.keyword
  return refusedWord?.span ?? draft.name.at
}

function checkInterface(draft: WholeInstance, host: HostFacts | undefined, report: Report): boolean {
  const name = draft.name.value
  const given = draft.interface
  if (given === undefined) {
    const at = missingAt('interface', draft)
    report(fatal('interface-missing', at, `vrrp_instance ${name} has no interface`))
    return false
  }
  if (host === undefined) return true
  const found = host.interfaces.find((one) => one.name === given.value)
  if (found === undefined) {
    const known = host.interfaces.filter((one) => !one.loopback).map((one) => one.name)
    const near = nearest(given.value, known)
    const all = known.join(', ') || 'none'
    const message = `there is no interface ${given.value} on this host; there is ${all}`
    report({
      ...fatal('interface-unknown', given.at, message),
      ...(near === undefined ? {} : { suggestion: near }),
    })
    return false
  }
  if (!found.loopback) return true
  report(fatal('interface-loopback', given.at, `${given.value} is a loopback interface: no peer can hear it`))
  return false
}

function notePriority(draft: WholeInstance, report: Report): void {
  if (draft.priority !== undefined || draft.state?.value !== 'MASTER') return
  report({
    code: 'owner-by-default',
    severity: 'note',
    span: draft.state.at,
    message: 'state MASTER without a priority means that this node owns the addresses',
    instead: `priority ${ownerPriority} is used; give a priority if that is not meant`,
  })
}

/** nopreempt has no sense for the owner and no effect with state MASTER: keepalived clears it. */
function keepsNoPreempt(
  draft: WholeInstance,
  its: { readonly priority: number; readonly initial: string },
  report: Report,
): boolean {
  const given = draft.noPreempt
  if (given?.value !== true) return false
  if (its.priority !== ownerPriority && its.initial !== 'MASTER') return true
  report({
    code: 'nopreempt-cleared',
    severity: 'warning',
    span: given.at,
    message:
      its.priority === ownerPriority
        ? 'nopreempt cannot be used with priority 255, which owns the addresses'
        : 'nopreempt has no effect together with state MASTER',
    instead: 'nopreempt is cleared; write state BACKUP on all nodes to use it',
  })
  return false
}

/** With the other node's address both can end up as master, or nopreempt stops working. */
function checkSource(
  { source, interface: given }: WholeInstance,
  host: HostFacts | undefined,
  report: Report,
) {
  if (source === undefined || host === undefined) return
  const holder = host.interfaces.find((one) => one.addresses.includes(source.value))
  if (holder !== undefined) return
  report({
    code: 'source-not-local',
    severity: 'warning',
    span: source.at,
    message: `mcast_src_ip ${source.value} is not an address of this host`,
    instead:
      `adverts are sent from it all the same; if it is the other node's, both can end up as master. ` +
      `${given?.value ?? 'The interface'} has ${addressesOf(host, given?.value)}`,
  })
}

function addressesOf(host: HostFacts, name: string | undefined): string {
  const own = host.interfaces.find((one) => one.name === name)?.addresses ?? []
  return own.filter((one) => familyOf(one) === 'ipv4').join(', ') || 'no IPv4 address'
}

function completeAnnounce(own: AnnounceDraft, global: AnnounceDraft): AnnounceSettings {
  const repeat = own.repeat ?? global.repeat
  const delay = own.delay ?? global.delay
  // keepalived: what is not given after a lower priority is what global_defs says on becoming master.
  const lowerRepeat = own.lowerPriorityRepeat ?? global.lowerPriorityRepeat ?? global.repeat
  const lowerDelay = own.lowerPriorityDelay ?? global.lowerPriorityDelay ?? global.delay
  return {
    repeat: repeat?.value ?? 5,
    delay: delay?.value ?? micros(5_000_000),
    lowerPriorityRepeat: lowerRepeat?.value ?? 5,
    lowerPriorityDelay: lowerDelay?.value ?? micros(5_000_000),
  }
}
