/**
 * What the kernel has to say: the VIP's attributes, their order on the wire, and somebody else's hands on it.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { single, vip } from './configuration.ts'
import { assertHolds, nowMicros, settles } from './expect.ts'
import { ip } from './network.ts'
import { scenario, sideBySide } from './scenario.ts'
import { pause } from './wait.ts'

interface ShownAddress {
  readonly local: string
  readonly prefixlen: number
  readonly scope: string
  readonly label?: string
  readonly broadcast?: string
}

describe('the kernel', sideBySide, () => {
  scenario(
    'somebody deletes the VIP of the master: it is noticed, and back after a skew time',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      await start(a, single({ priority: 100 }))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      const deletedAt = nowMicros()
      await ip(a, ['address', 'delete', `${vip}/32`, 'dev', 'eth0'])
      await capture.advert({ from: 'a', priority: 0, after: deletedAt })
      await settles(a, vip, { held: true })
      await capture.claim(vip, { from: 'a', after: deletedAt })
    },
  )

  scenario(
    'VIPs have the attributes that keepalived gives them',
    { pairs: ['ours/ours'] },
    async ({ a, start }) => {
      const vips = [vip, '10.0.0.101/24 dev eth0 label eth0:1', '10.7.0.102/24 brd 10.7.0.255 scope link']
      await start(a, single({ priority: 100, vips }))
      await settles(a, '10.7.0.102', { held: true })
      const shown = JSON.parse(await ip(a, ['-j', '-d', '-4', 'address', 'show', 'dev', 'eth0']))
      const addresses = (shown[0].addr_info as readonly ShownAddress[]).filter(
        (each) => each.local !== '10.0.0.1',
      )
      const rows = addresses.map((each) =>
        [each.local, each.prefixlen, each.scope, each.label, each.broadcast ?? '-'].join(' '),
      )
      assert.deepEqual(rows, [
        '10.7.0.102 24 link eth0 10.7.0.255',
        '10.0.0.100 32 global eth0 -',
        '10.0.0.101 24 global eth0:1 -',
      ])
    },
  )

  scenario(
    'a new master announces itself first, then every VIP five times, and again after garp_master_delay',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      const vips = [vip, '10.0.0.101']
      await start(a, single({ priority: 100, vips, more: 'garp_master_delay 1' }))
      const first = await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      await pause(1.6)
      const claims = capture.seen.items.flatMap((item) =>
        item.is === 'arp' && item.gratuitous && item.from === 'a' ? [{ at: item.at, arp: item.arp }] : [],
      )
      assert.ok(claims.every((claim) => claim.at >= first.at))
      for (const each of vips) {
        const own = claims.filter((claim) => claim.arp.senderAddress === each)
        assert.equal(own.length, 10, `announcements of ${each}`)
        const second = (own[5]?.at ?? 0) - (own[0]?.at ?? 0)
        assert.ok(second > 950_000 && second < 1_500_000, `the second burst after ${second} microseconds`)
      }
    },
  )

  scenario(
    'addresses that are not ours are left alone, from the start to the stop',
    { pairs: ['ours/ours'] },
    async ({ a, capture, start }) => {
      await ip(a, ['address', 'add', '10.0.0.77/32', 'dev', 'eth0'])
      const daemon = await start(a, single({ priority: 100 }))
      await capture.advert({ from: 'a' })
      await settles(a, vip, { held: true })
      await assertHolds(a, '10.0.0.77', true)
      assert.equal((await daemon.stop()).code, 0)
      await assertHolds(a, '10.0.0.77', true)
      await assertHolds(a, '10.0.0.1', true)
      await assertHolds(a, vip, false)
    },
  )
})
