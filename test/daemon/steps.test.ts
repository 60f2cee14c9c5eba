/** The lines of -D about what a master sets and removes: those of keepalived, in its order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { stepsOf } from '../../src/daemon/host/steps.ts'
import { vrrpLine } from '../../src/observe/lines.ts'
import type { Holdings } from '../../src/vrrp/placement.ts'
import type { Placed, RouterEffect } from '../../src/vrrp/router.ts'

const vip = {
  interface: 'eth0',
  address: { prefix: { address: address('10.0.0.100'), length: 32 } },
} as Placed
const all = { addresses: [vip], routes: [{}], rules: [{}] } as unknown as Holdings
const instance = 'V'

const texts = (effect: RouterEffect) => stepsOf(effect).map((event) => vrrpLine(event).text)

test('a new master: firewall, addresses, routes, rules', () => {
  assert.deepEqual(texts({ do: 'claim', instance, holdings: all, hidden: true }), [
    '(V) setting firewall drop rule',
    '(V) setting VIPs.',
    '(V) setting Virtual Routes',
    '(V) setting Virtual Rules',
  ])
})

test('a former master: the other way round', () => {
  assert.deepEqual(texts({ do: 'release', instance, holdings: all, hidden: true }), [
    '(V) removing Virtual Rules',
    '(V) removing Virtual Routes',
    '(V) removing VIPs.',
    '(V) removing firewall drop rule',
  ])
})

test('excluded addresses have a line of their own, as with keepalived', () => {
  const held = { ...all, addresses: [vip, { ...vip, excluded: true as const }] }
  const words = texts({ do: 'claim', instance, holdings: held, hidden: false })
  assert.deepEqual(words.slice(0, 2), ['(V) setting VIPs.', '(V) setting E-VIPs.'])
  assert.deepEqual(texts({ do: 'release', instance, holdings: held, hidden: false }).slice(-2), [
    '(V) removing E-VIPs.',
    '(V) removing VIPs.',
  ])
})

test('nothing is told of what is not there', () => {
  const holdings = { ...all, routes: [], rules: [] }
  assert.deepEqual(texts({ do: 'claim', instance, holdings, hidden: false }), ['(V) setting VIPs.'])
  const nothing = { addresses: [], routes: [], rules: [] }
  assert.deepEqual(texts({ do: 'claim', instance, holdings: nothing, hidden: true }), [])
  assert.deepEqual(texts({ do: 'stopped' }), [])
})

test('announcing: once for each address, however many rounds', () => {
  assert.deepEqual(texts({ do: 'announce', instance, addresses: [vip], rounds: 5, because: 'master' }), [
    '(V) Sending/queueing gratuitous ARPs on eth0 for 10.0.0.100',
  ])
})
