/**
 * A pair whose every word is kept: what each node writes to its FIFO, what its generic script is called with,
 * what it counts. And the question that every story of two nodes ends with: who is the only master?
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { globals, type InstanceText, instance, vip } from './configuration.ts'
import type { Daemon } from './daemon.ts'
import { assertHolds, nowMicros, settles } from './expect.ts'
import { type Fifo, openFifo } from './fifo.ts'
import type { Host } from './network.ts'
import type { Stage } from './scenario.ts'
import { pause, until } from './wait.ts'

export interface Wanted extends InstanceText {
  /** BACKUP if absent. */
  readonly state?: 'MASTER'
}

export interface Side {
  readonly host: Host
  readonly fifo: Fifo
  start(text: Wanted): Promise<Daemon>
  reload(daemon: Daemon, text: Wanted): void
  /** The states of VI_1 with their priorities, oldest first: exactly these, in the FIFO and by the script. */
  told(states: readonly string[]): Promise<void>
  /** A counter of keepalived.stats, such as `Authentication Errors/Failure`, at this moment. */
  counted(daemon: Daemon, counter: string): Promise<number>
}

export interface Pair {
  readonly a: Side
  readonly b: Side
  /** The host becomes the only one with the address and the only one that speaks, and stays so. */
  onlyMaster(holder: Host): Promise<void>
  /** Both have the address, and ours speaks: nobody believes the other. */
  bothMasters(): Promise<void>
}

export function openPair(stage: Stage): Pair {
  const { a, b, capture, kinds } = stage
  return {
    a: openSide(stage, a),
    b: openSide(stage, b),
    onlyMaster: async (holder) => {
      const other = holder === a ? b : a
      await settles(other, vip, { held: false })
      await settles(holder, vip, { held: true })
      const since = nowMicros()
      await capture.advert({ from: holder.name, after: since + 700_000 })
      assert.deepEqual(capture.adverts({ from: other.name, after: since }), [], `${other.name} speaks too`)
      await assertHolds(other, vip, false)
      await assertHolds(holder, vip, true)
    },
    bothMasters: async () => {
      await settles(a, vip, { held: true })
      await settles(b, vip, { held: true })
      // Debian's is silenced by whoever speaks more often than itself, though it stays master.
      const since = nowMicros()
      await pause(1.5)
      for (const host of [a, b]) {
        const kind = host === a ? kinds.a : kinds.b
        if (kind === 'ours') await capture.advert({ from: host.name, after: since })
      }
      await assertHolds(a, vip, true)
      await assertHolds(b, vip, true)
    },
  }
}

function openSide({ start }: Stage, host: Host): Side {
  const fifo = openFifo(host)
  const [script, said] = [join(host.directory, 'said.sh'), join(host.directory, 'said')]
  writeFileSync(script, `#!/bin/sh\necho "$*" >>${said}\n`, { mode: 0o755 })
  const configuration = (text: Wanted) => {
    const block = instance({ ...text, more: `${text.more ?? ''}\nnotify ${script}` })
    const state = text.state === undefined ? block : block.replace('state BACKUP', `state ${text.state}`)
    return globals(`vrrp_notify_fifo ${fifo.path}`) + state
  }
  return {
    host,
    fifo,
    // Where the files of SIGUSR2 are written.
    start: (text) => start(host, configuration(text), { environment: { TMPDIR: host.directory } }),
    reload: (daemon, text) => {
      daemon.configure(configuration(text))
      daemon.signal('SIGHUP')
    },
    told: async (states) => {
      await fifo.until(states.map((state) => `INSTANCE "VI_1" ${state}`))
      const lines = fifo.lines('"VI_1"').filter((line) => !line.includes('MASTER_RX_LOWER_PRI'))
      assert.deepEqual(
        lines,
        states.map((state) => `INSTANCE "VI_1" ${state}`),
      )
      // Scripts run side by side: the order in which two of them write is theirs.
      const calls = states.map((state) => `INSTANCE VI_1 ${state}`).toSorted()
      const written = () => linesOf(said).toSorted()
      await until(`${calls.length} calls of the script`, 5, () => written().length >= calls.length)
      assert.deepEqual(written(), calls)
    },
    counted: (daemon, counter) => counterOf(daemon, counter),
  }
}

async function counterOf({ host, signal }: Daemon, counter: string): Promise<number> {
  const file = join(host.directory, 'keepalived.stats')
  rmSync(file, { force: true })
  signal('SIGUSR2')
  return await until(`${counter} in ${file}`, 5, () => readCounters(file).get(counter))
}

/** Of the only instance in the file; undefined of what is not written yet. */
function readCounters(file: string): ReadonlyMap<string, number> {
  const counters = new Map<string, number>()
  let section = ''
  for (const line of linesOf(file)) {
    const [, name = '', value = ''] = /^\s+(.+): ?(\d*)$/.exec(line) ?? []
    if (value === '') section = name
    else counters.set(`${section}/${name}`, Number(value))
  }
  return counters
}

function linesOf(file: string): readonly string[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}
