/** Routes and rules in a kernel of their own: what is ours, what was left, and what belongs to others. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { before, describe, it } from 'node:test'
import { address } from '../../src/base/address.ts'
import { openRouting, type Routed } from '../../src/daemon/kernel/routing.ts'
import { loadNative } from '../../src/io/native.ts'
import { openNetlink } from '../../src/io/netlink.ts'
import type { RouteSettings } from '../../src/vrrp/route-settings.ts'
import type { RuleSettings } from '../../src/vrrp/rule-settings.ts'
import { cannotMakeNamespaces, enterNewNamespace, ip } from '../io/namespace.ts'

const native = loadNative()

function route(text: string, more: Partial<RouteSettings> = {}): Routed {
  const [destination = '', length = ''] = text.split('/')
  return {
    is: 'route',
    route: {
      family: destination.includes(':') ? 'ipv6' : 'ipv4',
      type: 1,
      destination: { address: address(destination), length: Number(length) },
      order: 'prepend',
      table: 254,
      interface: 'left',
      protocol: 18,
      metrics: {},
      nexthops: [],
      tracked: true,
      ...more,
    },
  }
}

function rule(preference: number, more: Partial<RuleSettings> = {}): Routed {
  return {
    is: 'rule',
    rule: {
      family: 'ipv4',
      preference,
      inverted: false,
      from: { address: address('192.0.2.0'), length: 24 },
      protocol: 18,
      action: { is: 'table', table: 100 },
      tracked: true,
      ...more,
    },
  }
}

function open() {
  const socket = openNetlink(native, 'route')
  assert.ok(socket.ok)
  const refused: string[] = []
  const up = { left: true }
  const routing = openRouting({
    socket: socket.value,
    indexOf: (name) => (name === 'left' ? native.interfaceIndex('left') : undefined),
    isUp: () => up.left,
    onRefused: (doing, item, { code }) => refused.push(`${doing} ${item.is} ${code}`),
  })
  return { routing, refused, up }
}

/** Routes and rules that bear the mark. */
function marked(): readonly string[] {
  const show = (...words: readonly string[]) => execFileSync('ip', words, { encoding: 'utf8' }).split('\n')
  const routes = ['-4', '-6'].flatMap((family) =>
    show(family, 'route', 'show', 'table', 'all', 'proto', '18'),
  )
  const rules = show('rule').filter((line) => line.includes('keepalived'))
  return [...routes, ...rules].map((line) => line.split(' ')[0] ?? '').filter((text) => text !== '')
}

describe('routes and rules of ours', { skip: cannotMakeNamespaces }, () => {
  before(async () => {
    await enterNewNamespace(native)
    ip('address add 10.0.0.1/24 dev left')
  })

  it('what a daemon left is taken over when it is wanted, and is ours from then on', () => {
    const items = [route('192.0.2.0/24'), route('2001:db8::/64'), rule(1001)]
    open().routing.claim(items)
    const { routing, refused } = open()
    routing.claim(items)
    assert.deepEqual([refused, items.map(routing.holds)], [[], [true, true, true]])
    routing.release(items)
    assert.deepEqual([refused, marked()], [[], []])
  })

  it('and is removed when it is not; what nobody left is not mentioned', () => {
    const items = [route('192.0.2.0/24'), rule(1001)]
    open().routing.claim(items)
    const { routing, refused } = open()
    const all = [...items, route('198.51.100.0/24'), rule(1002)]
    assert.deepEqual(routing.removeLeftovers(all), items)
    assert.deepEqual([refused, marked()], [[], []])
  })

  it('the same route of somebody else stays his, and that ours is not there is told', () => {
    ip('route add 2001:db8::/64 dev left')
    ip('rule add from 192.0.2.0/24 table 100 priority 1001')
    const { routing, refused } = open()
    const items = [route('2001:db8::/64'), rule(1001)]
    routing.claim(items)
    assert.deepEqual([refused, items.map(routing.holds)], [['add route EEXIST'], [false, true]])
    routing.release(items)
    assert.deepEqual([routing.removeLeftovers(items), marked()], [[], []])
    ip('route del 2001:db8::/64 dev left')
    ip('rule del from 192.0.2.0/24 table 100 priority 1001')
  })

  it('a route without its interface is told, and comes when it is claimed again', () => {
    const { routing, refused } = open()
    routing.claim([route('192.0.2.0/24', { interface: 'absent' }), route('198.51.100.0/24', { vrf: 'red' })])
    assert.deepEqual([refused, marked()], [['add route ENODEV', 'add route ENODEV'], []])
  })

  it('after lost notifications those that are gone are told, each once', () => {
    const { routing } = open()
    const items = [route('192.0.2.0/24'), route('198.51.100.0/24'), rule(1001), rule(1002)]
    routing.claim(items)
    ip('route del 192.0.2.0/24')
    ip('rule del priority 1002')
    assert.deepEqual(routing.resynchronise(), { ok: true, value: [items[0], items[3]] })
    assert.deepEqual(routing.resynchronise(), { ok: true, value: [] })
    routing.release(items)
    assert.deepEqual(marked(), [])
  })

  it('what went with its interface is not lost, and comes back', () => {
    const { routing, refused, up } = open()
    const items = [route('192.0.2.0/24'), route('2001:db8::/64')]
    routing.claim(items)
    ip('link set left down')
    up.left = false
    assert.deepEqual(routing.resynchronise(), { ok: true, value: [] })
    ip('link set left up')
    up.left = true
    assert.deepEqual(routing.heldThrough('left'), items)
    routing.claim(routing.heldThrough('left'))
    assert.deepEqual(marked(), ['192.0.2.0/24', '2001:db8::/64'])
    routing.release(items)
    assert.deepEqual([refused, marked()], [[], []])
  })

  it('a thousand routes and as many rules come and go', () => {
    const { routing, refused } = open()
    const items = Array.from({ length: 1000 }, (_, n) => [
      route(`198.18.${n >> 8}.${n & 0xff}/32`),
      rule(2000 + n),
    ]).flat()
    for (let at = 0; at < items.length; at += 100) routing.claim(items.slice(at, at + 100))
    assert.equal(marked().length, 2000)
    routing.release(items)
    assert.deepEqual([refused, marked()], [[], []])
  })
})
