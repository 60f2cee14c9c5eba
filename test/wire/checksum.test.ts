import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checksumOf, isRight, wordSum } from '../../src/wire/checksum.ts'
import { bytesOf } from './frames.ts'

describe('the Internet checksum', () => {
  test('the example of RFC 1071 section 3', () => {
    const bytes = bytesOf('0001f203f4f5f6f7')
    assert.equal(checksumOf(wordSum(bytes, 0, bytes.length)), 0x220d)
  })

  test('a carry may bring another carry', () => {
    assert.equal(checksumOf(0x1_ffff), 0xfffe)
    assert.equal(checksumOf(0xffff_ffff), 0)
  })

  test('an odd last byte is the high half of a word', () => {
    assert.equal(wordSum(bytesOf('000112'), 0, 3), 0x1201)
  })

  test('only the given range counts', () => {
    assert.equal(wordSum(bytesOf('ffff00010002ffff'), 2, 6), 3)
    assert.equal(wordSum(bytesOf('ffff'), 1, 1), 0)
  })

  test('0 and 65535 are the same number, so both are right where either is', () => {
    assert.equal(isRight(0xffff), true)
    assert.equal(isRight(0xffff + 0xffff), true)
    assert.equal(isRight(0), false)
  })
})
