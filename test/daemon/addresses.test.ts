import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { openAddresses } from '../../src/daemon/kernel/addresses.ts'
import type { NetlinkAnswer, NetlinkSocket } from '../../src/io/netlink.ts'
import { addressType, type InterfaceAddress } from '../../src/netlink/address.ts'
import { decodeMessages } from '../../src/netlink/message.ts'
import type { Placed } from '../../src/vrrp/router.ts'

const done: NetlinkAnswer = { is: 'done', messages: [] }
const refused = (code: string): NetlinkAnswer => ({
  is: 'refused',
  failure: { code, text: code, doing: 'a test' },
})

/** A kernel that records what it is asked and answers from a list, `done` when that is used up. */
function kernel(answers: NetlinkAnswer[] = []) {
  const asked: string[] = []
  const socket: NetlinkSocket = {
    port: 4711,
    exchange: (requests) =>
      requests.map((request) => {
        const type = decodeMessages(request)[0]?.type
        asked.push(
          type === addressType.newAddress ? 'add' : type === addressType.delAddress ? 'remove' : 'other',
        )
        return answers.shift() ?? done
      }),
    dump: () => ({ ok: true, value: [] }),
    close: () => undefined,
  }
  return { asked, socket }
}

function placed(text: string, length = 32): Placed {
  const prefix = { address: address(text), length }
  return {
    interface: 'eth0',
    address: { prefix, interface: undefined, broadcast: undefined, label: undefined, scope: 0 },
  }
}

function onInterface(text: string, length: number, protocol: number): InterfaceAddress {
  const prefix = { address: address(text), length }
  return {
    index: 2,
    prefix,
    peer: undefined,
    broadcast: undefined,
    label: undefined,
    scope: 0,
    flags: 0x80,
    protocol,
  }
}

function open(answers: NetlinkAnswer[] = []) {
  const { asked, socket } = kernel(answers)
  const complaints: string[] = []
  const addresses = openAddresses({
    socket,
    indexOf: (name) => (name === 'eth0' ? 2 : undefined),
    onRefused: (doing, _placed, failure) => complaints.push(`${doing} ${failure.code}`),
  })
  return { addresses, asked, complaints }
}

test('an address is put on once and taken off once', () => {
  const { addresses, asked } = open()
  addresses.claim([placed('10.0.0.100')])
  addresses.claim([placed('10.0.0.100')])
  addresses.release([placed('10.0.0.100')])
  addresses.release([placed('10.0.0.100')])
  assert.deepEqual(asked, ['add', 'remove'])
})

test('an address that somebody else takes off is told once', () => {
  const { addresses } = open()
  const gone = onInterface('10.0.0.100', 32, 18)
  addresses.claim([placed('10.0.0.100')])
  assert.equal(addresses.noteGone(gone), '10.0.0.100')
  assert.equal(addresses.noteGone(gone), undefined)
})

const owned = (text: string): Placed => ({ ...placed(text), owned: true })

test('the real address of an address owner is neither a leftover nor ever taken off', () => {
  const { addresses, asked } = open([refused('EEXIST')])
  addresses.noteAddress(onInterface('127.0.0.1', 8, 1))
  addresses.noteAddress(onInterface('10.0.0.100', 32, 0))
  assert.deepEqual(addresses.removeLeftovers([owned('10.0.0.100')]), [])
  addresses.claim([owned('10.0.0.100')])
  addresses.release([owned('10.0.0.100')])
  assert.deepEqual(asked, ['add'])
  assert.equal(addresses.sourceOf(2), '127.0.0.1')
})

test('K5: what a killed keepalived left has no mark, and is removed at the start all the same', () => {
  const { addresses, asked } = open()
  addresses.noteAddress(onInterface('10.0.0.1', 24, 3))
  addresses.noteAddress(onInterface('10.0.0.100', 32, 0))
  assert.deepEqual(addresses.removeLeftovers([placed('10.0.0.100')]), [placed('10.0.0.100')])
  assert.deepEqual(asked, ['remove'])
})

test('or it is taken over, and goes with the mastership', () => {
  const { addresses, asked } = open([refused('EEXIST')])
  addresses.noteAddress(onInterface('10.0.0.1', 24, 3))
  addresses.noteAddress(onInterface('10.0.0.100', 32, 0))
  addresses.claim([placed('10.0.0.100')])
  addresses.release([placed('10.0.0.100')])
  assert.deepEqual(asked, ['add', 'remove'])
})

test('the only address of an interface is never taken for a leftover', () => {
  const { addresses } = open()
  addresses.noteAddress({ ...onInterface('127.0.0.1', 8, 1), index: 1 })
  addresses.noteAddress(onInterface('10.0.0.1', 24, 0))
  assert.deepEqual(addresses.removeLeftovers([placed('10.0.0.1', 24)]), [])
})

