/**
 * Rule lines: keepalived.conf(5), static_rules. The statuses are those of keepalived 2.2.7 and 2.4.3, and
 * what is kept of a line is what keepalived's data file shows of it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, type Prefix } from '../../src/base/address.ts'
import { ruleLine } from '../../src/vrrp/rule-line.ts'
import { ruleOptions, staticRuleOptions } from '../../src/vrrp/rule-options.ts'
import type { RuleSettings } from '../../src/vrrp/rule-settings.ts'
import { instance } from './example-host.ts'
import { outcomeOf, outcomeOfText } from './lines-stage.ts'

const prefix = (text: string, length: number): Prefix => ({ address: address(text), length })

const plain: RuleSettings = {
  family: 'ipv4',
  preference: 50,
  inverted: false,
  protocol: 18,
  action: { is: 'table', table: 100 },
  tracked: true,
}

function virtualRule(line: string) {
  const { status, codes, understood } = outcomeOf('virtual_rules', line)
  return { status, codes, rule: understood.vrrp.instances[0]?.rules[0] }
}

/** Each with `table 100 priority 50`. */
const good: Readonly<Record<string, Partial<RuleSettings>>> = {
  'from 10.0.0.0/8': { from: prefix('10.0.0.0', 8) },
  'to 10.0.0.1': { to: prefix('10.0.0.1', 32) },
  'from default': {},
  'to any from all': {},
  'not from 10.0.0.0/8': { from: prefix('10.0.0.0', 8), inverted: true },
  'from fe80::/64 to fe81::/64': {
    from: prefix('fe80::', 64),
    to: prefix('fe81::', 64),
    family: 'ipv6',
  },
  'tos 0x10': { tos: 16 },
  'dsfield AF11': { tos: 0x28 },
  'fwmark 16': { mark: { value: 16 } },
  'fwmark 0x10/0xf0': { mark: { value: 16, mask: 240 } },
  'fwmark 5/': { mark: { value: 5, mask: 0 } },
  'iif eth0': { inputInterface: 'eth0' },
  'dev eth0 iif eth1': { inputInterface: 'eth1' },
  'oif eth1': { outputInterface: 'eth1' },
  'realms 5/6': { realms: { source: 5, destination: 6 } },
  'suppress_prefixlength 5': { suppressPrefixLength: 5 },
  'sup_pl 0': { suppressPrefixLength: 0 },
  'suppress_ifgroup default': { suppressGroup: 0 },
  'sup_group +7': { suppressGroup: 7 },
  'tunnel-id 18446744073709551615': { tunnelId: '18446744073709551615' },
  'uidrange +5-10': { users: { first: 5, last: 10 } },
  'ipproto tcp': { ipProtocol: 6 },
  'ipproto UDP': { ipProtocol: 17 },
  'ipproto 127': { ipProtocol: 127 },
  'sport 80-90': { sourcePorts: { first: 80, last: 90 } },
  'dport 80-80': { destinationPorts: { first: 80, last: 80 } },
  'protocol 18': {},
  'protocol 5 no_track': { protocol: 5, tracked: false },
  no_track: { tracked: false },
}

/** Each with `priority 50` only. */
const actions: Readonly<Record<string, RuleSettings['action']>> = {
  'lookup main': { is: 'table', table: 254 },
  'table 0x100': { is: 'table', table: 256 },
  'goto 51': { is: 'goto', preference: 51 },
  l3mdev: { is: 'l3mdev' },
  nop: { is: 'nop' },
  blackhole: { is: 'blackhole' },
  'type prohibit': { is: 'prohibit' },
  unreachable: { is: 'unreachable' },
}

const preferences: Readonly<Record<string, number>> = {
  'priority 0': 0,
  'order 0x40': 64,
  'preference 010': 8,
  'order ""': 0,
}

const goodLines = [
  ...Object.entries(good).map(([line, more]) => [`${line} table 100 priority 50`, more] as const),
  ...Object.entries(actions).map(([line, action]) => [`priority 50 ${line}`, { action }] as const),
  ...Object.entries(preferences).map(([line, preference]) => [`${line} table 100`, { preference }] as const),
  ['table 100 priority 50 inet6', { family: 'ipv6' }] as const,
  ['table 100 priority 50 inet', {}] as const,
]

