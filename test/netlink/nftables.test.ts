/**
 * nf_tables: what nft 1.0.6 sends for the same tables, recorded with `nft --debug=mnl`, and the way from one
 * state of a table to the next. That nft(8) lists them as keepalived's is in the lab.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { decodeMessages } from '../../src/netlink/message.ts'
import {
  asTransaction,
  encodeAddChain,
  encodeAddElements,
  encodeAddRule,
  encodeAddSet,
} from '../../src/netlink/nftables.ts'
import { isEqual, masked, meta, payload, verdict } from '../../src/netlink/nftables-expressions.ts'
import { type Containment, changes, removal, tableOf } from '../../src/netlink/nftables-tables.ts'
import { hex, toHex } from './bytes.ts'

const table = { family: 'ipv4', table: 'keepalived' } as const
const table6 = { family: 'ipv6', table: 'keepalived' } as const
const tableName = '0f000100 6b656570 616c6976 65640000'

/** Without the head, whose flags and sequence are the conversation's. */
function body(message: Uint8Array | undefined): string {
  return toHex(message?.subarray(16) ?? new Uint8Array())
}

function same(message: Uint8Array | undefined, recorded: string): void {
  assert.equal(body(message), toHex(hex(recorded)))
}

test('a base chain has its hook, its priority and a policy', () => {
  const chain = { name: 'out', base: { hook: 'output', priority: -1 } } as const
  same(
    encodeAddChain(table, chain),
    `02000000 ${tableName} 08000300 6f757400 0b000700 66696c74 65720000 08000500 00000001
     14000480 08000100 00000003 08000200 ffffffff`,
  )
})

test('a chain that others lead to has a name and nothing else', () => {
  same(
    encodeAddChain(table6, { name: 'in_link_local' }),
    `0a000000 ${tableName} 12000300 696e5f6c 696e6b5f 6c6f6361 6c000000`,
  )
})

test('a map from interface to interface says that its numbers are in host order', () => {
  const set = { name: 'vmac_map', keys: 'iface_index', values: 'iface_index', id: 1 } as const
  same(
    encodeAddSet(table, set),
    `02000000 ${tableName} 0d000200 766d6163 5f6d6170 00000000 08000300 00000008 08000400 00000014
     08000500 00000004 08000600 00000014 08000700 00000004 08000a00 00000001
     10000d00 00040100 00000104 01000000`,
  )
})

test('a constant set of ICMP types', () => {
  const set = { name: 'mld-report', keys: 'icmpv6_type', constant: true, id: 6 } as const
  same(
    encodeAddSet(table6, set),
    `0a000000 ${tableName} 0f000200 6d6c642d 7265706f 72740000 08000300 00000002 08000400 0000001d
     08000500 00000001 08000a00 00000006 0a000d00 00040200 00000000`,
  )
})

test('keys of two parts have the types of both', () => {
  const set = { name: 'vips', keys: 'ipv6_addr . iface_index', id: 9 } as const
  assert.match(body(encodeAddSet(table6, set)), /0800040000000214.*0800050000000014/)
  const named = { name: 'vips', keys: 'ipv6_addr . ifname', id: 9 } as const
  assert.match(body(encodeAddSet(table6, named)), /0800040000000229.*0800050000000020/)
})

test('elements are numbered', () => {
  const elements = [{ key: hex('0a000064') }, { key: hex('0a000065') }]
  same(
    encodeAddElements(table, 'vips', elements)[0],
    `02000000 ${tableName} 09000200 76697073 00000000
     24000380 10000180 0c000180 08000100 0a000064 10000280 0c000180 08000100 0a000065`,
  )
})

test('an element of a map has its value', () => {
  same(
    encodeAddElements(table, 'vips', [{ key: hex('04000000'), value: hex('03000000') }])[0],
    `02000000 ${tableName} 09000200 76697073 00000000
     20000380 1c000180 0c000180 08000100 04000000 0c000280 08000100 03000000`,
  )
})

test('more than a thousand elements go in several messages, for an attribute ends at 64 KiB', () => {
  const elements = Array.from({ length: 2500 }, (_, at) => ({
    key: Uint8Array.of(10, 0, at >> 8, at & 255),
  }))
  const messages = encodeAddElements(table, 'vips', elements)
  assert.equal(messages.length, 3)
  for (const message of messages) assert.ok(message.length < 0x10000)
})

test('a rule is a list of expressions, and ends with a verdict', () => {
  const expressions = [
    payload({ header: 'network', offset: 9, length: 1, register: 1 }),
    isEqual(1, Uint8Array.of(2)),
    meta('outputKind', 1),
    verdict('drop'),
  ]
  same(
    encodeAddRule(table, 'out', expressions),
    `02000000 ${tableName} 08000200 6f757400 b8000480
     34000180 0c000100 7061796c 6f616400 24000280
       08000100 00000001 08000200 00000001 08000300 00000009 08000400 00000001
     2c000180 08000100 636d7000 20000280
       08000100 00000001 08000200 00000000 0c000380 05000100 02000000
     24000180 09000100 6d657461 00000000 14000280 08000200 0000001b 08000100 00000001
     30000180 0e000100 696d6d65 64696174 65000000 1c000280
       08000100 00000000 10000280 0c000280 08000100 00000000`,
  )
})