test('what a killed daemon left is recognised by its mark, removed, and no source of adverts', () => {
  const { addresses, asked } = open()
  addresses.noteAddress(onInterface('10.0.0.100', 32, 18))
  addresses.noteAddress(onInterface('10.0.0.1', 24, 0))
  assert.equal(addresses.sourceOf(2), '10.0.0.1')
  assert.deepEqual(addresses.removeLeftovers([placed('10.0.0.100')]), [placed('10.0.0.100')])
  assert.deepEqual(asked, ['remove'])
})

test('after lost notifications, those of ours that are gone are told', () => {
  const { addresses } = open()
  addresses.claim([placed('10.0.0.100'), placed('10.0.0.101')])
  const lost = addresses.resynchronise([onInterface('10.0.0.100', 32, 18)])
  assert.deepEqual(lost, [{ index: 2, address: '10.0.0.101' }])
})

test('a refusal is reported with its reason; an address that is gone already is not one', () => {
  const { addresses, complaints } = open([refused('EPERM'), done, refused('EADDRNOTAVAIL')])
  addresses.claim([placed('10.0.0.100')])
  addresses.claim([placed('10.0.0.101')])
  addresses.release([placed('10.0.0.101')])
  assert.deepEqual(complaints, ['add-address EPERM'])
})

test('a farewell leaves alone what belongs to the host for good', () => {
  const { addresses } = open([refused('EEXIST'), done])
  addresses.noteAddress(onInterface('127.0.0.1', 8, 1))
  addresses.noteAddress(onInterface('10.0.0.1', 32, 0))
  addresses.noteAddress(onInterface('10.0.0.102', 32, 18))
  addresses.claim([owned('10.0.0.1'), placed('10.0.0.100')])
  assert.equal(addresses.removal(owned('10.0.0.1')), undefined)
  for (const ours of ['10.0.0.100', '10.0.0.101', '10.0.0.102']) {
    assert.notEqual(addresses.removal(placed(ours)), undefined, ours)
  }
})

test('the kernel takes secondary addresses along with the primary one: those still held are put back', () => {
  const { addresses, asked } = open()
  const vips = ['10.9.0.1', '10.9.0.2', '10.9.0.3'].map((text) => placed(text, 24))
  addresses.claim([...vips, placed('10.8.0.1', 24)])
  addresses.release(vips.slice(0, 1))
  assert.deepEqual(asked.splice(0), ['add', 'add', 'add', 'add', 'remove', 'add', 'add'])
  addresses.expectRelease(vips.slice(1))
  addresses.release(vips.slice(1, 2))
  assert.deepEqual(asked, ['remove'], 'one that goes next is not put back')
})

test('behind a primary address of the host nothing goes along, and nothing is asked', () => {
  const { addresses, asked } = open()
  addresses.noteAddress(onInterface('10.9.0.50', 24, 0))
  const vips = ['10.9.0.1', '10.9.0.2'].map((text) => placed(text, 24))
  addresses.claim(vips)
  addresses.release(vips.slice(0, 1))
  assert.deepEqual(asked, ['add', 'add', 'remove'])
})

test('an address of the host that went along with one of ours is no source of adverts any more', () => {
  const { addresses } = open()
  addresses.claim([placed('10.9.0.1', 24)])
  addresses.noteAddress(onInterface('10.9.0.50', 24, 0))
  addresses.release([placed('10.9.0.1', 24)])
  assert.equal(addresses.noteSwept(onInterface('10.9.0.1', 24, 18)), false, 'the echo of the release')
  assert.equal(addresses.noteSwept(onInterface('10.9.0.50', 24, 0)), true)
  assert.equal(addresses.sourceOf(2), undefined)
  addresses.claim([placed('10.9.0.2', 24)])
  assert.equal(
    addresses.noteSwept(onInterface('10.9.0.2', 24, 18)),
    false,
    'claimed anew before the echo came',
  )
  assert.equal(addresses.noteGone(onInterface('10.9.0.2', 24, 18)), '10.9.0.2')
})

test('an address on an interface that was renamed meanwhile is taken off there', () => {
  const { asked, socket } = kernel()
  const names = new Map([['eth0', 2]])
  const addresses = openAddresses({
    socket,
    indexOf: (name) => names.get(name),
    onRefused: () => undefined,
  })
  addresses.claim([placed('10.0.0.100')])
  names.clear()
  addresses.claim([placed('10.0.0.101')])
  addresses.release([placed('10.0.0.100')])
  assert.deepEqual(asked, ['add', 'remove'], 'and nothing is put there any more')
})

