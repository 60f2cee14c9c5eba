/**
 * Pid files as keepalived keeps them: one line, mode 0644, and the daemon's own is locked as long as it lives
 * (an open-file-description lock), so that neither a second one of ours nor a keepalived starts beside it.
 */
import {
  closeSync,
  constants,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { err, ok, type Result } from '../base/result.ts'
import { type Failure, failureOf } from './failure.ts'
import type { Native } from './native.ts'

export interface PidFile {
  readonly path: string
  /** Removes the file. */
  release(): void
}

/** The error `locked`: another process holds it, so the daemon runs already. */
export function lockPidFile(native: Native, path: string, pid: number): Result<PidFile, 'locked' | Failure> {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644)
    if (!native.lockFile(fd)) {
      closeSync(fd)
      return err('locked')
    }
    ftruncateSync(fd)
    writeSync(fd, `${pid}\n`, 0)
    return ok({
      path,
      release: () => {
        rmSync(path, { force: true })
        closeSync(fd)
      },
    })
  } catch (thrown) {
    return err(failureOf(thrown, `writing the pid file ${path}`))
  }
}

/** A worker's pid, for scripts that look for it. */
export function writePidFile(path: string, pid: number): Result<PidFile, Failure> {
  try {
    writeFileSync(path, `${pid}\n`, { mode: 0o644 })
    return ok({ path, release: () => rmSync(path, { force: true }) })
  } catch (thrown) {
    return err(failureOf(thrown, `writing the pid file ${path}`))
  }
}
