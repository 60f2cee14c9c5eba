/**
 * Static addresses and track groups: keepalived.conf(5), STATIC. The statuses are those of keepalived 2.2.7
 * and 2.4.3.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressLine } from '../../src/vrrp/address-line.ts'
import { staticAddressOptions } from '../../src/vrrp/address-options.ts'
import { instance } from './example-host.ts'
import { outcomeOf, outcomeOfText } from './lines-stage.ts'

const block = (keyword: string, inside: string) => `${keyword} {\n${inside}\n}\n`
/** Beside the instance A of the example. */
const other = instance('', 'B').replace('10\n', '11\n').replace('10.0.0.1', '10.0.0.2')

function staticAddress(line: string) {
  const { status, codes, understood } = outcomeOf('static_ipaddress', line)
  return { status, codes, address: understood.statics.addresses[0] }
}

test('a static address without dev goes to eth0', () => {
  const { status, codes, address } = staticAddress('10.0.0.2/24')
  assert.deepEqual([status, codes, address?.interface], [0, [], 'eth0'])
})

test('or to default_interface, wherever global_defs stands', () => {
  const text = 'static_ipaddress {\n10.0.0.2/24\n}\nglobal_defs {\ndefault_interface eth1\n}\n'
  const { status, understood } = outcomeOfText(text)
  assert.deepEqual([status, understood.statics.addresses[0]?.interface], [0, 'eth1'])
})

test('which must be there: nothing runs, and the status is 4 when this is all', () => {
  const text = 'global_defs {\ndefault_interface ethz\n}\nstatic_ipaddress {\n10.0.0.2/24\n}\n'
  const { status, codes } = outcomeOfText(text)
  assert.deepEqual([status, codes], [4, ['default-interface-missing']])
  assert.equal(outcomeOfText(`${text}foo\n`).status, 5)
})

test('an interface that is named and not there is an error like any other', () => {
  const { status, codes } = staticAddress('10.0.0.2/24 dev ethz')
  assert.deepEqual([status, codes], [5, ['interface-unknown']])
})

test('track_group: defined above, once on a line; no_track wins', () => {
  const address = (line: string) => {
    const { status, codes, address: found } = staticAddress(`10.0.0.2/24 dev eth0 ${line}`)
    return [status, codes, found?.trackGroup, found?.scope]
  }
  assert.deepEqual(address('track_group G'), [0, [], 'G', 0])
  assert.deepEqual(address('track_group H'), [5, ['track-group-unknown'], undefined, 0])
  assert.deepEqual(address('track_group G no_track'), [0, ['tracked-and-not'], 'G', 0])
  assert.deepEqual(address('track_group G track_group G scope link'), [5, ['bad-address-option'], 'G', 0])
  const below = `${block('static_ipaddress', '10.0.0.2/24 track_group G')}${group('group { A }')}`
  assert.deepEqual(outcomeOfText(below).codes, ['track-group-unknown'])
})

const group = (inside: string) => block('track_group G', inside) + instance() + other

const groups: readonly (readonly [string, number, readonly string[], readonly string[] | undefined])[] = [
  ['group { A B }', 0, [], ['A', 'B']],
  ['group {\nA\nB\n}', 0, [], ['A', 'B']],
  ['group { A A }', 0, [], ['A']],
  ['group { A X }', 0, ['track-group-instance-unknown'], ['A']],
  ['group { X }', 0, ['track-group-instance-unknown', 'track-group-without-instance'], undefined],
  ['', 5, ['track-group-empty'], undefined],
  ['group { }', 5, ['track-group-empty'], undefined],
  ['group { A }\ngroup { B }', 5, ['repeated-keyword'], ['A']],
  ['groups { A }', 5, ['unknown-keyword', 'track-group-empty'], undefined],
]

for (const [inside, status, codes, members] of groups) {
  test(`track_group G { ${inside.replaceAll('\n', ' ')} }: ${status}`, () => {
    const found = outcomeOfText(group(inside))
    assert.deepEqual(
      [found.status, found.codes, found.understood.statics.groups[0]?.members],
      [status, codes, members],
    )
  })
}

test('a second track_group of the same name is left out', () => {
  const { status, codes, understood } = outcomeOfText(
    `track_group G {\ngroup { A }\n}\n${group('group { B }')}`,
  )
  assert.deepEqual([status, codes, understood.statics.groups.length], [5, ['name-taken'], 1])
})

test('a track_group without a name is left out', () => {
  const { status, codes } = outcomeOfText('track_group {\ngroup { A }\n}\n')
  assert.deepEqual([status, codes], [5, ['name-missing']])
})

test('blocks may be there several times: their lines add up', () => {
  const { understood } = outcomeOfText(
    block('static_ipaddress', '10.0.0.2') +
      block('static_ipaddress', '10.0.0.3') +
      block('static_routes', '10.1.0.0/16 dev eth0') +
      'static_routes {\n10.2.0.0/16 dev eth0\n}\nstatic_rules {\ntable 5 priority 5\n}\n',
  )
  const { addresses, routes, rules } = understood.statics
  assert.deepEqual([addresses.length, routes.length, rules.length], [2, 2, 1])
})

test('dynamic_interfaces lets interfaces come later', () => {
  const text =
    block('global_defs', 'dynamic_interfaces') +
    block('static_ipaddress', '10.0.0.2 dev ethz') +
    block('static_routes', '10.1.0.0/16 dev ethz') +
    block('static_rules', 'iif ethz table 5 priority 5')
  const { status, understood } = outcomeOfText(text)
  assert.equal(status, 0)
  assert.equal(understood.statics.rules[0]?.inputInterface, 'ethz')
})

test('thousands of lines and groups are no reason to wait: the time grows with their number only', () => {
  const lines = Array.from(
    { length: 5000 },
    (_, n) => `10.${n >> 8}.${n & 255}.0/24 dev eth0 metric ${n} track_group G${n}`,
  )
  const all = lines.map((_, n) => `track_group G${n} {\ngroup { A }\n}`).join('\n')
  const before = performance.now()
  const { status, understood } = outcomeOfText(
    `${all}\nstatic_routes {\n${lines.join('\n')}\n}\n${instance()}`,
  )
  assert.deepEqual([status, understood.statics.routes.length], [0, 5000])
  assert.ok(performance.now() - before < 3000)
})

test('the printed line gives the same address', () => {
  for (const line of ['10.0.0.2/24 dev eth1 brd + track_group G', 'fe80::2/64 dev eth0 home no_track']) {
    const { address } = staticAddress(line)
    assert.ok(address !== undefined)
    assert.deepEqual(staticAddress(addressLine(address)).address, address)
  }
})

test('each option says what it is for', () => {
  const names = staticAddressOptions.flatMap(({ name, synonyms }) => [name, ...synonyms])
  assert.equal(new Set(names).size, names.length)
  for (const { about, name } of staticAddressOptions) assert.match(about, /^[A-Z].{9,}$/, name)
})
