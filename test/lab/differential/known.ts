/**
 * Why our verdict on a configuration may be another than that of keepalived 2.2.7: each reason by name, with
 * what tells it. A difference that none of them explains is a defect. The names are those of
 * settings/quirks.ts, or `newer` where keepalived itself has changed up to 2.4.3, `build` where Debian's
 * lacks a part, `crash` where it died.
 */
import type { Diagnostic } from '../../../src/conf/diagnostics.ts'
import type { SettingsQuirkName } from '../../../src/settings/quirks.ts'
import { testStatus } from '../../../src/settings/test-status.ts'
import type { Verdict } from './oracle.ts'

export interface Difference {
  readonly text: string
  /** Ours. */
  readonly diagnostics: readonly Diagnostic[]
  readonly status: number
  readonly theirs: Verdict
}

export interface KnownDifference {
  readonly name: SettingsQuirkName | 'newer' | 'build' | 'crash'
  /** A line of theirs that we do not say. */
  readonly theirs?: RegExp
  /** Something of ours that counts, and that they do not say. */
  readonly ours?: (diagnostic: Diagnostic) => boolean
}

const code =
  (...codes: readonly string[]) =>
  (diagnostic: Diagnostic) =>
    codes.includes(diagnostic.code)

const about = (wanted: string, message: RegExp) => (diagnostic: Diagnostic) =>
  diagnostic.code === wanted && message.test(diagnostic.message)

export const knownDifferences: readonly KnownDifference[] = [
  { name: 'newer', theirs: /^Warning - cannot track route .* with no interface specified/ },
  { name: 'newer', theirs: /^\(s\): vrrp script (timeout|interval) '\d*\.\d*' (invalid|must be)/ },
  { name: 'newer', theirs: /^invalid number '\d*\.\d*'$/ },
  // 2.2.7 takes `vrrp_strict false` for true, and `name` before the name of a VMAC for the name.
  { name: 'newer', theirs: /is incompatible with strict mode - resetting$/ },
  { name: 'newer', theirs: /^VMAC interface name already specified$/ },
  {
    name: 'newer',
    theirs: /outside range \[0\.000000, 2147\.483647\]$|^garp_group g(arp|na)_interval .* invalid$/,
  },
  { name: 'newer', theirs: /^garp group \d+ does not have any delay set - removing$/ },
  { name: 'crash', theirs: /^(Segmentation fault|Aborted)/ },
  { name: 'newer', ours: code('peer-twice', 'address-twice', 'track-group-empty') },
  {
    name: 'newer',
    ours: about(
      'repeated-keyword',
      /^(notify|(vrrp|lvs)_notify|quorum|misc|virtualhost|snmp|path|helo|regex)/,
    ),
  },
  { name: 'newer', ours: about('not-a-value', /^vrrp_(strict|skip_check_adv_addr): /) },
  { name: 'build', theirs: /^iptables not supported, using nftables instead/ },
  { name: 'wholeUmaskBits', theirs: /^Unknown umask bit IRWX[UGO]$/ },
  { name: 'unicastOverIpvlan', theirs: /requires vmac_xmit_base - setting$|is only valid with a vmac$/ },
  { name: 'testOfForeignUser', theirs: /^Terminated$/ },
  { name: 'onlyWhatCounts', theirs: /^Truncating auth_pass to 8 characters$/ },
  { name: 'onlyWhatCounts', theirs: /^Error setting global script uid\/gid$/ },
  { name: 'scriptsOfLostServices', ours: code('scripts-without-security') },
  { name: 'emptyWord', ours: about('not-a-value', / "" is empty$/) },
  { name: 'emptyWord', ours: about('missing-parameter', /COMMAND/) },
  { name: 'impossibleInterface', ours: about('not-a-value', /is no name of an interface/) },
  {
    name: 'ownKeywords',
    theirs: /^Unknown keyword '(handover|notify_serial|smtp_(starttls|user|password))'$/,
  },
  { name: 'sloppyNumbers', ours: about('not-a-number', /"[+.]"/) },
]

/** The names of all that explain it; undefined when something is left that nothing explains. */
export function explained(difference: Difference): readonly string[] | undefined {
  const parts = difference.status === 0 ? theirLines(difference) : difference.diagnostics.filter(counts)
  const names = parts.map((part) => knownDifferences.find((known) => fits(known, part))?.name)
  return parts.length > 0 && names.every((name) => name !== undefined) ? [...new Set(names)] : undefined
}

function theirLines({ theirs }: Difference): readonly string[] {
  const lines = theirs.words.split('\n').filter((line) => line !== '')
  return lines.map((line) => line.replace(/^\(Line \d+\) /, ''))
}

function counts(diagnostic: Diagnostic): boolean {
  return testStatus([diagnostic]) !== 0
}

function fits(known: KnownDifference, part: string | Diagnostic): boolean {
  return typeof part === 'string' ? known.theirs?.test(part) === true : known.ours?.(part) === true
}