test('a verdict that leads elsewhere names the chain', () => {
  const bytes = toHex(verdict({ goto: 'in' }).value)
  assert.match(bytes, /08000100fffffffc/)
  assert.match(bytes, /07000200696e00/)
})

test('a mask and what it is compared with are as long as the register is filled', () => {
  assert.match(toHex(masked(1, hex('ffc00000')).value), /0800030000000004/)
})

test('a transaction begins and ends with messages of the whole subsystem', () => {
  const messages = asTransaction([encodeAddChain(table, { name: 'out' })]).flatMap((one) =>
    decodeMessages(one),
  )
  assert.deepEqual(
    messages.map(({ type }) => type),
    [0x10, 0x0a03, 0x11],
  )
  assert.equal(toHex(messages[0]?.payload ?? new Uint8Array()), '0000000a')
})

const nothing: Containment = {
  ...{ table: 'keepalived', chainPriority: -1, counters: false },
  ...{ vmacs: [], hidden: [] },
}
const hidden = (...texts: string[]) => ({
  ...nothing,
  hidden: texts.map((text) => ({ address: address(text), interface: 'eth0', index: 3, byName: false })),
})

/** Numbers within the subsystem: 0 table, 2 table away, 3 chain, 6 rule, 9 set, 12 and 14 elements. */
function kinds(messages: readonly Uint8Array[]): readonly number[] {
  return messages.flatMap((one) => decodeMessages(one).map(({ type }) => type & 0xff))
}

function made(family: 'ipv4' | 'ipv6', wanted: Containment) {
  const found = tableOf(family, wanted)
  assert.ok(found)
  return found
}

test('where nothing must be contained there is no table', () => {
  assert.equal(tableOf('ipv4', nothing), undefined)
  assert.equal(tableOf('ipv6', hidden('10.0.0.100')), undefined)
})

test('the first table takes the place of whatever is called like it', () => {
  const first = made('ipv4', hidden('10.0.0.100'))
  assert.deepEqual(kinds(changes(undefined, first)), [0, 2, 0, 3, 3, 9, 12, 6, 6])
})

test('another address is one element, and the rules stay', () => {
  const before = made('ipv4', hidden('10.0.0.100'))
  assert.deepEqual(kinds(changes(before, made('ipv4', hidden('10.0.0.100', '10.0.0.101')))), [12])
  assert.deepEqual(kinds(changes(before, made('ipv4', hidden('10.0.0.101')))), [14, 12])
  assert.deepEqual(changes(before, made('ipv4', hidden('10.0.0.100'))), [])
})

test('an address of two instances is one element', () => {
  assert.deepEqual(
    changes(made('ipv4', hidden('10.0.0.100')), made('ipv4', hidden('10.0.0.100', '10.0.0.100'))),
    [],
  )
})

test('the first link-local address needs other rules: the table is made anew in one transaction', () => {
  const before = made('ipv6', hidden('2001:db8::1'))
  const after = made('ipv6', hidden('2001:db8::1', 'fe80::1'))
  assert.deepEqual(kinds(changes(before, after)).slice(0, 3), [0, 2, 0])
})

test('link-local addresses are told apart by their interface', () => {
  const byIndex = made('ipv6', hidden('fe80::1')).sets.at(-1)
  assert.equal(byIndex?.name, 'vips_link_local')
  assert.equal(toHex(byIndex?.elements[0]?.key ?? new Uint8Array()).slice(32), '03000000')
  const named = hidden('fe80::1').hidden.map((one) => ({ ...one, byName: true }))
  const byName = made('ipv6', { ...nothing, hidden: named }).sets.at(-1)
  assert.equal(byName?.name, 'vips_link_local_name')
  assert.equal(byName?.keys, 'ipv6_addr . ifname')
  assert.equal(toHex(byName?.elements[0]?.key ?? new Uint8Array()).slice(32, 42), '6574683000')
})

test('both kinds of link-local addresses have a set and two rules of their own', () => {
  const [one] = hidden('fe80::1').hidden
  assert.ok(one)
  const index = made('ipv6', { ...nothing, hidden: [one] })
  const both = made('ipv6', { ...nothing, hidden: [one, { ...one, byName: true }] })
  assert.equal(both.sets.length, index.sets.length + 1)
  assert.equal(both.rules.length, index.rules.length + 2)
  assert.deepEqual(
    both.sets.slice(-2).map(({ elements }) => elements.length),
    [1, 1],
  )
})

test('a VMAC is in the tables of the families whose addresses it carries', () => {
  const vmac = { name: 'vrrp.51', index: 4, baseIndex: 3, baseLinkLocal: undefined }
  const only4 = { ...nothing, vmacs: [{ ...vmac, families: ['ipv4'] as const }] }
  assert.equal(tableOf('ipv6', only4), undefined)
  assert.deepEqual(
    made('ipv4', only4).sets.map(({ name }) => name),
    ['vmac_map'],
  )
  const both = { ...nothing, vmacs: [{ ...vmac, families: ['ipv4', 'ipv6'] as const }] }
  const names = made('ipv6', both).sets.map(({ name }) => name)
  assert.deepEqual(names, ['parent_link_local', 'vmac_map', 'vmac_set', 'mld-report'])
})

test('what is taken away is made first: it may not be there', () => {
  assert.deepEqual(kinds(removal(table)), [0, 2])
})
