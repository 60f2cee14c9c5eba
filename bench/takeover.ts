/**
 * How late the first advert of the new master is after kill -9 of the old one, and when its address is
 * claimed.
 */
import { masterDownSeconds } from '../test/lab/configuration.ts'
import type { DaemonKind } from '../test/lab/daemon.ts'
import { nowMicros, takeover } from '../test/lab/expect.ts'
import { pause } from '../test/lab/wait.ts'
import type { Effort, Figures, Measure } from './measure.ts'
import { benchVip, configuration, onGround, settings } from './pair.ts'

type Setting = (typeof settings)[number]

async function rounds(kind: DaemonKind, setting: Setting, count: number): Promise<readonly Figures[]> {
  const master = { priority: 200, version: setting.version, interval: setting.interval }
  const backup = { ...master, priority: 100 }
  const theory = masterDownSeconds(backup) * 1e6
  const lateness: number[] = []
  const claims: number[] = []
  await onGround(kind, async ({ a, b, capture, start }) => {
    let first = await start(a, configuration(master))
    await start(b, configuration(backup))
    for (let round = 0; round < count; round++) {
      await capture.advert({ from: 'a', after: nowMicros() }, 20)
      // A different phase of the interval each time.
      await pause(3 * setting.interval + (round / count) * setting.interval)
      const after = nowMicros()
      first.freeze()
      await first.crash()
      const { first: advert, spanMicros } = await takeover(capture, { from: 'a', to: 'b', after })
      const claim = await capture.claim(benchVip(0), { from: 'b', after })
      lateness.push((spanMicros - theory) / 1000)
      claims.push((claim.at - advert.at) / 1000)
      first = await start(a, configuration(master))
    }
  })
  return [
    { what: `takeover over theory, ${setting.text}, ms`, values: lateness },
    { what: `... first gratuitous ARP after that advert, ${setting.text}, ms`, values: claims },
  ]
}

export const takeoverMeasure: Measure = {
  name: 'takeover',
  about: 'kill -9 of the master: lateness of the first advert over the theoretical master-down interval',
  run: async (kind: DaemonKind, { quick }: Effort) => {
    const figures: Figures[] = []
    for (const setting of settings) {
      const count = quick ? 3 : setting.interval === 1 ? 7 : 15
      figures.push(...(await rounds(kind, setting, count)))
    }
    return figures
  },
}
