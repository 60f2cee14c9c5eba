/** What strict_mode or vrrp_strict forces on an instance: always said in the same way. */
import type { Span } from '../../base/span.ts'
import type { Report } from '../../conf/diagnostics.ts'

export function forcedByStrict(
  correction: { readonly at: Span; readonly what: string; readonly instead: string },
  report: Report,
): void {
  const { at, what, instead } = correction
  report({
    code: 'strict-mode',
    severity: 'warning',
    span: at,
    message: `in strict mode ${what}`,
    instead: `${instead}; write strict_mode off if the departure from the RFC is meant`,
  })
}
