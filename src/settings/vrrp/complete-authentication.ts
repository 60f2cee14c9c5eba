/** The authentication block: VRRP version 2 only (RFC 2338, 5.3.6). */
import type { Span } from '../../base/span.ts'
import type { Report } from '../../conf/diagnostics.ts'
import { utf8Length } from '../../conf/text.ts'
import type { Authentication } from '../../vrrp/settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { Role } from './complete-election.ts'
import { forcedByStrict } from './strict.ts'

/** Two words on the wire. */
const passwordBytesMax = 8
const none: Authentication = { is: 'none' }

export interface Authenticated {
  readonly authentication: Authentication
  /**
   * AH counts its packets: an instance that sends before it has heard would start with a number used before.
   */
  readonly initial: 'master' | 'backup'
}

/** keepalived looks at the reasons against it in this order, and names the first. */
export function completeAuthentication(draft: WholeInstance, role: Role, report: Report): Authenticated {
  const { authType, authPass } = draft
  const { initial } = role
  if (authType === undefined) {
    notePassword(draft, report)
    return { authentication: none, initial }
  }
  const at = authType.at
  const without = 'adverts carry none'
  if (role.strict) {
    forcedByStrict({ at, what: 'there is no authentication (RFC 9568, 9)', instead: without }, report)
    return { authentication: none, initial }
  }
  const refusal = refusalOf(draft, role)
  if (refusal !== undefined || authPass === undefined) {
    if (refusal !== undefined) report({ ...refusal, severity: 'warning', span: at })
    return { authentication: none, initial }
  }
  const toBackup = authType.value === 'AH' && initial === 'master' && !role.owner
  if (toBackup) warnAh(at, report)
  const password = shortened(authPass.value, authPass.at, report)
  const authentication: Authentication = { is: authType.value === 'AH' ? 'ah' : 'pass', password }
  if (draft.hmac === undefined) return { authentication, initial: toBackup ? 'backup' : initial }
  report({
    code: 'authentication-with-hmac',
    severity: 'warning',
    span: at,
    message: 'auth_hmac takes the place of authentication; there cannot be both',
    instead: 'only auth_hmac is used',
  })
  return { authentication: none, initial: toBackup ? 'backup' : initial }
}

function notePassword({ authPass }: WholeInstance, report: Report): void {
  if (authPass === undefined) return
  shortened(authPass.value, authPass.at, report)
  report({
    code: 'password-without-type',
    severity: 'note',
    span: authPass.at,
    message: 'auth_pass without auth_type',
    instead: 'adverts carry no password; add auth_type PASS if the peers have it',
  })
}

function refusalOf({ authType, authPass, family }: WholeInstance, { version }: Role) {
  if (version === 3) {
    const message = 'VRRP version 3 has no authentication (RFC 9568, 9)'
    return { code: 'authentication-in-version-3', message, instead: 'adverts carry none' }
  }
  if (authPass === undefined) {
    const message = `auth_type ${authType?.value} without auth_pass`
    return { code: 'password-missing', message, instead: 'adverts carry no password' }
  }
  if (authType?.value === 'AH' && family?.value === 'ipv6') {
    const message = 'auth_type AH is for IPv4 only'
    return { code: 'ah-with-ipv6', message, instead: 'adverts carry no authentication' }
  }
  return undefined
}

function warnAh(span: Span, report: Report): void {
  report({
    code: 'ah-state-master',
    severity: 'warning',
    span,
    message: 'with auth_type AH only an address owner (priority 255) may start as master',
    instead: 'state BACKUP is used',
  })
}

function shortened(given: string, span: Span, report: Report): string {
  const password = firstBytes(given)
  if (password !== given) {
    report({
      code: 'password-too-long',
      severity: 'warning',
      span,
      message: `a password has at most ${passwordBytesMax} bytes`,
      instead: `its first ${passwordBytesMax} bytes are used, as keepalived does`,
    })
  }
  return password
}

function firstBytes(text: string): string {
  let kept = ''
  for (const character of text) {
    if (utf8Length(kept + character) > passwordBytesMax) break
    kept += character
  }
  return kept
}
