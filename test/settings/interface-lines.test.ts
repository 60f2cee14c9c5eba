/**
 * What the top level says of interfaces. The statuses were measured with keepalived 2.2.7 in a network
 * namespace like the example host.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { instance, load } from './example-host.ts'

const second = 1_000_000

/** Status, and the codes without the line that says that nothing happens yet. */
function outcome(text: string): readonly (number | string)[] {
  const { diagnostics } = load(text)
  const codes = diagnostics.map(({ code, severity }) => (severity === 'note' ? `(${code})` : code))
  return [testStatus(diagnostics), ...codes.filter((code) => code !== '(no-effect-yet)')]
}

const tracks = (text: string) => load(text).settings?.tracks

describe('interface_up_down_delays', () => {
  const text = (line: string, more = '') => `interface_up_down_delays {\n${line}\n}\n${instance(more)}`
  const delays = (line: string, more = '') =>
    tracks(text(line, more))?.delays.map(({ down, up }) => [down, up])
  const lines: readonly (readonly [
    string,
    readonly (readonly [number, number])[],
    ...(number | string)[],
  ])[] = [
    ['eth0 1 2', [[second, 2 * second]], 0],
    ['eth0 0', [[0, 0]], 0],
    ['eth0 0.000001', [[1, 1]], 0],
    ['eth1 255 255', [[255 * second, 255 * second]], 0],
    ['eth0 256', [], 5, 'out-of-range'],
    ['eth0 x', [], 5, 'not-a-number'],
    ['eth0 1 x', [], 5, 'not-a-number'],
    ['eth0 -1', [], 5, 'not-a-number'],
    ['eth0', [], 0, '(delay-missing)'],
    ['eth0 1 2 3', [[second, 2 * second]], 0, '(extra-words)'],
    ['eth0 1\neth0 2', [[1_996_094, 1_996_094]], 0, '(interface-delay-cut)'],
    ['ethz 1', [], 4, 'line-interface-unknown'],
  ]
  for (const [line, wanted, ...codes] of lines) {
    test(line.replace('\n', ', '), () => {
      assert.deepEqual(delays(line), wanted)
      assert.deepEqual(outcome(text(line)), codes)
    })
  }
  test(`upDelayFollowsDown: without a second number it is the first`, () => {
    assert.ok('upDelayFollowsDown' in settingsQuirks)
    assert.deepEqual(delays('eth0 1'), [[second, second]])
  })
  test('a delay that outlasts the patience of the peer is cut, keepalived logs it', () => {
    // (down_timer_adverts - 1) adverts, less 1/256 of one.
    const limit = 1_996_094
    assert.deepEqual(delays('eth0 4 4'), [[limit, limit]])
    assert.deepEqual(delays('eth0 4 5'), [[limit, 5 * second]])
    assert.deepEqual(delays('eth0 1 5'), [[second, 5 * second]])
    assert.deepEqual(delays('eth1 4'), [[4 * second, 4 * second]])
    assert.deepEqual(delays('eth0 4', 'advert_int 3'), [[4 * second, 4 * second]])
    assert.deepEqual(outcome(text('eth0 4')), [0, '(interface-delay-cut)'])
  })
  test('with down_timer_adverts 1 there is none', () => {
    assert.deepEqual(delays('eth0 1 2', 'down_timer_adverts 1'), [[0, 0]])
    assert.deepEqual(outcome(text('eth0 0 1', 'down_timer_adverts 1')), [0, '(interface-delay-cut)'])
    assert.deepEqual(outcome(text('eth0 0', 'down_timer_adverts 1')), [0])
  })
  test('interfaces may come later', () => {
    const dynamic = `global_defs {\ndynamic_interfaces\n}\n${text('ethz 1')}`
    assert.deepEqual(outcome(dynamic), [0])
    assert.equal(tracks(dynamic)?.delays.length, 1)
  })
})

describe('linkbeat_interfaces', () => {
  const text = (line: string) => `linkbeat_interfaces {\n${line}\n}\n${instance()}`
  const lines: readonly (readonly [string, string | undefined, ...(number | string)[]])[] = [
    ['eth0', undefined, 0],
    ['eth0 MII', 'MII', 0],
    ['eth0 ETHTOOL', 'ETHTOOL', 0],
    ['eth0 IOCTL', 'IOCTL', 0],
    ['eth0 mii', undefined, 5, 'not-a-value'],
    ['eth0 MII x', undefined, 5, 'not-a-value'],
  ]
  for (const [line, by, ...codes] of lines) {
    test(line, () => {
      assert.deepEqual(tracks(text(line))?.polled, [{ interface: 'eth0', by }])
      assert.deepEqual(outcome(text(line)), codes)
    })
  }
  test('an interface that is not there costs the line, not the rest', () => {
    assert.deepEqual(outcome(text('ethz\neth1')), [4, 'line-interface-unknown'])
    assert.deepEqual(tracks(text('ethz\neth1'))?.polled, [{ interface: 'eth1', by: undefined }])
    assert.equal(load(text('ethz')).fatal, false)
  })
})

describe('garp_group', () => {
  const text = (rows: string) => `garp_group {\n${rows}\n}\n${instance()}`
  test('intervals and the interfaces that share them', () => {
    const rows = 'garp_interval 0.01\ngna_interval 0.000002\ninterface lo\ninterfaces {\neth0 eth1\n}'
    assert.deepEqual(tracks(text(rows))?.garpGroups, [
      { interfaces: ['lo', 'eth0', 'eth1'], garpInterval: 10_000, gnaInterval: 2 },
    ])
    assert.deepEqual(outcome(text(rows)), [0])
  })
  const lines: readonly (readonly [string, number, ...(number | string)[]])[] = [
    ['garp_interval 1', 1, 0],
    ['garp_interval 0\ninterface eth0', 1, 0],
    ['garp_interval 4294.967295', 1, 0],
    ['garp_interval 4295', 0, 5, 'out-of-range', 'garp-group-without-interval'],
    ['interface eth0', 0, 5, 'garp-group-without-interval'],
    ['garp_interval', 0, 2, 'missing-parameter', 'garp-group-without-interval'],
    ['gna_interval 1\ninterfaces {\n}', 1, 5, 'empty-block'],
    ['garp_interval 1\ninterface eth0\ninterface eth0', 1, 5, 'garp-group-twice'],
  ]
  for (const [rows, count, ...codes] of lines) {
    test(rows.replaceAll('\n', ', '), () => {
      assert.equal(tracks(text(rows))?.garpGroups.length, count)
      assert.deepEqual(outcome(text(rows)), codes)
    })
  }
  test('an interface that is not there ends VRRP', () => {
    assert.deepEqual(outcome(text('garp_interval 1\ninterface ethz')), [5, 'interface-unknown'])
    assert.equal(load(text('garp_interval 1\ninterfaces {\neth0\nethz\n}')).fatal, true)
  })
  test('an interface is in one group; one that is left out gives it free', () => {
    const two = (first: string) =>
      `garp_group {\n${first}\ninterface eth0\n}\n${text('gna_interval 1\ninterface eth0')}`
    assert.deepEqual(outcome(two('garp_interval 1')), [5, 'garp-group-twice'])
    assert.deepEqual(outcome(two('')), [5, 'garp-group-without-interval'])
  })
})
