/**
 * Pid files as keepalived keeps them: one line, mode 0644, and the daemon's own is locked as long as it lives
 * (an open-file-description lock), so that neither a second one of ours nor a keepalived starts beside it.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { err, ok, type Result } from '../base/result.ts'
import { makeDirectories } from './directories.ts'
import { attempt, type Failure, failureOf } from './failure.ts'
import type { Native } from './native.ts'

export interface PidFile {
  readonly path: string
  /** Removes the file. */
  release(): void
}

/** A daemon that ends just now takes its file away between our opening and our locking it: then anew. */
const triesMax = 5

/** The error `locked`: another process holds it, so the daemon runs already. */
export function lockPidFile(native: Native, path: string, pid: number): Result<PidFile, 'locked' | Failure> {
  try {
    makeDirectories(dirname(path))
    for (let tries = 1; tries <= triesMax; tries++) {
      const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644)
      if (native.lockFile(fd) && isAt(path, fd)) return ok(locked(fd, path, pid))
      const isStill = isAt(path, fd)
      closeSync(fd)
      if (isStill) return err('locked')
    }
    return err('locked')
  } catch (thrown) {
    return err(failureOf(thrown, `writing the pid file ${path}`))
  }
}

function locked(fd: number, path: string, pid: number): PidFile {
  ftruncateSync(fd)
  readableForAll(fd)
  writeSync(fd, `${pid}\n`, 0)
  return {
    path,
    release: () => {
      // Somebody may have taken ours away and started another daemon: that one's file is not ours to remove.
      if (isAt(path, fd)) remove(path)
      closeSync(fd)
    },
  }
}

/** Scripts of everybody look for the pid, whatever the umask is. */
function readableForAll(fd: number): void {
  attempt('opening the pid file to readers', () => fchmodSync(fd, 0o644))
}

/** Whether the path still leads to the open file. */
function isAt(path: string, fd: number): boolean {
  const there = attempt(`examining ${path}`, () => statSync(path))
  const open = fstatSync(fd)
  return there.ok && there.value.ino === open.ino && there.value.dev === open.dev
}

/**
 * A file that stays (a read-only file system, a directory not ours) is stale and nothing worse: it must
 * not keep the daemon from ending in order.
 */
function remove(path: string): void {
  attempt(`removing the pid file ${path}`, () => rmSync(path, { force: true }))
}

/** A worker's pid, for scripts that look for it. Refuses to follow a link in its place. */
export function writePidFile(path: string, pid: number): Result<PidFile, Failure> {
  try {
    makeDirectories(dirname(path))
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants
    const fd = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK, 0o644)
    try {
      readableForAll(fd)
      writeSync(fd, `${pid}\n`)
    } finally {
      closeSync(fd)
    }
    return ok({ path, release: () => remove(path) })
  } catch (thrown) {
    return err(failureOf(thrown, `writing the pid file ${path}`))
  }
}
