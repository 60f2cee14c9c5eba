/**
 * What an instance cannot be without: a virtual_router_id and an interface, or a unicast source instead of
 * the interface. What is missing here is fatal, as in keepalived.
 */
import { addressBytes, familyOf } from '../../base/address.ts'
import type { Span } from '../../base/span.ts'
import type { Diagnostic, Report } from '../../conf/diagnostics.ts'
import { nearest, thereAre } from '../../conf/suggest.ts'
import type { HostInterface } from '../settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { Around } from './complete-instance.ts'

export interface Minimum {
  /** 1 to 255. */
  readonly vrid: number
  /** Undefined: a unicast instance without one. */
  readonly interface: string | undefined
  /** Undefined: nothing is known of the interface, or it is not there yet. */
  readonly facts: HostInterface | undefined
}

/** Undefined: fatal, which is reported. */
export function completeMinimum(draft: WholeInstance, around: Around, report: Report): Minimum | undefined {
  const name = draft.name.value
  const usable = checkInterface(draft, around, report)
  if (draft.vrid === undefined) {
    const at = missingAt('virtual_router_id', draft)
    const message = `vrrp_instance ${name} has no virtual_router_id`
    report({ ...fatal('vrid-missing', at, message), causesUntil: lastLine(draft) })
  }
  if (draft.vrid === undefined || !usable) return undefined
  const given = draft.interface?.value
  const facts = given === undefined ? undefined : around.host?.get(given)
  return { vrid: draft.vrid.value, interface: given, facts }
}

export function fatal(code: string, span: Span, message: string): Diagnostic {
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

/** The line of a keyword may be lost anywhere in the block; one that nothing closes goes on to the end. */
function lastLine({ end, name }: WholeInstance): number {
  return end?.file === name.at.file ? end.line : Number.MAX_SAFE_INTEGER
}

function checkInterface(draft: WholeInstance, around: Around, report: Report): boolean {
  const given = draft.interface
  if (given === undefined) return mayLackInterface(draft, report)
  const { host, defaults } = around
  const found = host?.get(given.value)
  if (host === undefined || (found === undefined && defaults.dynamicInterfaces !== 'no')) return true
  if (found === undefined) {
    const known = [...host.values()].filter((one) => !one.loopback).map((one) => one.name)
    const near = nearest(given.value, known)
    const message = `there is no interface ${given.value} on this host; ${thereAre(known)}`
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

/** keepalived 2.4: a unicast instance is bound by its source address instead. */
function mayLackInterface(draft: WholeInstance, report: Report): boolean {
  const { name, unicast, source } = draft
  if (unicast.meant === undefined) {
    const at = missingAt('interface', draft)
    const message = `vrrp_instance ${name.value} has no interface`
    report({ ...fatal('interface-missing', at, message), causesUntil: lastLine(draft) })
  } else if (source === undefined) {
    const message = `vrrp_instance ${name.value} has neither an interface nor a unicast_src_ip`
    report(fatal('interface-missing', unicast.meant.at, message))
  } else if (familyOf(source.value) === 'ipv6' && isLinkLocal(addressBytes(source.value))) {
    const message = `the link-local address ${source.value} means nothing without an interface`
    report(fatal('interface-missing', source.at, message))
  } else return true
  return false
}

/** RFC 4291, 2.5.6: fe80::/10. */
export function isLinkLocal([first = 0, second = 0]: Uint8Array): boolean {
  return first === 0xfe && (second & 0xc0) === 0x80
}
