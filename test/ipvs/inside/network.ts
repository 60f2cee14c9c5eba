/**
 * Inside the guest: two clients, this host as director, two real servers behind it (NAT), and an address that
 * swallows everything.
 *
 *   client1 10.10.3.11 --+                          +-- 10.20.0.11 rs1
 *   client2 10.10.3.12 --+-- front  director  back --+-- 10.20.0.12 rs2
 *                            10.10.3.1  10.20.0.1    +-- 10.20.0.99 nobody
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const vip = '10.10.3.168'

export function run(command: string, ...words: string[]): string {
  return execFileSync(command, words, { encoding: 'utf8' })
}

export function buildNetwork(): void {
  const batch = [
    'link add front type bridge',
    'link add back type bridge',
    'addr add 10.10.3.1/24 dev front',
    `addr add ${vip}/32 dev front`,
    'addr add 10.20.0.1/24 dev back',
    'link set front up',
    'link set back up',
    'neigh add 10.20.0.99 lladdr 02:00:00:00:00:99 dev back nud permanent',
  ]
  execFileSync('ip', ['-batch', '-'], { input: batch.join('\n') })
  attach('client1', { bridge: 'front', address: '10.10.3.11/24', gateway: '10.10.3.1' })
  attach('client2', { bridge: 'front', address: '10.10.3.12/24', gateway: '10.10.3.1' })
  attach('rs1', { bridge: 'back', address: '10.20.0.11/24', gateway: '10.20.0.1' })
  attach('rs2', { bridge: 'back', address: '10.20.0.12/24', gateway: '10.20.0.1' })
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1')
}

function attach(
  name: string,
  where: { readonly bridge: string; readonly address: string; readonly gateway: string },
): void {
  run('ip', 'netns', 'add', name)
  const batch = [
    `link add ${name} type veth peer name eth0 netns ${name}`,
    `link set ${name} master ${where.bridge} up`,
  ]
  execFileSync('ip', ['-batch', '-'], { input: batch.join('\n') })
  const inner = [
    'link set lo up',
    `addr add ${where.address} dev eth0`,
    'link set eth0 up',
    `route add default via ${where.gateway}`,
  ]
  execFileSync('ip', ['-n', name, '-batch', '-'], { input: inner.join('\n') })
}

/** Serves once `connect` finds it. */
export function startRealServer(name: string): ChildProcess {
  const script = fileURLToPath(new URL('real-server.ts', import.meta.url))
  return spawn('ip', ['netns', 'exec', name, process.execPath, script, name], { stdio: 'inherit' })
}

/** Who answers at the virtual address: the name of a real server, or why nobody did. */
export function connect(client: string, to = vip): string {
  const script = `exec 3<>/dev/tcp/${to}/80 && cat <&3`
  const words = ['netns', 'exec', client, 'timeout', '2', 'bash', '-c', script]
  const { stdout } = spawnSync('ip', words, { encoding: 'utf8' })
  return stdout.trim() === '' ? 'nobody' : stdout.trim()
}

/** As `ipvsadm -Ln` shows it, without the counts of connections; servers sorted. */
export function table(): string[] {
  const lines = run('ipvsadm', '-Ln').split('\n').slice(3)
  const services: string[][] = []
  for (const line of lines.filter((text) => text.trim() !== '')) {
    const words = line.trim().split(/\s+/)
    if (words[0] === '->') services.at(-1)?.push(words.slice(0, 4).join(' '))
    else services.push([words.join(' ')])
  }
  return services.flatMap(([service, ...servers]) => [service ?? '', ...servers.toSorted()])
}

/**
 * Looks every 50 ms, at most a minute: the guest is slow on a busy machine. The time it took, in
 * milliseconds.
 */
export async function until(what: string, isSo: () => boolean): Promise<number> {
  const began = performance.now()
  while (!isSo()) {
    if (performance.now() - began > 60_000)
      throw new Error(`waited in vain until ${what}\n${table().join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return performance.now() - began
}
