/**
 * Who may speak for a virtual router: the blocks authentication (RFC 2338, 5.3.6) and auth_hmac (keepalived
 * 2.4). Refuses keys of another length than 32 to 64 bytes, except in files, which are read later.
 */
import { readOne } from '../conf/bind.ts'
import { fieldsOf } from '../conf/fields.ts'
import { block, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import { utf8Length } from '../conf/text.ts'
import type { Statement } from '../conf/tree.ts'
import { choice, integer, seconds, text } from '../conf/values.ts'
import type { HmacSecret } from './link-settings.ts'
import type { InstanceDraft } from './rows-draft.ts'
import type { HmacDraft } from './rows-draft-parts.ts'

const since = '2.4.0'
const keyId = integer({ min: 1, max: 255, strict: true })
const secretBytesMin = 32
const secretBytesMax = 64

const putIntoInstance = fieldsOf<InstanceDraft>()
const putIntoHmac = fieldsOf<HmacDraft>()

const authenticationRows: readonly Row<InstanceDraft>[] = [
  setting('auth_type', {
    kind: choice<'PASS' | 'AH'>(['PASS', 'AH']),
    about: 'PASS: a password in clear text; AH: a keyed checksum of the whole packet',
    default: 'none',
    put: putIntoInstance('authType'),
  }),
  setting('auth_pass', {
    kind: text('PASSWORD'),
    about: 'Password of 1 to 8 bytes',
    put: putIntoInstance('authPass'),
  }),
]

const hmacRows: readonly Row<HmacDraft>[] = [
  words('key', {
    parameters: 'ID hex:DIGITS|file:PATH|TEXT',
    least: 2,
    about: 'A key of 32 to 64 bytes with its number, 1 to 255; all nodes must have the active one',
    repeat: 'appends',
    since,
    read: readKey,
  }),
  setting('active_key', {
    kind: keyId,
    about: 'Number of the key that signs own adverts',
    since,
    put: putIntoHmac('activeKey'),
  }),
  setting('time_window', {
    kind: seconds({ min: 1, max: 300, digits: 0, strict: true }),
    about: 'How far the clocks of two nodes may differ',
    default: 'three times advert_int, at least 5 s, at most 300 s',
    since,
    put: putIntoHmac('timeWindow'),
  }),
  setting('anti_replay', {
    kind: choice<'time' | 'monotonic'>(['time', 'monotonic']),
    about: 'How replayed adverts are recognised: by the clock, or by rising numbers alone',
    default: 'time',
    since,
    put: putIntoHmac('antiReplay'),
  }),
  setting('mode', {
    kind: choice<'enforce' | 'permissive' | 'receive-only'>(['enforce', 'permissive', 'receive-only']),
    about: 'Whether unsigned adverts are dropped, and whether own ones are signed',
    default: 'enforce',
    since,
    put: putIntoHmac('mode'),
  }),
]

/** Blocks given twice fill one another. */
export const authenticationBlocks: readonly Row<InstanceDraft>[] = [
  block('authentication', {
    parameters: '',
    about: 'Authentication of adverts of version 2; it protects from mistakes, not from attackers',
    rows: authenticationRows,
    open: (_statement, draft: InstanceDraft) => draft,
  }),
  block('auth_hmac', {
    parameters: '',
    about: 'Signs every advert with a shared key (HMAC-SHA-256); replaces authentication',
    rows: hmacRows,
    since,
    open: (statement, draft: InstanceDraft): HmacDraft => {
      draft.hmac ??= { at: statement.keyword.span, keys: [] }
      return draft.hmac
    },
  }),
]

function readKey(statement: Statement, draft: HmacDraft, scene: Scene): void {
  const [, idWord, secretWord, ...extra] = statement.words
  if (idWord === undefined || secretWord === undefined) return
  noteExtra(extra, scene)
  const id = readOne(idWord, { keyword: 'key', kind: keyId, fallback: undefined }, scene)
  if (id === undefined) return
  const before = draft.keys.find((key) => key.id === id)
  const secret = secretOf(secretWord.text)
  const problem = before === undefined ? secretProblem(secret) : `is there already, in line ${before.at.line}`
  if (problem === undefined) draft.keys.push({ id, secret, at: idWord.span })
  else {
    scene.report({
      code: before === undefined ? 'bad-hmac-key' : 'hmac-key-twice',
      severity: 'error',
      span: before === undefined ? secretWord.span : idWord.span,
      // The key itself must not get into logs.
      message: `key ${id} ${problem}`,
      instead: 'this key is left out',
    })
  }
}

/** As a key is written in the configuration, or in a file by itself. */
export function secretOf(written: string): HmacSecret {
  if (written.startsWith('hex:')) return { is: 'hex', digits: written.slice(4) }
  if (written.startsWith('file:')) return { is: 'file', path: written.slice(5) }
  return { is: 'text', text: written }
}

/** What is wrong with it, as in "key 1 ..."; undefined: nothing. */
export function secretProblem(secret: HmacSecret): string | undefined {
  switch (secret.is) {
    case 'hex':
      if (!/^([0-9a-f]{2})*$/i.test(secret.digits)) return 'is not hexadecimal: two digits for each byte'
      return lengthProblem(secret.digits.length / 2)
    case 'text':
      return lengthProblem(utf8Length(secret.text))
    case 'file':
      return secret.path === '' ? 'names no file after file:' : undefined
  }
}

function lengthProblem(bytes: number): string | undefined {
  if (bytes >= secretBytesMin && bytes <= secretBytesMax) return undefined
  return `has ${bytes} bytes; it needs ${secretBytesMin} to ${secretBytesMax}`
}
