/**
 * Kernel settings of this network namespace below /proc/sys/net, ip-sysctl of the kernel's documentation. The
 * kernel answers at once, so nothing here waits. Refuses paths that lead out of there.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { err, type Result } from '../base/result.ts'
import { attempt, type Failure } from './failure.ts'

const directory = '/proc/sys/net'

/** Settings by path: `ipv4/conf/eth0/arp_ignore`. A name of an interface stands there as it is. */
export interface Sysctls {
  /** Without the final newline. ENOENT: no such interface, or a kernel that does not know it. */
  read(path: string): Result<string, Failure>
  write(path: string, value: string): Result<void, Failure>
}

export const sysctls: Sysctls = {
  read: (path) => {
    const file = fileOf(path)
    const doing = `reading the kernel setting net/${path}`
    if (file === undefined) return err({ code: 'EINVAL', text: 'not a kernel setting', doing })
    return attempt(doing, () => readFileSync(file, 'latin1').trimEnd())
  },
  write: (path, value) => {
    const file = fileOf(path)
    const doing = `writing ${value} to the kernel setting net/${path}`
    if (file === undefined) return err({ code: 'EINVAL', text: 'not a kernel setting', doing })
    // Never made: where the file is missing the kernel does not know the setting.
    return attempt(doing, () => writeFileSync(file, value, { flag: 'r+' }))
  },
}

function fileOf(path: string): string | undefined {
  const parts = path.split('/')
  return parts.some((part) => part === '' || part === '.' || part === '..')
    ? undefined
    : `${directory}/${path}`
}
