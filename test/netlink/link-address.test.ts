/** Links and addresses: messages recorded from Linux 6.18 (statistics left out), and what we send. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import {
  decodeAddress,
  encodeAddAddress,
  encodeListAddresses,
  encodeRemoveAddress,
} from '../../src/netlink/address.ts'
import { decodeLink, encodeListLinks } from '../../src/netlink/link.ts'
import { decodeMessages, type NetlinkMessage } from '../../src/netlink/message.ts'
import { hex, toHex } from './bytes.ts'

function message(type: number, payload: string): NetlinkMessage {
  return { type, flags: 2, sequence: 7, port: 0, payload: hex(payload) }
}

const vethHead = '0000 0100 03000000 03100000 00000000'
const vethAttributes = '08000300 63763000 08000400 dc050000 0a000100 020000000001 0000'

test('an interface without carrier is not up', () => {
  assert.deepEqual(decodeLink(message(16, vethHead + vethAttributes)), {
    is: 'link',
    link: {
      index: 3,
      name: 'cv0',
      up: false,
      loopback: false,
      noArp: false,
      multicast: true,
      mac: '02:00:00:00:00:01',
      mtu: 1500,
    },
  })
})

test('up needs both IFF_UP and IFF_RUNNING', () => {
  const up = (flags: string) => {
    const report = decodeLink(message(16, `0000 0403 01000000 ${flags} 00000000 07000300 6c6f0000`))
    return report?.is === 'link' ? report.link.up : undefined
  }
  assert.equal(up('49000100'), true, 'lo, recorded')
  assert.equal(up('01000000'), false)
  assert.equal(up('40000000'), false)
})

test('a deleted interface is gone by index and name', () => {
  assert.deepEqual(decodeLink(message(17, vethHead + vethAttributes)), {
    is: 'link-gone',
    index: 3,
    name: 'cv0',
  })
})

test('an interface that leaves a bridge is not gone', () => {
  assert.equal(decodeLink(message(17, `0700${vethHead.slice(4)}${vethAttributes}`)), undefined)
})

test('an IPv4 address with a peer, recorded', () => {
  const recorded = `4c00000014000200070000004e1f00000220800003000000080001000a4d0009080002000a4d0005
    0800030063763000080008008000000014000600ffffffffffffffff11f7010011f70100`
  assert.deepEqual(decodeMessages(hex(recorded)).map(decodeAddress), [
    {
      is: 'address',
      address: {
        index: 3,
        prefix: { address: '10.77.0.5', length: 32 },
        peer: '10.77.0.9',
        broadcast: undefined,
        label: 'cv0',
        scope: 0,
        flags: 0x80,
        protocol: 0,
      },
    },
  ])
})

test('an IPv6 address, recorded', () => {
  const recorded = `4800000014000200070000004e1f00000a408200030000001400010020010db80000000000000000
    0000000514000600ffffffffffffffff11f7010011f701000800080082000000`
  const [report] = decodeMessages(hex(recorded)).map(decodeAddress)
  assert.deepEqual(report?.address.prefix, { address: '2001:db8::5', length: 64 })
  assert.equal(report?.address.flags, 0x82)
  assert.equal(report?.address.peer, undefined)
})

test('other families and wrong lengths are left out', () => {
  assert.equal(decodeAddress(message(20, '07 20 80 00 03000000 08000100 0a4d0009')), undefined)
  assert.equal(decodeAddress(message(20, '02 21 80 00 03000000 08000100 0a4d0009')), undefined, '/33')
  assert.equal(decodeAddress(message(20, '02 20 80 00 03000000')), undefined, 'no address')
  assert.equal(decodeAddress(message(22, '02 20 80 00 03000000 08000100 0a4d0009')), undefined)
})

test('a virtual IPv4 address: IFA_LOCAL, no IFA_ADDRESS, marked with protocol 18', () => {
  const bytes = encodeAddAddress({
    index: 3,
    prefix: { address: address('10.10.3.168'), length: 32 },
    broadcast: undefined,
    label: undefined,
    scope: 0,
  })
  assert.equal(
    toHex(bytes),
    toHex(hex('28000000 1400 0500 00000000 00000000 02200000 03000000 08000200 0a0a03a8 05000b00 12000000')),
  )
})

test('label and broadcast as configured', () => {
  const bytes = encodeAddAddress({
    index: 3,
    prefix: { address: address('10.77.0.1'), length: 24 },
    broadcast: address('10.77.0.255'),
    label: 'cv0:1',
    scope: 253,
  })
  const payload = `021800fd 03000000 08000200 0a4d0001 08000400 0a4d00ff
    0a000300 6376303a31000000 05000b00 12000000`
  assert.equal(toHex(bytes.subarray(16)), toHex(hex(payload)))
})

test('a virtual IPv6 address: no duplicate detection; a /128 is deprecated, other lengths are not', () => {
  const wish = { index: 3, broadcast: undefined, label: undefined, scope: 0 }
  const host = encodeAddAddress({ ...wish, prefix: { address: address('2001:db8::5'), length: 128 } })
  const head = '14000200 20010db8000000000000000000000005 08000800 02000000'
  const protocol = '05000b00 12000000'
  assert.equal(
    toHex(host.subarray(24)),
    toHex(hex(`${head} 14000600 00000000 ffffffff 00000000 00000000 ${protocol}`)),
  )
  const net = encodeAddAddress({ ...wish, prefix: { address: address('2001:db8::5'), length: 64 } })
  assert.equal(toHex(net.subarray(24)), toHex(hex(`${head} ${protocol}`)))
})

test('an address is removed by interface, address and length', () => {
  const bytes = encodeRemoveAddress({ index: 3, prefix: { address: address('10.10.3.168'), length: 32 } })
  assert.equal(
    toHex(bytes),
    toHex(hex('28000000 1500 0500 00000000 00000000 02200000 03000000 08000200 0a0a03a8 08000100 0a0a03a8')),
  )
})

test('the lists are dumps', () => {
  assert.equal(toHex(encodeListLinks()).slice(0, 16), '2000000012000103')
  assert.equal(toHex(encodeListAddresses()).slice(0, 16), '1800000016000103')
})
