/** How often a backup takes over although its master lives: at 10 ms, idle and with every core busy. */
import type { AdvertSighting } from '../test/lab/capture.ts'
import type { DaemonKind } from '../test/lab/daemon.ts'
import { nowMicros } from '../test/lab/expect.ts'
import { pause } from '../test/lab/wait.ts'
import type { Figures, Measure } from './measure.ts'
import { configuration, onGround, whileBurning } from './pair.ts'

/** How often the backup began to announce itself while the master went on. */
function takeovers(adverts: readonly { readonly from: string }[]): number {
  return adverts.filter(({ from }, index) => from === 'b' && adverts[index - 1]?.from === 'a').length
}

/** Of all virtual routers, each by itself. */
function takeoversOfEach(adverts: readonly AdvertSighting[]): number {
  const byRouter = Map.groupBy(adverts, ({ advert }) => advert.vrid)
  return [...byRouter.values()].reduce((sum, own) => sum + takeovers(own), 0)
}

async function count(kind: DaemonKind, seconds: number, instances = 1): Promise<number> {
  const master = { priority: 200, version: 3, interval: 0.01 } as const
  return await onGround(kind, async ({ a, b, capture, start }) => {
    await start(a, configuration(master, instances, instances))
    await capture.advert({ from: 'a' }, 20)
    await start(b, configuration({ ...master, priority: 100 }, instances, instances))
    await pause(3)
    const after = nowMicros()
    await pause(seconds)
    const adverts = capture.adverts({ after })
    if (adverts[0]?.from !== 'a') throw new Error('the master sent nothing')
    return takeoversOfEach(adverts)
  })
}

export const falseTakeoversMeasure: Measure = {
  name: 'false-takeovers',
  about: 'takeovers of a living master in 60 s at 10 ms, idle and burning; of 20 in five minutes, burning',
  run: async (kind, { quick }) => {
    const seconds = quick ? 5 : 60
    const idle = await count(kind, seconds)
    const burning = await whileBurning(() => count(kind, seconds))
    const long = quick ? 5 : 300
    const many = await whileBurning(() => count(kind, long, 20))
    const what = (load: string) => `false takeovers in ${seconds} s, v3, 10 ms, ${load}`
    const figures: Figures[] = [
      { what: what('idle'), values: [idle], show: 'sum' },
      { what: what('burning'), values: [burning], show: 'sum' },
      {
        what: `false takeovers of 20 instances in ${long} s, v3, 10 ms, burning`,
        values: [many],
        show: 'sum',
      },
    ]
    return figures
  },
}
