/**
 * What tracked interfaces, files, processes and BFD sessions do to the priority and to the fault state. T
 * numbers: behaviour observed at keepalived 2.4.3. Scripts are in standing.test.ts.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { micros } from '../../src/base/time.ts'
import type { TrackReport } from '../../src/track/report.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import type { InstanceSettings, VrrpSettings } from '../../src/vrrp/settings.ts'
import { standing, trackKey } from '../../src/vrrp/standing.ts'
import { viewOfRouter } from '../../src/vrrp/view.ts'
import { load, instance as written } from '../settings/example-host.ts'
import {
  bare,
  down,
  type Happening,
  instance,
  mastering,
  momentOf,
  settings,
  started,
  up,
  us,
} from './stage.ts'

const track = (name: string, weight: number, reverse = false) => ({ name, weight, reverse })
const file = (name: string, value: number): Happening => ({
  is: 'report',
  report: { of: 'file', name, value },
})
const verdict = (of: 'script' | 'process' | 'bfd', name: string, is: 'good' | 'bad'): Happening => ({
  is: 'report',
  report: { of, name, verdict: is },
})

interface Told {
  readonly reports?: readonly TrackReport[]
  readonly down?: readonly string[]
}

/** How an instance of priority 100 on eth0 stands; eth0 to eth2 are there. */
function stands(more: Partial<InstanceSettings>, told: Told = {}) {
  const links = new Map(
    ['eth0', 'eth1', 'eth2'].map((name) => {
      return [name, { up: told.down?.includes(name) !== true, address: us, address6: undefined }] as const
    }),
  )
  const reports = new Map((told.reports ?? []).map((one) => [trackKey(one.of, one.name), one]))
  const { priority, faults } = standing(instance(more), { links, reports })
  return faults.length > 0 ? faults.map((fault) => fault.is).join() : priority
}

describe('track_interface', () => {
  const follows = (weight: number, reverse = false) => ({ trackInterfaces: [track('eth1', weight, reverse)] })
  test('T23: 10, -10 and 0: up, then down', () => {
    const rows = [10, -10, 0].map((weight) => [
      stands(follows(weight)),
      stands(follows(weight), { down: ['eth1'] }),
    ])
    assert.deepEqual(rows, [
      [110, 100],
      [100, 90],
      [100, 'interface-down'],
    ])
  })
  test('reverse: the effect of up and down is exchanged', () => {
    const rows = [10, -10, 0].map((weight) => [
      stands(follows(weight, true)),
      stands(follows(weight, true), { down: ['eth1'] }),
    ])
    assert.deepEqual(rows, [
      [90, 100],
      [100, 110],
      ['interface-up', 100],
    ])
  })
  test('one that does not exist is down', () => {
    assert.equal(stands({ trackInterfaces: [track('eth9', -10)] }), 90)
    assert.equal(stands({ trackInterfaces: [track('eth9', 0)] }), 'interface-missing')
  })
  test('F31, quirk faultsCounted: two of weight 0 are down, one comes up: still FAULT', () => {
    const both = { trackInterfaces: [track('eth1', 0), track('eth2', 0)] }
    assert.equal(stands(both, { down: ['eth1', 'eth2'] }), 'interface-down,interface-down')
    assert.equal(stands(both, { down: ['eth2'] }), 'interface-down')
    assert.ok('faultsCounted' in quirks)
  })
  test('a change is told and moves the wait of a BACKUP', () => {
    const node = started(settings([instance(follows(10))]))
    assert.deepEqual(bare(node.at(1, down('eth1'))), [
      'link eth1 false',
      'priority-changed V 110 100',
      'notify-priority V BACKUP 100',
    ])
    assert.equal(momentOf(node.until(9), 'entered V MASTER'), 3.609375)
  })
  test('the interface of an address counts, unless it is not tracked', () => {
    const there = { interface: 'eth2' }
    const address = instance().addresses[0]
    assert.ok(address !== undefined)
    assert.equal(stands({ excluded: [{ ...address, ...there }] }, { down: ['eth2'] }), 'interface-down')
    const loose = { ...address, ...there, untracked: true } as const
    assert.equal(stands({ excluded: [loose] }, { down: ['eth2'] }), 100)
  })
})

