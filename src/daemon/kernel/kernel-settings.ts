/**
 * Settings of the kernel that are changed while the daemon runs, and put back when nobody needs them any
 * more: shared by those who need the same, and left alone when somebody else has changed them meanwhile
 * (quirk kernelSettingsRestored). ip-sysctl of the kernel's documentation.
 */
import type { Failure } from '../../io/failure.ts'
import type { Sysctls } from '../../io/sysctl.ts'

export interface WantedSetting {
  /** Below /proc/sys/net: `ipv4/conf/eth0/arp_ignore`. */
  readonly path: string
  readonly value: string
}

export interface KernelSettings {
  /**
   * Replaces what `owner` needs. `isLeftover`: a daemon that was killed may have set it, so that what is
   * there says nothing; then the default for new interfaces is put back later.
   */
  hold(owner: string, settings: readonly WantedSetting[], isLeftover?: boolean): void
  /** False when it had nothing. */
  release(owner: string): boolean
  /** The interface is a new one of the same name: what was there before means nothing. */
  forget(interfaceName: string): void
  releaseAll(): void
}

interface Held {
  readonly before: string
  readonly value: string
  readonly owners: Set<string>
}

/** Not there: the interface is gone, or the kernel does not know the setting. */
const absentCodes = ['ENOENT', 'ENODEV', 'ENOTDIR']

export function openKernelSettings(options: {
  readonly sysctls: Sysctls
  onRefused(failure: Failure): void
}): KernelSettings {
  const { sysctls } = options
  const held = new Map<string, Held>()
  const write = (path: string, value: string): boolean => {
    const written = sysctls.write(path, value)
    if (!written.ok && !absentCodes.includes(written.error.code)) options.onRefused(written.error)
    return written.ok
  }
  const take = (owner: string, { path, value }: WantedSetting, isLeftover: boolean) => {
    const there = held.get(path)
    if (there !== undefined) {
      there.owners.add(owner)
      return
    }
    const found = sysctls.read(path)
    if (!found.ok) return
    const before = isLeftover && found.value === value ? defaultOf(sysctls, path, value) : found.value
    if (found.value === value || write(path, value))
      held.set(path, { before, value, owners: new Set([owner]) })
  }
  const letGo = (owner: string, path: string) => {
    const entry = held.get(path)
    if (entry === undefined || !entry.owners.delete(owner) || entry.owners.size > 0) return
    held.delete(path)
    const now = sysctls.read(path)
    // Somebody who changed it meanwhile has meant something.
    if (now.ok && now.value === entry.value && entry.before !== entry.value) write(path, entry.before)
  }
  const release = (owner: string, except: ReadonlySet<string> = new Set()) => {
    // What was set last is put back first: all.rp_filter goes before the interfaces that it was moved to.
    for (const path of [...held.keys()].reverse()) if (!except.has(path)) letGo(owner, path)
  }
  return {
    hold: (owner, settings, isLeftover = false) => {
      release(owner, new Set(settings.map(({ path }) => path)))
      for (const setting of settings) take(owner, setting, isLeftover)
    },
    release: (owner) => {
      const had = [...held.values()].some(({ owners }) => owners.has(owner))
      release(owner)
      return had
    },
    forget: (name) => {
      for (const path of held.keys()) if (path.split('/')[2] === name) held.delete(path)
    },
    releaseAll: () => {
      for (const owner of new Set([...held.values()].flatMap(({ owners }) => [...owners]))) release(owner)
    },
  }
}

/** Of `ipv4/conf/eth0/arp_ignore` what a new interface gets. */
function defaultOf(sysctls: Sysctls, path: string, otherwise: string): string {
  const parts = path.split('/')
  if (parts[1] !== 'conf') return otherwise
  const found = sysctls.read([parts[0], parts[1], 'default', ...parts.slice(3)].join('/'))
  return found.ok ? found.value : otherwise
}
