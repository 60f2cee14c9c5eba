/** vrrp_garp_interval and garp_group: what is sent when, as a script of moments. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Micros, micros } from '../../src/base/time.ts'
import { due, forget, openPace, type Pace, type Request, request, wakeAt } from '../../src/vrrp/pace.ts'

const interval = micros(100_000)

function one(key: string, more: Partial<Request<string>> = {}): Request<string> {
  return { lane: 'arp eth0', interval, owner: 'V', key, item: key, most: 3, ...more }
}

/** So many rounds over the addresses. */
function rounds(count: number, keys: readonly string[], more: Partial<Request<string>> = {}) {
  return Array.from({ length: count }, () => keys.map((key) => one(key, more))).flat()
}

/** Wakes as it says, and writes down what is sent at which millisecond. */
function play(pace: Pace<string>, at: Micros): string[] {
  const sent: string[] = []
  let now: Micros | undefined = at
  let state = pace
  for (let wakes = 0; wakes < 100; wakes++) {
    now = wakeAt(state)
    if (now === undefined) break
    const [next, items] = due(state, now)
    for (const item of items) sent.push(`${now / 1000} ${item}`)
    state = next
  }
  return sent
}

test('two addresses, three rounds: the first at once, then one each interval, in turn', () => {
  const [pace, now] = request(openPace<string>(), rounds(3, ['a', 'b']), micros(0))
  assert.deepEqual(now, ['a'])
  assert.deepEqual(play(pace, micros(0)), ['100 b', '200 a', '300 b', '400 a', '500 b'])
})

test('however often an address is asked for, it is owed no more than the number of rounds', () => {
  const [first] = request(openPace<string>(), rounds(3, ['a', 'b']), micros(0))
  const [pace, now] = request(first, rounds(3, ['a', 'b']), micros(1_000))
  assert.deepEqual(now, [])
  assert.equal(play(pace, micros(0)).length, 6)
})

test('a lane that has rested for its interval sends at once again', () => {
  const [first] = request(openPace<string>(), [one('a')], micros(0))
  assert.equal(wakeAt(first), undefined)
  assert.deepEqual(request(first, [one('b')], micros(99_999))[1], [])
  assert.deepEqual(request(first, [one('b')], micros(100_000))[1], ['b'])
})

test('ARP and neighbour advertisements do not wait for one another, nor do interfaces', () => {
  const wanted = [one('a'), one('b', { lane: 'na eth0' }), one('c', { lane: 'arp eth1' })]
  assert.deepEqual(request(openPace<string>(), wanted, micros(0))[1], ['a', 'b', 'c'])
})

test('waking early sends nothing, waking late sends one', () => {
  const [pace] = request(openPace<string>(), rounds(3, ['a', 'b']), micros(0))
  assert.deepEqual(due(pace, micros(99_999))[1], [])
  const [next, sent] = due(pace, micros(450_000))
  assert.deepEqual(sent, ['b'])
  assert.equal(wakeAt(next), 550_000)
})

test('an instance that is no master any more is owed nothing, the others still are', () => {
  const wanted = [...rounds(2, ['a', 'b']), ...rounds(2, ['c'], { owner: 'W' })]
  const [pace] = request(openPace<string>(), wanted, micros(0))
  assert.deepEqual(play(forget(pace, 'V'), micros(0)), ['100 c', '200 c'])
})

test('the rate stays when what was queued is forgotten', () => {
  const [pace] = request(openPace<string>(), rounds(2, ['a', 'b']), micros(0))
  const [, now] = request(forget(pace, 'V'), [one('c', { owner: 'W' })], micros(50_000))
  assert.deepEqual(now, [])
})

test('a thousand addresses, five rounds: each is owed five, and the order is that of the rounds', () => {
  const keys = Array.from({ length: 1000 }, (_, at) => `a${at}`)
  const [first, now] = request(openPace<string>(), rounds(5, keys, { most: 5 }), micros(0))
  let pace = first
  const sent = [...now]
  for (let wakes = 0; wakes < 5000; wakes++) {
    const at = wakeAt(pace)
    if (at === undefined) break
    const [next, items] = due(pace, at)
    sent.push(...items)
    pace = next
  }
  assert.equal(sent.length, 5000)
  assert.deepEqual(sent.slice(0, 1000), keys)
  assert.equal(new Set(sent.slice(1000, 2000)).size, 1000)
})
