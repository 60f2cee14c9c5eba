/**
 * BFD sessions: keywords, what is wrong together, and which two cannot be there at once. The statuses were
 * measured with keepalived 2.2.7, those of multihop with 2.4.3.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { BfdSettings } from '../../src/bfd/settings.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { codes, instance, load } from './example-host.ts'

const block = (rows = '', name = 'b', neighbor = '192.0.2.3') =>
  `bfd_instance ${name} {\nneighbor_ip ${neighbor}\n${rows}\n}\n`

function outcome(text: string): readonly (number | string)[] {
  const { diagnostics } = load(text)
  const found = diagnostics.map(({ code, severity }) => (severity === 'note' ? `(${code})` : code))
  return [testStatus(diagnostics), ...found.filter((code) => code !== '(no-effect-yet)')]
}

const names = (text: string) => load(text).settings?.bfd.map(({ name }) => name)

test('keepalived.conf(5) defaults', () => {
  assert.deepEqual(load(block()).settings?.bfd, [
    {
      ...{ name: 'b', neighbor: '192.0.2.3', source: undefined },
      ...{ minRx: 10_000, minTx: 10_000, idleTx: 1_000_000, multiplier: 5, passive: false },
      ...{ ttl: 255, maxHops: 0, multihop: false, tells: { vrrp: true, checker: true } },
    },
  ])
  assert.equal(load(block('', 'b', 'fe80::1')).settings?.bfd[0]?.ttl, 64)
})

test('all of them', () => {
  const rows =
    'source_ip 192.0.2.2\nmin_rx 3.312\nmin_tx 50\nidle_tx 2000\nmultiplier 3\npassive\nttl 64\n' +
    'max_hops 2\nmultihop\nvrrp\nweight -20 reverse'
  assert.deepEqual(load(block(rows)).settings?.bfd, [
    {
      ...{ name: 'b', neighbor: '192.0.2.3', source: '192.0.2.2' },
      ...{ minRx: 3312, minTx: 50_000, idleTx: 2_000_000, multiplier: 3, passive: true },
      ...{ ttl: 64, maxHops: 2, multihop: true, tells: { vrrp: true, checker: false } },
    },
  ])
  assert.deepEqual(outcome(block(rows)), [0])
})

/** What a row makes of the field, and what is said. */
const rows: readonly (readonly [string, keyof BfdSettings, unknown, ...(number | string)[]])[] = [
  ['min_rx 1', 'minRx', 1000, 0],
  ['min_rx 4294967', 'minRx', 4294967000, 0, '(bfd-slow)'],
  ['min_rx 4294968', 'minRx', 10_000, 5, 'out-of-range'],
  ['min_rx 0.5', 'minRx', 10_000, 5, 'out-of-range'],
  ['min_rx 3.3123', 'minRx', 3312, 5, 'too-precise'],
  ['min_rx 5ms', 'minRx', 10_000, 5, 'not-a-number'],
  ['min_rx x', 'minRx', 10_000, 5, 'not-a-number'],
  ['min_rx', 'minRx', 10_000, 2, 'missing-parameter'],
  ['min_rx 20 30', 'minRx', 20_000, 0, '(extra-words)'],
  ['min_tx 10000', 'minTx', 10_000_000, 0],
  ['min_tx 10000.001', 'minTx', 10_000_001, 0, '(bfd-slow)'],
  ['idle_tx 999', 'idleTx', 1_000_000, 5, 'out-of-range'],
  ['idle_tx 1000.5', 'idleTx', 1_000_500, 0],
  ['multiplier 0', 'multiplier', 5, 5, 'out-of-range'],
  ['multiplier 11', 'multiplier', 11, 0, '(bfd-slow)'],
  ['multiplier 256', 'multiplier', 5, 5, 'out-of-range'],
  ['ttl 0', 'ttl', 255, 5, 'out-of-range'],
  ['hoplimit 5', 'ttl', 5, 0],
  ['max_hops -1', 'maxHops', 255, 0],
  ['max_hops -2', 'maxHops', 0, 5, 'out-of-range'],
  ['max_hops 254', 'maxHops', 254, 0],
  ['ttl 5\nmax_hops 6', 'maxHops', 5, 5, 'max-hops-beyond-ttl'],
  ['max_hops 6\nttl 5', 'maxHops', 5, 5, 'max-hops-beyond-ttl'],
  ['ttl 5\nmax_hops -1', 'maxHops', 5, 5, 'max-hops-beyond-ttl'],
  ['multihop off', 'multihop', false, 0],
  ['source_ip x', 'source', undefined, 5, 'not-a-value'],
  ['source_ip 192.0.2.2/24', 'source', '192.0.2.2', 0],
  ['neighbor_ip 192.0.2.4', 'neighbor', '192.0.2.4', 0, '(repeated-keyword)'],
  ['neighbour_ip 192.0.2.4', 'neighbor', '192.0.2.4', 0, '(repeated-keyword)'],
  ['weight 254', 'minRx', 10_000, 5, 'bad-weight'],
  ['weight 5 foo', 'minRx', 10_000, 5, 'bad-weight'],
  ['weight', 'minRx', 10_000, 2, 'missing-parameter'],
]
for (const [text, field, value, ...codesOf] of rows) {
  test(text.replace('\n', ', '), () => {
    assert.deepEqual(load(block(text)).settings?.bfd[0]?.[field], value)
    assert.deepEqual(outcome(block(text)), codesOf)
  })
}

