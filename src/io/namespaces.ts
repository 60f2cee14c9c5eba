/**
 * Working in another network namespace: keepalived(8), NAMESPACES. The process enters it, makes a mount
 * namespace in which /run/keepalived is a directory of that namespace's own, and starts itself anew: only the
 * calling thread can enter, and after execve(2) there is no other. The pid stays the same.
 */
import { mkdirSync, rmdirSync } from 'node:fs'
import { attempt, type Failure } from './failure.ts'
import { CLONE_NEWNS, MS_BIND, MS_REC, MS_SLAVE } from './linux.ts'
import type { Native } from './native.ts'
import { enterNamespace } from './thread.ts'

export const runDirectory = '/run/keepalived'
const marker = 'KEEPALIVED_TS_NAMESPACE'

/** The namespace that this process was started anew in. Its scripts need not know. */
export function takeNamespaceMarker(): string | undefined {
  const name = process.env[marker]
  delete process.env[marker]
  return name
}

/** What tells a process that is started from here where it works. */
export function namespaceMark(name: string | undefined): Readonly<Record<string, string>> {
  return name === undefined ? {} : { [marker]: name }
}

/**
 * Does not return when it works. `environment`: that of the start, for what the daemon has taken out of its
 * own meanwhile. A message channel to a parent stays open.
 */
export function startAnewInside(
  native: Native,
  name: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): { readonly ok: false; readonly error: Failure } {
  const entered = enterNamespace(native, `/run/netns/${name}`)
  if (!entered.ok) return withCure(entered.error)
  const started = attempt(`making ${runDirectory} the one of the network namespace ${name}`, () => {
    const own = `${runDirectory}/${name}`
    mkdirSync(own, { recursive: true })
    native.unshare(CLONE_NEWNS)
    // What is mounted here stays here; what the host mounts later is seen here, too.
    native.mount('none', '/', MS_SLAVE | MS_REC)
    native.mount(own, runDirectory, MS_BIND)
    const words = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
    return process.execve?.(process.execPath, words, {
      ...environment,
      ...keptChannel(native),
      ...namespaceMark(name),
    })
  })
  if (!started.ok) return withCure(started.error)
  const doing = `starting anew in the network namespace ${name}`
  return { ok: false, error: { code: 'ENOSYS', text: 'this Node cannot execve', doing } }
}

/** The unit of systemd allows neither, as long as nobody asks it to. */
function withCure(error: Failure): { readonly ok: false; readonly error: Failure } {
  if (error.code !== 'EPERM') return { ok: false, error }
  return {
    ok: false,
    error: { ...error, text: `${error.text} (it needs CAP_SYS_ADMIN; see the systemd unit)` },
  }
}

/** What Node looks for to find its channel. child_process, NODE_CHANNEL_FD. */
function keptChannel(native: Native): Readonly<Record<string, string>> {
  const fd = (process.channel as { readonly fd?: number } | undefined)?.fd
  if (fd === undefined || fd < 0) return {}
  native.keepOpen(fd)
  return { NODE_CHANNEL_FD: String(fd), NODE_CHANNEL_SERIALIZATION_MODE: 'json' }
}

/** At the end: the directory goes, unless something is left in it. */
export function removeRunDirectory(native: Native, name: string): void {
  attempt('unmounting', () => native.unmount(runDirectory))
  for (const path of [`${runDirectory}/${name}`, runDirectory])
    attempt(`removing ${path}`, () => rmdirSync(path))
}
