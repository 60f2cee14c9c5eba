/** A LAN that is not friendly: made-up adverts one by one, and a flood of them. */
import assert from 'node:assert/strict'
import { address, type Mac } from '../../src/base/address.ts'
import { encodeEthernet, etherTypes } from '../../src/wire/ethernet.ts'
import { type Advert, encodePacket, passwordBytes } from '../../src/wire/vrrp.ts'
import { longestGap, startCapture } from './capture.ts'
import { single, vip } from './configuration.ts'
import { assertAtMost, assertHolds, nowMicros, settles } from './expect.ts'
import { inject } from './inject.ts'
import { scenario, scenarios } from './scenario.ts'
import { pause } from './wait.ts'

const group = '01:00:5e:00:00:12' as Mac
const sender = '02:00:00:00:00:03' as Mac
const source = address('10.0.0.3')
const auth = 'authentication {\n auth_type PASS\n auth_pass secret\n }'

const advert: Advert = {
  version: 2,
  vrid: 51,
  priority: 250,
  authType: 1,
  authData: passwordBytes('secret'),
  intervalSeconds: 1,
  addresses: [address(vip)],
}

interface Forgery {
  readonly advert?: Partial<Extract<Advert, { version: 2 }>>
  readonly ttl?: number
  readonly source?: string
  /** Changes the finished IP packet; the length in its header is put right afterwards unless it lies. */
  readonly spoil?: (packet: Uint8Array) => Uint8Array
}

function forge(forgery: Forgery): Uint8Array {
  const ends = { source: address(forgery.source ?? source), destination: address('224.0.0.18') }
  const packet = encodePacket({ ...advert, ...forgery.advert } as Advert, {
    ...ends,
    id: 1,
    ttl: forgery.ttl ?? 255,
  })
  const spoilt = forgery.spoil?.(packet) ?? packet
  return encodeEthernet({ destination: group, source: sender, etherType: etherTypes.ipv4 }, spoilt)
}

/** Cuts or lengthens a packet, and makes its IP header agree. */
function resized(packet: Uint8Array, length: number): Uint8Array {
  const changed = new Uint8Array(length)
  changed.set(packet.subarray(0, length))
  changed[2] = length >> 8
  changed[3] = length & 0xff
  changed[10] = 0
  changed[11] = 0
  let sum = 0
  for (let at = 0; at < 20; at += 2) sum += ((changed[at] ?? 0) << 8) | (changed[at + 1] ?? 0)
  const folded = (sum & 0xffff) + (sum >>> 16)
  changed[10] = ~folded >> 8
  changed[11] = ~folded & 0xff
  return changed
}

function flipped(packet: Uint8Array, at: number): Uint8Array {
  return packet.map((byte, index) => (index === at ? byte ^ 0xff : byte))
}

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

scenarios('a hostile LAN', () => {
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

  scenario(
    'a flood of 50,000 bad adverts a second: the master keeps its interval, the backup stays backup',
    { pairs: ['ours/ours'] },
    async ({ lab, a, b, o, capture, start }) => {
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
      assert.ok(sent > 100_000, `only ${sent} were sent`)
      assert.ok(during.length >= 3, `${during.length} adverts in 5 s`)
      assertAtMost('the longest gap under the flood', longestGap(during), 2)
      assert.equal(quiet.adverts({ from: 'b' }).length, 0, 'a false takeover')
      await assertHolds(a, vip, true)
    },
  )
})
