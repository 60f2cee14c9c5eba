/** Netlink messages and attributes: what is whole is read, what is broken is left out, nothing throws. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeAddress } from '../../src/netlink/address.ts'
import {
  decodeAttributes,
  encodeAttributes,
  nested,
  readText,
  readU8,
  readU16,
  readU16Network,
  readU32,
  text,
  u8,
  u16,
  u16Network,
  u32,
} from '../../src/netlink/attribute.ts'
import { decodeLink } from '../../src/netlink/link.ts'
import {
  decodeMessages,
  encodeMessage,
  messageFlag,
  verdictOf,
  withSequence,
} from '../../src/netlink/message.ts'
import { hex, toHex } from './bytes.ts'

test('a message is its head and its payload, padded to four bytes', () => {
  const bytes = encodeMessage({ type: 20, flags: messageFlag.request | messageFlag.ack }, hex('aabbcc'))
  assert.equal(toHex(bytes), '13000000 1400 0500 00000000 00000000 aabbcc00'.replaceAll(' ', ''))
  assert.deepEqual(decodeMessages(withSequence(bytes, 7)), [
    { type: 20, flags: 5, sequence: 7, port: 0, payload: hex('aabbcc') },
  ])
})

test('a datagram of several messages is read up to the first broken one', () => {
  const whole = encodeMessage({ type: 16, flags: 0 }, hex('00'))
  const two = new Uint8Array([...whole, ...whole, ...hex('ff000000 1000')])
  assert.equal(decodeMessages(two).length, 2)
  assert.equal(decodeMessages(hex('0f000000 1000 0000 00000000 00000000')).length, 0, 'shorter than its head')
  assert.equal(decodeMessages(whole.subarray(0, 18)).length, 1, 'the padding of the last one may be missing')
  assert.equal(decodeMessages(whole.subarray(0, 16)).length, 0)
})

test('the verdict: 0 is an acknowledgement, the errno is positive, other messages have none', () => {
  const verdict = (type: number, payload: string) =>
    verdictOf({ type, flags: 0, sequence: 0, port: 0, payload: hex(payload) })
  assert.equal(verdict(2, '00000000'), 0)
  assert.equal(verdict(2, 'efffffff'), 17)
  assert.equal(verdict(3, '00000000'), 0)
  assert.equal(verdict(3, 'f0ffffff'), 16)
  assert.equal(verdict(3, ''), 0)
  assert.equal(verdict(2, '00'), 74)
  assert.equal(verdict(20, '00000000'), undefined)
})

test('attributes come back as they were written', () => {
  const attributes = decodeAttributes(
    encodeAttributes([
      u8(1, 200),
      u16(2, 0x1234),
      u16Network(3, 80),
      u32(4, 0xfffffffe),
      text(5, 'eth0'),
      nested(6, [u32(1, 9)]),
    ]),
  )
  assert.equal(readU8(attributes, 1), 200)
  assert.equal(readU16(attributes, 2), 0x1234)
  assert.equal(readU16Network(attributes, 3), 80)
  assert.equal(readU32(attributes, 4), 0xfffffffe)
  assert.equal(readText(attributes, 5), 'eth0')
  assert.equal(readU32(decodeAttributes(attributes.get(6) ?? hex('')), 1), 9)
  assert.equal(readU32(attributes, 2), undefined, 'too short')
  assert.equal(readText(attributes, 99), undefined)
})

test('nothing that decodes ever throws', () => {
  const types = fc.constantFrom(2, 3, 16, 17, 20, 21)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), types, (bytes, type) => {
      decodeAttributes(bytes)
      for (const message of decodeMessages(bytes)) verdictOf(message)
      const message = { type, flags: 0, sequence: 0, port: 0, payload: bytes }
      decodeLink(message)
      decodeAddress(message)
      verdictOf(message)
    }),
    { numRuns: 2_000 },
  )
})

test('a cut or changed real message never throws', () => {
  const real = hex(`4800000014000200070000004e1f00000a408200030000001400010020010db80000000000000000
    0000000514000600ffffffffffffffff11f7010011f701000800080082000000`)
  fc.assert(
    fc.property(fc.nat(real.length), fc.nat(real.length - 1), fc.nat(255), (length, at, value) => {
      const changed = real.slice(0, length)
      if (at < changed.length) changed[at] = value
      for (const message of decodeMessages(changed)) decodeAddress(message)
    }),
    { numRuns: 2_000 },
  )
})
