/**
 * Interoperation that the table of rows has no place for: ties by IPv6 addresses, an authenticated master
 * that stood still, three nodes of which two wait. Each with Debian's keepalived in both roles.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { startCapture } from './capture.ts'
import { masterDownSeconds, single, vip } from './configuration.ts'
import { assertLasted, nowMicros, settles } from './expect.ts'
import { advertIn, heldOf, linkLocalReady, type SeenAdvert } from './matrix.ts'
import { type Host, setPartition } from './network.ts'
import { type Stage, scenario } from './scenario.ts'
import { pause, until } from './wait.ts'

const bothRoles = { pairs: ['ours/debian', 'debian/ours'] } as const

/** All adverts of the LAN by the number of their host, whatever carries them. */
async function listen({ lab }: Stage) {
  const filter = 'proto 112 or proto 51 or ip6 proto 112'
  const capture = await startCapture(lab, { filter, file: 'more.pcap' })
  const said = (number: number, after = 0): readonly SeenAdvert[] =>
    capture.seen.items
      .flatMap((item) => advertIn(item) ?? [])
      .filter((one) => one.number === number && one.at > after)
  const advert = (number: number, after = 0) =>
    until(`an advert of host ${number}`, 15, () => said(number, after)[0])
  return {
    said,
    advert,
    /** One speaks on for so many seconds, and none of the others. */
    alone: async (number: number, others: readonly number[], seconds: number) => {
      await advert(number, nowMicros())
      await pause(0.2)
      const since = nowMicros()
      await advert(number, since + seconds * 1e6)
      for (const other of others) assert.deepEqual(said(other, since), [], `host ${other} speaks too`)
    },
  }
}

describe('interoperation: further', { concurrency: 6 }, () => {
  scenario(
    'F16: equal priorities in IPv6: of two masters the higher link-local address',
    bothRoles,
    async (stage) => {
      const { lab, a, b, start } = stage
      const row = { name: 'tie', family: 'ipv6', version: 3, interval: 0.2 } as const
      const text = single({ priority: 100, vips: ['fe80::100/64'] })
      await Promise.all([a, b].map((host) => linkLocalReady(host)))
      const lan = await listen(stage)
      await start(a, text)
      await lan.advert(1)
      await start(b, text)
      await lan.alone(1, [2], 2)
      await setPartition(lab, [a, b], true)
      await lan.advert(2)
      await setPartition(lab, [a, b], false)
      const held = async (host: Host, wanted: 'all' | 'none') =>
        await until(`${wanted} on ${host.name}`, 10, async () => (await heldOf(row, host)) === wanted)
      await held(a, 'none')
      await held(b, 'all')
      await lan.alone(2, [1], 2)
    },
  )

  scenario('F40: an AH master that stood still is believed again', bothRoles, async (stage) => {
    const { a, b, start } = stage
    const more = 'authentication {\nauth_type AH\nauth_pass secret12\n}'
    const text = (priority: number) => single({ version: 2, interval: 1, priority, more })
    const lan = await listen(stage)
    const daemon = await start(a, text(200))
    await lan.advert(1)
    await start(b, text(100))
    await lan.alone(1, [2], 2)
    daemon.freeze()
    const { at } = await lan.advert(2)
    assertLasted(
      'the take-over',
      at - (lan.said(1).at(-1)?.at ?? 0),
      masterDownSeconds({ version: 2, priority: 100 }),
    )
    await settles(b, vip, { held: true })
    await lan.advert(2, at + 1_200_000)
    daemon.thaw()
    await settles(b, vip, { held: false })
    await settles(a, vip, { held: true })
    await lan.alone(1, [2], 2)
  })

  scenario(
    'three unicast nodes: the best of those that are left, one after the other',
    bothRoles,
    async (stage) => {
      const { a, b, o, start, tell } = stage
      const text = (own: number, priority: number) => {
        const others = [1, 2, 3].filter((each) => each !== own).map((each) => `10.0.0.${each}`)
        return single({
          priority,
          more: `unicast_src_ip 10.0.0.${own}\nunicast_peer {\n${others.join('\n')}\n}`,
        })
      }
      const lan = await listen(stage)
      const first = await start(a, text(1, 200))
      await lan.advert(1)
      const second = await start(b, text(2, 150))
      const third = await start(o, text(3, 100))
      await lan.alone(1, [2, 3], 1.5)
      await first.crash()
      const { at } = await lan.advert(2)
      const late = at - (lan.said(1).at(-1)?.at ?? 0)
      assertLasted('the take-over', late, masterDownSeconds({ priority: 150 }))
      tell(
        `take-over ${(late / 1000 - masterDownSeconds({ priority: 150 }) * 1000).toFixed(1)} ms over theory`,
      )
      await lan.alone(2, [1, 3], 1.5)
      await settles(b, vip, { held: true })
      await second.stop()
      await lan.advert(3)
      await settles(o, vip, { held: true })
      await settles(b, vip, { held: false })
      const again = await start(b, text(2, 150))
      await again.logged('Entering MASTER STATE')
      await settles(o, vip, { held: false })
      await lan.alone(2, [1, 3], 1.5)
      await third.stop()
    },
  )
})