test('a corrected interval is told in milliseconds', () => {
  const [problem] = load(block('min_rx 3.3129')).diagnostics.filter(({ code }) => code === 'too-precise')
  assert.equal(problem?.instead, '3.313 ms is used')
})

describe('sessions that are left out', () => {
  const lost: readonly (readonly [string, string, ...(number | string)[]])[] = [
    ['without a neighbor', 'bfd_instance b {\nmin_rx 5\n}\n', 5, 'bfd-without-neighbor'],
    ['with a neighbor that is none', block('', 'b', 'x'), 5, 'not-a-value'],
    ['the same with another neighbor below', block('neighbor_ip 192.0.2.4', 'b', 'x'), 5, 'not-a-value'],
    ['with addresses of two families', block('source_ip fe80::1'), 5, 'bfd-families-differ'],
    ['with a long name', block('', 'a'.repeat(32)), 5, 'too-long'],
    ['without a name', block('', ''), 2, 'missing-parameter'],
  ]
  for (const [what, text, ...codesOf] of lost) {
    test(what, () => {
      assert.deepEqual(names(text), [])
      assert.deepEqual(
        outcome(text).filter((code) => code !== '(repeated-keyword)'),
        codesOf,
      )
    })
  }
  test('31 characters are not too many, and a second word is not read', () => {
    assert.deepEqual(outcome(block('', 'a'.repeat(31))), [0])
    assert.deepEqual(outcome(block('', 'b c')), [0, '(extra-words)'])
  })
  test('whoever tracks one sees it down', () => {
    const text = `bfd_instance b {\n}\n${instance('track_bfd { b }')}`
    assert.deepEqual(outcome(text), [5, 'bfd-without-neighbor'])
    assert.equal(load(text).settings?.vrrp.instances[0]?.trackBfd.length, 1)
  })
})

describe('two sessions', () => {
  const pairs: readonly (readonly [string, string, string, readonly string[], ...(number | string)[]])[] = [
    ['of one name', '', block('', 'b', '192.0.2.4'), ['b'], 5, 'name-taken'],
    ['with one neighbor', '', block('', 'c'), ['b'], 5, 'bfd-neighbor-taken'],
    ['from two addresses', 'source_ip 192.0.2.2', block('source_ip 192.0.2.1', 'c'), ['b', 'c'], 0],
    [
      ...(['from one address', 'source_ip 192.0.2.2', block('source_ip 192.0.2.2', 'c'), ['b']] as const),
      ...([5, 'bfd-neighbor-taken'] as const),
    ],
    ['the second from any', 'source_ip 192.0.2.2', block('', 'c'), ['b'], 5, 'bfd-neighbor-taken'],
    ['the first from any', '', block('source_ip 192.0.2.2', 'c'), ['b'], 5, 'bfd-neighbor-taken'],
    ['one of them over routers', '', block('multihop', 'c'), ['b', 'c'], 0],
  ]
  for (const [what, first, second, wanted, ...codesOf] of pairs) {
    test(what, () => {
      assert.deepEqual(names(`${block(first)}${second}`), wanted)
      assert.deepEqual(outcome(`${block(first)}${second}`), codesOf)
    })
  }
  test('one that is left out takes nothing from the other', () => {
    assert.deepEqual(names(`${block('source_ip fe80::1')}${block('', 'c')}`), ['c'])
  })
})

test('one line says that there is no BFD yet', () => {
  const said = codes(load(`${block()}${block('', 'c', '192.0.2.4')}`))
  assert.deepEqual(said, ['no-effect-yet:1'])
})
