/** Pairs and single daemons on a LAN of their own, for as long as a measure needs them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Capture, startCapture } from '../test/lab/capture.ts'
import { globals, type InstanceText, instance } from '../test/lab/configuration.ts'
import { type Daemon, type DaemonKind, startDaemon } from '../test/lab/daemon.ts'
import { type Host, type Lab, openLab } from '../test/lab/network.ts'
import { pause } from '../test/lab/wait.ts'

export interface Ground {
  readonly lab: Lab
  readonly a: Host
  readonly b: Host
  /** The observer. */
  readonly o: Host
  readonly capture: Capture
  /** One a LAN, in their order; the first is `capture`. */
  readonly captures: readonly Capture[]
  /** Starts the measured kind of daemon. */
  start(host: Host, config: string): Promise<Daemon>
}

/**
 * Starts the lab's command without its third flag, -D, and with a file for its log: a line for each of 5000
 * gratuitous ARPs, read by this process while it measures, would be most of what it measures.
 */
export const quietlyIn = (host: Host) => {
  const script = 'log=$1 program=$2; shift 5; exec "$program" -n -l "$@" >>"$log" 2>&1'
  return ['sh', '-c', script, 'quietly', join(host.directory, 'log')]
}

/** Opens LANs with a, b and o, one if not told otherwise, runs the body and removes everything. */
export async function onGround<T>(
  kind: DaemonKind,
  body: (ground: Ground) => Promise<T>,
  lans = 1,
): Promise<T> {
  const lab = await openLab({ hosts: ['a', 'b', 'o'], lans })
  const daemons: Daemon[] = []
  try {
    const capture = await startCapture(lab)
    const others = Array.from({ length: lans - 1 }, (_, index) => startCapture(lab, { lan: index + 1 }))
    return await body({
      captures: [capture, ...(await Promise.all(others))],
      lab,
      a: lab.host('a'),
      b: lab.host('b'),
      o: lab.host('o'),
      capture,
      start: async (host, config) => {
        const daemon = await startDaemon(host, { kind, config, wrapper: quietlyIn(host) })
        daemons.push(daemon)
        return daemon
      },
    })
  } catch (error) {
    if (existsSync(lab.directory)) lab.keep()
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(`${kind}: ${message} (its files are in ${lab.directory})`, { cause: error })
  } finally {
    await Promise.all(daemons.map((daemon) => daemon.crash()))
    await pause(0.1)
    await lab.close()
  }
}

/** A whole file: `count` instances that share out the given number of addresses, told apart by their VRID. */
export function configuration(text: InstanceText, instances = 1, addresses = 1): string {
  const perInstance = Math.ceil(addresses / instances)
  const blocks = Array.from({ length: instances }, (_, index) =>
    instance({
      ...text,
      name: `VI_${index + 1}`,
      vrid: index + 1,
      vips: Array.from({ length: perInstance }, (__, each) => benchVip(index * perInstance + each)),
    }),
  )
  return globals() + blocks.join('\n')
}

/** The same on several LANs: instance `VI_LAN_NUMBER` has one address and the VRID NUMBER there. */
export function configurationOn(text: InstanceText, lans: number, perLan: number): string {
  const numbers = Array.from({ length: perLan }, (_, index) => index + 1)
  const blocks = Array.from({ length: lans }, (_, lan) =>
    numbers.map((number) =>
      instance({
        ...text,
        name: `VI_${lan}_${number}`,
        interface: `eth${lan}`,
        vrid: number,
        vips: [`10.${lan}.8.${number}`],
      }),
    ),
  )
  return globals() + blocks.flat().join('\n')
}

/** 10.0.8.0 and what follows, which no host of the lab has. */
export function benchVip(index: number): string {
  return `10.0.${8 + Math.floor(index / 250)}.${(index % 250) + 1}`
}

/** The three settings of most measures, as `configuration` takes them; the text stands in the table. */
export const settings = [
  { text: 'v2, 1 s', version: 2, interval: 1 },
  { text: 'v3, 100 ms', version: 3, interval: 0.1 },
  { text: 'v3, 10 ms', version: 3, interval: 0.01 },
] as const

/** Runs the body while every core is busy with something else. */
export async function whileBurning<T>(body: () => Promise<T>): Promise<T> {
  const burners: ChildProcess[] = []
  for (let core = 0; core < availableParallelism(); core++) {
    burners.push(spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }))
  }
  try {
    return await body()
  } finally {
    for (const burner of burners) burner.kill('SIGKILL')
  }
}
