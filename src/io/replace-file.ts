/** Writes a file as a whole: readers see the old one or the new one, and no link in its place is followed. */
import { chmodSync, closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { type Failure, failureOf } from './failure.ts'

/**
 * `mode`: of the new file, before umask(2) takes from it; 0600 for what has secrets. What a full disk leaves
 * of it is removed, and the old file stays.
 */
export function replaceFile(path: string, text: string, mode = 0o600): Failure | undefined {
  const temporary = `${path}.${process.pid}`
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
    const fd = openSync(temporary, flags, mode)
    try {
      const bytes = Buffer.from(text)
      for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, path)
    return undefined
  } catch (thrown) {
    rmSync(temporary, { force: true })
    return failureOf(thrown, `writing ${path}`)
  }
}

/** Makes the file, or takes everything out of it. Refuses to follow a link in its place. */
export function truncateFile(path: string): Failure | undefined {
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW
    closeSync(openSync(path, flags | constants.O_NONBLOCK, 0o644))
    return undefined
  } catch (thrown) {
    return failureOf(thrown, `making ${path}`)
  }
}

/** One level; that it is there already is no failure. Throws what mkdir(2) says. */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o755 })
    // Whatever the umask is, a directory that cannot be entered is none.
    chmodSync(path, 0o755)
  } catch (thrown) {
    if (failureOf(thrown, `making ${path}`).code !== 'EEXIST') throw thrown
  }
}
