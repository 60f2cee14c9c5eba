/**
 * What files, processes, interfaces and BFD sessions make of an instance. T numbers: behaviour observed at
 * keepalived 2.4.3.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TrackReport } from '../../src/track/report.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { standing, trackKey } from '../../src/vrrp/standing.ts'
import { bare, instance, mastering, settings, started, us } from './stage.ts'

type Weight = { readonly weight: number; readonly reverse?: boolean }

const link = (up: boolean) => ({ up, address: us, address6: undefined })
const fileOf = (value: number): TrackReport => ({ of: 'file', name: 'x', value })
const verdictOf = (of: 'process' | 'bfd', verdict: 'good' | 'bad'): TrackReport => ({
  of,
  name: 'x',
  verdict,
})

/** The priority, or the first fault, with this report of what is tracked as `x`. */
function becomes(more: Partial<InstanceSettings>, report: TrackReport | undefined, eth1Up = true) {
  const links = new Map([
    ['eth0', link(true)],
    ['eth1', link(eth1Up)],
  ])
  const reports = new Map(report === undefined ? [] : [[trackKey(report.of, report.name), report]])
  const { priority, faults } = standing(instance(more), { links, reports })
  return faults[0]?.is ?? priority
}

const tracking = (
  list: 'trackFiles' | 'trackProcesses' | 'trackBfd',
  { weight, reverse = false }: Weight,
) => ({
  [list]: [{ name: 'x', weight, reverse }],
})

describe('a file', () => {
  const numbers = (weight: Weight, ...values: readonly number[]) =>
    values.map((value) => becomes(tracking('trackFiles', weight), fileOf(value)))

  test('T13: 10, -20, 16 and 0 are added', () => {
    assert.deepEqual(numbers({ weight: 1 }, 10, -20, 16, 0), [110, 80, 116, 100])
  })
  test('T14: 254 gives 254, and so does anything greater', () => {
    assert.deepEqual(numbers({ weight: 1 }, 254, 2147483647), [254, 254])
    assert.equal(becomes({ ...tracking('trackFiles', { weight: 1 }), priority: 1 }, fileOf(999)), 254)
  })
  test('T15: -254 is a fault; -253 leaves priority 1', () => {
    assert.deepEqual(numbers({ weight: 1 }, -254, -253, -2147483648), ['file-bad', 1, 'file-bad'])
    assert.deepEqual(numbers({ weight: -127 }, 2, 1), ['file-bad', 1])
  })
  test('T18: with weight 0 any number but 0 is a fault', () => {
    assert.deepEqual(numbers({ weight: 0 }, 1, 0, -1), ['file-bad', 100, 'file-bad'])
  })
  test('T19: with weight 0 reverse it is the other way round', () => {
    assert.deepEqual(numbers({ weight: 0, reverse: true }, 1, 0), [100, 'file-bad'])
  })
  test('T20: weight 2 reverse takes off twice the number', () => {
    assert.deepEqual(numbers({ weight: 2, reverse: true }, 5, 10), [90, 80])
  })
  test('an owner keeps its priority, but a fault is a fault', () => {
    const owner = { priority: 255, ...tracking('trackFiles', { weight: 1 }) }
    assert.deepEqual([becomes(owner, fileOf(-100)), becomes(owner, fileOf(-254))], [255, 'file-bad'])
  })
  test('one that has told nothing yet counts as missing', () => {
    assert.equal(becomes(tracking('trackFiles', { weight: 1 }), undefined), 100)
    assert.equal(becomes(tracking('trackFiles', { weight: 0, reverse: true }), undefined), 'file-bad')
  })

  const file = (value: number) => ({ is: 'report', report: fileOf(value) }) as const

  test('T15: a fault and its end are told before what comes of them', () => {
    const node = mastering(tracking('trackFiles', { weight: 1 }))
    assert.deepEqual(node.at(4, file(0)), [])
    const down = bare(node.at(4.1, file(-254)))
    assert.ok(down.indexOf('tracked-file V x true') === 0, down.join('; '))
    assert.ok(
      down.some((line) => line.includes('entered V FAULT')),
      down.join('; '),
    )
    const up = bare(node.at(4.2, file(7)))
    assert.ok(up.indexOf('tracked-file V x false') === 0, up.join('; '))
    assert.ok(
      up.some((line) => line.includes('entered V BACKUP')),
      up.join('; '),
    )
    assert.deepEqual(
      bare(node.at(4.3, file(8))).filter((line) => line.startsWith('tracked')),
      [],
    )
  })
  test('instances that do not follow it hear nothing', () => {
    const node = started(settings([instance()]))
    node.at(0.1, file(0))
    assert.deepEqual(node.at(0.2, file(-254)), [])
  })
})

describe('a process or a BFD session', () => {
  const kinds = [
    ['trackProcesses', 'process', 'process-bad'],
    ['trackBfd', 'bfd', 'bfd-down'],
  ] as const
  for (const [list, of, fault] of kinds) {
    const both = (weight: Weight) =>
      (['good', 'bad'] as const).map((verdict) => becomes(tracking(list, weight), verdictOf(of, verdict)))

    test(`T30: ${of}: the table of weights`, () => {
      assert.deepEqual(both({ weight: 10 }), [110, 100])
      assert.deepEqual(both({ weight: -10 }), [100, 90])
      assert.deepEqual(both({ weight: 10, reverse: true }), [90, 100])
      assert.deepEqual(both({ weight: -10, reverse: true }), [100, 110])
      assert.deepEqual(both({ weight: 0 }), [100, fault])
      assert.deepEqual(both({ weight: 0, reverse: true }), [fault, 100])
    })
    test(`${of}: before the first word it is bad`, () => {
      assert.equal(becomes(tracking(list, { weight: 0 }), undefined), fault)
      assert.equal(becomes(tracking(list, { weight: -10 }), undefined), 90)
    })
  }
  test('a BFD session is told as keepalived tells it, whatever its weight', () => {
    const node = mastering(tracking('trackBfd', { weight: 5 }))
    node.at(4.1, { is: 'report', report: verdictOf('bfd', 'bad') })
    const [first] = bare(node.at(4.2, { is: 'report', report: verdictOf('bfd', 'good') }))
    assert.equal(first, 'tracked-bfd V x true')
  })
})

describe('another interface', () => {
  const both = (weight: number, reverse = false) =>
    [true, false].map((up) =>
      becomes({ trackInterfaces: [{ name: 'eth1', weight, reverse }] }, undefined, up),
    )

  test('T23: weight 10, -10 and 0', () => {
    assert.deepEqual(both(10), [110, 100])
    assert.deepEqual(both(-10), [100, 90])
    assert.deepEqual(both(0), [100, 'interface-down'])
  })
  test('T23: reverse turns the effect round', () => {
    assert.deepEqual(both(10, true), [90, 100])
    assert.deepEqual(both(-10, true), [100, 110])
    assert.deepEqual(both(0, true), ['interface-up', 100])
  })
  test('T23: one that does not exist is down', () => {
    const track = (weight: number) => ({ trackInterfaces: [{ name: 'eth9', weight, reverse: false }] })
    assert.deepEqual(
      [becomes(track(-10), undefined), becomes(track(0), undefined)],
      [90, 'interface-missing'],
    )
  })
})
