/**
 * Who stays with the same real server, and for how long: keepalived.conf(5), persistence_*. A mask also says
 * which address family a virtual server is of that does not say so itself.
 */
import { type Family, parseAddress } from '../base/address.ts'
import { fieldsOf } from '../conf/fields.ts'
import { type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, type Kind } from '../conf/values.ts'
import type { VirtualServerDraft } from './draft.ts'

/** keepalived's default when persistence is needed or asked for without a time. */
export const persistenceSecondsDefault = 360

/** Longer names are cut, by keepalived too: the kernel has no more room. */
const engineName: Kind<string> = {
  shape: 'NAME',
  read: (word) => {
    if (word !== '' && word.length <= 15) return { ok: true, value: word }
    if (word === '') return { ok: false, error: { code: 'not-a-value', problem: 'is empty' } }
    const problem = 'is longer than 15 characters'
    return { ok: false, error: { code: 'too-long', problem, corrected: word.slice(0, 15) } }
  },
}

/** Held in seconds, as IPVS has them. */
const wholeSeconds: Kind<number> = {
  ...integer({ min: 1, max: 2678400, strict: true }),
  shape: 'SECONDS 1..2678400',
  show: String,
}

const put = fieldsOf<VirtualServerDraft>()

export const persistenceRows: readonly Row<VirtualServerDraft>[] = [
  setting('persistence_timeout', {
    kind: wholeSeconds,
    absent: persistenceSecondsDefault,
    about: 'How long a client that was away stays with its real server; 360 without a number',
    default: 'none',
    put: put('persistenceSeconds'),
  }),
  words('persistence_granularity', {
    parameters: 'IPV4-MASK|BITS 1..128',
    least: 1,
    about: 'Which clients count as one: a netmask, or for IPv6 a prefix length',
    default: '255.255.255.255, for IPv6 128',
    read: readGranularity,
  }),
  setting('persistence_engine', {
    kind: engineName,
    later: true,
    about: 'Kernel module that recognises clients by more than their address, such as sip',
    default: 'none',
    put: put('persistenceEngine'),
  }),
]

function readGranularity(statement: Statement, draft: VirtualServerDraft, scene: Scene): void {
  const [, word] = statement.words
  if (word === undefined) return
  const family = draft.family ?? (word.text.includes('.') ? 'ipv4' : 'ipv6')
  const mask = maskOf(word.text, family)
  if (mask === undefined) {
    const wanted =
      family === 'ipv4' ? 'an IPv4 netmask like 255.255.255.0' : 'the length of an IPv6 prefix, 1 to 128'
    scene.report({
      code: 'not-a-value',
      severity: 'error',
      span: word.span,
      message: `persistence_granularity: "${word.text}" is not ${wanted}`,
      instead: 'every client counts for itself',
    })
    return
  }
  if (family === 'ipv4' && isBits(word.text)) {
    scene.report({
      code: 'netmask-in-bits',
      severity: 'warning',
      span: word.span,
      message:
        `persistence_granularity: ${word.text} is no netmask, and keepalived takes it for ` +
        `0.0.0.${+word.text}`,
      instead: `clients with the same first ${+word.text} bits count as one; write ${dotted(mask)}`,
    })
  }
  draft.family = family
  draft.persistenceMask = { value: mask, at: word.span }
}

function isBits(word: string): boolean {
  return /^\d{1,2}$/.test(word) && +word >= 1 && +word <= 32
}

/** IPv4: the mask as one number, which need not be contiguous; IPv6: the length of the prefix. */
function maskOf(word: string, family: Family): number | undefined {
  if (family === 'ipv6') return /^\d+$/.test(word) && +word >= 1 && +word <= 128 ? +word : undefined
  return isBits(word) ? 2 ** 32 - 2 ** (32 - +word) : numericAddress(word)
}

/** inet_aton(3), which keepalived uses: `255.255.255.0`, `255.255.0`, `0xffffff00`. */
function numericAddress(word: string): number | undefined {
  const strict = parseAddress(word)
  const parts = (strict.ok ? strict.value : word).split('.').map(numeric)
  const last = parts.pop()
  if (parts.length > 3 || last === undefined || Number.isNaN(last)) return undefined
  if (parts.some((part) => !(part <= 255)) || last >= 256 ** (4 - parts.length)) return undefined
  return parts.reduce((sum, part, index) => sum + part * 256 ** (3 - index), last)
}

/** Decimal, octal or hexadecimal as in C. */
function numeric(part: string): number {
  if (/^0x[0-9a-f]+$/i.test(part)) return Number.parseInt(part, 16)
  if (/^0[0-7]*$/.test(part)) return Number.parseInt(part, 8)
  return /^[1-9]\d*$/.test(part) ? Number(part) : Number.NaN
}

function dotted(mask: number): string {
  return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 255).join('.')
}
