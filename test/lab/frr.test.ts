/** Against FRR's vrrpd, which speaks version 3 as the RFC has it and nothing of keepalived's own. */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { labIsRequired } from './able.ts'
import { single, skewSeconds, vip } from './configuration.ts'
import { assertLasted, nowMicros, settles } from './expect.ts'
import { frrMissing, startFrr } from './frr.ts'
import { scenario, sideBySide } from './scenario.ts'

const virtual = { vrid: 51, intervalCentis: 20, family: 'ipv4', addresses: [vip] } as const

describe('FRR', { ...sideBySide, skip: labIsRequired() ? false : (frrMissing() ?? false) }, () => {
  scenario(
    'as master keeps us BACKUP; its good-bye makes us MASTER after the skew',
    { pairs: ['ours/ours'] },
    async ({ lab, a, b, capture, start }) => {
      const frr = await startFrr(lab, b, { ...virtual, priority: 200 })
      await capture.advert({ from: frr.mac, priority: 200 })
      const daemon = await start(a, single({ priority: 100 }))
      await daemon.logged('Entering BACKUP STATE')
      await capture.advert({ from: frr.mac, after: nowMicros() + 1_500_000 })
      assert.equal(capture.adverts({ from: 'a' }).length, 0, 'two masters')
      await frr.stop()
      const zero = await capture.advert({ from: frr.mac, priority: 0 })
      const first = await capture.advert({ from: 'a', after: zero.at })
      assertLasted('the take-over', first.at - zero.at, skewSeconds({ priority: 100 }))
      await settles(a, vip, { held: true })
    },
  )

  scenario(
    'as backup leaves us alone, takes over when we stop, and gives way when we are back',
    { pairs: ['ours/ours'] },
    async ({ lab, a, b, capture, start }) => {
      const daemon = await start(a, single({ priority: 200 }))
      await capture.advert({ from: 'a' })
      const frr = await startFrr(lab, b, { ...virtual, priority: 100 })
      await capture.advert({ from: 'a', after: nowMicros() + 1_500_000 })
      assert.equal(capture.adverts({ from: frr.mac }).length, 0, 'two masters')
      await daemon.stop()
      const taken = await capture.advert({ from: frr.mac, priority: 100 })
      await settles(a, vip, { held: false })
      await start(a, single({ priority: 200 }))
      await capture.advert({ from: 'a', after: taken.at })
      await settles(a, vip, { held: true })
      const quiet = nowMicros() + 500_000
      await capture.advert({ from: 'a', after: quiet + 1_000_000 })
      assert.equal(capture.adverts({ from: frr.mac, after: quiet }).length, 0, 'FRR did not give way')
      await frr.stop()
    },
  )
})
