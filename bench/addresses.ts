/** How fast many addresses come up at a takeover, and how the adverts fare meanwhile. */
import { type AdvertSighting, longestGap } from '../test/lab/capture.ts'
import type { DaemonKind } from '../test/lab/daemon.ts'
import { nowMicros } from '../test/lab/expect.ts'
import { addressesOf, startTool } from '../test/lab/network.ts'
import { pause, until } from '../test/lab/wait.ts'
import type { Figures, Measure } from './measure.ts'
import { benchVip, configuration, type Ground, onGround } from './pair.ts'

/** An advert names at most 255 addresses (RFC 9568 section 5.2.5), so many need several instances. */
const addressesPerInstance = 250

const interval = 0.1

interface Round {
  readonly present: number
  readonly announced: number
  readonly gap: number
}

/** Follows the kernel of a host; `ip -ts` stamps each change when it reads it. */
export function followAddresses(ground: Ground): {
  readonly lastAdded: () => number
  readonly reset: () => void
} {
  const child = startTool(ground.b, ['ip', '-4', '-ts', '-o', 'monitor', 'address'])
  let last = 0
  let rest = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, stamp = ''] = /^\[(\S+)\] \d+: /.exec(line) ?? []
      if (stamp !== '') last = microsOf(stamp)
    }
  })
  return {
    lastAdded: () => last,
    reset: () => {
      last = 0
    },
  }
}

/** `2026-11-22T13:00:00.123456`, local time, as microseconds since 1970. */
function microsOf(stamp: string): number {
  const [seconds = '', fraction = '0'] = stamp.split('.')
  return new Date(seconds).getTime() * 1000 + Number(fraction.padEnd(6, '0'))
}

function gapOf(adverts: readonly AdvertSighting[]): number {
  const byRouter = Map.groupBy(adverts, ({ advert }) => advert.vrid)
  return Math.max(...[...byRouter.values()].map((own) => longestGap(own))) / 1000
}

async function rounds(kind: DaemonKind, addresses: number, count: number): Promise<readonly Round[]> {
  const instances = Math.ceil(addresses / addressesPerInstance)
  const master = configuration({ priority: 200, interval }, instances, addresses)
  const backup = configuration({ priority: 100, interval }, instances, addresses)
  const held = async (ground: Ground) => (await addressesOf(ground.b)).length - 1
  return await onGround(kind, async (ground) => {
    const { a, b, capture, start } = ground
    const changes = followAddresses(ground)
    let first = await start(a, master)
    await capture.advert({ from: 'a' }, 20)
    await start(b, backup)
    const results: Round[] = []
    for (let round = 0; round < count; round++) {
      await pause(3)
      changes.reset()
      const after = nowMicros()
      first.freeze()
      await first.crash()
      const advert = await capture.advert({ from: 'b', after }, 20)
      await until('all addresses on b', 30, async () => (await held(ground)) >= addresses)
      await pause(2)
      const claimed = new Map<string, number>()
      for (const item of capture.seen.items) {
        if (item.is !== 'arp' || !item.gratuitous || item.from !== 'b' || item.at < after) continue
        if (!claimed.has(item.arp.senderAddress)) claimed.set(item.arp.senderAddress, item.at)
      }
      if (claimed.size < addresses) throw new Error(`only ${claimed.size} of ${addresses} were announced`)
      results.push({
        present: (changes.lastAdded() - advert.at) / 1000,
        announced: (Math.max(...claimed.values()) - advert.at) / 1000,
        gap: gapOf(capture.adverts({ from: 'b', after })) - interval * 1000,
      })
      if (round + 1 === count) break
      const startedAt = nowMicros()
      first = await start(a, master)
      await capture.advert({ from: 'a', after: startedAt }, 20)
      await until('no address left on b', 30, async () => (await held(ground)) === 0)
    }
    return results
  })
}

export const addressesMeasure: Measure = {
  name: 'addresses',
  about: `takeover with 1, 100 and 1000 addresses (${benchVip(0)} and on) at ${interval * 1000} ms`,
  run: async (kind, { quick }) => {
    const figures: Figures[] = []
    for (const addresses of [1, 100, 1000]) {
      const all = await rounds(kind, addresses, quick ? 1 : 5)
      const what = (text: string) => `${addresses} VIPs: ${text}, ms`
      figures.push({
        what: what('first advert to last address there'),
        values: all.map(({ present }) => present),
      })
      figures.push({
        what: what('... to every one announced'),
        values: all.map(({ announced }) => announced),
      })
      figures.push({
        what: what('... longest advert gap over 100 ms'),
        values: all.map(({ gap }) => gap),
        show: 'worst',
      })
    }
    return figures
  },
}
