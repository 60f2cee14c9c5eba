/**
 * The exit status of a configuration test: keepalived(8), --config-test, as keepalived 2.2.7 and 2.4.3 really
 * have it.
 */
import type { Diagnostic } from '../conf/diagnostics.ts'

/** The one that comes first in this list wins, as the classes do in keepalived. */
export const testStatuses = {
  scriptsWithoutSecurity: 6,
  includeFailed: 6,
  missingParameter: 2,
  found: 5,
  fileMissing: 4,
  interfaceMissing: 4,
  good: 0,
} as const

/**
 * keepalived's test says nothing of these, its daemon only logs them. They keep their severity for people,
 * but a script that asks whether the file is good gets the answer it always got.
 */
const passedOver: ReadonlySet<string> = new Set([
  'check-not-yet',
  'check-without-port',
  'definition-not-last',
  'extra-words',
  'fault-without-peers',
  'include-skipped',
  'include-unusable',
  'netmask-in-bits',
  'not-utf8',
  'not-yet',
  'nothing-runs',
  'range-reversed',
  'real-server-coincides',
  'regex-parameter',
  'relative-script',
  'script-insecure',
  'script-missing',
  'script-not-executable',
  'script-unused',
  'service-group-family',
  'service-group-twice',
  'service-group-unknown',
  'service-twice',
  'source-not-local',
  'track-script-not-executable',
  'unknown-event-script-user',
  'unknown-fifo-user',
  'unknown-sync-instance',
  'vrid-taken-for-now',
])

/** Names in the text that nobody defined: keepalived stumbles only over what comes of them (causes.ts). */
export const leftInText: ReadonlySet<string> = new Set(['undefined-name', 'name-needs-braces'])

/** An interface that is missed where keepalived goes on without it: counts less than any other finding. */
const missedInterfaces: ReadonlySet<string> = new Set(['default-interface-missing', 'line-interface-unknown'])

/** Status for what was found in the text. */
export function testStatus(diagnostics: readonly Diagnostic[]): number {
  const codes = new Set(diagnostics.map((diagnostic) => diagnostic.code))
  if (codes.has('include-failed')) return testStatuses.includeFailed
  if (codes.has('missing-parameter')) return testStatuses.missingParameter
  if (codes.has('scripts-without-security') || codes.has('key-file-open')) {
    return testStatuses.scriptsWithoutSecurity
  }
  const found = diagnostics.filter(countsInTest)
  if (found.some(({ code }) => !missedInterfaces.has(code))) return testStatuses.found
  return found.length > 0 ? testStatuses.interfaceMissing : testStatuses.good
}

/**
 * What the status comes from, for people; empty when it is good: `status 5: 1 finding counts (some-code)`.
 */
export function testStatusText(diagnostics: readonly Diagnostic[]): string {
  const status = testStatus(diagnostics)
  if (status === testStatuses.good) return ''
  const counting = diagnostics.filter((one) => testStatus([one]) === status)
  const codes = [...new Set(counting.map(({ code }) => code))]
  const more = codes.length > codesShownMax ? [`${codes.length - codesShownMax} more`] : []
  const named = [...codes.slice(0, codesShownMax), ...more].join(', ')
  const findings = counting.length === 1 ? '1 finding counts' : `${counting.length} findings count`
  return `status ${status}: ${findings} (${named})`
}

const codesShownMax = 6

/** Whether keepalived's configuration test has a status for it. */
export function countsInTest({ severity, code, lint }: Diagnostic): boolean {
  if (severity === 'note' || lint === true || passedOver.has(code)) return false
  return severity === 'error' || !leftInText.has(code)
}
