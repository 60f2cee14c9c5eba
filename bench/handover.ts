/** What a planned stop and the return of the higher priority cost: the time in which no probe is answered. */
import type { DaemonKind } from '../test/lab/daemon.ts'
import { nowMicros, settles } from '../test/lab/expect.ts'
import { startProbe } from '../test/lab/probe.ts'
import { pause } from '../test/lab/wait.ts'
import type { Figures, Measure } from './measure.ts'
import { benchVip, configuration, onGround, settings } from './pair.ts'

type Setting = (typeof settings)[number]

async function rounds(kind: DaemonKind, setting: Setting, count: number): Promise<readonly Figures[]> {
  const master = { priority: 200, version: setting.version, interval: setting.interval }
  const backup = { ...master, priority: 100 }
  const [stops, returns, farewells, exits]: number[][] = [[], [], [], []]
  await onGround(kind, async ({ a, b, o, capture, start }) => {
    let first = await start(a, configuration(master))
    await start(b, configuration(backup))
    await capture.advert({ from: 'a' }, 20)
    await settles(a, benchVip(0), { held: true })
    for (let round = 0; round < count; round++) {
      await pause(3 * setting.interval + 0.2)
      const stopProbe = await startProbe(o, benchVip(0))
      await pause(0.3)
      const stoppedAt = nowMicros()
      const exit = await first.stop()
      const farewell = await capture.advert({ from: 'a', priority: 0, after: stoppedAt })
      await settles(b, benchVip(0), { held: true })
      await pause(0.3)
      stops?.push((await stopProbe.stop()).longest.lengthMicros / 1000)
      farewells?.push((farewell.at - stoppedAt) / 1000)
      exits?.push((exit.at - stoppedAt) / 1000)

      const returnProbe = await startProbe(o, benchVip(0))
      const startedAt = nowMicros()
      first = await start(a, configuration(master))
      await capture.advert({ from: 'a', after: startedAt }, 20)
      await settles(a, benchVip(0), { held: true })
      await settles(b, benchVip(0), { held: false })
      await pause(0.3)
      returns?.push((await returnProbe.stop()).longest.lengthMicros / 1000)
    }
  })
  return [
    { what: `planned stop, no answer for, ${setting.text}, ms`, values: stops ?? [] },
    { what: `... SIGTERM to priority 0, ${setting.text}, ms`, values: farewells ?? [] },
    { what: `... SIGTERM to exit, ${setting.text}, ms`, values: exits ?? [] },
    { what: `failback, no answer for, ${setting.text}, ms`, values: returns ?? [] },
  ]
}

export const handoverMeasure: Measure = {
  name: 'handover',
  about: 'planned stop and failback: longest silence for a probe each millisecond from a third host',
  run: async (kind, { quick }) => {
    const figures: Figures[] = []
    for (const setting of settings) figures.push(...(await rounds(kind, setting, quick ? 2 : 5)))
    return figures
  },
}
