/**
 * Who runs, read from proc(5): for vrrp_track_process. Refuses to say anything of zombies and of who is gone
 * before it was looked at. Reads synchronously: a process has a file or two of a hundred bytes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import type { ProcessSeen } from '../track/process.ts'
import type { ProcessTable, ProcessWish } from '../track/watching.ts'
import { failureOf } from './failure.ts'

export function processTable(proc = '/proc'): ProcessTable {
  const look = (pid: number, wish: ProcessWish) => lookAt(`${proc}/${pid}`, pid, wish)
  return {
    look,
    scan: (wish) => {
      const pids = readdirSync(proc).filter((name) => /^\d+$/.test(name))
      return pids.flatMap((pid) => look(Number(pid), wish) ?? [])
    },
  }
}

function lookAt(directory: string, pid: number, { commandLines }: ProcessWish): ProcessSeen | undefined {
  try {
    // `4711 (name) S ...`: the name itself may have brackets and blanks in it.
    const stat = readFileSync(`${directory}/stat`, 'latin1')
    const end = stat.lastIndexOf(')')
    if ('ZXx'.includes(stat.charAt(end + 2))) return undefined
    const name = stat.slice(stat.indexOf('(') + 1, end)
    const words = commandLines ? readFileSync(`${directory}/cmdline`, 'utf8').split('\0') : []
    // Every word ends with a NUL, so that the last part is none.
    return { pid, name, commandLine: words.slice(0, -1) }
  } catch (error) {
    failureOf(error, `reading ${directory}`)
    return undefined
  }
}
