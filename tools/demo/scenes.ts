/** What the demo shows, one function a scene. Each ends with sentences that it has measured. */

import type { Daemon } from '../../test/lab/daemon.ts'
import { nowMicros, settles, takeover } from '../../test/lab/expect.ts'
import { ip, setCable } from '../../test/lab/network.ts'
import { startProbe } from '../../test/lab/probe.ts'
import { pause } from '../../test/lab/wait.ts'
import { type Pair, priorities, vip } from './pair.ts'
import type { Screen } from './screen.ts'

/** The interval of the README's configuration. */
const intervalSeconds = 1

/** RFC 3768 section 6.1: three intervals and the skew of the one who waits. */
const masterDownSeconds = (priority: number) => 3 * intervalSeconds + (256 - priority) / 256

/** How long the address may be silent in a planned change, on a machine that has other things to do too. */
const seamlessMillisMax = 50
/** How much later than theory a takeover may be before the demo calls it wrong. */
const latenessMillisMax = 500

export interface Stage {
  readonly pair: Pair
  readonly screen: Screen
}

const millis = (micros: number) => `${(micros / 1000).toFixed(1)} ms`

/** Who holds the address, and what the observer's kernel thinks. */
async function tellHolder({ pair, screen }: Stage, wanted: 'a' | 'b'): Promise<void> {
  const holders = await pair.holders()
  const neighbours = await ip(pair.observer, ['neighbour', 'show', 'to', vip])
  const mac = /lladdr (\S+)/.exec(neighbours)?.[1] ?? 'nobody'
  const node = pair.lab.hosts.find((host) => host.macs.includes(mac))?.name ?? mac
  screen.verdict(holders.join() === wanted, `${vip} is on node ${holders.join(' and ') || 'nobody'}`)
  screen.verdict(node === wanted, `the observer sends packets for ${vip} to node ${node}`)
}

/** Both start; the higher priority becomes master. */
export async function startBoth(stage: Stage): Promise<{ a: Daemon; b: Daemon }> {
  const { pair, screen } = stage
  screen.title('1. Both nodes start: the higher priority becomes master')
  const [a, b] = await Promise.all([pair.start('a'), pair.start('b')])
  await pair.capture.advert({ from: 'a' }, 15)
  await settles(pair.a, vip, { held: true })
  await pair.capture.claim(vip, { from: 'a' })
  const probe = await startProbe(pair.observer, vip)
  await pause(1.2)
  const { answeredAt } = await probe.stop()
  screen.verdict(answeredAt.length > 0, `${vip} answers the observer`)
  await tellHolder(stage, 'a')
  return { a, b }
}

/** Node a loses power: no farewell, no cable. Node b takes over after the time that the RFC gives. */
export async function killMaster(stage: Stage, master: Daemon): Promise<void> {
  const { pair, screen } = stage
  screen.title('2. Node a loses power (kill -9 of everything on it, cable unplugged)')
  const probe = await startProbe(pair.observer, vip)
  await pause(0.5)
  const killedAt = nowMicros()
  // Frozen first: a daemon that saw its cable go would say goodbye.
  master.freeze()
  await setCable(pair.lab, pair.a, { state: 'pulled' })
  await master.crash()
  screen.event({ where: 'node a', text: 'dead', at: killedAt })
  const { first, spanMicros } = await takeover(pair.capture, { from: 'a', to: 'b', after: killedAt })
  await settles(pair.b, vip, { held: true })
  await pause(0.3)
  const report = await probe.stop()
  const theory = masterDownSeconds(priorities.b) * 1e6
  const late = spanMicros - theory
  const fromKill = `${((first.at - killedAt) / 1e6).toFixed(3)} s after the kill`
  const answered =
    report.answeredAt.find((at) => at > killedAt + report.longest.lengthMicros / 2) !== undefined
  screen.verdict(
    true,
    `node b took over ${fromKill}, ${(spanMicros / 1e6).toFixed(4)} s after a's last advert`,
  )
  screen.verdict(
    late > -20_000 && late < latenessMillisMax * 1000,
    `three intervals and the skew are ${(theory / 1e6).toFixed(4)} s: it was ${millis(late)} late`,
  )
  screen.verdict(answered, `${vip} did not answer for ${(report.longest.lengthMicros / 1e6).toFixed(3)} s`)
  await powerOff(pair)
  await tellHolder(stage, 'b')
}

/** A kernel that lost power has forgotten the address; ours only lost its cable. */
async function powerOff({ a }: Pair): Promise<void> {
  await ip(a, ['address', 'flush', 'dev', 'eth0', 'to', `${vip}/32`])
}

/** Node a comes back, and with it the address: no probe goes unanswered. */
export async function bringBack(stage: Stage): Promise<Daemon> {
  const { pair, screen } = stage
  screen.title('3. Node a is back: its priority is higher, so the address returns')
  const probe = await startProbe(pair.observer, vip)
  await setCable(pair.lab, pair.a, { state: 'plugged' })
  const after = nowMicros()
  const a = await pair.start('a')
  await pair.capture.advert({ from: 'a', after }, 15)
  await settles(pair.a, vip, { held: true })
  await settles(pair.b, vip, { held: false })
  await pause(0.5)
  await tellSilence(stage, await probe.stop())
  await tellHolder(stage, 'a')
  return a
}

/** Node a is stopped for maintenance: the address answers until node b has it. */
export async function stopMaster(stage: Stage, master: Daemon): Promise<void> {
  const { pair, screen } = stage
  screen.title('4. Node a is stopped for maintenance (SIGTERM)')
  const probe = await startProbe(pair.observer, vip)
  await pause(0.3)
  const stoppedAt = nowMicros()
  const exit = await master.stop()
  screen.event({ where: 'node a', text: `ended with status ${exit.code}` })
  const farewell = await pair.capture.advert({ from: 'a', priority: 0, after: stoppedAt })
  await pair.capture.advert({ from: 'b', after: stoppedAt })
  await settles(pair.b, vip, { held: true })
  await pause(0.3)
  screen.verdict(exit.code === 0, `it said goodbye ${millis(farewell.at - stoppedAt)} after the signal`)
  await tellSilence(stage, await probe.stop())
  await tellHolder(stage, 'b')
}

type Report = Awaited<ReturnType<Awaited<ReturnType<typeof startProbe>>['stop']>>

async function tellSilence({ screen }: Stage, { longest, sentAt }: Report): Promise<void> {
  const holds = longest.lengthMicros <= seamlessMillisMax * 1000
  const text = `${sentAt.length} probes, one a millisecond: longest silence ${millis(longest.lengthMicros)}`
  screen.verdict(holds, text)
}