describe('track_file', () => {
  const reads = (weight: number, value: number | undefined, reverse = false) =>
    stands(
      { trackFiles: [track('f', weight, reverse)] },
      value === undefined ? {} : { reports: [{ of: 'file', name: 'f', value }] },
    )
  test('T13: 10, -20, 16 and what is no number', () => {
    assert.deepEqual([reads(1, 10), reads(1, -20), reads(1, 16), reads(1, 0)], [110, 80, 116, 100])
  })
  test('T14: no more than 253 are added, and 254 is the most', () => {
    assert.deepEqual([reads(1, 254), reads(1, 1_000_000), reads(254, 2_147_483_647)], [254, 254, 254])
  })
  test('T15: -254 is a fault, -253 leaves priority 1', () => {
    assert.deepEqual([reads(1, -254), reads(1, -253), reads(-2, 127)], ['file-bad', 1, 'file-bad'])
  })
  test('the cap is that of each file: another one can still take something away', () => {
    const both = { trackFiles: [track('f', 1), track('g', 1)], priority: 50 }
    const reports: TrackReport[] = [
      { of: 'file', name: 'f', value: 9_999 },
      { of: 'file', name: 'g', value: -200 },
    ]
    assert.equal(stands(both, { reports }), 50 + 253 - 200)
  })
  test('T17: one that was never told of counts as 0', () => {
    assert.deepEqual(
      [reads(1, undefined), reads(0, undefined), reads(0, undefined, true)],
      [100, 100, 'file-bad'],
    )
  })
  test('T18, T19: with weight 0 any number but 0 is a fault; with reverse only 0 is', () => {
    assert.deepEqual([reads(0, 1), reads(0, -1), reads(0, 0)], ['file-bad', 'file-bad', 100])
    assert.deepEqual([reads(0, 1, true), reads(0, 0, true)], [100, 'file-bad'])
  })
  test('T20: weight 2 reverse: 5, then 10', () => {
    assert.deepEqual([reads(2, 5, true), reads(2, 10, true)], [90, 80])
  })
  test('in FAULT the priority changes silently, and is told on leaving it', () => {
    const node = mastering({ trackFiles: [track('f', 1)] })
    node.at(4.2, down('eth0'))
    assert.deepEqual(node.at(5, file('f', -30)), [])
    assert.deepEqual(bare(node.at(6, up('eth0'))).slice(0, 3), [
      'link eth0 true',
      'priority-set V 70',
      'entered V BACKUP false []',
    ])
    assert.equal(momentOf(node.until(20), 'entered V MASTER'), 9.726562)
  })
})

describe('track_process and track_bfd', () => {
  for (const [of, list, fault] of [
    ['process', 'trackProcesses', 'process-bad'],
    ['bfd', 'trackBfd', 'bfd-down'],
  ] as const) {
    const follows = (weight: number, is: 'good' | 'bad' | undefined, reverse = false) =>
      stands(
        { [list]: [track('x', weight, reverse)] },
        is === undefined ? {} : { reports: [{ of, name: 'x', verdict: is }] },
      )
    test(`${of}: good, bad and not known yet, which is bad`, () => {
      const rows = [10, -10, 0].map((weight) => [
        follows(weight, 'good'),
        follows(weight, 'bad'),
        follows(weight, undefined),
      ])
      assert.deepEqual(rows, [
        [110, 100, 100],
        [100, 90, 90],
        [100, fault, fault],
      ])
      assert.deepEqual([follows(0, 'good', true), follows(0, 'bad', true)], [fault, 100])
    })
    test(`${of}: of a running master: FAULT and back`, () => {
      const node = started(settings([instance({ [list]: [track('x', 0)] })]))
      assert.ok(bare(node.lines).includes('notify instance V FAULT 100'))
      assert.ok(bare(node.at(1, verdict(of, 'x', 'good'))).includes('notify instance V BACKUP 100'))
    })
  }
})