for (const [line, wanted] of goodLines) {
  test(`good: ${line}`, () => {
    assert.deepEqual(virtualRule(line), { status: 0, codes: [], rule: { ...plain, ...wanted } })
  })
}

test('every option is tried', () => {
  const words = new Set(goodLines.flatMap(([line]) => line.split(' ')))
  for (const { name, synonyms } of ruleOptions) {
    for (const word of [name, ...synonyms]) assert.ok(words.has(word) || word === 'ip_proto', word)
  }
})

const dropped: readonly string[] = [
  'from 10.0.0.0/8 priority 50',
  'table 0 priority 50',
  'table foo priority 50',
  'table 4294967296 priority 50',
  'table 5 table 6 priority 50',
  'table 5 blackhole priority 50',
  'table 5 l3mdev priority 50',
  'goto 60 goto 70 priority 50',
  'table 5 priority foo',
  'table 5 priority 4294967296',
  'table 5 tos foo priority 50',
  'table 5 fwmark foo priority 50',
  'table 5 fwmark 1/2/3 priority 50',
  'table 5 fwmark 0x1ffffffff priority 50',
  'table 5 realms 500 priority 50',
  'table 5 suppress_prefixlength foo priority 50',
  'table 5 suppress_prefixlength 2147483648 priority 50',
  'table 5 suppress_ifgroup foo priority 50',
  'table 5 tunnel-id foo priority 50',
  'table 5 tunnel-id 18446744073709551616 priority 50',
  'table 5 uidrange 5 priority 50',
  'goto 0x100 priority 50',
  'goto 50 priority 50',
  'goto 60',
  'type unicast priority 50',
  'type table 5 priority 50',
  'unicast priority 50',
  'from foo table 5 priority 50',
  'from 10.0.0.0/8 to fe80::1 table 5 priority 50',
  'from 10.0.0.0/8 table 5 priority 50 inet6',
  'from fe80::/64 realms 4 table 5 priority 50',
  'realms 5 blackhole priority 50',
  'sup_pl 4 goto 60 priority 50',
  'sup_group 4 prohibit priority 50',
  '10.0.0.0/8 table 5 priority 50',
  'table 5 foo priority 50',
  'table 5 priority 50 track_group G',
]

for (const line of dropped) {
  test(`left out: ${line}`, () => {
    const { status, codes, rule } = virtualRule(line)
    assert.deepEqual([status, codes, rule], [5, ['bad-rule-line'], undefined])
  })
}

const lacking = ruleOptions
  .filter(({ parameters }) => parameters !== '')
  .flatMap(({ name, synonyms }) => [name, ...synonyms])

for (const word of lacking) {
  test(`a value is missing: ${word}`, () => {
    const { status, codes } = virtualRule(`priority 50 table 5 ${word}`)
    assert.deepEqual([status, codes.at(-1)], [2, 'missing-parameter'])
  })
}

/** The option goes, the rule stays. */
for (const line of [
  'ipproto foo',
  'ipproto 128',
  'sport 80',
  'dport 5-',
  'protocol 256',
  'protocol static',
  'protocol 5',
]) {
  test(`kept, with a complaint: ${line}`, () => {
    const { status, codes, rule } = virtualRule(`${line} table 100 priority 50`)
    assert.deepEqual([status, codes, rule], [5, ['bad-rule-option'], plain])
  })
}

test('a prefix length that is none counts as a full one', () => {
  const { status, codes, rule } = virtualRule('from 10.0.0.1/33 table 100 priority 50')
  assert.deepEqual([status, codes, rule?.from], [5, ['bad-prefix-length'], prefix('10.0.0.1', 32)])
})

