/**
 * `encap` of routes and next hops: ip-route(8), ENCAP. Refuses the encapsulation, never the route, for a
 * wrong value: that is what keepalived does.
 */
import { err, ok } from '../base/result.ts'
import type { EntryOption } from '../conf/rows.ts'
import type { Word } from '../conf/words.ts'
import { ignore, type Line, nextWord, peekWord, reportLacking } from './line.ts'
import { addressOf, byte, decimal, type LineKind, number64, trafficClass } from './line-values.ts'
import { cNumber } from './name-tables.ts'
import type { Encapsulation } from './route-settings.ts'

/** Of its values only the way in is needed: they print themselves. */
type Readable = Pick<LineKind<string | number>, 'shape' | 'read'>
type Kinds = Readonly<Record<string, { readonly field: string; readonly kind: Readable }>>

const flags = { field: 'flags', kind: decimal(0, 65_535) }
const id = { field: 'id', kind: number64 }

/** Pairs of a word and a value, in any order. */
const tunnels: Readonly<Record<'ip' | 'ip6', Kinds>> = {
  ip: {
    id,
    dst: { field: 'destination', kind: addressOf('ipv4') },
    src: { field: 'source', kind: addressOf('ipv4') },
    tos: { field: 'tos', kind: trafficClass },
    ttl: { field: 'ttl', kind: byte },
    flags,
  },
  ip6: {
    id,
    dst: { field: 'destination', kind: addressOf('ipv6') },
    src: { field: 'source', kind: addressOf('ipv6') },
    tc: { field: 'trafficClass', kind: trafficClass },
    hoplimit: { field: 'hopLimit', kind: byte },
    flags,
  },
}

const labelMax = 0xf_ffff

/** LABEL[/LABEL] of 20 bits each, RFC 3032. */
const labels: LineKind<readonly number[]> = {
  shape: 'LABEL[/LABEL]',
  read: (text) => {
    const numbers = text.split('/').map(cNumber)
    const fit = numbers.flatMap((one) => (one !== undefined && one <= labelMax ? [one] : []))
    if (fit.length === numbers.length && numbers.length <= 2) return ok(fit)
    return err({ problem: `is neither one label of 0 to ${labelMax} nor two with a / between` })
  },
  show: (value) => value.join('/'),
}

const locator: LineKind<readonly number[]> = {
  shape: 'HEX:HEX:HEX:HEX',
  read: (text) => {
    const groups = text.split(':')
    const fits = groups.length === 4 && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    if (!fits) return err({ problem: 'is no locator of four groups of hexadecimal digits' })
    return ok(groups.map((group) => Number.parseInt(group, 16)))
  },
  show: (value) => value.map((group) => group.toString(16)).join(':'),
}

export const encapsulationFacts = {
  name: 'encap',
  synonyms: [],
  parameters: 'ip|ip6 NAME VALUE...|mpls LABEL[/LABEL]|ila LOCATOR',
  about: 'Put this header around each packet',
} as const satisfies EntryOption

/** Undefined: there is none, which is reported; `dropped`: the route goes. */
export function takeEncapsulation(line: Line, of: Word): Encapsulation | undefined | 'dropped' {
  const type = nextWord(line)
  if (type === undefined) {
    ignore(line, of, 'encap lacks its type: ip, ip6, mpls or ila')
    return undefined
  }
  switch (type.text) {
    case 'ip':
    case 'ip6':
      return takeTunnel(line, type, type.text)
    case 'mpls': {
      const value = takeWhole(line, type, labels)
      return value && { is: 'mpls', labels: value }
    }
    case 'ila': {
      const value = takeWhole(line, type, locator)
      return value && { is: 'ila', locator: value }
    }
    default:
      // keepalived passes over the word that follows an unknown type.
      nextWord(line)
      ignore(line, type, `"${type.text}" is no encapsulation: ip, ip6, mpls or ila`)
      return undefined
  }
}

function takeWhole<T>(line: Line, type: Word, kind: LineKind<T>): T | undefined {
  const word = nextWord(line)
  if (word === undefined) {
    ignore(line, type, `encap ${type.text} lacks its value: ${kind.shape}`)
    return undefined
  }
  const read = kind.read(word.text, line.names)
  if (read.ok) return read.value
  ignore(line, word, `encap ${type.text}: "${word.text}" ${read.error.problem}`)
  return undefined
}

function takeTunnel(line: Line, type: Word, is: 'ip' | 'ip6'): Encapsulation | undefined | 'dropped' {
  const kinds = tunnels[is]
  const found: Record<string, string | number> = {}
  let bad = false
  for (let word = peekWord(line); word !== undefined; word = peekWord(line)) {
    if (!Object.hasOwn(kinds, word.text)) break
    const option = kinds[word.text]
    if (option === undefined) break
    nextWord(line)
    const value = nextWord(line)
    if (value === undefined) return reportLacking(line, word, option.kind.shape)
    const read = option.kind.read(value.text, line.names)
    if (read.ok) found[option.field] = read.value
    else {
      ignore(line, value, `encap ${is}: ${word.text} "${value.text}" ${read.error.problem}`)
      bad = true
    }
  }
  if (bad) return undefined
  if (found['destination'] === undefined && found['id'] === undefined) {
    ignore(line, type, `encap ${is} needs dst or id`)
    return undefined
  }
  return { is, ...found } as Encapsulation
}

/** Its words behind `encap`. */
export function showEncapsulation(value: Encapsulation): readonly string[] {
  if (value.is === 'mpls') return ['mpls', labels.show(value.labels)]
  if (value.is === 'ila') return ['ila', locator.show(value.locator)]
  const fields: Readonly<Record<string, string | number | undefined>> = { ...value }
  const pairs = Object.entries(tunnels[value.is]).flatMap(([name, { field }]) => {
    const one = fields[field]
    return one === undefined ? [] : [name, String(one)]
  })
  return [value.is, ...pairs]
}
