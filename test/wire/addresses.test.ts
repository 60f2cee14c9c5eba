/** Addresses between text and bytes: as fast as adverts need it, and the same whichever way is taken. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  address,
  addressAt,
  addressBytes,
  addressFromBytes,
  isMulticast,
  macBytes,
  macFromBytes,
  putAddress,
} from '../../src/base/address.ts'
import { openAddressMemory } from '../../src/base/address-memory.ts'
import { openRandom } from '../simulation/random.ts'

const random = openRandom(11)
const some = Array.from({ length: 3_000 }, (_, index) => {
  const bytes = Uint8Array.from({ length: index % 2 === 0 ? 4 : 16 }, () => random.between(0, 255))
  // Runs of zeros, which are written short.
  if (bytes.length === 16 && index % 3 === 0) bytes.fill(0, random.between(0, 6), random.between(6, 16))
  if (bytes.length === 16 && index % 5 === 0) bytes.set([0, 0xff])
  if (bytes.length === 16 && index % 7 === 0) bytes[0] = 0xff
  return bytes
})

describe('addresses', () => {
  it('come back from their text', () => {
    for (const bytes of some) assert.deepEqual(addressBytes(addressFromBytes(bytes)), bytes)
  })

  it('are written to where they belong', () => {
    for (const bytes of some) {
      const target = new Uint8Array(24).fill(7)
      assert.equal(putAddress(target, 3, addressFromBytes(bytes)), bytes.length)
      assert.deepEqual(target.subarray(3, 3 + bytes.length), bytes)
      assert.ok(target.every((byte, at) => byte === 7 || (at >= 3 && at < 3 + bytes.length)))
    }
  })

  it('are groups by their first byte', () => {
    for (const bytes of some) {
      const [first = 0] = bytes
      const isGroup = bytes.length === 4 ? first >= 224 && first < 240 : first === 255
      assert.equal(isMulticast(addressFromBytes(bytes)), isGroup, addressFromBytes(bytes))
    }
    for (const one of ['ff::1', 'ff0::1', 'fe80::1', '::ff02', '223.255.255.255', '240.0.0.0']) {
      assert.equal(isMulticast(address(one)), false, one)
    }
    for (const one of ['ff02::12', 'ff00::', 'ffff::', '224.0.0.18', '239.255.255.255']) {
      assert.equal(isMulticast(address(one)), true, one)
    }
  })
})

describe('MAC addresses', () => {
  it('come back from their text', () => {
    for (const bytes of some) {
      const six = bytes.slice(0, 4).reduce((all, byte, at) => all.fill(byte, at), new Uint8Array(6))
      assert.deepEqual(macBytes(macFromBytes(six)), six)
    }
  })
})

describe('a memory of addresses', () => {
  it('says what reading anew says, however little it remembers', () => {
    const read = openAddressMemory(4)
    for (let round = 0; round < 3; round++) {
      for (const bytes of some) {
        const length = bytes.length === 4 ? 4 : 16
        const frame = new Uint8Array([1, 2, ...bytes, 3])
        assert.equal(read(frame, 2, length), addressAt(frame, 2, length))
        // What it remembers is its own: the frame is used again.
        frame.fill(0xee)
      }
    }
  })

  it('tells an address from one of the other family', () => {
    const read = openAddressMemory(1)
    for (let round = 0; round < 2; round++) {
      assert.equal(read(new Uint8Array(16), 0, 16), '::')
      assert.equal(read(new Uint8Array(16), 0, 4), '0.0.0.0')
    }
  })
})
