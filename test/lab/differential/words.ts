/**
 * Words that may stand where a keyword's parameters stand, good ones and bad ones, from the notation in which
 * rows describe themselves. Refuses to know keywords: what the notation does not say is in lines.ts.
 */
import type { Random } from '../../simulation/random.ts'

const junk = ['x', '""', '-1', '1x', '1.5.2', '99999999999999999999', 'TRUE', '0x10', '+', '::'] as const

type Some = readonly [string, ...string[]]

/** The first word of a notation, by what may stand there. */
const samples: Readonly<Record<string, Some>> = {
  INTERFACE: ['eth0', 'eth1'],
  ADDRESS: ['192.0.2.3', '192.0.2.4', '198.51.100.9', '2001:db8::3', '192.0.2.3/24', '192.0.2'],
  'IPV4-MULTICAST-ADDRESS': ['224.0.0.18', '224.0.0.99', '10.0.0.1'],
  COMMAND: ['/usr/bin/env', '"/usr/bin/env true"', '/nonexistent'],
  PASSWORD: ['secret', 'a', 'longer-than-eight'],
  PATH: ['/tmp/kt-differential/x'],
}

/** Of words, how many are nonsense: few, so that many files are good ones. */
const nonsense = 0.04

/** A word for one parameter such as `NUMBER 1..255`, `SECONDS 0..4294, fractions allowed` or `A|B`. */
export function wordFor(random: Random, notation: string): string {
  if (random.chance(nonsense)) return random.pick(junk)
  const range = /^[A-Z]+[^-\d]*(-?[\d.]+)\.\.(-?[\d.]+)/.exec(notation)
  if (range !== null) return numberIn(random, { min: Number(range[1]), max: Number(range[2]), notation })
  const [first, ...others] = notation.split('|')
  if (first !== undefined && others.length > 0) return random.pick([first, ...others])
  const known = samples[/^[A-Z0-9-]+/.exec(notation)?.[0] ?? '']
  return random.pick(known ?? ['name', 'other', 'name1'])
}

function numberIn(
  random: Random,
  { min, max, notation }: { readonly min: number; readonly max: number; readonly notation: string },
): string {
  const inside = random.between(Math.ceil(min), Math.floor(Math.min(max, Math.ceil(min) + 100)))
  if (random.chance(0.8)) return String(inside)
  if (notation.includes('fraction') && random.chance(0.5)) {
    return random.pick([`${inside}.5`, `${inside}.`, '.5', `${inside}.1234567`])
  }
  return random.pick([`${min}`, `${max}`, `${Math.ceil(min) - 1}`, `0${inside}`, `+${inside}`])
}

/** Words for a whole notation: `ADDRESS [PORT]`, `[true|on|yes|false|off|no]`. */
export function wordsFor(random: Random, parameters: string): string {
  const parts = parameters.match(/\[[^[\]]*\]|[A-Z]+ -?[\d.]+\.\.[^[]*|[^\s[\]{}]+/g) ?? []
  const words: string[] = []
  for (const part of parts) {
    const optional = part.startsWith('[')
    const inner = optional ? part.slice(1, -1) : part
    if (inner === '' || inner === '...') continue
    if (optional && random.chance(0.5)) break
    words.push(wordFor(random, inner))
  }
  return words.join(' ')
}
