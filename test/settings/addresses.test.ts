/**
 * Address lines: keepalived.conf(5), virtual_ipaddress and static_ipaddress. The statuses are those of
 * keepalived 2.2.7 and 2.4.3, and what is kept of a line is what keepalived's data file shows of it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, macFromBytes, type Prefix } from '../../src/base/address.ts'
import { addressLine } from '../../src/vrrp/address-line.ts'
import { addressOptions, staticAddressOptions } from '../../src/vrrp/address-options.ts'
import type { VirtualAddress } from '../../src/vrrp/settings.ts'
import { instance, load } from './example-host.ts'
import { outcomeOf, outcomeOfText } from './lines-stage.ts'

const prefix = (text: string, length: number): Prefix => ({ address: address(text), length })

const plain: VirtualAddress = {
  prefix: prefix('10.0.0.2', 24),
  interface: undefined,
  broadcast: undefined,
  label: undefined,
  scope: 0,
}
const plain6: VirtualAddress = { ...plain, prefix: prefix('fe80::2', 64), preferredLifetime: 'forever' }

function virtualAddress(line: string) {
  const { status, codes, understood } = outcomeOf('virtual_ipaddress', line)
  return { status, codes, address: understood.vrrp.instances[0]?.addresses[0] }
}

const good: Readonly<Record<string, Partial<VirtualAddress>>> = {
  '10.0.0.2/24': {},
  '10.0.0.2': { prefix: prefix('10.0.0.2', 32) },
  '10.0.0.2/': { prefix: prefix('10.0.0.2', 0) },
  '10.0.0.2/24 dev eth1': { interface: 'eth1' },
  '10.0.0.2/24 brd +': { broadcast: address('10.0.0.255') },
  '10.0.0.2/24 broadcast -': { broadcast: address('10.0.0.0') },
  '10.0.0.2/24 brd 10.0.0.99': { broadcast: address('10.0.0.99') },
  '10.0.0.2/30 brd +': { prefix: prefix('10.0.0.2', 30), broadcast: address('10.0.0.3') },
  '10.0.0.2/24 label eth0:1': { label: 'eth0:1' },
  '10.0.0.2/24 label abcdefghijklmno': { label: 'abcdefghijklmno' },
  '10.0.0.2/24 label ""': {},
  '10.0.0.2/24 scope link': { scope: 253 },
  '10.0.0.2/24 scope 0x10': { scope: 16 },
  '10.0.0.2 peer 10.0.0.3': { prefix: prefix('10.0.0.2', 32), peer: address('10.0.0.3') },
  '10.0.0.2/24 home mngtmpaddr noprefixroute autojoin': {
    flags: ['home', 'mngtmpaddr', 'noprefixroute', 'autojoin'],
  },
  '10.0.0.2/24 home home': { flags: ['home'] },
  '10.0.0.2/24 -nodad preferred_lft 5': {},
  '10.0.0.2/24 preferred_lft forever': {},
  '10.0.0.2/24 no_track': { untracked: true },
  '10.0.0.2/24 dev eth1 use_vmac': {
    interface: 'vrrp.10',
    ownMac: { base: 'eth1', mac: macFromBytes(Uint8Array.of(0, 0, 0x5e, 0, 1, 10)) },
  },
}

const good6: Readonly<Record<string, Partial<VirtualAddress>>> = {
  'fe80::2/64': {},
  'fe80::2': { prefix: prefix('fe80::2', 128), preferredLifetime: 0 },
  'fe80::2/64 preferred_lft 900': { preferredLifetime: 900 },
  'fe80::2/64 scope global': {},
  'fe80::2/64 -nodad': { detectsDuplicates: true },
  'fe80::2 preferred_lft forever': { prefix: prefix('fe80::2', 128) },
  'fe80::2 peer fe80::3': {
    prefix: prefix('fe80::2', 128),
    peer: address('fe80::3'),
    preferredLifetime: 0,
  },
}

for (const [all, base] of [
  [good, plain],
  [good6, plain6],
] as const) {
  for (const [line, wanted] of Object.entries(all)) {
    test(`good: ${line}`, () => {
      const { status, codes, address: found } = virtualAddress(line)
      const said = codes.filter((code) => code !== 'not-yet')
      assert.deepEqual([status, said, found], [0, [], { ...base, ...wanted }])
    })
  }
}

test('every option is tried', () => {
  const words = new Set([...Object.keys(good), ...Object.keys(good6)].flatMap((line) => line.split(' ')))
  for (const { name, synonyms } of addressOptions)
    for (const word of [name, ...synonyms]) assert.ok(words.has(word), word)
})

const lacking = [...addressOptions, ...staticAddressOptions]
  .filter(({ parameters }) => parameters !== '')
  .flatMap(({ name, synonyms }) => [name, ...synonyms])

const dropped: readonly string[] = [
  'foo',
  '10.0.0.256',
  '10.0.0.2/24 brd foo',
  '10.0.0.2/24 brd fe80::1',
  '10.0.0.2/24 label abcdefghijklmnop',
  '10.0.0.2/24 dev eth0 dev eth1',
  'fe80::2/64 brd +',
  ...new Set(lacking.filter((word) => word !== 'track_group').map((word) => `10.0.0.2 ${word}`)),
]

for (const line of dropped) {
  test(`left out: ${line}`, () => {
    const { status, codes, address: found } = virtualAddress(`10.0.0.1\n${line}`)
    assert.deepEqual([status, codes, found?.prefix.address], [5, ['bad-address-line'], '10.0.0.1'])
    const { understood } = outcomeOf('static_ipaddress', line)
    assert.deepEqual(understood.statics.addresses, [])
  })
}

const corrected: readonly (readonly [string, Partial<VirtualAddress>, readonly string[]])[] = [
  ['10.0.0.2/33', { prefix: prefix('10.0.0.2', 32) }, ['bad-prefix-length']],
  ['10.0.0.2/255.255.255.0', { prefix: prefix('10.0.0.2', 32) }, ['bad-prefix-length']],
  ['10.0.0.2/31 brd +', { prefix: prefix('10.0.0.2', 31) }, ['bad-address-option']],
  ['10.0.0.2/24 scope foo', {}, ['bad-address-option']],
  ['10.0.0.2/24 scope 256', {}, ['bad-address-option']],
  ['10.0.0.2/24 foo bar', {}, ['bad-address-option', 'bad-address-option']],
  ['10.0.0.2/24 track_group g', {}, ['bad-address-option', 'bad-address-option']],
  ['10.0.0.2/24 preferred_lft foo', {}, ['bad-address-option']],
  ['10.0.0.2/24 peer foo', {}, ['bad-address-option']],
  ['10.0.0.2/24 peer 10.0.0.3/24', {}, ['bad-address-option']],
  ['10.0.0.2/24 peer fe80::1', {}, ['bad-address-option']],
  [
    '10.0.0.2/24 peer 10.0.0.3',
    { prefix: prefix('10.0.0.2', 32), peer: address('10.0.0.3') },
    ['bad-address-option'],
  ],
  [
    '10.0.0.2 peer 10.0.0.3 brd 10.0.0.9',
    { prefix: prefix('10.0.0.2', 32), peer: address('10.0.0.3') },
    ['bad-address-option'],
  ],
  [
    '10.0.0.2 brd + peer 10.0.0.3',
    { prefix: prefix('10.0.0.2', 32), peer: address('10.0.0.3') },
    ['bad-address-option'],
  ],
  [
    '10.0.0.2 peer 10.0.0.3 peer 10.0.0.4',
    { prefix: prefix('10.0.0.2', 32), peer: address('10.0.0.3') },
    ['bad-address-option'],
  ],
]

for (const [line, wanted, expected] of corrected) {
  test(`kept, with a complaint: ${line}`, () => {
    const { status, codes, address: found } = virtualAddress(line)
    assert.deepEqual([status, codes, found], [5, expected, { ...plain, ...wanted }])
  })
}

for (const line of ['fe80::2/64 scope link', 'fe80::2/64 label foo', 'fe80::2/64 preferred_lft foo']) {
  test(`kept, with a complaint: ${line}`, () => {
    const { status, codes, address: found } = virtualAddress(line)
    assert.deepEqual([status, codes.includes('bad-address-option'), found], [5, true, plain6])
  })
}

test('names of scopes come from rt_scopes, wherever global_defs stands', () => {
  const names = (file: string) => (file === 'rt_scopes' ? ['17 campus'] : [])
  const { status, understood } = outcomeOf('virtual_ipaddress', '10.0.0.2/24 scope campus', names)
  assert.deepEqual([status, understood.vrrp.instances[0]?.addresses[0]?.scope], [0, 17])
})

test('iproute_etc_dir and iproute_usr_dir say where the tables are', () => {
  const asked: unknown[] = []
  const names = (file: string, directories: unknown) => {
    asked.push(file, directories)
    return []
  }
  const defs = 'global_defs {\niproute_etc_dir /a\niproute_usr_dir /b\n}\n'
  outcomeOfText(`static_ipaddress {\n10.0.0.2 scope foo\n}\n${defs}`, names)
  assert.deepEqual(asked.slice(0, 2), ['rt_scopes', { changed: '/a', shipped: '/b' }])
})

test('every option of an address is used', () => {
  const text = instance('virtual_ipaddress {\n10.0.0.2 home\n10.0.0.3 home no_track\n}')
  assert.deepEqual(
    load(text).diagnostics.filter(({ code }) => code === 'no-effect-yet'),
    [],
  )
})

test('options of the other kind of line are named as such', () => {
  const { messages } = outcomeOf('static_ipaddress', '10.0.0.2 use_vmac')
  assert.match(messages[0] ?? '', /for the addresses of instances only/)
})

test('the printed line gives the same address', () => {
  const lines = [...Object.keys(good), ...Object.keys(good6), ...corrected.map(([line]) => line)]
  for (const line of lines) {
    const { address: found } = virtualAddress(line)
    assert.ok(found !== undefined, line)
    const again = virtualAddress(addressLine(found))
    assert.deepEqual([again.status, again.address], [0, found], addressLine(found))
  }
})
