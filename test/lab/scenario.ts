/**
 * One scenario: a LAN with the hosts a and b for the pair and o for the observer, a capture, and a daemon of
 * either kind in a and b. The same scenario runs for each pair of daemons it names; `KEEPALIVED_TS_LAB_PAIRS`
 * (for example `debian/debian`) replaces the pairs, which shows what Debian's keepalived does in the same
 * place.
 */
import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { labIsRequired, labMissing, peerMissing } from './able.ts'
import { type Capture, startCapture } from './capture.ts'
import { type Daemon, type DaemonKind, type DaemonOptions, startDaemon } from './daemon.ts'
import { type Host, type Lab, openLab } from './network.ts'

export type PairName = `${DaemonKind}/${DaemonKind}`

export interface Stage {
  readonly lab: Lab
  readonly a: Host
  readonly b: Host
  /** The observer, which runs no daemon. */
  readonly o: Host
  readonly capture: Capture
  readonly kinds: { readonly a: DaemonKind; readonly b: DaemonKind }
  /** Adds a line to the report: a figure that is worth seeing even when all is well. */
  readonly tell: (line: string) => void
  /** Starts the pair's daemon of that host; resolves when it says that it is up, or has ended. */
  start(host: Host, config: string, options?: Partial<DaemonOptions>): Promise<Daemon>
}

export interface ScenarioOptions {
  readonly pairs: readonly PairName[]
  readonly lans?: number
  readonly timeoutSeconds?: number
}

/** For `describe`: a file's scenarios run side by side, because they mostly wait. */
export const sideBySide = { concurrency: 4 }

const missing = await labMissing()
const absentPeer = peerMissing()

/** Declares the scenario once for each pair. A failure keeps the lab's files and tells where they are. */
export function scenario(
  name: string,
  options: ScenarioOptions,
  body: (stage: Stage) => Promise<void>,
): void {
  for (const pair of pairsOf(options.pairs)) {
    const lacking = missing ?? (pair.includes('debian') ? absentPeer : undefined)
    const timeout = (options.timeoutSeconds ?? 60) * 1000
    it(`${name} (${pair})`, { timeout, skip: labIsRequired() ? false : (lacking ?? false) }, async (t) => {
      if (lacking !== undefined) throw new Error(lacking)
      const { signal } = t
      await play({ pair, body, lans: options.lans ?? 1, signal, tell: (line) => t.diagnostic(line) })
    })
  }
}

interface Play {
  readonly pair: PairName
  readonly lans: number
  readonly body: (stage: Stage) => Promise<void>
  /** Aborted when the test's time is over: then the lab goes, whatever the scenario still waits for. */
  readonly signal: AbortSignal
  readonly tell: (line: string) => void
}

async function play({ pair, lans, body, signal, tell }: Play): Promise<void> {
  const [first, second] = pair.split('/') as [DaemonKind, DaemonKind]
  const kinds = { a: first, b: second }
  const lab = await openLab({ hosts: ['a', 'b', 'o'], lans })
  const daemons: Daemon[] = []
  try {
    const [a, b, o] = [lab.host('a'), lab.host('b'), lab.host('o')]
    const capture = await startCapture(lab)
    const start = async (host: Host, config: string, more: Partial<DaemonOptions> = {}) => {
      const daemon = await startDaemon(host, { kind: host === b ? kinds.b : kinds.a, config, ...more })
      daemons.push(daemon)
      await ready(daemon)
      return daemon
    }
    await Promise.race([body({ lab, a, b, o, capture, kinds, tell, start }), timeIsOver(signal)])
  } catch (error) {
    lab.keep()
    appendFileSync(join(lab.directory, 'failure'), `${error instanceof Error ? error.stack : error}\n`)
    for (const daemon of daemons) {
      for (const line of daemon.log.items.slice(-6))
        tell(`${daemon.host.name} (${daemon.kind}): ${line.text}`)
    }
    tell(`logs, configurations and the capture of the failed scenario are in ${lab.directory}`)
    throw error
  } finally {
    await lab.close()
  }
}

/** Both kinds say so when their processes are there. */
async function ready(daemon: Daemon): Promise<void> {
  const told = daemon.logged('Startup complete', 15).catch(() => undefined)
  await Promise.race([told, daemon.exit])
}

function timeIsOver(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(new Error('the time of this scenario is over')))
  return promise
}

function pairsOf(pairs: readonly PairName[]): readonly PairName[] {
  const { KEEPALIVED_TS_LAB_PAIRS: wanted } = process.env
  return wanted === undefined ? pairs : (wanted.split(',') as PairName[])
}

/** Whether a file of a host exists: what a script has written, or a pid file. */
export function fileExists(host: Host, name: string): boolean {
  return existsSync(join(host.directory, name))
}
