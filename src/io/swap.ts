/**
 * Keeping a process in memory: memory.swap.max of its control group (cgroups(7), version 2). mlockall(2) is
 * no way here, V8 ends a process whose pages are locked (docs/decisions). Refuses to touch a group that has
 * processes of others in it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { attempt, type Failure } from './failure.ts'

export type SwapVerdict =
  | { readonly is: 'forbidden'; readonly group: string }
  /** `because` names the cure. */
  | { readonly is: 'impossible'; readonly because: string }

const cure = 'MemorySwapMax=0 in the systemd unit does the same'

/** `isOurs`: whether a process belongs to this daemon. */
export function forbidSwap(
  isOurs: (pid: number) => boolean,
  root: { readonly proc: string; readonly groups: string } = { proc: '/proc', groups: '/sys/fs/cgroup' },
): SwapVerdict {
  const membership = readText(`${root.proc}/self/cgroup`)
  const path = membership.ok ? /^0::(\/.*)$/m.exec(membership.value)?.[1] : undefined
  if (path === undefined || path === '/')
    return impossible('this process is in no control group of version 2 of its own')
  const group = `${root.groups}${path}`
  const members = readText(`${group}/cgroup.procs`)
  if (!members.ok) return impossible(textOf(members.error))
  const others = members.value.split('\n').filter((pid) => pid !== '' && !isOurs(Number(pid)))
  if (others.length > 0)
    return impossible(
      `its control group ${path} has other processes in it (${others.slice(0, 3).join(', ')})`,
    )
  const written = attempt(`writing ${group}/memory.swap.max`, () =>
    writeFileSync(`${group}/memory.swap.max`, '0'),
  )
  return written.ok ? { is: 'forbidden', group: path } : impossible(textOf(written.error))
}

function impossible(because: string): SwapVerdict {
  return { is: 'impossible', because: `${because}: ${cure}` }
}

function readText(path: string) {
  return attempt(`reading ${path}`, () => readFileSync(path, 'utf8'))
}

function textOf({ doing, text }: Failure): string {
  return `${doing}: ${text}`
}
