/**
 * Files that hold a number, for track_file: reading the beginning of one so that nothing in its place can
 * hang the daemon, and creating one (init_file). keepalived.conf(5), VRRP track files. Refuses to understand
 * them.
 */
import { closeSync, constants, openSync, readSync, statfsSync, writeSync } from 'node:fs'
import type { Content } from '../track/file.ts'
import { failureOf } from './failure.ts'

/** The first bytes, at most so many; undefined when it is not there, a directory, or cannot be read. */
export function readBeginning(path: string, bytesMax: number): Content {
  let file: number | undefined
  try {
    // Without O_NONBLOCK opening a fifo would wait for somebody to write to it.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const bytes = new Uint8Array(bytesMax)
    let length = 0
    for (let more = -1; more !== 0 && length < bytesMax; length += more) {
      more = readSync(file, bytes, length, bytesMax - length, null)
    }
    return bytes.subarray(0, length)
  } catch (error) {
    failureOf(error, `reading ${path}`)
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/**
 * Writes the number and a line feed, mode 0600. A file that is there is left alone without `overwrite`; gives
 * the reason when it fails. Refuses to follow a link in the place of the file: root would write wherever
 * somebody who may write to the folder points it.
 */
export function createNumberFile(
  path: string,
  { value, overwrite }: { readonly value: number; readonly overwrite: boolean },
): string | undefined {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants
  let file: number | undefined
  try {
    const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | (overwrite ? O_TRUNC : O_EXCL)
    file = openSync(path, flags, 0o600)
    writeSync(file, `${value}\n`)
    return undefined
  } catch (error) {
    const { code, text } = failureOf(error, `writing ${path}`)
    return code === 'EEXIST' && !overwrite ? undefined : `${text} (${code})`
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Where others change files without this kernel's knowledge, or the kernel itself does. */
const untelling: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x65735546, 'FUSE'],
  [0x9fa0, 'proc'],
  [0x62656572, 'sysfs'],
])

/** The name of a file system on which inotify(7) does not tell of all changes; undefined: it does. */
export function untellingSystem(path: string): string | undefined {
  try {
    return untelling.get(Number(statfsSync(path).type))
  } catch (error) {
    failureOf(error, `asking for the file system of ${path}`)
    return undefined
  }
}
