/**
 * FRR's vrrpd in a host of the lab: an implementation of VRRP version 3 that has nothing in common with
 * keepalived. It wants a macvlan with the virtual MAC and the addresses, which it switches off and on.
 */
import type { ChildProcess } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host, Lab } from './network.ts'
import { ip, startTool } from './network.ts'
import { until } from './wait.ts'

const folder = '/usr/lib/frr'

export interface FrrSettings {
  /** 1 to 255. */
  readonly vrid: number
  readonly priority: number
  /** Hundredths of a second. */
  readonly intervalCentis: number
  readonly family: 'ipv4' | 'ipv6'
  readonly addresses: readonly string[]
}

export interface Frr {
  /** As the LAN sees its adverts and announcements. */
  readonly mac: string
  /** SIGTERM to vrrpd, which says good-bye to its peers. */
  stop(): Promise<void>
  /** SIGKILL to both, which say nothing. */
  crash(): Promise<void>
}

/** Why the peer cannot be FRR; undefined when it can. */
export function frrMissing(): string | undefined {
  return existsSync(join(folder, 'vrrpd')) ? undefined : `${folder}/vrrpd is missing: apt-get install frr`
}

/** Starts zebra and vrrpd for one virtual router on eth0; resolves when it has started. */
export async function startFrr(lab: Lab, host: Host, settings: FrrSettings): Promise<Frr> {
  const mac = await addInterface(host, settings)
  // Both run as user frr.
  const directory = join(host.directory, 'frr')
  mkdirSync(directory)
  for (const [path, mode] of [
    [lab.directory, 0o755],
    [host.directory, 0o755],
    [directory, 0o777],
  ] as const) {
    chmodSync(path, mode)
  }
  const { vrid, priority, intervalCentis, family, addresses } = settings
  const lines = [
    `vrrp ${vrid} version 3`,
    `vrrp ${vrid} priority ${priority}`,
    `vrrp ${vrid} advertisement-interval ${intervalCentis * 10}`,
    ...addresses.map((each) => `vrrp ${vrid} ${family === 'ipv4' ? 'ip' : 'ipv6'} ${each}`),
  ]
  const config = join(directory, 'frr.conf')
  writeFileSync(config, `interface eth0\n${lines.map((line) => ` ${line}\n`).join('')}`)
  const zebra = program(host, { directory, name: 'zebra', config: '/dev/null' })
  await until('zebra', 10, () => existsSync(join(directory, 'zserv.sock')))
  const vrrpd = program(host, { directory, name: 'vrrpd', config })
  await vrrpd.said('Initialize -> ')
  return {
    mac,
    stop: async () => {
      await vrrpd.end('SIGTERM')
      await zebra.end('SIGTERM')
    },
    crash: async () => {
      await vrrpd.end('SIGKILL')
      await zebra.end('SIGKILL')
    },
  }
}

async function addInterface(host: Host, { vrid, family, addresses }: FrrSettings): Promise<string> {
  const kind = family === 'ipv4' ? '01' : '02'
  const mac = `00:00:5e:00:${kind}:${vrid.toString(16).padStart(2, '0')}`
  const name = `vrrp-${family}`
  await ip(host, ['link', 'add', name, 'link', 'eth0', 'address', mac, 'type', 'macvlan', 'mode', 'bridge'])
  for (const each of addresses) {
    const length = family === 'ipv4' ? 32 : 64
    await ip(host, ['address', 'add', `${each}/${length}`, 'dev', name, ...(length === 64 ? ['nodad'] : [])])
  }
  await ip(host, ['link', 'set', name, 'up'])
  return mac
}

interface Program {
  said(text: string): Promise<void>
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

function program(
  host: Host,
  { directory, name, config }: { readonly directory: string; readonly name: string; readonly config: string },
): Program {
  const file = (end: string) => join(directory, end)
  const words = ['-z', file('zserv.sock'), '-i', file(`${name}.pid`), '--vty_socket', directory, '-f', config]
  const log = ['--log', 'stdout', '--log-level', 'debug']
  const child: ChildProcess = startTool(host, [join(folder, name), ...words, ...log])
  let text = ''
  const keep = (chunk: Buffer) => {
    text += chunk.toString()
    if (existsSync(host.directory)) appendFileSync(join(host.directory, `${name}.log`), chunk)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  return {
    said: async (wanted) => {
      await until(`"${wanted}" of ${name}: ${text.slice(-500)}`, 10, () => text.includes(wanted))
    },
    end: async (signal) => {
      child.kill(signal)
      await gone
    },
  }
}
