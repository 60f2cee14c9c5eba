/** Reload: only what changed is touched, and what left says goodbye. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { alphaCheck, begin, check, server, service } from './story.ts'

const two = [server(1), server(2)]

test('the same again: nothing happens, and what was down stays down', () => {
  const story = begin()
  story.plan([service(two)])
  story.verdict(2, 'down')
  assert.deepEqual(story.plan([service(two)]), [])
  assert.deepEqual(story.kernel, ['10.9.9.1 wrr: 10.1.0.1 nat 1'])
})

test('scheduler and persistence: the service is changed, its destinations stay', () => {
  const story = begin()
  story.plan([service(two)])
  const persistence = { seconds: 50, mask: 0xffffffff }
  assert.deepEqual(story.plan([service(two, { scheduler: 'rr', persistence })]), ['change-service 10.9.9.1'])
  assert.deepEqual(story.kernel, ['10.9.9.1 rr persistent 50/4294967295: 10.1.0.1 nat 1, 10.1.0.2 nat 1'])
})

test('each part of the persistence counts', () => {
  const story = begin()
  const held = (seconds: number, mask: number) => [service(two, { persistence: { seconds, mask } })]
  story.plan(held(50, 0xffffffff))
  assert.deepEqual(story.plan(held(50, 0xffffffff)), [])
  assert.deepEqual(story.plan(held(50, 0xffffff00)), ['change-service 10.9.9.1'])
  assert.deepEqual(story.plan(held(60, 0xffffff00)), ['change-service 10.9.9.1'])
})

test('another forwarding: the destination is changed', () => {
  const story = begin()
  story.plan([service(two)])
  const direct = [server(1, { forwarding: 'dr' }), server(2)]
  assert.deepEqual(story.plan([service(direct)]), ['change-destination 10.1.0.1 dr 1'])
})

test('another weight is told and changed', () => {
  const story = begin()
  story.plan([service(two)])
  assert.deepEqual(story.plan([service([server(1, { weight: 5 }), server(2)])]), [
    'weight 10.1.0.1 1 5',
    'change-destination 10.1.0.1 nat 5',
  ])
})

test('another weight of a server that is down waits until it comes back', () => {
  const story = begin()
  story.plan([service(two)])
  story.verdict(2, 'down')
  const heavier = [server(1), server(2, { weight: 5 })]
  assert.deepEqual(story.plan([service(heavier)]), ['weight 10.1.0.2 1 5 inactive'])
  assert.ok(story.verdict(2, 'up').includes('add-destination 10.1.0.2 nat 5'))
})

test('weights count for the quorum at once', () => {
  const story = begin()
  story.plan([service([server(1, { weight: 3 })], { quorum: 2 })])
  const lines = story.plan([service([server(1, { weight: 1 })], { quorum: 2 })])
  assert.deepEqual(lines.slice(-2), ['lost 2 0 sum 1', 'run qdown'])
})

test('a server that is gone: told, removed, notify_down', () => {
  const story = begin()
  story.plan([service(two)])
  assert.deepEqual(story.plan([service([server(1)])]), [
    'gone 10.1.0.2',
    'removed 10.1.0.2',
    'remove-destination 10.1.0.2',
    'run down2',
  ])
})

test('a server that is gone and was down leaves without a script', () => {
  const story = begin()
  story.plan([service(two)])
  story.verdict(2, 'down')
  assert.deepEqual(story.plan([service([server(1)])]), ['gone 10.1.0.2'])
})

test('a new server is in at once without a script, an alpha one after its first success', () => {
  const story = begin()
  story.plan([service([server(1)])])
  assert.deepEqual(story.plan([service(two)]), ['add-destination 10.1.0.2 nat 1'])
  assert.deepEqual(story.plan([service([...two, server(3, { checks: [alphaCheck] })])]), [])
  assert.ok(story.verdict(3, 'up').includes('run up3'))
})

test('replacing the only server keeps the quorum: nobody is told that the service is down', () => {
  const story = begin()
  story.plan([service([server(1)])])
  assert.deepEqual(story.plan([service([server(2)])]), [
    'gone 10.1.0.1',
    'removed 10.1.0.1',
    'remove-destination 10.1.0.1',
    'run down1',
    'add-destination 10.1.0.2 nat 1',
  ])
})

test('a server that is down and gets another check is brought up at once', () => {
  const story = begin()
  story.plan([service(two)])
  story.verdict(2, 'down')
  const other = [server(1), server(2, { checks: [check(8080)] })]
  assert.deepEqual(story.plan([service(other)]), [
    'added 10.1.0.2',
    'add-destination 10.1.0.2 nat 1',
    'run up2',
  ])
})

test('a server that is up and gets another check stays up until that fails', () => {
  const story = begin()
  story.plan([service(two)])
  assert.deepEqual(story.plan([service([server(1), server(2, { checks: [check(8080)] })])]), [])
  assert.ok(story.verdict(2, 'down', 8080).includes('run down2'))
})

test('an alpha check that a working server gets does not take it out; its failure does', () => {
  const story = begin()
  story.plan([service(two)])
  const checks = [check(), check(8080, { alpha: true })]
  assert.deepEqual(story.plan([service([server(1), server(2, { checks })])]), [])
  assert.deepEqual(story.verdict(2, 'up', 80), [])
  assert.ok(story.verdict(2, 'down', 8080).includes('removed 10.1.0.2'))
})

test('inhibit_on_failure switched on and off while down', () => {
  const story = begin()
  story.plan([service(two)])
  story.verdict(2, 'down')
  const inhibited = [server(1), server(2, { inhibitOnFailure: true })]
  assert.deepEqual(story.plan([service(inhibited)]), ['add-destination 10.1.0.2 nat 0'])
  assert.deepEqual(story.plan([service(two)]), ['remove-destination 10.1.0.2'])
})

test('quorum above the sum is lost at once, below it gained', () => {
  const story = begin()
  story.plan([service(two)])
  assert.deepEqual(story.plan([service(two, { quorum: 3 })]), ['lost 3 0 sum 2', 'run qdown'])
  assert.deepEqual(story.plan([service(two, { quorum: 2 })]), ['gained 2 0 sum 2', 'run qup'])
})

test('a service that is gone: its servers with their scripts, its quorum, then itself', () => {
  const story = begin()
  const other = service([server(9)], { address: address('10.9.9.2') })
  story.plan([service(two), other])
  story.verdict(2, 'down')
  assert.deepEqual(story.plan([other]), [
    'gone [10.9.9.1]:tcp:80',
    'removed 10.1.0.1',
    'remove-destination 10.1.0.1',
    'run down1',
    'run qdown',
    'remove-service 10.9.9.1',
  ])
  assert.deepEqual(story.kernel, ['10.9.9.2 wrr: 10.1.0.9 nat 1'])
})

test('a service that is gone without quorum says nothing about it', () => {
  const story = begin()
  story.plan([service([server(1)])])
  story.verdict(1, 'down')
  assert.deepEqual(story.plan([]), ['gone [10.9.9.1]:tcp:80', 'remove-service 10.9.9.1'])
})

test('a new service starts as at the start', () => {
  const story = begin()
  story.plan([])
  assert.deepEqual(story.plan([service([server(1)])]), [
    'add-service 10.9.9.1',
    'add-destination 10.1.0.1 nat 1',
    'gained 1 0 sum 1',
    'run qup',
  ])
})

test('another port is another service', () => {
  const story = begin()
  story.plan([service([server(1)])])
  const lines = story.plan([service([server(1)], { port: 8080, address: address('10.9.9.3') })])
  assert.deepEqual(
    lines.filter((text) => text.includes('service')),
    ['remove-service 10.9.9.1', 'add-service 10.9.9.3'],
  )
})
