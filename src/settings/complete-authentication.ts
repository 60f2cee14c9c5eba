/** The authentication block: VRRP version 2 only (RFC 2338, 5.3.6), by a password in clear. */
import type { Span } from '../base/span.ts'
import type { Report } from '../conf/diagnostics.ts'
import { utf8Length } from '../conf/text.ts'
import type { InstanceDraft } from '../vrrp/rows.ts'
import type { Authentication } from '../vrrp/settings.ts'

/** Two words on the wire. */
const passwordBytesMax = 8

export function completeAuthentication(draft: InstanceDraft, version: 2 | 3, report: Report): Authentication {
  const { authType, authPass } = draft
  const warn = (code: string, span: Span, said: readonly [message: string, instead: string]) =>
    report({ code, severity: 'warning', span, message: said[0], instead: said[1] })
  if (authType === undefined) {
    if (authPass !== undefined) {
      const message = 'auth_pass without auth_type'
      const instead = 'adverts carry no password; add auth_type PASS if the peers have it'
      report({ code: 'password-without-type', severity: 'note', span: authPass.at, message, instead })
    }
    return { is: 'none' }
  }
  if (version === 3) {
    warn('authentication-in-version-3', authType.at, [
      'VRRP version 3 has no authentication (RFC 9568, 9)',
      'adverts carry none',
    ])
    return { is: 'none' }
  }
  if (authPass === undefined) {
    warn('password-missing', authType.at, ['auth_type PASS without auth_pass', 'adverts carry no password'])
    return { is: 'none' }
  }
  const password = firstBytes(authPass.value)
  if (password !== authPass.value) {
    warn('password-too-long', authPass.at, [
      `a password has at most ${passwordBytesMax} bytes`,
      `its first ${passwordBytesMax} bytes are used, as keepalived does`,
    ])
  }
  return { is: 'pass', password }
}

function firstBytes(text: string): string {
  let kept = ''
  for (const character of text) {
    if (utf8Length(kept + character) > passwordBytesMax) break
    kept += character
  }
  return kept
}
