/**
 * A network namespace of its own for the process of one test file, with a pair of interfaces `left` and
 * `right` in it. It has no name: when the process ends, nothing of it is left.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { Native } from '../../src/io/native.ts'
import { enterNamespace } from '../../src/io/thread.ts'

/** Why tests that need a network namespace cannot run here; false when they can: node:test's `skip`. */
export const cannotMakeNamespaces: string | false =
  spawnSync('unshare', ['--net', 'true']).status === 0
    ? false
    : 'needs root (CAP_SYS_ADMIN): raw sockets in a network namespace of its own'

export function ip(command: string): void {
  execFileSync('ip', command.split(' '), { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Moves this process into a new namespace with a veth pair that is up. */
export async function enterNewNamespace(native: Native): Promise<void> {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo made; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const entered = enterNamespace(native, `/proc/${holder.pid}/ns/net`)
  holder.stdin.end()
  await once(holder, 'exit')
  if (!entered.ok) throw new Error(entered.error.text)
  ip('link add left address 02:00:00:00:00:01 type veth peer name right address 02:00:00:00:00:02')
  ip('link set lo up')
  ip('link set left up')
  ip('link set right up')
  // What is sent before the kernel has noticed the carrier is lost.
  await until(() => ['left', 'right'].every(isUp))
}

function isUp(name: string): boolean {
  return execFileSync('ip', ['-o', 'link', 'show', name], { encoding: 'utf8' }).includes(' state UP ')
}

/**
 * Resolves when `condition` holds; rejects after ten seconds. For what the kernel delivers, not for our
 * logic.
 */
export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    if (condition()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('it did not happen within ten seconds')
}
