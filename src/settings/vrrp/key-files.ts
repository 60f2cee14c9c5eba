/**
 * Files with keys of auth_hmac: whoever reads one can speak for the virtual router. keepalived 2.4 counts a
 * file that others may read as it counts insecure scripts. The key is taken into the draft as it is now, so
 * that a reload sees another one. A key that cannot be read is marked as absent: nobody is signed for with
 * it, nobody is believed, and what cannot do without it is held in the fault state (complete-hmac.ts).
 */
import type { Report } from '../../conf/diagnostics.ts'
import type { HmacSecret } from '../../vrrp/link-settings.ts'
import { secretOf, secretProblem } from '../../vrrp/rows-authentication.ts'
import { keyBytes } from '../../vrrp/security.ts'
import type { Draft } from '../grammar.ts'
import type { ScriptFacts } from '../scripts/checks-scripts.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import { hmacMode, isMute } from './complete-hmac.ts'

/** Group and others: read, write, execute. */
const foreignBits = 0o077

type Hmac = NonNullable<WholeInstance['hmac']>
type Key = Hmac['keys'][number]

export function readKeyFiles(
  draft: Pick<Draft, 'instances' | 'global'>,
  facts: ScriptFacts | undefined,
  report: Report,
): void {
  if (facts === undefined) return
  for (const instance of draft.instances) {
    const { hmac } = instance
    if (hmac === undefined) continue
    const problems: Problem[] = []
    for (const [index, key] of hmac.keys.entries()) {
      if (key.secret.is !== 'file') continue
      const { path } = key.secret
      const found = readFile(key, { path, facts, report })
      if (found.is === 'unknown') continue
      if (found.is === 'absent') problems.push({ key, ...found.problem })
      const what = found.is === 'absent' ? { absent: true as const } : { digits: found.digits }
      hmac.keys[index] = { ...key, secret: { is: 'file', path, ...what } }
    }
    // Only now is it known which keys are left.
    const strict = instance.switches.strict?.value ?? draft.global.strict?.value ?? false
    for (const { key, code, message } of problems) {
      const instead = consequence(key, { hmac, strict, name: instance.name.value })
      report({ code, severity: 'error', span: key.at, message, instead })
    }
  }
}

interface Problem {
  readonly key: Key
  readonly code: string
  readonly message: string
}

/** What comes of a key that is not there. */
function consequence(
  { id }: Key,
  by: { readonly hmac: Hmac; readonly strict: boolean; readonly name: string },
): string {
  const { hmac, strict, name } = by
  const mode = hmacMode(hmac, strict)
  if (!hmac.keys.some((key) => key.id === hmac.activeKey?.value)) return 'there is no such key'
  if (isMute({ mode, keys: hmac.keys, activeKey: hmac.activeKey?.value ?? 0 })) {
    const why = mode === 'receive-only' ? 'no key is left' : 'it is the key that signs'
    const lest = 'or it would be a second master beside its peers'
    const isCause = mode === 'receive-only' || id === hmac.activeKey?.value
    if (isCause) return `${why}: vrrp_instance ${name} is held in the fault state, ${lest}`
  }
  const signs = mode === 'receive-only' ? 'nobody signs here' : 'another key signs'
  return `there is no such key: adverts that are signed with it are refused; ${signs}`
}

type Found =
  | { readonly is: 'key'; readonly digits: string }
  | { readonly is: 'absent'; readonly problem: Omit<Problem, 'key'> }
  /** Who asks may not look, or the facts are of another host. */
  | { readonly is: 'unknown' }

interface Looking {
  readonly path: string
  readonly facts: ScriptFacts
  readonly report: Report
}

function readFile(key: Key, { path, facts, report }: Looking): Found {
  const files = facts.examine(path)
  if (files === undefined) return { is: 'unknown' }
  const { resolved } = files
  const file = resolved.ok ? resolved.parts.at(-1) : undefined
  if (file === undefined) return missing(key, path, resolved.ok ? 'no file' : resolved.text)
  if ((file.mode & foreignBits) !== 0) reportOpen(key, { path, mode: file.mode }, report)
  const read = facts.readKey?.(path)
  if (read === undefined) return { is: 'unknown' }
  return read.ok ? keyIn(key, path, withoutLineEnd(read.value)) : missing(key, path, read.error)
}

function missing({ id }: Key, path: string, why: string): Found {
  const message = `key ${id}: ${path} cannot be read: ${why}`
  return { is: 'absent', problem: { code: 'key-file-missing', message } }
}

function reportOpen(
  { id, at }: Key,
  file: { readonly path: string; readonly mode: number },
  report: Report,
): void {
  const mode = (file.mode & 0o777).toString(8).padStart(4, '0')
  report({
    code: 'key-file-open',
    severity: 'warning',
    span: at,
    message: `key ${id}: others than its owner can open ${file.path} (mode ${mode})`,
    instead: `the key is used all the same; chmod 600 ${file.path}`,
  })
}

/** The key in hexadecimal digits. */
function keyIn({ id }: Key, path: string, inside: Uint8Array): Found {
  const text = ascii(inside)
  const prefixed: HmacSecret | undefined = text.startsWith('hex:') ? secretOf(text) : undefined
  const problem = prefixed === undefined ? lengthProblem(inside) : secretProblem(prefixed)
  if (problem === undefined) return { is: 'key', digits: hexOf((prefixed && keyBytes(prefixed)) ?? inside) }
  // The key itself must not get into logs.
  const message = `key ${id}: what is in ${path} ${problem}; make one: openssl rand -hex 32, behind hex:`
  return { is: 'absent', problem: { code: 'bad-hmac-key', message } }
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
