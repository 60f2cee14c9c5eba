/**
 * What a master holds besides addresses, what it means when somebody takes a part of it away, and how it is
 * announced. F and K numbers: behaviour observed at keepalived 2.4.3.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Address, address, type Prefix } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import { routeKey, ruleKey } from '../../src/vrrp/holding-keys.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import type { RouteSettings } from '../../src/vrrp/route-settings.ts'
import { farewells } from '../../src/vrrp/router.ts'
import type { RuleSettings } from '../../src/vrrp/rule-settings.ts'
import type { InstanceSettings, VrrpSettings } from '../../src/vrrp/settings.ts'
import {
  bare,
  down,
  type Happening,
  instance,
  lowerPeer,
  mastering,
  momentOf,
  settings,
  started,
  up,
  virtual,
} from './stage.ts'

const net: Prefix = { address: address('192.0.2.0'), length: 24 }

function route(more: Partial<RouteSettings> = {}): RouteSettings {
  return {
    family: 'ipv4',
    type: 1,
    destination: net,
    order: 'prepend',
    table: 254,
    via: address('10.0.0.3'),
    protocol: 18,
    metrics: {},
    nexthops: [],
    tracked: true,
    ...more,
  }
}

function rule(more: Partial<RuleSettings> = {}): RuleSettings {
  return {
    family: 'ipv4',
    preference: 5000,
    inverted: false,
    from: net,
    protocol: 18,
    action: { is: 'table', table: 100 },
    tracked: true,
    ...more,
  }
}

const lostAddress = (gone: Address, name = 'eth0'): Happening => ({
  is: 'lost',
  what: { is: 'address', interface: name, address: gone },
})
const lostRoute = (gone: RouteSettings): Happening => ({
  is: 'lost',
  what: { is: 'route', key: routeKey(gone) },
})
const lostRule = (gone: RuleSettings): Happening => ({ is: 'lost', what: { is: 'rule', key: ruleKey(gone) } })
const to = (all: VrrpSettings): Happening => ({ is: 'settings', settings: all })

describe('routes and rules', () => {
  const held = { routes: [route()], rules: [rule()] }
  const words = '10.0.0.100; 192.0.2.0/24 via 10.0.0.3'
  test('come and go with the addresses, and a farewell has them', () => {
    const node = mastering(held)
    const claimed = bare(node.lines).find((line) => line.startsWith('V claims'))
    assert.ok(claimed?.startsWith(`V claims ${words}; rule `))
    assert.equal(farewells(node.router)[0]?.holdings.routes.length, 1)
    assert.ok(bare(node.at(4.2, down('eth0'))).some((line) => line.startsWith(`V releases ${words}`)))
  })
  test('F25: a virtual route that somebody removes: priority 0, BACKUP, MASTER after the skew', () => {
    const node = mastering(held)
    const lines = bare(node.at(4.2, lostRoute(route())))
    assert.deepEqual(lines.slice(0, 4), [
      'route-lost V 192.0.2.0/24 via 10.0.0.3',
      'V sends 0',
      'priority-zero-sent V',
      'entered V BACKUP false []',
    ])
    assert.equal(momentOf(node.until(6), 'entered V MASTER'), 4.809375)
    assert.ok(node.lines.filter((line) => line.includes('V claims')).length === 2)
  })
  test('a virtual rule likewise', () => {
    const node = mastering(held)
    assert.ok(bare(node.at(4.2, lostRule(rule())))[0]?.startsWith('rule-lost V '))
  })
  test('F26: what is not tracked may go', () => {
    const loose = route({ tracked: false })
    const address_ = virtual('10.0.0.101', { untracked: true })
    const free = rule({ tracked: false })
    const node = mastering({ routes: [loose], rules: [free], addresses: [virtual('10.0.0.100'), address_] })
    const losses = [lostRoute(loose), lostRule(free), lostAddress(address_.prefix.address)]
    assert.deepEqual(node.at(4.2, ...losses), [])
  })
  test('a key has everything that the kernel stores, in any order, and nothing else', () => {
    const { order, ...rest } = route()
    assert.equal(routeKey({ ...rest, order: 'append', tracked: false, trackGroup: 'G' }), routeKey(route()))
    assert.notEqual(routeKey(route({ table: 100 })), routeKey(route()))
    assert.notEqual(ruleKey(rule({ preference: 1 })), ruleKey(rule()))
    assert.equal(order, 'prepend')
  })
  test('their interfaces count, unless they are not tracked', () => {
    const through = { routes: [route({ interface: 'eth1' })] }
    assert.ok(bare(mastering(through).at(4.2, down('eth1'))).includes('V sends 0'))
    const by = { rules: [rule({ inputInterface: 'eth1' })] }
    assert.ok(bare(mastering(by).at(4.2, down('eth1'))).includes('V sends 0'))
    const loose = { routes: [route({ interface: 'eth1', tracked: false })] }
    assert.deepEqual(mastering(loose).at(4.2, down('eth1')), [])
  })
})

describe('something static of a track_group', () => {
  const lost: Happening = { is: 'lost', what: { is: 'static', text: '10.9.0.1/24 dev eth0', members: ['V'] } }
  test('its masters leave as for something virtual', () => {
    const node = mastering()
    assert.equal(bare(node.at(4.2, lost))[0], 'static-lost V 10.9.0.1/24 dev eth0')
    assert.equal(momentOf(node.until(6), 'entered V MASTER'), 4.809375)
  })
  test('a BACKUP does not mind', () => {
    assert.deepEqual(started(settings([instance()])).at(1, lost), [])
  })
})

describe('a reload that moves things between two masters', () => {
  const other: Partial<InstanceSettings> = { name: 'W', vrid: 52, addresses: [virtual('10.0.0.101')] }
  const both = (v: Partial<InstanceSettings>, w: Partial<InstanceSettings>) =>
    settings([instance(v), instance({ ...other, ...w })])
  const running = (v: Partial<InstanceSettings>, w: Partial<InstanceSettings> = {}) => {
    const node = started(both(v, w))
    node.until(5)
    return node
  }
  test('a route that changes hands is claimed and never released', () => {
    const node = running({ routes: [route()] })
    const lines = bare(node.at(5.2, to(both({}, { routes: [route()] }))))
    assert.deepEqual(lines, ['W claims ; 192.0.2.0/24 via 10.0.0.3'])
  })
  test('an address that changes hands goes in one reload', () => {
    const all = [virtual('10.0.0.101'), virtual('10.0.0.100')]
    const node = running({ addresses: [virtual('10.0.0.100'), virtual('10.0.0.99')] })
    const lines = bare(node.at(5.2, to(both({ addresses: [virtual('10.0.0.99')] }, { addresses: all }))))
    assert.deepEqual(lines, [
      'V releases  (not 10.0.0.100)',
      'W claims 10.0.0.100',
      'W announces 10.0.0.100 x5',
    ])
  })
  test('a rule that is dropped goes, one that is added comes, and nothing is announced', () => {
    const node = running({ rules: [rule()] })
    const lines = bare(node.at(5.2, to(both({ rules: [rule({ preference: 7 })] }, {}))))
    assert.equal(lines.length, 2)
    assert.ok(lines[0]?.startsWith('V releases ; rule'))
    assert.ok(lines[1]?.startsWith('V claims ; rule'))
  })
})

describe('no_accept', () => {
  test('what is sent to the addresses must not arrive, unless they are its own', () => {
    assert.ok(bare(mastering({ accept: false }).lines).includes('V claims 10.0.0.100 (hidden)'))
    const owner = mastering({ accept: false, priority: 255 })
    assert.ok(bare(owner.lines).includes('V claims 10.0.0.100'))
  })
  test('a reload that changes it claims everything anew', () => {
    const node = mastering()
    const hidden = settings([instance({ accept: false })])
    assert.deepEqual(bare(node.at(4.2, to(hidden))), ['V claims 10.0.0.100 (hidden)'])
  })
})

describe('announcing', () => {
  const announce = instance().announce
  const refresh = { interval: seconds(10), repeat: 2, extraInterval: seconds(0), extraAll: false }
  const announcements = (lines: readonly string[]) => lines.filter((line) => line.includes('announces'))

  test('K25, quirk oneRefreshTimer: first after the delay and the interval, then each interval; once', () => {
    const node = mastering({ refresh })
    const second = 4.609375 + 5 - 1
    const all = announcements(node.until(40)).filter((line) => line.includes('refresh'))
    assert.deepEqual(
      all.map((line) => Number(line.split(' ')[0])),
      [second + 10, second + 20, second + 30],
    )
    assert.ok(all.every((line) => line.endsWith('x2 (refresh)')))
    node.at(40.2, lostAddress(address('10.0.0.100')))
    const again = announcements(node.until(75)).filter((line) => line.includes('refresh'))
    assert.equal(again.length, 2)
    assert.ok('oneRefreshTimer' in quirks)
  })
  test('garp_extra_if: one address of every other interface, those with a MAC of their own', () => {
    const addresses = [
      virtual('10.0.0.100'),
      virtual('10.1.0.1', { interface: 'eth1' }),
      virtual('10.1.0.2', { interface: 'eth1' }),
    ]
    const extra = { ...refresh, interval: seconds(0), extraInterval: seconds(20) }
    const plain = mastering({ addresses, refresh: extra })
    assert.equal(announcements(plain.until(60)).filter((line) => line.includes('extra')).length, 0)
    const all = mastering({ addresses, refresh: { ...extra, extraAll: true } })
    const sent = announcements(all.until(60)).filter((line) => line.includes('extra'))
    assert.deepEqual(bare(sent), ['V announces 10.1.0.1 x1 (extra)', 'V announces 10.1.0.1 x1 (extra)'])
  })
  test('quirk survivorAnnounces: after two masters the survivor announces when the other is silent', () => {
    const silent = { ...announce, lowerPriorityRepeat: 0, lowerPriorityDelay: seconds(0) }
    const node = mastering({ announce: silent })
    node.until(10)
    for (const moment of [10.2, 11.2, 12.2]) {
      assert.equal(announcements(node.hears(moment, { priority: 50, source: lowerPeer })).length, 0)
    }
    const told = announcements(node.until(60))
    assert.deepEqual(told, ['15.2 V announces 10.0.0.100 x1'])
    assert.ok('survivorAnnounces' in quirks)
  })
  test('O11: a reload that adds an address announces it, and all once more after the delay', () => {
    const node = mastering()
    node.until(20)
    const more = settings([instance({ addresses: [virtual('10.0.0.100'), virtual('10.0.0.101')] })])
    const now = announcements(node.at(20.2, to(more)))
    assert.deepEqual(bare(now), ['V announces 10.0.0.101 x5'])
    assert.deepEqual(announcements(node.until(40)), ['25.2 V announces 10.0.0.100,10.0.0.101 x5'])
  })
})

test('a stop that keeps everything says nothing and takes nothing off', () => {
  const node = mastering({}, { groups: [] })
  assert.deepEqual(bare(node.at(4.2, { is: 'stop', keep: true })), ['notify instance V STOP 100', 'stopped'])
  const other = mastering()
  other.hears(4.3, { priority: 150 })
  assert.ok(!bare(other.at(4.31, { is: 'stop', keep: true })).some((line) => line.includes('releases')))
  assert.ok(bare(mastering().at(4.2, up('eth1'))).length === 0)
})
