/** How regular the adverts of a master are, with nothing else to do and with every core busy. */
import type { DaemonKind } from '../test/lab/daemon.ts'
import { nowMicros } from '../test/lab/expect.ts'
import { pause } from '../test/lab/wait.ts'
import { type Figures, gapsOf, type Measure, percentile99 } from './measure.ts'
import { configuration, onGround, settings, whileBurning } from './pair.ts'

type Setting = (typeof settings)[number]

async function gaps(kind: DaemonKind, setting: Setting, seconds: number): Promise<readonly number[]> {
  return await onGround(kind, async ({ a, capture, start }) => {
    await start(a, configuration({ priority: 200, version: setting.version, interval: setting.interval }))
    await capture.advert({ from: 'a' }, 20)
    await pause(0.5)
    const after = nowMicros()
    await pause(seconds)
    const times = capture.adverts({ from: 'a', after }).map(({ at }) => at / 1000)
    return gapsOf(times)
  })
}

function figuresOf(all: readonly number[], setting: Setting, load: string): readonly Figures[] {
  const interval = setting.interval * 1000
  const off = all.map((gap) => Math.abs(gap - interval))
  const mean = all.reduce((sum, gap) => sum + gap, 0) / all.length
  return [
    { what: `period minus interval, ${setting.text}, ${load}, ms`, values: [mean - interval] },
    { what: `... 99 of 100 gaps off by at most, ${setting.text}, ${load}, ms`, values: [percentile99(off)] },
    {
      what: `... worst gap over the interval, ${setting.text}, ${load}, ms`,
      values: [Math.max(...all) - interval],
    },
  ]
}

export const jitterMeasure: Measure = {
  name: 'jitter',
  about: 'adverts of one master, idle and with both cores burning',
  run: async (kind, { quick }) => {
    const figures: Figures[] = []
    for (const setting of settings) {
      const seconds = quick ? 4 : 20
      figures.push(...figuresOf(await gaps(kind, setting, seconds), setting, 'idle'))
      const burning = await whileBurning(() => gaps(kind, setting, seconds))
      figures.push(...figuresOf(burning, setting, 'burning'))
    }
    return figures
  },
}
