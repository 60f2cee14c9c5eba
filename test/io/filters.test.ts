import assert from 'node:assert/strict'
import { endianness } from 'node:os'
import { describe, it } from 'node:test'
import { arpFilter, dropAll, neighbourFilter, vrrpFilter } from '../../src/io/filters.ts'
import { hex, interpret } from './bpf.ts'

/** Bytes from the dumps that tcpdump -x prints. */
const advert = hex(
  '45c0 0028 0001 0000 ff70 1a5e c000 0201 e000 0012 2133 6401 0001 b3c9 c000 02fe 3132 3334 0000 0000',
)
/**
 * The same with 20 bytes of IP options: router alert (RFC 2113), then no-operations and the end of the list.
 */
const options = hex('9404 0000 0101 0101 0101 0101 0101 0101 0101 0100')
const withOptions = Uint8Array.from([0x4a, ...advert.subarray(1, 20), ...options, ...advert.subarray(20)])

describe('the filter for adverts', () => {
  it('passes the VRIDs asked for and drops all others', () => {
    const filter = vrrpFilter([51, 7])
    for (let vrid = 0; vrid <= 255; vrid++) {
      const packet = advert.slice()
      packet[21] = vrid
      assert.equal(interpret(filter, packet) > 0, vrid === 51 || vrid === 7, `VRID ${vrid}`)
    }
  })

  it('passes packets whole', () => {
    assert.equal(interpret(vrrpFilter([51]), advert), 0xffffffff)
  })

  it('steps over IP options', () => {
    assert.ok(interpret(vrrpFilter([51]), withOptions) > 0)
    assert.equal(interpret(vrrpFilter([withOptions[21] ?? 0]), withOptions), 0)
  })

  it('passes what is too short to have a VRID, so that it is counted', () => {
    assert.ok(interpret(vrrpFilter([51]), advert.subarray(0, 20)) > 0)
    assert.ok(interpret(vrrpFilter([51]), advert.subarray(0, 21)) > 0)
    assert.equal(interpret(vrrpFilter([52]), advert.subarray(0, 22)), 0)
  })

  it('has room for all 255 VRIDs', () => {
    const filter = vrrpFilter(Array.from({ length: 255 }, (_, index) => index + 1))
    for (const vrid of [1, 2, 128, 254, 255]) {
      const packet = advert.slice()
      packet[21] = vrid
      assert.ok(interpret(filter, packet) > 0, `VRID ${vrid}`)
    }
    const zero = advert.slice()
    zero[21] = 0
    assert.equal(interpret(filter, zero), 0)
  })

  it('finds the VRID behind an authentication header, and without any header on IPv6', () => {
    const header = hex('7004 0000 c000 0201 0000 0001 0102 0304 0506 0708 090a 0b0c')
    const ah = Uint8Array.from([...advert.subarray(0, 20), ...header, ...advert.subarray(20)])
    assert.ok(interpret(vrrpFilter([51], 'ipv4-with-ah'), ah) > 0)
    assert.equal(interpret(vrrpFilter([4], 'ipv4-with-ah'), ah), 0)
    const pdu = advert.subarray(20)
    assert.ok(interpret(vrrpFilter([51], 'nothing'), pdu) > 0)
    assert.equal(interpret(vrrpFilter([52], 'nothing'), pdu), 0)
    assert.ok(interpret(vrrpFilter([52], 'nothing'), pdu.subarray(0, 1)) > 0)
  })

  it('drops every advert when no VRID is asked for', () => {
    assert.equal(interpret(vrrpFilter([]), advert), 0)
  })
})

describe('the filter for ARP', () => {
  const head = 'ffff ffff ffff 0200 0000 0001 0806 0001 0800 06 04'
  const frame = (operation: string, senderAddress: string, targetAddress: string) =>
    hex(`${head} ${operation} 0200 0000 0001 ${senderAddress} 0000 0000 0000 ${targetAddress}`)
  const ours = 'c000 02fe'
  const other = 'c000 0202'

  it('passes gratuitous ARP, as request and as reply', () => {
    assert.equal(interpret(arpFilter(), frame('0001', ours, ours)), 0xffffffff)
    assert.equal(interpret(arpFilter(), frame('0002', ours, ours)), 0xffffffff)
  })

  it('passes replies to others', () => {
    assert.ok(interpret(arpFilter(), frame('0002', ours, other)) > 0)
  })

  it('drops ordinary requests and probes, which a LAN is full of', () => {
    assert.equal(interpret(arpFilter(), frame('0001', other, ours)), 0)
    assert.equal(interpret(arpFilter(), frame('0001', '0000 0000', ours)), 0)
  })

  it('drops what is not ARP for IPv4 over Ethernet, and what is cut off', () => {
    const gratuitous = frame('0001', ours, ours)
    for (const position of [12, 13, 14, 15, 16, 17, 18, 19]) {
      const changed = gratuitous.slice()
      changed[position] = (changed[position] ?? 0) ^ 0x40
      assert.equal(interpret(arpFilter(), changed), 0, `byte ${position} changed`)
    }
    for (let length = 0; length < 42; length++) {
      assert.equal(interpret(arpFilter(), gratuitous.subarray(0, length)), 0, `${length} bytes`)
    }
  })
})

describe('the filter for neighbour advertisements', () => {
  const advertisement = hex(
    '3333 0000 0001 0000 5e00 0233 86dd 6000 0000 0020 3aff 2001 0db8 0000 0000 0000 0000 0000 0100' +
      'ff02 0000 0000 0000 0000 0000 0000 0001 8800 0000 2000 0000' +
      '2001 0db8 0000 0000 0000 0000 0000 0100 0201 0000 5e00 0233',
  )
  const changed = (position: number, value: number) => {
    const frame = advertisement.slice()
    frame[position] = value
    return interpret(neighbourFilter(), frame)
  }

  it('passes those that override, asked for or not, from routers or not', () => {
    for (const flags of [0x20, 0x60, 0xa0, 0xe0]) assert.equal(changed(58, flags), 0xffffffff)
  })

  it('drops those that do not, the questions, and what came through a router', () => {
    assert.equal(changed(58, 0xc0), 0)
    assert.equal(changed(54, 135), 0)
    assert.equal(changed(21, 254), 0)
  })

  it('drops what is not ICMPv6, and what is cut off', () => {
    assert.equal(changed(12, 8), 0)
    assert.equal(changed(13, 0), 0)
    assert.equal(changed(20, 17), 0)
    for (let length = 0; length < 59; length++) {
      assert.equal(interpret(neighbourFilter(), advertisement.subarray(0, length)), 0, `${length} bytes`)
    }
  })
})

describe('the filter for sockets that only send', () => {
  it('drops everything', () => {
    assert.equal(interpret(dropAll(), advert), 0)
    assert.equal(interpret(dropAll(), new Uint8Array(0)), 0)
  })

  it('is one record in the order of this machine', () => {
    const code = endianness() === 'LE' ? [0x06, 0] : [0, 0x06]
    assert.deepEqual([...dropAll()], [...code, 0, 0, 0, 0, 0, 0])
  })
})
