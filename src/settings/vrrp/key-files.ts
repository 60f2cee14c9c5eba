/**
 * Files with keys of auth_hmac: whoever reads one can speak for the virtual router. keepalived 2.4 counts a
 * file that others may read as it counts insecure scripts. The key is taken into the draft as it is now, so
 * that a reload sees another one. A key that cannot be read stays without its bytes: nobody is signed for
 * with it, and nobody is believed.
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { HmacSecret } from '../../vrrp/link-settings.ts'
import { secretOf, secretProblem } from '../../vrrp/rows-authentication.ts'
import { keyBytes } from '../../vrrp/security.ts'
import type { Draft } from '../grammar.ts'
import type { ScriptFacts } from '../scripts/checks-scripts.ts'

/** Group and others: read, write, execute. */
const foreignBits = 0o077

type Key = NonNullable<Draft['instances'][number]['hmac']>['keys'][number]

export function readKeyFiles(
  draft: Pick<Draft, 'instances'>,
  facts: ScriptFacts | undefined,
  report: Report,
): void {
  if (facts === undefined) return
  for (const { hmac } of draft.instances) {
    if (hmac === undefined) continue
    for (const [index, key] of hmac.keys.entries()) {
      if (key.secret.is !== 'file') continue
      const digits = checkFile(key, facts, report) ? readFile(key, facts, report) : undefined
      if (digits !== undefined) hmac.keys[index] = { ...key, secret: { ...key.secret, digits } }
    }
  }
}

/** Whether it can be read. */
function checkFile({ id, secret, at }: Key, facts: ScriptFacts, report: Report): boolean {
  const path = secret.is === 'file' ? secret.path : ''
  const files = facts.examine(path)
  if (files === undefined) return false
  const { resolved } = files
  const file = resolved.ok ? resolved.parts.at(-1) : undefined
  if (file === undefined) {
    reportMissing({ id, path, at, why: resolved.ok ? 'no file' : resolved.text }, report)
    return false
  }
  if ((file.mode & foreignBits) === 0) return true
  const mode = (file.mode & 0o777).toString(8).padStart(4, '0')
  report({
    code: 'key-file-open',
    severity: 'warning',
    span: at,
    message: `key ${id}: others than its owner can open ${path} (mode ${mode})`,
    instead: `the key is used all the same; chmod 600 ${path}`,
  })
  return true
}

function reportMissing(
  { id, path, at, why }: Pick<Key, 'id' | 'at'> & { readonly path: string; readonly why: string },
  report: Report,
): void {
  report({
    code: 'key-file-missing',
    severity: 'error',
    span: at,
    message: `key ${id}: ${path} cannot be read: ${why}`,
    instead: 'there is no such key; if it is the one that signs, adverts are not signed',
  })
}

/** The key in hexadecimal digits; undefined: there is none, or nobody may look. */
function readFile({ id, secret, at }: Key, facts: ScriptFacts, report: Report): string | undefined {
  const path = secret.is === 'file' ? secret.path : ''
  const read = facts.readKey?.(path)
  if (read === undefined) return undefined
  if (!read.ok) {
    // Who checks a configuration need not be allowed to see its keys.
    if (!read.error.endsWith('(EACCES)')) reportMissing({ id, path, at, why: read.error }, report)
    return undefined
  }
  const inside = withoutLineEnd(read.value)
  const text = ascii(inside)
  const prefixed: HmacSecret | undefined = text.startsWith('hex:') ? secretOf(text) : undefined
  const problem = prefixed === undefined ? lengthProblem(inside) : secretProblem(prefixed)
  if (problem === undefined) return hexOf((prefixed && keyBytes(prefixed)) ?? inside)
  report({
    code: 'bad-hmac-key',
    severity: 'error',
    span: at,
    // The key itself must not get into logs.
    message: `key ${id}: what is in ${path} ${problem}`,
    instead: 'there is no such key; put one into the file: openssl rand -hex 32, behind hex:',
  })
  return undefined
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 10 || bytes[end - 1] === 13)) end--
  return bytes.subarray(0, end)
}

/** Each byte as a character: enough to know a prefix and hexadecimal digits. */
function ascii(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

function lengthProblem({ length }: Uint8Array): string | undefined {
  return length >= 32 && length <= 64 ? undefined : `has ${length} bytes; a key has 32 to 64`
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
