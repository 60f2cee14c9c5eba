/** Whatever happens, in whatever order: what must always be true of a whole router. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { address } from '../../src/base/address.ts'
import { type Micros, micros } from '../../src/base/time.ts'
import { holdingKeys } from '../../src/vrrp/placement.ts'
import { advance, farewells, holdings, openRouter, wakeAt } from '../../src/vrrp/router.ts'
import { noTrackers, type VrrpSettings } from '../../src/vrrp/settings.ts'
import {
  type Happening,
  higherPeer,
  instance,
  lowerPeer,
  packet,
  settings,
  someMac,
  timed,
  us,
  virtual,
} from './stage.ts'
import { plainVmac } from './virtual.ts'

const track = (weight: number) => ({ name: 'chk', weight, reverse: false })
const other = {
  name: 'W',
  interface: 'eth1',
  vrid: 52,
  addresses: [virtual('10.0.0.101'), virtual('10.0.0.102')],
}
const group = [{ name: 'G', members: ['V', 'W'], ...noTrackers }]

/** Settings to start with and to reload to: names, groups, owners, scripts, moved addresses. */
const variants: readonly VrrpSettings[] = [
  settings([instance(), instance(other)]),
  settings([instance({ priority: 150 }), instance({ ...other, preempt: false })], { handover: 'fast' }),
  settings([instance({ trackScripts: [track(0)] }), instance(other)], { groups: group }),
  settings([instance({ trackScripts: [track(-50)] }), instance({ ...other, version: 3 })], { groups: group }),
  settings([instance({ addresses: [virtual('10.0.0.100'), virtual('10.0.0.101', { interface: 'eth1' })] })]),
  settings([
    instance({ priority: 255, initial: 'master' }),
    instance({ ...other, name: 'X', interface: 'eth0' }),
  ]),
  settings(
    [
      instance({ preemptDelay: micros(2_000_000), trackInterfaces: [{ ...track(-20), name: 'eth1' }] }),
      instance({ ...other, preempt: false, lateBackupPriority: 254 }),
    ],
    {
      startupDelay: micros(3_000_000),
      delays: [{ interface: 'eth0', down: micros(900_000), up: micros(0) }],
    },
  ),
  settings([
    instance({
      ...{ lowerPriorityNoAdvert: true, higherPrioritySendAdvert: true, accept: false },
      refresh: { interval: micros(1_000_000), repeat: 2, extraInterval: micros(700_000), extraAll: true },
      addresses: [virtual('10.0.0.100'), virtual('10.0.0.101', { interface: 'eth1', untracked: true })],
    }),
    instance({ ...other, virtualInterface: plainVmac('eth2'), trackFiles: [{ ...track(1), name: 'f' }] }),
  ]),
  settings([]),
]

const names = fc.constantFrom('eth0', 'eth1', 'eth2')
const virtuals = fc.constantFrom(...['10.0.0.100', '10.0.0.101', '10.0.0.7'].map(address))
const packets = fc
  .record({
    priority: fc.constantFrom(0, 1, 100, 150, 255),
    vrid: fc.constantFrom(51, 52, 53),
    version: fc.constantFrom(2, 3),
    source: fc.constantFrom(us, lowerPeer, higherPeer),
    ttl: fc.constantFrom(255, 255, 255, 1),
    intervalCentis: fc.constantFrom(0, 1, 100),
  })
  .map((fields) => packet(fields))
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Happening>({ is: 'due' }) },
  {
    weight: 6,
    arbitrary: fc.record({ is: fc.constant('packet' as const), interface: names, packet: packets }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('link' as const),
      interface: names,
      link: fc.constantFrom(
        { up: true, address: us, address6: undefined },
        { up: true, address: undefined, address6: undefined },
        { up: false, address: us, address6: undefined },
        undefined,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('good' as const, 'bad' as const)
      .map((verdict): Happening => ({ is: 'report', report: { of: 'script', name: 'chk', verdict } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ is: fc.constant('address' as const), interface: names, address: virtuals })
      .map((what): Happening => ({ is: 'lost', what })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constantFrom('claimed' as const, 'answered' as const),
      interface: names,
      address: virtuals,
      mac: fc.constant(someMac),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('settings' as const), settings: fc.constantFrom(...variants) }),
  },
)
const steps = fc.array(
  fc.record({ after: fc.constantFrom(0, 1, 1_000, 45_000, 700_000, 4_000_000), event: happenings }),
  {
    minLength: 10,
    maxLength: 80,
  },
)

describe('any sequence of events', () => {
  test('never throws; what is claimed and not released is exactly what is held', () => {
    fc.assert(
      fc.property(fc.constantFrom(...variants), steps, (first, all) => {
        const router = openRouter(first)
        const present = new Set<string>()
        let at = micros(0)
        const tell = (event: Happening) => {
          for (const effect of advance(router, timed(event, at))) {
            if (effect.do === 'claim') for (const key of holdingKeys(effect.holdings)) present.add(key)
            if (effect.do === 'release') for (const key of holdingKeys(effect.holdings)) present.delete(key)
          }
          assert.deepEqual([...present].sort(), [...new Set(holdingKeys(holdings(router)))].sort())
          assert.ok(farewells(router).length <= router.settings.instances.length)
        }
        tell({ is: 'link', interface: 'eth0', link: { up: true, address: us, address6: undefined } })
        tell({ is: 'link', interface: 'eth1', link: { up: true, address: us, address6: undefined } })
        tell({ is: 'start' })
        for (const { after, event } of all) {
          at = micros(at + after)
          tell(event)
          if (event.is === 'due') assertLater(wakeAt(router), at)
        }
      }),
      { numRuns: 500 },
    )
  })
  test('a router that is told to stop has let go of everything within a second and a bit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...variants), steps, (first, all) => {
        const router = openRouter(first)
        let at = micros(0)
        const tell = (event: Happening) => advance(router, timed(event, at))
        tell({ is: 'link', interface: 'eth0', link: { up: true, address: us, address6: undefined } })
        tell({ is: 'start' })
        for (const { after, event } of all) {
          at = micros(at + after)
          tell(event)
        }
        let stopped = tell({ is: 'stop' }).some((effect) => effect.do === 'stopped')
        at = micros(at + 1_100_000)
        stopped ||= tell({ is: 'due' }).some((effect) => effect.do === 'stopped')
        assert.ok(stopped || router.phase === 'stopped')
        assert.deepEqual(holdings(router).addresses, [])
        assert.equal(wakeAt(router), undefined)
      }),
      { numRuns: 300 },
    )
  })
})

function assertLater(next: Micros | undefined, at: Micros): void {
  assert.ok(next === undefined || next > at, `due at ${next} again at ${at}`)
}
