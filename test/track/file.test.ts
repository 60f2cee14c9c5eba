/**
 * track_file: what number the bytes of a file are; the T numbers are rows of keepalived's observed behaviour.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginFile, contentBytesMax, isSameFile, leadingNumber, readContent } from '../../src/track/file.ts'
import type { FileSettings } from '../../src/track/settings.ts'

const settings: FileSettings = {
  ...{ name: 'load', path: '/run/load', weight: 1, reverse: false },
  initial: undefined,
}
const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0))
const numberIn = (text: string) => Number(leadingNumber(bytes(text)))

/** What is reported and told as the file gets these contents one after the other; null: it is not there. */
function contents(...texts: readonly (string | null)[]) {
  let state = beginFile(settings)
  return texts.map((text) => {
    const [next, effects] = readContent(state, text === null ? undefined : bytes(text))
    state = next
    return effects.map((effect) => {
      if (effect.do === 'tell') return effect.event.is
      return effect.report.of === 'file' ? effect.report.value : effect.report.of
    })
  })
}

test('T13: 10, -20, hexadecimal with something behind it, and what is no number', () => {
  assert.deepEqual(['10\n', '-20\n', '0x10 junk', 'abc'].map(numberIn), [10, -20, 16, 0])
})

test('numbers are read as strtol(3) does with base 0', () => {
  const cases: Readonly<Record<string, number>> = {
    ...{ '': 0, '  7': 7, '\t\v\f\r\n 8': 8, '+5': 5, '- 5': 0, '+-5': 0, '--5': 0, '7.9': 7, '1e3': 1 },
    ...{ '010': 8, '08': 0, '0': 0, '00': 0, '-010': -8, '0x': 0, '0xg': 0, '0X1F': 31, '-0x10': -16 },
    ...{ '12\x00 34': 12, '\x005': 0, '0b11': 0 },
  }
  for (const [text, value] of Object.entries(cases)) assert.equal(numberIn(text), value, JSON.stringify(text))
})

test('only the first 127 bytes are looked at', () => {
  assert.equal(numberIn(`${' '.repeat(contentBytesMax - 1)}42`), 4)
  assert.equal(numberIn(`${' '.repeat(contentBytesMax)}42`), 0)
})

test('T17: a file that goes counts as 0, one that comes back as what it says', () => {
  assert.deepEqual(contents('40', null, '40', null), [[40], [0], [40], [0]])
})

test('the first content is always reported, later ones only when the number is another', () => {
  assert.deepEqual(contents(null, '0', '', '3', ' 3 '), [[0], [], [], [3], []])
})

test('a number beyond 32 bits is told and ignored: the one before stays, at the beginning 0', () => {
  assert.deepEqual(contents('2147483648'), [['file-number-ignored', 0]])
  assert.deepEqual(contents('5', '-2147483649', '6'), [[5], ['file-number-ignored'], [6]])
  assert.deepEqual(contents('2147483647', '-2147483648'), [[2147483647], [-2147483648]])
})

test('a number beyond 64 bits is the greatest that a long holds, as strtol(3) has it', () => {
  assert.equal(leadingNumber(bytes('99999999999999999999')), 2n ** 63n - 1n)
  assert.equal(leadingNumber(bytes('-99999999999999999999')), -(2n ** 63n))
})

test('a reload keeps the number of a file whose path is the same, whatever its weight is now', () => {
  assert.equal(isSameFile(settings, { ...settings, weight: 5, reverse: true }), true)
  assert.equal(isSameFile(settings, { ...settings, path: '/run/other' }), false)
})
