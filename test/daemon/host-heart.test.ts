/** The beat of the virtual routers: when the parent gets new good-byes. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { type Micros, micros, plus, seconds } from '../../src/base/time.ts'
import type { Attachments } from '../../src/daemon/host/attachments.ts'
import { openHeart } from '../../src/daemon/host/host-heart.ts'
import type { FromVrrp } from '../../src/daemon/messages.ts'
import { loadNative } from '../../src/io/native.ts'
import type { HmacSettings } from '../../src/vrrp/link-settings.ts'
import { openRouter, type Router } from '../../src/vrrp/router.ts'
import { instance, settings } from '../vrrp/stage.ts'

const hmac: HmacSettings = {
  keys: [{ id: 1, secret: { is: 'hex', digits: '00'.repeat(32) } }],
  activeKey: 1,
  timeWindow: seconds(120),
  antiReplay: 'time',
  mode: 'enforce',
}

const attachments: Attachments = {
  ...{ follow: () => undefined, require: () => undefined, closeUnneeded: () => undefined },
  get: () => ({ index: 1, mac: undefined }),
  ...{ sender: () => undefined, drain: () => undefined, close: () => undefined },
}

const real = loadNative()
/** An alarm holds the event loop open. */
const alarms: number[] = []
after(() => alarms.map(real.close))
const native: typeof real = {
  ...real,
  timer: (onDue) => {
    const timer = real.timer(onDue)
    alarms.push(timer.fd)
    return timer
  },
}

/** A node that becomes master alone, and what its parent is told; `pass` lets time go by. */
function alone(router: Router) {
  const told: FromVrrp['is'][] = []
  let now: Micros = seconds(1_000)
  const unused = () => assert.fail('nobody asks for it')
  const heart = openHeart(
    {
      ...{ native, clock: () => now, tell: unused, readAgain: unused },
      listener: { tell: ({ is }) => told.push(is), onWoken: () => undefined, onStopped: unused },
      running: { router, wanted: [], reports: new Map(), isKept: false, isDetailed: false },
      // What only others stand on.
      ...({} as Record<'command' | 'frames' | 'probe' | 'links' | 'queue', never>),
    },
    () => ({ attachments, keeping: { removalsOf: () => [] }, perform: () => undefined }),
  )
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  const link = { up: true, address: address('10.0.0.1'), address6: undefined }
  heart.happen({ is: 'link', at: now, interface: 'eth0', link })
  heart.happen({ is: 'start', at: now, sinceBoot: micros(0) })
  const pass = async (count: number) => {
    for (let second = 0; second < count; second++) {
      now = plus(now, seconds(1))
      heart.happen({ is: 'due', at: now })
      await turn()
    }
    return told.splice(0)
  }
  return { pass }
}

test('good-byes with auth_hmac are made anew whenever a fifth of the window is over', async () => {
  const node = alone(openRouter(settings([instance({ version: 3, hmac })])))
  assert.deepEqual(await node.pass(5), ['farewells'])
  assert.deepEqual(await node.pass(10), [])
  assert.deepEqual(await node.pass(24), ['farewells'])
})

test('others keep', async () => {
  const node = alone(openRouter(settings([instance()])))
  assert.deepEqual(await node.pass(5), ['farewells'])
  assert.deepEqual(await node.pass(100), [])
})
