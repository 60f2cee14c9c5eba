/**
 * A LAN of its own for one test: namespaces for hosts, veth pairs, one or more bridges. Nothing of it
 * outlives the process that opened it, however that process ends: a guard process waits for our end of a pipe
 * to close (which the kernel does even after SIGKILL), ends what still runs in these namespaces, by pid, and
 * removes them.
 *
 * Names: host number n (from 1, in the order given) has on LAN l the interface eth<l>, the address
 * 10.<l>.0.<n>/16 and the MAC 02:00:00:00:<l>:<n>. The bridge br<l> of LAN l lives in a namespace of its own,
 * with one port a host.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, address } from '../../src/base/address.ts'

export interface LabOptions {
  /** Names of the hosts, for example a and b for the pair and o for the observer. */
  readonly hosts: readonly string[]
  /** How many LANs each host is on; 1 if absent. */
  readonly lans?: number
  /** Bytes; the kernel's 1500 if absent. */
  readonly mtu?: number
}

/** An address as `ip -j address` shows it. */
export interface InterfaceAddress {
  readonly address: string
  readonly length: number
  readonly label: string | undefined
  readonly flags: readonly string[]
}

export interface CommandResult {
  /** Exit status; 128 plus the signal's number is not used: a signal gives -1. */
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface Host {
  readonly name: string
  /** Name of its network namespace, for `ip netns exec`. */
  readonly netns: string
  /** On each LAN. */
  readonly addresses: readonly Address[]
  readonly macs: readonly string[]
  /** Its own files: configuration, pid files, script output. */
  readonly directory: string
  /** Processes that the lab runs in this namespace for itself; never counted as the daemon's. */
  readonly tools: Set<number>
}

export interface Lab {
  /** Prefix of all names. */
  readonly name: string
  readonly directory: string
  readonly hosts: readonly Host[]
  /** Namespace of the bridges. */
  readonly netns: string
  host(name: string): Host
  /** Leaves `directory` behind for reading after a failure. */
  keep(): void
  /** Ends everything in it and removes it; resolves when that has been done. May be called twice. */
  close(): Promise<void>
}

/** Opens a LAN. Throws with the failing command's own words when the machine refuses; see `labMissing`. */
export async function openLab(options: LabOptions): Promise<Lab> {
  const directory = mkdtempSync(join(tmpdir(), 'kt-lab-'))
  const name = `kt${process.pid}-${directory.slice(-6)}`
  const netns = `${name}-lan`
  const lans = options.lans ?? 1
  const hosts = options.hosts.map((host, index) => hostOf({ lab: name, directory, host, index, lans }))
  const guard = startGuard([netns, ...hosts.map((host) => host.netns)], directory)
  const lab: Lab = {
    name,
    directory,
    hosts,
    netns,
    host: (wanted) => hosts.find((host) => host.name === wanted) ?? missing(`host ${wanted}`),
    keep: () => writeFileSync(join(directory, 'keep'), ''),
    close: guard.close,
  }
  try {
    await build(lab, lans, options.mtu ?? 1500)
  } catch (error) {
    await guard.close()
    throw error
  }
  return lab
}

/** Runs a command in the host's namespace to its end; never throws for its exit status. */
export function run(host: { readonly netns: string }, command: readonly string[]): Promise<CommandResult> {
  return runHere(['ip', 'netns', 'exec', host.netns, ...command])
}

/** Starts a long-running tool of the lab in a namespace. The lab's guard ends it at the latest. */
export function startTool(
  host: { readonly netns: string; readonly tools?: Set<number> },
  command: readonly string[],
): ChildProcess {
  const child = spawn('ip', ['netns', 'exec', host.netns, ...command], { stdio: ['pipe', 'pipe', 'pipe'] })
  if (child.pid !== undefined) host.tools?.add(child.pid)
  return child
}

/** The addresses on an interface of the host, IPv4 only. */
export async function addressesOf(host: Host, interfaceName = 'eth0'): Promise<readonly InterfaceAddress[]> {
  const shown = await ip(host, ['-j', '-4', 'address', 'show', 'dev', interfaceName])
  const links = JSON.parse(shown === '' ? '[]' : shown) as readonly ShownLink[]
  return links.flatMap((link) =>
    (link.addr_info ?? []).map((info) => ({
      address: info.local,
      length: info.prefixlen,
      label: info.label,
      flags: Object.keys(info).filter((key) => info[key] === true),
    })),
  )
}

/** Whether the host has the address on that interface now. */
export async function has(host: Host, wanted: string, interfaceName = 'eth0'): Promise<boolean> {
  return (await addressesOf(host, interfaceName)).some((present) => present.address === wanted)
}

/** `ip link set dev eth0 up|down` inside the host, as an administrator would. */
export async function setLink(host: Host, state: 'up' | 'down', interfaceName = 'eth0'): Promise<void> {
  await ip(host, ['link', 'set', 'dev', interfaceName, state])
}

/** Pulls the cable of the host, or plugs it in again: its port of the bridge goes down or up. */
export async function setCable(
  lab: Lab,
  host: Host,
  change: { readonly state: 'plugged' | 'pulled'; readonly lan?: number },
): Promise<void> {
  const state = change.state === 'plugged' ? 'up' : 'down'
  await ip(lab, ['link', 'set', 'dev', portOf(host.name, change.lan ?? 0), state])
}

/**
 * Keeps hosts from hearing each other while both still reach the rest of the LAN, or joins them again: what a
 * switch that lost a trunk does.
 */
export async function setPartition(lab: Lab, hosts: readonly Host[], parted: boolean): Promise<void> {
  for (const host of hosts) {
    const isolated = parted ? 'on' : 'off'
    await ip(lab, ['link', 'set', 'dev', portOf(host.name, 0), 'type', 'bridge_slave', 'isolated', isolated])
  }
}

/**
 * Takes the host's network card out, or puts one with the same name and MAC in. It comes without addresses.
 */
export async function setCard(lab: Lab, host: Host, state: 'out' | 'in'): Promise<void> {
  const port = portOf(host.name, 0)
  if (state === 'out') {
    await ip(lab, ['link', 'delete', 'dev', port])
    return
  }
  const peer = `peer name eth0 address ${host.macs[0]} netns ${host.netns}`
  await batch(lab.netns, [`link add ${port} type veth ${peer}`, `link set ${port} master br0 up`])
}

/** `ip` with these words in the namespace; throws with its message when it fails. Returns its output. */
export async function ip(host: { readonly netns: string }, words: readonly string[]): Promise<string> {
  const result = await runHere(['ip', '-n', host.netns, ...words])
  if (result.status !== 0) throw new Error(`ip -n ${host.netns} ${words.join(' ')}: ${result.stderr.trim()}`)
  return result.stdout
}

/** The processes in a namespace at this moment, oldest first. */
export function processesIn(netns: string): readonly number[] {
  const inode = statSync(`/run/netns/${netns}`).ino
  const wanted = `net:[${inode}]`
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && linkTarget(`/proc/${entry}/ns/net`) === wanted)
    .map(Number)
    .toSorted((a, b) => a - b)
}

