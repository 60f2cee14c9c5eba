/** Messages that make and change interfaces, and what the kernel says of them: recorded from Linux 6.18. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, macFromBytes } from '../../src/base/address.ts'
import {
  decodeVirtualLink,
  encodeGenerateNoAddress,
  encodeMakeLink,
  encodeRemoveLink,
  encodeSetMaster,
  encodeSetUp,
  isLike,
} from '../../src/netlink/link-create.ts'
import { encodeAddOwnAddress, isLinkLocal, linkLocalOf } from '../../src/netlink/link-local.ts'
import { decodeMessages } from '../../src/netlink/message.ts'
import { toHex } from './bytes.ts'

const mac = macFromBytes(Uint8Array.of(0, 0, 0x5e, 0, 1, 51))
const kind = { is: 'macvlan', mac } as const

/** A request as the kernel would tell of it: without its own flags. */
function told(request: Uint8Array, index: number) {
  const [message] = decodeMessages(request)
  assert.ok(message)
  new DataView(message.payload.buffer, message.payload.byteOffset).setInt32(4, index, true)
  return decodeVirtualLink(message)
}

test('what is asked for is what is recognised', () => {
  const link = told(encodeMakeLink({ name: 'vrrp.51', baseIndex: 3, kind, group: 7 }), 9)
  assert.deepEqual(link, {
    ...{ index: 9, name: 'vrrp.51', kind: 'macvlan', baseIndex: 3, mac, mode: 1, flags: undefined },
    ...{ masterIndex: 0, group: 7, wantedUp: false },
  })
  assert.ok(link !== undefined && isLike(link, { baseIndex: 3, kind }))
  assert.ok(!isLike({ ...link, mode: 4 }, { baseIndex: 3, kind }), 'another mode')
  assert.ok(!isLike(link, { baseIndex: 4, kind }), 'another parent')
  const other = macFromBytes(Uint8Array.of(2, 0, 0, 0, 0, 1))
  assert.ok(!isLike(link, { baseIndex: 3, kind: { is: 'macvlan', mac: other } }), 'another MAC address')
})

test('an ipvlan in mode L2 with its flags', () => {
  const wanted = { is: 'ipvlan', flags: 'vepa' } as const
  const link = told(encodeMakeLink({ name: 'ipv', baseIndex: 3, kind: wanted, group: undefined }), 9)
  assert.deepEqual([link?.kind, link?.mode, link?.flags, link?.mac], ['ipvlan', 0, 2, undefined])
  assert.ok(link !== undefined && isLike(link, { baseIndex: 3, kind: wanted }))
  assert.ok(!isLike(link, { baseIndex: 3, kind: { is: 'ipvlan', flags: 'bridge' } }))
})

test('a link whose parent is in another namespace stands on nothing here', () => {
  const request = encodeMakeLink({ name: 'x', baseIndex: 3, kind, group: undefined })
  const [message] = decodeMessages(request)
  assert.ok(message)
  const elsewhere = Uint8Array.of(8, 0, 37, 0, 0, 0, 0, 0)
  const payload = new Uint8Array([...message.payload, ...elsewhere])
  assert.equal(decodeVirtualLink({ ...message, payload })?.baseIndex, undefined)
})

test('bytes of the small requests', () => {
  const rows: readonly [Uint8Array, string][] = [
    [encodeSetUp(5, true), '20000000 1000 0500 00000000 00000000 00000000 05000000 01000000 01000000'],
    [encodeRemoveLink(5), '20000000 1100 0500 00000000 00000000 00000000 05000000 00000000 00000000'],
    [
      encodeSetMaster(5, 6),
      '28000000 1000 0500 00000000 00000000 00000000 05000000 00000000 00000000 08000a00 06000000',
    ],
    [
      encodeGenerateNoAddress(5),
      '30000000 1000 0500 00000000 00000000 00000000 05000000 00000000 00000000' +
        ' 10001a80 0c000a80 05000800 01000000',
    ],
  ]
  for (const [request, wanted] of rows) assert.equal(toHex(request), wanted.replaceAll(' ', ''))
})

test('the link-local address of a MAC address: RFC 4291, appendix A', () => {
  assert.equal(linkLocalOf(macFromBytes(Uint8Array.of(2, 0, 0, 0, 0, 1))), 'fe80::ff:fe00:1')
  assert.equal(linkLocalOf(mac), 'fe80::200:5eff:fe00:133')
  assert.ok(isLinkLocal(address('febf::1')))
  assert.ok(!isLinkLocal(address('fec0::1')))
  assert.ok(!isLinkLocal(address('254.128.0.1')))
})

test('a deprecated address without duplicate detection, and without our mark', () => {
  const prefix = { address: address('fe80::1'), length: 64 }
  const text = toHex(encodeAddOwnAddress({ index: 5, prefix, deprecated: true }))
  assert.ok(text.includes('0a4000fd05000000'), 'fe80::1/64 of scope link on interface 5')
  assert.ok(text.includes('0800080002000000'), 'nodad')
  assert.ok(text.includes('1400060000000000ffffffff'), 'preferred 0, valid for ever')
  assert.ok(!text.includes('05000b00'), 'no protocol')
})
