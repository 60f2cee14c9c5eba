/**
 * The story of a node, step by step: it starts and becomes MASTER, a better peer comes and goes, its link
 * goes and comes, it reloads without and with a change, tells what it knows, and stops. What can be seen of
 * it from outside in each step is kept as lines.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Capture, startCapture } from '../capture.ts'
import { type Daemon, type DaemonKind, filesOf, startDaemon } from '../daemon.ts'
import { nowMicros } from '../expect.ts'
import { type Fifo, openFifo } from '../fifo.ts'
import { linkLocalReady } from '../matrix.ts'
import { type Host, openLab, setLink } from '../network.ts'
import { pause, until } from '../wait.ts'
import { dumpsOf } from './dumps.ts'
import { framesOf, swapFilter } from './frames.ts'
import { kernelOf } from './kernel.ts'
import { watchedLines } from './lines.ts'
import { type Row, render } from './rows.ts'

/** Name of a step and part -> what was seen, such as `start/kernel`. */
export type Seen = Map<string, readonly string[]>

/** Nothing new in the log for so long: what a step leads to has happened. Longer than the delay of a second
 * round of gratuitous ARP. */
const quietSeconds = 1.6
const quietLatestSeconds = 9

/** The last octet of all addresses of host b. */
const peerNumber = 2

interface Play {
  readonly row: Row
  readonly a: Host
  readonly b: Host
  readonly captures: readonly Capture[]
  readonly fifo: Fifo
  readonly seen: Seen
}

/** Plays it with that daemon. The peer is always Debian's. */
export async function play(row: Row, kind: DaemonKind): Promise<Seen> {
  const lab = await openLab({ hosts: ['a', 'b'], lans: 2 })
  try {
    const [a, b] = [lab.host('a'), lab.host('b')]
    await Promise.all([a, b].map((host) => linkLocalReady(host)))
    const captures = await Promise.all(
      [0, 1].map((lan) => startCapture(lab, { lan, filter: swapFilter, file: `swap${lan}.pcap` })),
    )
    const script = join(a.directory, 'said.sh')
    const said = join(a.directory, 'said')
    writeFileSync(script, `#!/bin/sh\necho "$*" >>${said}\n`, { mode: 0o755 })
    writeFileSync(join(a.directory, 'number'), '4\n')
    execFileSync('touch', [said])
    const seen: Seen = new Map()
    await tell({ row, a, b, captures, fifo: openFifo(a), seen }, kind)
    // Paths of the lab differ between the plays.
    for (const [part, lines] of seen) {
      seen.set(
        part,
        lines.map((line) => line.replaceAll(a.directory, 'DIR').replaceAll(lab.name, 'LAB')),
      )
    }
    return seen
  } catch (error) {
    lab.keep()
    throw new Error(`${kind}, files in ${lab.directory}`, { cause: error })
  } finally {
    await lab.close()
  }
}

async function tell(all: Play, kind: DaemonKind): Promise<void> {
  const { row, a, b } = all
  const environment = { TMPDIR: a.directory }
  const text = (changed: boolean) => render(row, { own: a, peer: b, role: 'own', changed })
  const daemon = await startDaemon(a, { kind, config: text(false), environment })
  const step = (name: string, state: string | undefined, body: () => Promise<unknown> | unknown) =>
    watchStep({ ...all, daemon }, { name, state, body })

  await step('start', 'Entering MASTER STATE', () => undefined)
  await told(all, daemon, 'master')
  let peer: Daemon | undefined
  await step('peer comes', 'Entering BACKUP STATE', async () => {
    peer = await startDaemon(b, {
      kind: 'debian',
      config: render(row, { own: b, peer: a, role: 'peer', changed: false }),
    })
  })
  await told(all, daemon, 'backup')
  await step('peer goes', 'Entering MASTER STATE', async () => await peer?.stop())
  await step('link down', 'FAULT', async () => await setLink(a, 'down'))
  await told(all, daemon, 'fault')
  await step('link up', 'Entering MASTER STATE', async () => await setLink(a, 'up'))
  await told(all, daemon, 'recovered')
  await step('reload', 'Reload complete', () => daemon.signal('SIGHUP'))
  await step('changing reload', 'Reload complete', () => {
    daemon.configure(text(true))
    daemon.signal('SIGHUP')
  })
  await told(all, daemon, 'changed')
  all.seen.set('files/present', present(a))
  await step('stop', undefined, async () => {
    const { code, signal } = await daemon.stop()
    all.seen.set('stop/exit', [`${code} ${signal}`])
  })
  all.seen.set('files/left', present(a))
}

