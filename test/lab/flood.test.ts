/** A flood of bad adverts must not silence a master, as it does silence keepalived's. */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { longestGap, startCapture } from './capture.ts'
import { single, vip } from './configuration.ts'
import { assertAtMost, assertHolds, nowMicros } from './expect.ts'
import { auth, flipped, forge, sender } from './forgery.ts'
import { inject } from './inject.ts'
import { scenario, sideBySide } from './scenario.ts'

const config = single({ version: 2, priority: 100, more: auth })

describe('a flood', sideBySide, () => {
  scenario(
    'a flood of 50,000 bad adverts a second: the master keeps its interval, the backup stays backup',
    { pairs: ['ours/ours'] },
    async ({ lab, a, b, o, capture, tell, start }) => {
      await capture.stop()
      const quiet = await startCapture(lab, {
        filter: `ip proto 112 and not ether src ${sender}`,
        file: 'flood.pcap',
      })
      await start(a, config)
      const peer = await start(b, single({ version: 2, priority: 50, more: auth }))
      await quiet.advert({ from: 'a' })
      await peer.logged('Entering BACKUP STATE')
      const startedAt = nowMicros()
      const frames = [forge({ spoil: (packet) => flipped(packet, 26) }), forge({ ttl: 254 })]
      const sent = await inject(o, { frames, perSecond: 50_000, seconds: 5 })
      const during = quiet.adverts({ from: 'a', after: startedAt })
      tell(`${sent} bad adverts in 5 s; longest gap ${(longestGap(during) / 1000).toFixed(1)} ms`)
      assert.ok(sent > 25_000, `only ${sent} were sent: the machine is too busy for a flood`)
      assert.ok(during.length >= 3, `${during.length} adverts in 5 s`)
      assertAtMost('the longest gap under the flood', longestGap(during), 2)
      assert.equal(quiet.adverts({ from: 'b' }).length, 0, 'a false takeover')
      await assertHolds(a, vip, true)
    },
  )
})