test('an address owner keeps 255, and is faulted all the same', () => {
  const owner = { priority: 255, trackFiles: [track('f', 1)], trackInterfaces: [track('eth1', -10)] }
  assert.equal(stands(owner, { reports: [{ of: 'file', name: 'f', value: -50 }], down: ['eth1'] }), 255)
  assert.equal(stands(owner, { reports: [{ of: 'file', name: 'f', value: -300 }] }), 'file-bad')
})

describe('members of a sync group', () => {
  const script = 'vrrp_script chk {\nscript "/bin/true"\nweight 20\n}\n'
  const trackFile = 'track_file f {\nfile /tmp/f\nweight 2\n}\n'
  const group = (more: string) => `vrrp_sync_group G {\ngroup {\nA\n}\n${more}\n}\n`
  const loaded = (own: string, more = ''): VrrpSettings => {
    const { settings: all } = load(`${script}${trackFile}${group(more)}${written(own)}`)
    assert.ok(all !== undefined)
    return all.vrrp
  }
  const standsIn = (vrrp: VrrpSettings, reports: readonly TrackReport[]) => {
    const [first] = vrrp.instances
    assert.ok(first !== undefined)
    const links = new Map(
      ['eth0', 'eth1', 'eth2'].map((name) => [
        name,
        { up: name !== 'eth1', address: us, address6: undefined },
      ]),
    )
    const told = new Map(reports.map((one) => [trackKey(one.of, one.name), one]))
    const { priority, faults } = standing(
      { ...first, interface: 'eth0', addresses: [] },
      { links, reports: told },
    )
    return faults.length > 0 ? faults.map((fault) => fault.is).join() : priority - first.priority
  }
  const good: TrackReport = { of: 'script', name: 'chk', verdict: 'good' }
  const one: TrackReport = { of: 'file', name: 'f', value: 1 }
  const free = 'sync_group_tracking_weight'

  test('T26: a weighted script of the group counts in every member, with or without the switch', () => {
    const chk = 'track_script {\nchk\n}'
    assert.equal(standsIn(loaded('', chk), [good]), 20)
    assert.equal(standsIn(loaded('', `${chk}\n${free}`), [good]), 20)
  })
  test('T27: a weighted script of a member counts only with it', () => {
    const chk = 'track_script {\nchk\n}'
    assert.equal(standsIn(loaded(chk), [good]), 0)
    assert.equal(standsIn(loaded(chk, free), [good]), 20)
  })
  test('T28: a weighted file of a member counts only with it', () => {
    const own = 'track_file {\nf weight 1\n}'
    assert.equal(standsIn(loaded(own), [one]), 'file-bad')
    assert.equal(standsIn(loaded(own, free), [one]), 1)
  })
  test('T29, quirk groupInterfaceWeightIgnored: the weight of an interface is ignored, as is said', () => {
    const own = 'track_interface {\neth1 weight -10\n}'
    assert.equal(standsIn(loaded(own), []), 'interface-down')
    assert.equal(standsIn(loaded(own, free), []), -10)
    assert.ok('groupInterfaceWeightIgnored' in quirks)
  })
})

test('the snapshot tells all of it', () => {
  const node = mastering({ trackFiles: [track('f', 1)] })
  node.at(4.2, file('f', 300))
  const view = viewOfRouter(node.router)
  const [only] = view.instances
  assert.deepEqual(
    [only?.state, only?.wants, only?.holds, only?.effectivePriority, only?.totalPriority],
    ['MASTER', 'MASTER', true, 254, 353],
  )
  assert.equal(only?.source, us)
  assert.equal(only?.deadline, micros(4_609_375))
  assert.deepEqual(view.links, [
    { interface: 'eth0', up: true, seenUp: true, changesAt: undefined },
    { interface: 'eth1', up: true, seenUp: true, changesAt: undefined },
  ])
  assert.equal(structuredClone(view).instances.length, 1)
})
