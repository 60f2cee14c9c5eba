/**
 * umask of global_defs: a number as C writes it, or the names of its bits joined by |. keepalived.conf(5),
 * umask; the names are those of sys/stat.h without S_.
 */
import type { Given, Scene } from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import type { Word } from '../../conf/words.ts'

export const umaskParameters = 'NUMBER 0..0777 or BIT[|BIT...], such as IWGRP|IRWXO'

const umaskMax = 0o777
const kinds: Readonly<Record<string, number>> = { IR: 0o4, IW: 0o2, IX: 0o1 }
const shifts: Readonly<Record<string, number>> = { USR: 6, GRP: 3, OTH: 0 }
const wholes: Readonly<Record<string, number>> = { IRWXU: 0o700, IRWXG: 0o070, IRWXO: 0o007 }

/** Undefined: no umask at all, which is reported. Some of its bits would be worse than none. */
export function readUmask(statement: Statement, scene: Scene): Given<number> | undefined {
  const [, first, ...others] = statement.words
  if (first === undefined) return undefined
  const read = /^\d/.test(first.text) ? numberOf(first, others) : bitsOf([first, ...others])
  if ('value' in read) return { value: read.value, at: first.span }
  scene.report({
    code: 'bad-umask',
    severity: 'error',
    span: read.at.span,
    message: `umask: ${read.problem}`,
    instead: 'ignored; the umask is 0177',
  })
  return undefined
}

type Read = { readonly value: number } | { readonly problem: string; readonly at: Word }

/** Leading 0: octal, 0x: hexadecimal, as strtoul(3) does with base 0. */
function numberOf(word: Word, others: readonly Word[]): Read {
  const [extra] = others
  if (extra !== undefined)
    return { problem: `a number is one word, "${extra.text}" is one too many`, at: extra }
  const { text } = word
  const value = /^0x[0-9a-f]+$/i.test(text)
    ? Number.parseInt(text.slice(2), 16)
    : /^0[0-7]*$/.test(text)
      ? Number.parseInt(text, 8)
      : /^[1-9]\d*$/.test(text)
        ? Number(text)
        : undefined
  if (value === undefined) return { problem: `"${text}" is not a number as C writes it`, at: word }
  if (value <= umaskMax) return { value }
  const problem = `"${text}" is greater than 0777; without a leading 0 a number is decimal`
  return { problem, at: word }
}

/** Blanks are allowed around each |, as they are in C. */
function bitsOf(given: readonly [Word, ...Word[]]): Read {
  let value = 0
  let wantsBit = true
  let last: Word = given[0]
  for (const word of given) {
    for (const [part] of word.text.matchAll(/\||[^|]+/g)) {
      if (part === '|') {
        if (wantsBit) return { problem: 'a bit is missing before |', at: word }
        wantsBit = true
        continue
      }
      if (!wantsBit) return { problem: `| is missing before "${part}"`, at: word }
      const bit = bitOf(part)
      if (bit === undefined) return { problem: `there is no bit "${part}"`, at: word }
      value |= bit
      wantsBit = false
    }
    last = word
  }
  return wantsBit ? { problem: 'a bit is missing at the end', at: last } : { value }
}

function bitOf(name: string): number | undefined {
  if (Object.hasOwn(wholes, name)) return wholes[name]
  const kind = name.slice(0, 2)
  const whose = name.slice(2)
  if (!Object.hasOwn(kinds, kind) || !Object.hasOwn(shifts, whose)) return undefined
  return (kinds[kind] ?? 0) << (shifts[whose] ?? 0)
}
