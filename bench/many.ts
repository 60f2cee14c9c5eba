/**
 * Many virtual routers: what they cost as master and as backup, and whether an interval is missed. The other
 * side is always ours, so that both kinds meet the same load.
 */
import type { Capture } from '../test/lab/capture.ts'
import { type DaemonKind, startDaemon } from '../test/lab/daemon.ts'
import { nowMicros } from '../test/lab/expect.ts'
import { pause, until } from '../test/lab/wait.ts'
import { runTime } from './footprint.ts'
import { type Figures, gapsOf, type Measure } from './measure.ts'
import { configurationOn, type Ground, onGround, quietlyIn } from './pair.ts'

const interval = 1
/** VRIDs of one link are 1 to 255. */
const perLan = 250
/** The repeated gratuitous ARPs after five seconds belong to the takeover. */
const settledSeconds = 9

interface Outcome {
  /** Share of a core, in percent. */
  readonly cpu: number
  /** Gaps longer than one and a half intervals. */
  readonly missed: number
}

/** Of all virtual routers on all LANs, told apart by LAN and VRID. */
function missedIn(captures: readonly Capture[], from: string, after: number): number {
  return captures
    .flatMap((capture) => [
      ...Map.groupBy(capture.adverts({ from, after }), ({ advert }) => advert.vrid).values(),
    ])
    .flatMap((adverts) => gapsOf(adverts.map(({ at }) => at / 1e6)))
    .filter((gap) => gap > 1.5 * interval).length
}

async function everyRouterSeen(captures: readonly Capture[], from: string): Promise<void> {
  await until(`every virtual router of ${from}`, 60, () =>
    captures.every(
      (capture) => new Set(capture.adverts({ from }).map(({ advert }) => advert.vrid)).size === perLan,
    ),
  )
}

async function asRole(
  kind: DaemonKind,
  role: 'master' | 'backup',
  plan: { readonly lans: number; readonly seconds: number },
): Promise<Outcome> {
  const text = { version: 2, interval } as const
  const high = configurationOn({ ...text, priority: 200 }, plan.lans, perLan)
  const low = configurationOn({ ...text, priority: 100 }, plan.lans, perLan)
  const play = async ({ a, b, captures, start }: Ground): Promise<Outcome> => {
    const measured = await start(a, role === 'master' ? high : low)
    if (role === 'backup') await startDaemon(b, { kind: 'ours', config: high, wrapper: quietlyIn(b) })
    const master = role === 'master' ? 'a' : 'b'
    await everyRouterSeen(captures, master)
    await pause(settledSeconds)
    const after = nowMicros()
    const [before, beganAt] = [runTime(measured), performance.now()]
    await pause(plan.seconds)
    const cpu = ((runTime(measured) - before) / ((performance.now() - beganAt) * 1e6)) * 100
    const stranger =
      role === 'backup' && captures.some((capture) => capture.adverts({ from: 'a', after }).length > 0)
    if (stranger) throw new Error('the backup took over')
    return { cpu, missed: missedIn(captures, master, after) }
  }
  return await onGround(kind, play, plan.lans)
}

export const manyMeasure: Measure = {
  name: 'many',
  about: '250 instances on one link and 1000 over four, at 1 s, as master and as backup',
  run: async (kind, { quick }) => {
    const figures: Figures[] = []
    for (const lans of [1, 4]) {
      for (const role of ['master', 'backup'] as const) {
        const { cpu, missed } = await asRole(kind, role, { lans, seconds: quick ? 5 : 30 })
        const links = lans === 1 ? 'one link' : `${lans} links`
        const what = `${lans * perLan} instances over ${links} at 1 s as ${role}`
        figures.push({ what: `${what}: CPU, % of a core`, values: [cpu] })
        if (role === 'master') figures.push({ what: '... intervals missed', values: [missed], show: 'sum' })
      }
    }
    return figures
  },
}