function present(host: Host): readonly string[] {
  return Object.entries(filesOf(host))
    .filter(([, path]) => existsSync(path))
    .map(([name]) => name)
}

async function told({ seen }: Play, daemon: Daemon, when: string): Promise<void> {
  const dumps = await dumpsOf(daemon)
  for (const [part, lines] of Object.entries(dumps)) seen.set(`${when}/${part}`, lines)
}

interface Step {
  readonly name: string
  /** A log line that must come; undefined: none. */
  readonly state: string | undefined
  readonly body: () => Promise<unknown> | unknown
}

async function watchStep(all: Play & { daemon: Daemon }, { name, state, body }: Step): Promise<void> {
  const { a, captures, daemon, fifo, seen } = all
  const file = join(a.directory, 'said')
  const words = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  const before = {
    at: nowMicros(),
    log: name === 'start' ? 0 : daemon.log.items.length,
    fifo: fifo.lines(' ').length,
    said: words().length,
  }
  await body()
  if (state !== undefined) await daemon.logged(state, 20, before.log)
  await quiet(daemon)
  const log = daemon.log.items.slice(before.log).map((line) => line.text)
  const sightings = captures.flatMap(({ seen: { items } }) =>
    items.filter((item) => item.at > before.at && (item.from === 'a' || !['a', 'b'].includes(item.from))),
  )
  seen.set(`${name}/kernel`, await kernelOf(a))
  seen.set(
    `${name}/frames`,
    framesOf(sightings.filter((item) => item.from === 'a' || fromVirtual(item.frame))),
  )
  seen.set(`${name}/log`, watchedLines(log))
  seen.set(`${name}/every log line`, log)
  seen.set(`${name}/fifo`, fifo.lines(' ').slice(before.fifo))
  seen.set(`${name}/scripts`, words().slice(before.said).toSorted())
}

/** From the MAC address of a virtual router; no advert of the peer, which its source tells. */
function fromVirtual(frame: Uint8Array): boolean {
  const isVirtual = frame[6] === 0 && frame[7] === 0 && frame[8] === 0x5e
  const isIpv6 = frame[12] === 0x86
  const isAdvert = (isIpv6 ? frame[20] : frame[23]) === 112
  return isVirtual && !(isAdvert && frame[isIpv6 ? 37 : 29] === peerNumber)
}

async function quiet(daemon: Daemon): Promise<void> {
  const from = performance.now()
  let [length, since] = [daemon.log.items.length, from]
  await until('quiet', quietLatestSeconds + 1, async () => {
    const now = performance.now()
    if (daemon.log.items.length !== length) [length, since] = [daemon.log.items.length, now]
    await pause(0.05)
    return now - since > quietSeconds * 1000 || now - from > quietLatestSeconds * 1000
  })
}

/** Parts that are for reading only. */
const unjudged = /\/every log line$/
/** How many adverts there were depends on the moment of asking. */
const counted = /(advert_(sent|rcvd) = |Advertisements: \/ (Sent|Received): )/

/** `- ` before what only the first has, `+ ` before what only the second has, in the order of the story. */
export function differences(first: Seen, second: Seen): readonly string[] {
  return [...first.keys()].flatMap((part) => {
    if (unjudged.test(part)) return []
    const [ours, theirs] = [second.get(part) ?? [], first.get(part) ?? []]
    const told = (sign: string, lines: readonly string[]) =>
      lines.filter((line) => !counted.test(line)).map((line) => `${sign} ${part}: ${line}`)
    return [...told('-', without(theirs, ours)), ...told('+', without(ours, theirs))]
  })
}

/** Each line as often as `others` lacks it. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return lines.filter((line) => {
    const place = left.indexOf(line)
    if (place >= 0) left.splice(place, 1)
    return place < 0
  })
}
