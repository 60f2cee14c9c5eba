/** What a master costs while nothing happens: processor time and memory of all its processes. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Daemon, DaemonKind } from '../test/lab/daemon.ts'
import { pause } from '../test/lab/wait.ts'
import type { Figures, Measure } from './measure.ts'
import { configuration, onGround } from './pair.ts'

/** Nanoseconds that all threads of all processes of the daemon have run. */
export function runTime(daemon: Daemon): number {
  return daemon
    .processes()
    .flatMap((pid) =>
      readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`),
    )
    .reduce((sum, path) => sum + Number(readFileSync(path, 'utf8').split(' ')[0]), 0)
}

/** Proportional share of memory, in megabytes: pages shared by n processes count one n-th. */
function sharedMemory(daemon: Daemon): number {
  return daemon.processes().reduce((sum, pid) => {
    const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? []
    return sum + Number(kilobytes) / 1024
  }, 0)
}

async function footprint(
  kind: DaemonKind,
  config: string,
  seconds: number,
): Promise<{ cpu: number; memory: number }> {
  return await onGround(kind, async ({ a, capture, start }) => {
    const daemon = await start(a, config)
    await capture.advert({ from: 'a' }, 20)
    // The repeated gratuitous ARPs after five seconds belong to the takeover.
    await pause(8)
    const [before, beganAt] = [runTime(daemon), performance.now()]
    await pause(seconds)
    const share = (runTime(daemon) - before) / ((performance.now() - beganAt) * 1e6)
    return { cpu: share * 100, memory: sharedMemory(daemon) }
  })
}

/** One virtual server with a check that fails, so that the checker process is there. */
const virtualServer = `virtual_server 10.0.8.1 80 {
    delay_loop 6
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.3 80 {
        TCP_CHECK {
            connect_timeout 3
        }
    }
}
`

export const footprintMeasure: Measure = {
  name: 'footprint',
  about: 'processor time and memory of all processes of a master, 1 and 250 instances at 1 s',
  run: async (kind, { quick }) => {
    const figures: Figures[] = []
    const seconds = quick ? 5 : 30
    const text = { priority: 200, version: 2, interval: 1 } as const
    for (const instances of [1, 250]) {
      const config = configuration(text, instances, instances)
      const { cpu, memory } = await footprint(kind, config, seconds)
      figures.push({ what: `${instances} instances at 1 s, CPU, % of a core`, values: [cpu] })
      figures.push({ what: `${instances} instances at 1 s, memory (PSS), MB`, values: [memory] })
    }
    if (kind === 'ours') {
      const config = configuration(text) + virtualServer
      const { cpu, memory } = await footprint(kind, config, seconds)
      figures.push({ what: '1 instance and a checker, CPU, % of a core', values: [cpu] })
      figures.push({ what: '1 instance and a checker, memory (PSS), MB', values: [memory] })
    }
    return figures
  },
}
