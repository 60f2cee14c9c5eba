/** How long a sync group of 250 instances takes from its first advert to its last address. */
import type { DaemonKind } from '../test/lab/daemon.ts'
import { nowMicros } from '../test/lab/expect.ts'
import { addressesOf } from '../test/lab/network.ts'
import { pause, until } from '../test/lab/wait.ts'
import { followAddresses } from './addresses.ts'
import type { Figures, Measure } from './measure.ts'
import { configuration, onGround } from './pair.ts'

const members = 250

function grouped(priority: number): string {
  const names = Array.from({ length: members }, (_, index) => `        VI_${index + 1}`).join('\n')
  const group = `vrrp_sync_group VG {\n    group {\n${names}\n    }\n}\n`
  return configuration({ priority, version: 2, interval: 1 }, members, members) + group
}

interface Round {
  readonly present: number
  readonly announced: number
}

async function rounds(kind: DaemonKind, count: number): Promise<readonly Round[]> {
  return await onGround(kind, async (ground) => {
    const { a, b, capture, start } = ground
    const changes = followAddresses(ground)
    const held = async () => (await addressesOf(b)).length - 1
    const results: Round[] = []
    let first = await start(a, grouped(200))
    await capture.advert({ from: 'a' }, 30)
    await start(b, grouped(100))
    for (let round = 0; round < count; round++) {
      await pause(8)
      changes.reset()
      const after = nowMicros()
      first.freeze()
      await first.crash()
      const advert = await capture.advert({ from: 'b', after }, 30)
      await until('all addresses on b', 30, async () => (await held()) >= members)
      await pause(2)
      const claimed = new Map<string, number>()
      for (const item of capture.seen.items) {
        if (item.is !== 'arp' || !item.gratuitous || item.from !== 'b' || item.at < after) continue
        if (!claimed.has(item.arp.senderAddress)) claimed.set(item.arp.senderAddress, item.at)
      }
      if (claimed.size < members) throw new Error(`only ${claimed.size} of ${members} were announced`)
      results.push({
        present: (changes.lastAdded() - advert.at) / 1000,
        announced: (Math.max(...claimed.values()) - advert.at) / 1000,
      })
      if (round + 1 === count) break
      const startedAt = nowMicros()
      first = await start(a, grouped(200))
      await capture.advert({ from: 'a', after: startedAt }, 30)
      await until('no address left on b', 30, async () => (await held()) === 0)
    }
    return results
  })
}

export const syncGroupMeasure: Measure = {
  name: 'sync-group',
  about: `a takeover of ${members} instances in one sync group`,
  run: async (kind, { quick }): Promise<readonly Figures[]> => {
    const all = await rounds(kind, quick ? 1 : 5)
    const what = (text: string) => `a group of ${members}: ${text}, ms`
    return [
      { what: what('first advert to last address there'), values: all.map(({ present }) => present) },
      { what: what('... to every one announced'), values: all.map(({ announced }) => announced) },
    ]
  },
}