test('rules without a preference are numbered downwards in each family, in the order of the file', () => {
  const text = `static_rules {
from 10.0.0.0/8 table 5
from fe80::/64 table 5
}
${instance('virtual_rules {\nfrom 10.1.0.0/16 table 5\n}')}static_rules {
from 10.2.0.0/16 table 5
}`
  const { status, codes, understood } = outcomeOfText(text)
  assert.deepEqual([status, new Set(codes)], [5, new Set(['rule-without-preference'])])
  const { statics, vrrp } = understood
  assert.deepEqual(
    [...statics.rules, ...(vrrp.instances[0]?.rules ?? [])].map(({ preference }) => preference),
    [16384, 16384, 16382, 16383],
  )
})

test('quirk familyWordKeepsNext: what follows inet6 counts here, with a warning', () => {
  const { status, codes, rule } = virtualRule('inet6 table 100 priority 50')
  assert.deepEqual([status, codes], [5, ['family-word-not-last']])
  assert.deepEqual(rule, { ...plain, family: 'ipv6' })
})

test("quirk manualIpProto: the manual's ip_proto is ipproto here, with a warning", () => {
  const { status, codes, rule } = virtualRule('ip_proto UDP table 100 priority 50')
  assert.deepEqual([status, codes], [5, ['bad-rule-option']])
  assert.equal(rule?.ipProtocol, 17)
})

test('a range that ends before it begins is left to the kernel, with a warning', () => {
  const { status, codes, rule } = virtualRule('dport 90-80 table 100 priority 50')
  assert.deepEqual([status, codes, rule?.destinationPorts], [0, ['range-reversed'], { first: 90, last: 80 }])
})

test('quirk defaultBehindPrefix: default has no family, whatever stands before it', () => {
  const { status, codes, rule } = virtualRule('from 10.0.0.0/8 to default table 100 priority 50')
  assert.deepEqual([status, codes], [5, ['bad-rule-option']])
  assert.deepEqual(rule, { ...plain, from: prefix('10.0.0.0', 8) })
})

test('quirk sloppyNumbers: a negative table and a range with a tail are errors', () => {
  for (const line of ['table -1 priority 50', 'table 5 uidrange 5-10-15 priority 50']) {
    assert.deepEqual(virtualRule(line).codes, ['bad-rule-line'])
  }
})

test('quirk portTooLarge: keepalived cuts a port of more than 16 bits silently, here it is an error', () => {
  const { status, codes, rule } = virtualRule('sport 1-70000 table 100 priority 50')
  assert.deepEqual([status, codes, rule], [5, ['bad-rule-option'], plain])
})

test('l3mdev is a look-up in tables too', () => {
  const { status, rule } = virtualRule('l3mdev sup_pl 4 priority 50')
  assert.deepEqual([status, rule?.suppressPrefixLength], [0, 4])
})

test('an interface that is not there is fatal', () => {
  assert.deepEqual(virtualRule('iif ethz table 100 priority 50').codes, ['interface-unknown'])
})

test('static rules: groups need dev and stand above; no_track wins', () => {
  const rule = (line: string) => {
    const { status, codes, understood } = outcomeOf('static_rules', `table 5 priority 50 ${line}`)
    const [first] = understood.statics.rules
    return [status, codes, first?.trackGroup, first?.tracked]
  }
  assert.deepEqual(rule('iif eth0 track_group G'), [0, [], 'G', true])
  assert.deepEqual(rule('oif eth0 track_group G'), [5, ['bad-rule-option'], undefined, true])
  assert.deepEqual(rule('iif eth0 track_group H'), [5, ['track-group-unknown'], undefined, true])
  assert.deepEqual(rule('iif eth0 track_group G no_track'), [0, ['tracked-and-not'], 'G', false])
})

test('the printed line gives the same rule', () => {
  for (const [line] of goodLines) {
    const { rule } = virtualRule(line)
    assert.ok(rule !== undefined, line)
    const printed = ruleLine(rule)
    assert.deepEqual(virtualRule(printed), { status: 0, codes: [], rule }, printed)
  }
})

test('each option says what it is for', () => {
  const names = staticRuleOptions.flatMap(({ name, synonyms }) => [name, ...synonyms])
  assert.equal(new Set(names).size, names.length)
  for (const { about, name } of staticRuleOptions) assert.match(about, /^[A-Z].{9,}$/, name)
})
