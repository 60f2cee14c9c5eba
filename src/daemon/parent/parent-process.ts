/**
 * How the parent process itself runs: its name, its umask, whether it and its children may dump core and be
 * swapped out, and what it leaves behind. keepalived.conf(5), process_name, umask, vrrp_no_swap,
 * checker_no_swap; keepalived(8), --umask,
 * --core-dump.
 */
import { readFileSync } from 'node:fs'
import { allowCoreDumps } from '../../io/core-dump.ts'
import { attempt } from '../../io/failure.ts'
import { removeRunDirectory } from '../../io/namespaces.ts'
import type { Native } from '../../io/native.ts'
import { forbidSwap } from '../../io/swap.ts'
import { nameProcess } from '../../io/thread.ts'
import type { GlobalSettings } from '../../settings/settings.ts'
import type { RunOptions } from '../run-options.ts'
import type { Tell } from './reading.ts'

/** What keepalived takes from the files that it makes: only their owner reads and writes them. */
export const standardUmask = 0o177

export interface ParentProcess {
  /** At the start, and after each reload. */
  shape(global: GlobalSettings | undefined): void
  close(namespace: string | undefined): void
}

export function openParentProcess(
  native: Native,
  { options, tell }: { readonly options: RunOptions; readonly tell: Tell },
): ParentProcess {
  const core = options.coreDump && allowCoreDumps(native, options.coreDump.pattern)
  for (const { doing, text } of core?.failures ?? []) tell({ is: 'failed', doing, text })
  const umask = process.umask()
  let swapAsked = false
  return {
    shape: (global) => {
      const processes = global?.processes
      nameProcess(native, processes?.parentName ?? 'keepalived')
      process.umask(options.umask ?? processes?.umask ?? standardUmask)
      const noSwap = processes !== undefined && Object.values(processes.workers).some((one) => one.noSwap)
      if (!noSwap || swapAsked) return
      swapAsked = true
      const verdict = forbidSwap(isOurs)
      if (verdict.is === 'forbidden') tell({ is: 'swap-forbidden', group: verdict.group })
      else tell({ is: 'swap-allowed', text: verdict.because })
    },
    close: (namespace) => {
      core?.close()
      // What Node keeps beside the program is for everybody who runs it.
      process.umask(umask)
      if (namespace !== undefined) removeRunDirectory(native, namespace)
      tell({ is: 'processor-time', ...processorTime() })
    },
  }
}

/** This process and what it has started. */
function isOurs(pid: number): boolean {
  const generationsMax = 16
  for (let one = pid, left = generationsMax; left > 0 && one > 1; left--) {
    if (one === process.pid) return true
    const status = attempt(`reading /proc/${one}/status`, () => readFileSync(`/proc/${one}/status`, 'utf8'))
    if (!status.ok) return false
    one = Number(/^PPid:\s*(\d+)$/m.exec(status.value)?.[1] ?? 0)
  }
  return false
}

/** Ticks of proc_pid_stat(5), which are hundredths of a second on all that Node runs on. */
function processorTime(): {
  readonly user: readonly [number, number]
  readonly system: readonly [number, number]
} {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  const stat = attempt('reading /proc/self/stat', () => readFileSync('/proc/self/stat', 'utf8'))
  const fields = stat.ok ? stat.value.slice(stat.value.lastIndexOf(')') + 2).split(' ') : []
  const [childrenUser = 0, childrenSystem = 0] = fields.slice(13, 15).map((ticks) => Number(ticks) / 100)
  return { user: [userCPUTime / 1e6, childrenUser], system: [systemCPUTime / 1e6, childrenSystem] }
}