test('the source of IPv6 is a link-local address that is not virtual and has passed detection', () => {
  const { addresses } = open()
  const add = (text: string, more: Partial<InterfaceAddress> = {}) =>
    addresses.noteAddress({ ...onInterface(text, 64, 0), ...more })
  add('2001:db8::1')
  assert.equal(addresses.sourceOf(2, 'ipv6'), undefined, 'not link-local')
  add('fe80::1', { flags: 0x40 })
  assert.equal(addresses.sourceOf(2, 'ipv6'), undefined, 'tentative')
  add('fe80::2', { flags: 0x88 })
  assert.equal(addresses.sourceOf(2, 'ipv6'), undefined, 'refused by another host')
  add('fe80::3', { protocol: 18 })
  addresses.claim([placed('fe80::4', 64)])
  assert.equal(addresses.sourceOf(2, 'ipv6'), undefined, 'virtual')
  add('fe80::5')
  assert.equal(addresses.sourceOf(2, 'ipv6'), 'fe80::5')
  assert.equal(addresses.sourceOf(2), undefined, 'that of IPv4 is another one')
})

test('a notification of IPv6 does not say whose deed it was: the kernel is asked', () => {
  const { addresses, asked } = open([done, done, refused('EADDRNOTAVAIL')])
  const vip = placed('2001:db8::100', 128)
  addresses.claim([vip])
  const gone = { ...onInterface('2001:db8::100', 128, 18) }
  assert.equal(addresses.noteGone(gone), undefined, 'it is there: taken off and put back since')
  assert.equal(addresses.noteGone(gone), '2001:db8::100')
  assert.equal(addresses.noteGone(gone), undefined, 'told once')
  assert.deepEqual(asked, ['add', 'other', 'other'])
})

test('IPv6 addresses go with their interface: nobody took them, and they come back with it', () => {
  let up = false
  const { socket, asked } = kernel([done, refused('EADDRNOTAVAIL')])
  const addresses = openAddresses({
    socket,
    indexOf: () => 2,
    isUp: () => up,
    onRefused: () => assert.fail('nothing is refused'),
  })
  const vip = placed('2001:db8::100', 128)
  addresses.claim([vip])
  assert.equal(addresses.noteGone(onInterface('2001:db8::100', 128, 18)), undefined)
  up = true
  assert.deepEqual(addresses.missingOn('eth0'), [vip])
  addresses.claim(addresses.missingOn('eth0'))
  assert.deepEqual(addresses.missingOn('eth0'), [])
  assert.deepEqual(asked, ['add', 'other', 'add'])
})

test('a static address may be the source, though it has our mark', () => {
  const { addresses } = open()
  const own = placed('10.0.0.7', 24)
  addresses.settle([own])
  addresses.claim([own, placed('10.0.0.100')])
  assert.equal(addresses.sourceOf(2), '10.0.0.7')
})

test('what the kernel would not have is told once, announced never, and tried again when it may work', () => {
  const eacces = refused('EACCES')
  const { addresses, asked, complaints } = open([eacces, eacces])
  const item = placed('2001:db8::1', 64)
  addresses.claim([item])
  assert.ok(addresses.isRefused(item) && addresses.holds(item) && addresses.isAnyRefused())
  assert.deepEqual(addresses.missingOn('eth0'), [item])
  addresses.claim([item])
  assert.deepEqual(complaints, ['add-address EACCES'])
  addresses.claim(addresses.missingOn('eth0'))
  assert.ok(!addresses.isRefused(item) && addresses.holds(item))
  addresses.release([item])
  assert.deepEqual(asked, ['add', 'add', 'add', 'remove'])
})

test('what was refused and is released meanwhile is neither taken off nor tried again', () => {
  const { addresses, asked } = open([refused('EACCES')])
  const item = placed('2001:db8::1', 64)
  addresses.claim([item])
  addresses.release([item])
  assert.deepEqual([addresses.holds(item), addresses.missingOn('eth0'), asked], [false, [], ['add']])
})

test('what is put on an interface that was made anew is not missed on the former one', () => {
  // Each time: put there, and no more there when it is asked for.
  const { socket } = kernel([1, 2, 3].flatMap(() => [done, refused('EADDRNOTAVAIL')]))
  let index = 2
  const addresses = openAddresses({
    socket,
    indexOf: () => index,
    isUp: () => false,
    onRefused: () => undefined,
  })
  const vip = placed('2001:db8::100', 128)
  addresses.claim([vip])
  // It went with the interface, which comes back with another number, again and again.
  for (const next of [3, 4, 5]) {
    assert.equal(addresses.noteGone({ ...onInterface('2001:db8::100', 128, 18), index }), undefined)
    assert.deepEqual(addresses.missingOn('eth0'), [vip])
    index = next
    addresses.claim([vip])
    assert.deepEqual(addresses.missingOn('eth0'), [])
  }
})
