/** SIGHUP without a change on 250 masters: how late an advert gets, and what the kernel is told. */

import type { DaemonKind } from '../test/lab/daemon.ts'
import { nowMicros } from '../test/lab/expect.ts'
import { startTool } from '../test/lab/network.ts'
import { pause, until } from '../test/lab/wait.ts'
import { runTime } from './footprint.ts'
import { type Figures, gapsOf, type Measure } from './measure.ts'
import { configuration, onGround } from './pair.ts'

const instances = 250
const interval = 1

interface Round {
  /** Worst gap over the interval, ms. */
  readonly late: number
  readonly changes: number
  /** Processor time, ms. */
  readonly cpu: number
}

async function rounds(kind: DaemonKind, count: number): Promise<readonly Round[]> {
  return await onGround(kind, async ({ a, capture, start }) => {
    const daemon = await start(
      a,
      configuration({ priority: 200, version: 2, interval }, instances, instances),
    )
    await until(
      'every virtual router',
      60,
      () => new Set(capture.adverts({ from: 'a' }).map(({ advert }) => advert.vrid)).size === instances,
    )
    await pause(9)
    const monitor = startTool(a, ['ip', '-o', 'monitor', 'link', 'address', 'route', 'rule'])
    let changes = 0
    monitor.stdout?.on('data', (chunk: Buffer) => {
      changes += chunk
        .toString()
        .split('\n')
        .filter((line) => line !== '').length
    })
    await pause(0.5)
    const results: Round[] = []
    for (let round = 0; round < count; round++) {
      await pause(1 + round / count)
      const [after, before, changesBefore] = [nowMicros(), runTime(daemon), changes]
      daemon.signal('SIGHUP')
      await pause(4)
      const gaps = [
        ...Map.groupBy(capture.adverts({ from: 'a', after }), ({ advert }) => advert.vrid).values(),
      ].flatMap((adverts) => gapsOf(adverts.map(({ at }) => at / 1000)))
      results.push({
        late: Math.max(...gaps) - interval * 1000,
        changes: changes - changesBefore,
        cpu: (runTime(daemon) - before) / 1e6,
      })
    }
    return results
  })
}

export const reloadMeasure: Measure = {
  name: 'reload',
  about: `SIGHUP without a change on ${instances} masters at 1 s`,
  run: async (kind, { quick }): Promise<readonly Figures[]> => {
    const all = await rounds(kind, quick ? 1 : 5)
    const what = (text: string) => `reload of ${instances} masters: ${text}`
    return [
      { what: what('worst gap over the interval, ms'), values: all.map(({ late }) => late), show: 'worst' },
      {
        what: what('changes that the kernel tells of'),
        values: all.map(({ changes }) => changes),
        show: 'sum',
      },
      { what: what('processor time in 4 s, ms'), values: all.map(({ cpu }) => cpu) },
    ]
  },
}
