/**
 * Against FRR's vrrpd, which speaks version 3 as the RFC has it and nothing of keepalived's own: both
 * families, both roles, good-byes of both, ties, other intervals.
 */
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { labIsRequired } from './able.ts'
import { type Capture, startCapture } from './capture.ts'
import { masterDownSeconds, single, skewSeconds, vip } from './configuration.ts'
import { assertLasted, nowMicros, settles } from './expect.ts'
import { type Frr, frrMissing, startFrr } from './frr.ts'
import { advertIn, linkLocalReady } from './matrix.ts'
import { type Host, run, setPartition } from './network.ts'
import { type Stage, scenario } from './scenario.ts'
import { pause, until } from './wait.ts'

const ours = { pairs: ['ours/ours'] } as const
const families = ['ipv4', 'ipv6'] as const
type Family = (typeof families)[number]

interface Duel {
  readonly stage: Stage
  readonly capture: Capture
  readonly ip: string
  /** Our instance for this family. */
  text(priority: number, interval?: number): string
  frr(host: Host, priority: number, intervalCentis?: number): Promise<Frr>
}

async function openDuel(stage: Stage, family: Family): Promise<Duel> {
  const { lab, a, b } = stage
  const ip = family === 'ipv4' ? vip : 'fe80::100'
  await Promise.all([a, b].map((host) => linkLocalReady(host)))
  const capture = await startCapture(lab, { filter: 'proto 112 or ip6 proto 112', file: 'duel.pcap' })
  return {
    stage,
    capture,
    ip,
    text: (priority, interval = 0.2) =>
      single({ priority, interval, vips: [family === 'ipv4' ? ip : `${ip}/64`] }),
    frr: (host, priority, intervalCentis = 20) =>
      startFrr(lab, host, { vrid: 51, family, addresses: [ip], priority, intervalCentis }),
  }
}

interface Said {
  readonly at: number
  readonly priority: number
}

function said({ capture }: Duel, from: string, after = 0): readonly Said[] {
  return capture.seen.items
    .filter((item) => item.from === from && item.at > after)
    .flatMap((item) => advertIn(item) ?? [])
}

async function advert(
  duel: Duel,
  from: string,
  wanted: { readonly priority?: number; readonly after?: number },
) {
  return await until(`an advert of ${from} ${JSON.stringify(wanted)}`, 15, () =>
    said(duel, from, wanted.after).find(
      ({ priority }) => wanted.priority === undefined || priority === wanted.priority,
    ),
  )
}

/** One speaks on and the other does not, for longer than either waits. */
async function onlySpeaker(duel: Duel, speaker: string, other: string): Promise<void> {
  await advert(duel, speaker, { after: nowMicros() })
  await pause(0.3)
  const since = nowMicros()
  await advert(duel, speaker, { after: since + 1_800_000 })
  assert.deepEqual(said(duel, other, since), [], 'two masters')
}

async function holds(duel: Duel, host: Host, held: boolean): Promise<void> {
  await until(`${duel.ip} on ${host.name}: ${held}`, 10, async () => {
    const { stdout } = await run(host, ['ip', '-o', 'address', 'show', 'dev', 'eth0'])
    return stdout.includes(` ${duel.ip}/`) === held
  })
}

const skip = labIsRequired() ? false : (frrMissing() ?? false)

describe('FRR', { concurrency: 4, skip }, () => {
  for (const family of families) {
    scenario(
      `${family}: as master it keeps us BACKUP; its good-bye makes us MASTER after the skew`,
      ours,
      async (stage) => {
        const { a, b, start } = stage
        const duel = await openDuel(stage, family)
        const frr = await duel.frr(b, 200)
        await advert(duel, frr.mac, { priority: 200 })
        const daemon = await start(a, duel.text(100))
        await daemon.logged('Entering BACKUP STATE')
        await onlySpeaker(duel, frr.mac, 'a')
        await frr.stop()
        const zero = await advert(duel, frr.mac, { priority: 0 })
        const first = await advert(duel, 'a', { after: zero.at })
        assertLasted('the take-over', first.at - zero.at, skewSeconds({ priority: 100 }))
        await holds(duel, a, true)
      },
    )

    scenario(
      `${family}: as backup it leaves us alone, believes our good-bye, and gives way when we are back`,
      ours,
      async (stage) => {
        const { a, b, start } = stage
        const duel = await openDuel(stage, family)
        const daemon = await start(a, duel.text(200))
        await advert(duel, 'a', {})
        const frr = await duel.frr(b, 100)
        await onlySpeaker(duel, 'a', frr.mac)
        await daemon.stop()
        const zero = await advert(duel, 'a', { priority: 0 })
        const taken = await advert(duel, frr.mac, { priority: 100 })
        assertLasted('its take-over', taken.at - zero.at, skewSeconds({ priority: 100 }))
        await holds(duel, a, false)
        await start(a, duel.text(200))
        await advert(duel, 'a', { after: taken.at })
        await holds(duel, a, true)
        await onlySpeaker(duel, 'a', frr.mac)
        await frr.stop()
      },
    )
  }

  scenario(
    'when it dies without a word we wait by its interval, and speak by our own',
    ours,
    async (stage) => {
      const { a, b, start, tell } = stage
      const duel = await openDuel(stage, 'ipv4')
      const frr = await duel.frr(b, 200, 50)
      await advert(duel, frr.mac, { priority: 200 })
      await start(a, duel.text(100, 0.2))
      await onlySpeaker(duel, frr.mac, 'a')
      await frr.crash()
      const first = await advert(duel, 'a', {})
      const last = said(duel, frr.mac).at(-1)
      const theory = masterDownSeconds({ priority: 100, interval: 0.5 })
      assertLasted('the take-over', first.at - (last?.at ?? 0), theory)
      tell(`take-over ${((first.at - (last?.at ?? 0)) / 1000 - theory * 1000).toFixed(1)} ms over theory`)
      const next = await advert(duel, 'a', { after: first.at })
      assertLasted('our interval', next.at - first.at, 0.2)
      await settles(a, vip, { held: true })
    },
  )

  scenario('it learns our interval when it is longer than its own', ours, async (stage) => {
    const { a, b, start } = stage
    const duel = await openDuel(stage, 'ipv4')
    await start(a, duel.text(200, 0.5))
    await advert(duel, 'a', {})
    const frr = await duel.frr(b, 100, 10)
    await onlySpeaker(duel, 'a', frr.mac)
    await frr.stop()
  })

  for (const highest of ['we have', 'FRR has'] as const) {
    scenario(
      `equal priorities, and ${highest} the higher address: of two masters that one stays`,
      ours,
      async (stage) => {
        const { lab, a, b, start } = stage
        const [own, other] = highest === 'we have' ? [b, a] : [a, b]
        const duel = await openDuel(stage, 'ipv4')
        const frr = await duel.frr(other, 100)
        await advert(duel, frr.mac, {})
        await start(own, duel.text(100))
        await onlySpeaker(duel, frr.mac, own.name)
        const partedAt = nowMicros()
        await setPartition(lab, [a, b], true)
        await advert(duel, own.name, { after: partedAt })
        await settles(own, vip, { held: true })
        await setPartition(lab, [a, b], false)
        await settles(own, vip, { held: highest === 'we have' })
        await onlySpeaker(
          duel,
          ...(highest === 'we have' ? ([own.name, frr.mac] as const) : ([frr.mac, own.name] as const)),
        )
        await frr.stop()
      },
    )
  }
})
