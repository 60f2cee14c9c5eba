/** Writes a file as a whole: readers see the old one or the new one, and no link in its place is followed. */
import { closeSync, constants, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { type Failure, failureOf } from './failure.ts'

/** Mode 0600, as keepalived's umask leaves it. */
export function replaceFile(path: string, text: string): Failure | undefined {
  const temporary = `${path}.${process.pid}`
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
    const fd = openSync(temporary, flags, 0o600)
    try {
      writeSync(fd, text)
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
