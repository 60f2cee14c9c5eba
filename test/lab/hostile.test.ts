/** A LAN that is not friendly: made-up adverts one by one, and a flood of them. */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { passwordBytes } from '../../src/wire/vrrp.ts'
import { longestGap } from './capture.ts'
import { single, vip } from './configuration.ts'
import { assertAtMost, assertHolds, settles } from './expect.ts'
import { auth, flipped, forge, resized } from './forgery.ts'
import { inject } from './inject.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause } from './wait.ts'

const bad: readonly { readonly what: string; readonly frame: Uint8Array }[] = [
  { what: 'cut to four bytes', frame: forge({ spoil: (packet) => resized(packet, 24) }) },
  { what: 'cut in its addresses', frame: forge({ spoil: (packet) => resized(packet, 30) }) },
  { what: 'too long by 400 bytes', frame: forge({ spoil: (packet) => resized(packet, 440) }) },
  { what: 'badly summed', frame: forge({ spoil: (packet) => flipped(packet, 26) }) },
  { what: 'with TTL 254', frame: forge({ ttl: 254 }) },
  { what: 'with the wrong password', frame: forge({ advert: { authData: passwordBytes('guess') } }) },
  { what: 'without authentication', frame: forge({ advert: { authType: 0, authData: new Uint8Array(8) } }) },
  { what: 'of another version', frame: forge({ spoil: (packet) => flipped(packet, 20) }) },
  { what: 'of another interval', frame: forge({ advert: { intervalSeconds: 7 } }) },
  { what: 'of another router', frame: forge({ advert: { vrid: 99 } }) },
  { what: 'from its own address', frame: forge({ source: '10.0.0.1' }) },
]

const config = single({ version: 2, priority: 100, more: auth })

describe('a hostile LAN', sideBySide, () => {
  scenario('bad adverts of priority 250 change nothing', { pairs: ['ours/ours'] }, async (stage) => {
    const { a, o, capture, start } = stage
    const daemon = await start(a, config)
    await capture.advert({ from: 'a' })
    await settles(a, vip, { held: true })
    const mark = daemon.log.items.length
    for (const { what, frame } of bad) {
      assert.equal(await inject(o, { frames: [frame] }), 1, what)
      await pause(0.1)
      const left = daemon.log.items.slice(mark).find((line) => line.text.includes('Entering'))
      assert.equal(left, undefined, `an advert ${what} was believed`)
    }
    await pause(1.5)
    await assertHolds(a, vip, true)
    assertAtMost('the longest gap', longestGap(capture.adverts({ from: 'a', vrid: 51 })), 2)
  })

  scenario(
    'the same advert undamaged is believed, so the others were not in vain',
    { pairs: ['ours/ours'] },
    async (stage) => {
      const { a, o, capture, start } = stage
      const daemon = await start(a, config)
      await capture.advert({ from: 'a' })
      const mark = daemon.log.items.length
      await inject(o, { frames: [forge({})] })
      await daemon.logged('higher priority 250', 5, mark)
      await daemon.logged('Entering BACKUP STATE', 5, mark)
    },
  )

  scenario('each complaint is told once, not with every advert', { pairs: ['ours/ours'] }, async (stage) => {
    const { a, o, capture, start } = stage
    const daemon = await start(a, config)
    await capture.advert({ from: 'a' })
    const mark = daemon.log.items.length
    const wrong = forge({ ttl: 254 })
    await inject(o, { frames: Array.from({ length: 50 }, () => wrong) })
    await pause(1)
    const told = daemon.log.items.slice(mark).filter((line) => /ttl/i.test(line.text))
    assert.ok(told.length >= 1 && told.length <= 3, `told ${told.length} times`)
    assert.match(told[0]?.text ?? '', /254/)
  })
})
