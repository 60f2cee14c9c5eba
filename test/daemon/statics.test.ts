/** What is static comes back, but not as fast as another program can take it away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { ok } from '../../src/base/result.ts'
import { type Micros, milliseconds, plus, seconds } from '../../src/base/time.ts'
import { atOnceMax } from '../../src/daemon/kernel/put-backs.ts'
import type { Routed } from '../../src/daemon/kernel/routing.ts'
import { openStatics } from '../../src/daemon/kernel/statics.ts'
import type { StaticSettings } from '../../src/vrrp/static-settings.ts'
import { virtual } from '../vrrp/stage.ts'

const vip = virtual('10.9.0.1')
const route: Routed = {
  is: 'route',
  route: {
    ...{ family: 'ipv4', type: 1, order: 'prepend', table: 254, interface: 'left', protocol: 18 },
    destination: { address: address('192.0.2.0'), length: 24 },
    ...{ metrics: {}, nexthops: [], tracked: true, trackGroup: 'G' },
  },
}
const settings: StaticSettings = {
  groups: [{ name: 'G', members: ['V'] }],
  addresses: [{ ...vip, interface: 'left', trackGroup: 'G' }],
  routes: [route.route],
  rules: [],
}
const noHoldings = { addresses: [], routes: [], rules: [] }

function open() {
  let at: Micros = seconds(1)
  let laters: readonly (() => void)[] = []
  const said: string[] = []
  const gone: Routed[] = []
  const ignore = () => undefined
  const statics = openStatics({
    addresses: { claim: () => said.push('put there'), release: ignore, settle: ignore },
    routing: {
      ...{ claim: () => said.push('put there'), release: ignore, forget: ignore },
      ...{ take: () => gone.splice(0), resynchronise: () => ok([]) },
    },
    queue: { add: ({ slice }) => void slice() },
    clock: () => at,
    later: (run) => {
      laters = [...laters, run]
    },
    onLost: ({ members }) => said.push(`lost by ${members.join()}`),
    onRestored: (kind) => said.push(`restored ${kind}`),
    onFought: (kind) => said.push(`fought ${kind}`),
  })
  statics.configure(settings, noHoldings)
  said.splice(0)
  const count = (what: string) => said.filter((line) => line === what).length
  const steal = {
    address: () => statics.noteGone('left', vip.prefix.address),
    route: () => {
      gone.push(route)
      statics.take([], 1)
    },
  }
  /** In steps of 250 ms, as the host does; `thief` takes away at once what was put there. */
  const pass = (duration: Micros, thief: () => void = ignore) => {
    for (const end = plus(at, duration); at < end; ) {
      at = plus(at, milliseconds(250))
      const runs = laters
      laters = []
      const before = count('put there')
      for (const run of runs) run()
      if (count('put there') > before) thief()
    }
  }
  return { statics, said, count, steal, pass, waits: () => laters.length > 0 }
}

for (const kind of ['address', 'route'] as const) {
  test(`a program that always takes a static ${kind} away gets it back once a second, told once`, () => {
    const { count, steal, pass } = open()
    for (let times = 0; times <= atOnceMax; times++) steal[kind]()
    assert.equal(count('put there'), atOnceMax)
    assert.equal(count(`fought ${kind}`), 1)
    pass(seconds(30), steal[kind])
    assert.ok(count('put there') >= atOnceMax + 20 && count('put there') <= atOnceMax + 30)
    assert.equal(count(`restored ${kind}`), count('put there'))
    assert.equal(count(`fought ${kind}`), 1)
    // It was gone each time, and the instances of the group are told so.
    assert.equal(count('lost by V'), count('put there') + 1)
  })
}

test('after a while of peace it comes back at once again, and another fight is told again', () => {
  const { said, count, steal, pass, waits } = open()
  for (let times = 0; times <= atOnceMax; times++) steal.address()
  pass(seconds(12))
  assert.equal(count('put there'), atOnceMax + 1)
  assert.ok(!waits())
  said.splice(0)
  for (let times = 0; times <= atOnceMax; times++) steal.address()
  assert.equal(count('put there'), atOnceMax)
  assert.equal(count('fought address'), 1)
})

test('what is taken away now and then comes back at once for ever', () => {
  const { count, steal, pass } = open()
  for (let times = 0; times < 50; times++) {
    steal.address()
    assert.equal(count('put there'), times + 1)
    pass(milliseconds(500))
  }
})

test('what is static no more when its turn comes stays away', () => {
  const { statics, said, count, steal, pass } = open()
  for (let times = 0; times <= atOnceMax; times++) steal.address()
  statics.configure({ groups: [], addresses: [], routes: [], rules: [] }, noHoldings)
  said.splice(0)
  pass(seconds(5))
  assert.equal(count('put there'), 0)
})

test('what a reload leaves as it is comes back in its turn', () => {
  const { statics, count, steal, pass } = open()
  for (let times = 0; times <= atOnceMax; times++) steal.route()
  statics.configure({ ...settings, addresses: [] }, noHoldings)
  pass(seconds(2))
  assert.equal(count('put there'), atOnceMax + 1)
})