interface ShownLink {
  readonly addr_info?: readonly (Record<string, unknown> & {
    readonly local: string
    readonly prefixlen: number
    readonly label?: string
  })[]
}

function hostOf(plan: { lab: string; directory: string; host: string; index: number; lans: number }): Host {
  const number = plan.index + 1
  const lans = Array.from({ length: plan.lans }, (_, lan) => lan)
  const directory = join(plan.directory, plan.host)
  mkdirSync(directory)
  return {
    name: plan.host,
    netns: `${plan.lab}-${plan.host}`,
    addresses: lans.map((lan) => address(`10.${lan}.0.${number}`)),
    macs: lans.map((lan) => `02:00:00:00:0${lan}:0${number}`),
    directory,
    tools: new Set(),
  }
}

async function build(lab: Lab, lans: number, mtu: number): Promise<void> {
  for (const netns of [lab.netns, ...lab.hosts.map((host) => host.netns)]) {
    const added = await runHere(['ip', 'netns', 'add', netns])
    if (added.status !== 0) throw new Error(`ip netns add ${netns}: ${added.stderr.trim()}`)
  }
  const bridges = Array.from({ length: lans }, (_, lan) => [
    `link add br${lan} mtu ${mtu} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
    `link set br${lan} up`,
    ...lab.hosts.flatMap((host) => {
      const port = portOf(host.name, lan)
      const peer = `peer name eth${lan} mtu ${mtu} address ${host.macs[lan]} netns ${host.netns}`
      return [`link add ${port} mtu ${mtu} type veth ${peer}`, `link set ${port} master br${lan} up`]
    }),
  ])
  await batch(lab.netns, bridges.flat())
  for (const host of lab.hosts) {
    const links = host.addresses.flatMap((own, lan) => [
      `address add ${own}/16 brd + dev eth${lan}`,
      `link set eth${lan} up`,
    ])
    await batch(host.netns, ['link set lo up', ...links])
  }
}

function portOf(host: string, lan: number): string {
  return `${host}${lan}`
}

async function batch(netns: string, lines: readonly string[]): Promise<void> {
  const result = await runHere(['ip', '-n', netns, '-batch', '-'], `${lines.join('\n')}\n`)
  if (result.status !== 0) throw new Error(`ip -n ${netns} -batch: ${result.stderr.trim()}`)
}

function runHere(command: readonly string[], input = ''): Promise<CommandResult> {
  const [file = 'false', ...words] = command
  const { promise, resolve } = Promise.withResolvers<CommandResult>()
  const child = execFile(file, words, { maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
    const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
    resolve({ status, stdout, stderr: stderr === '' && error !== null ? error.message : stderr })
  })
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(input)
  return promise
}

/** Removes the namespaces when its standard input ends. In a session of its own: Ctrl-C does not reach it. */
const guardScript = `
trap '' INT TERM HUP
cat >/dev/null
directory=$1; shift
for netns in "$@"; do
  for round in 1 2 3 4 5 6 7 8 9 10; do
    pids=$(ip netns pids "$netns" 2>/dev/null) || break
    [ -n "$pids" ] || break
    kill -KILL $pids 2>/dev/null
  done
  ip netns delete "$netns" 2>/dev/null
done
[ -e "$directory/keep" ] || rm -rf "$directory"
`

function startGuard(names: readonly string[], directory: string): { close(): Promise<void> } {
  const child = spawn('sh', ['-c', guardScript, 'lab-guard', directory, ...names], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const gone = new Promise<void>((resolve) => {
    child.on('exit', () => resolve())
    child.on('error', () => resolve())
  })
  child.unref()
  return {
    close: async () => {
      child.ref()
      child.stdin.end()
      await gone
    },
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function missing(what: string): never {
  throw new Error(`the lab has no ${what}`)
}
