/**
 * The demo's pair: a LAN of two nodes and an observer, the README's configuration on both, and all that is
 * seen.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Capture, type Sighting, startCapture } from '../../test/lab/capture.ts'
import { type Daemon, startDaemon } from '../../test/lab/daemon.ts'
import { type Host, has, type Lab, openLab } from '../../test/lab/network.ts'
import { pause, type Story } from '../../test/lab/wait.ts'
import { watchAddresses } from '../../test/lab/watch.ts'
import type { Screen } from './screen.ts'

export const vip = '10.0.0.168'
export const priorities = { a: 100, b: 50 } as const

export interface Pair {
  readonly lab: Lab
  readonly a: Host
  readonly b: Host
  readonly observer: Host
  readonly capture: Capture
  /** Starts keepalived-ts on a node and shows what it says. */
  start(node: 'a' | 'b'): Promise<Daemon>
  /** Which nodes have the virtual address on their interface. */
  holders(): Promise<readonly string[]>
  /** Ends both daemons and removes the LAN. */
  close(): Promise<void>
}

/** The configuration of the README's first pair, with the priority of the node and an address of the lab. */
export function configurationOf(node: 'a' | 'b'): string {
  return readFileSync(join(import.meta.dirname, 'default.conf'), 'utf8')
    .replace('priority 100', `priority ${priorities[node]}`)
    .replace('192.0.2.168/24', `${vip}/16`)
}

/** Opens the LAN and shows everything that happens on it from now on. */
export async function openPair(screen: Screen): Promise<Pair> {
  const lab = await openLab({ hosts: ['a', 'b', 'o'] })
  try {
    const [a, b, observer] = [lab.host('a'), lab.host('b'), lab.host('o')]
    const capture = await startCapture(lab)
    await Promise.all([showWire(capture, screen), showAddresses(a, screen), showAddresses(b, screen)])
    const hosts = { a, b }
    const daemons: Daemon[] = []
    return {
      lab,
      a,
      b,
      observer,
      capture,
      start: async (node) => {
        const daemon = await startDaemon(hosts[node], { kind: 'ours', config: configurationOf(node) })
        daemons.push(daemon)
        showLog(daemon, screen)
        return daemon
      },
      holders: async () => {
        const held = await Promise.all([has(a, vip), has(b, vip)])
        return ['a', 'b'].filter((_, index) => held[index])
      },
      close: async () => {
        // Their last words are still being written to the lab's files, which go with the lab.
        await Promise.all(daemons.map((daemon) => daemon.crash()))
        await pause(0.1)
        await lab.close()
        // A last line of a log may have been written between the two steps of removing a directory.
        const kept = existsSync(join(lab.directory, 'keep'))
        if (!kept) rmSync(lab.directory, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await lab.close()
    throw error
  }
}

/** Tells each item of a growing list, in the order in which they come, until the process ends. */
function follow<Item>(story: Story<Item>, tell: (item: Item) => void): void {
  const told = (item: Item) => {
    tell(item)
    return false
  }
  void story.until('the end of the demo', told, { timeoutSeconds: 3600 }).catch(() => undefined)
}

function showWire(capture: Capture, screen: Screen): void {
  follow(capture.seen, (sighting) => {
    const text = wireText(sighting)
    if (text !== undefined) screen.event({ where: 'wire', text, at: sighting.at })
  })
}

/** An advert or a gratuitous ARP in words; undefined for the rest, such as the observer's own questions. */
function wireText(sighting: Sighting): string | undefined {
  if (sighting.is === 'arp' && sighting.gratuitous) {
    return `${sighting.from}: gratuitous ARP, ${sighting.arp.senderAddress} is at ${sighting.arp.senderMac}`
  }
  if (sighting.is !== 'advert') return undefined
  const { version, vrid, priority } = sighting.advert
  const leaves = priority === 0 ? ' (I am leaving)' : ''
  return `${sighting.from}: VRRPv${version} advert, vrid ${vrid}, priority ${priority}${leaves}`
}

async function showAddresses(host: Host, screen: Screen): Promise<void> {
  const { changes } = await watchAddresses(host)
  follow(changes, ({ address, deleted, interface: name }) => {
    if (address !== vip) return
    screen.event({
      where: `node ${host.name}`,
      text: `kernel: ${vip} ${deleted ? 'removed from' : 'added to'} ${name}`,
    })
  })
}

/** What an administrator looks for in the log. */
const isNews = /Entering|higher prio|Changing effective|priority 0|0 priority|Stopping|handover|[Ee]rror/

function showLog(daemon: Daemon, screen: Screen): void {
  follow(daemon.log, ({ text, at }) => {
    if (isNews.test(text)) screen.event({ where: `node ${daemon.host.name}`, text: `log: ${text}`, at })
  })
}
