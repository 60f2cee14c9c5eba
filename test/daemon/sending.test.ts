import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { type Micros, plus, seconds } from '../../src/base/time.ts'
import type { Attachments } from '../../src/daemon/attachments.ts'
import { openSending } from '../../src/daemon/sending.ts'
import type { VrrpEvent } from '../../src/vrrp/events.ts'

const advert = {
  do: 'send',
  instance: 'V',
  interface: 'eth0',
  source: address('10.0.0.1'),
  destination: address('224.0.0.18'),
  advert: {
    version: 3,
    vrid: 51,
    priority: 100,
    intervalCentis: 100,
    addresses: [address('10.0.0.100')],
  },
} as const

test('a master without a socket says that it is silent, and not at every advert', () => {
  let at: Micros = seconds(1)
  const told: VrrpEvent[] = []
  const attachments: Pick<Attachments, 'get'> = {
    get: () => ({ index: 2, mac: undefined, sender: undefined }),
  }
  const send = openSending({ attachments, now: () => at, tell: (event) => told.push(event) })
  for (let count = 0; count < 100; count++) {
    send(advert)
    at = plus(at, seconds(1))
  }
  assert.deepEqual(
    told.map((event) => event.is),
    ['send-failed', 'send-failed'],
  )
})
