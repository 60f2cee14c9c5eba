/**
 * Named pipes that are written to (fifo(7)): made when missing, opened so that neither a missing reader nor a
 * slow one ever blocks. Refuses whatever is not a FIFO or belongs to somebody else, and to follow links.
 */
import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { err, ok, type Result } from '../base/result.ts'
import { attempt, type Failure, failureOf } from './failure.ts'
import type { Native, Watch } from './native.ts'

export interface Fifo {
  /** One line; false: there is no room for it now, and nothing of it was written. */
  write(line: string): boolean
  /** Calls once when there may be room again. */
  whenRoom(onRoom: () => void): void
  /** Whether its path still leads to it. */
  isThere(): boolean
  /** Removes it when `openFifo` made it. */
  close(): void
}

export type FifoOpener = (path: string, owner: FifoOwner | undefined) => Result<Fifo, FifoRefusal>

export interface FifoOwner {
  readonly uid: number
  readonly gid: number
}

export type FifoRefusal =
  | { readonly is: 'not-ours'; readonly text: string }
  | { readonly is: 'not-made' | 'not-opened'; readonly failure: Failure }

/** Before the umask, which by default leaves the owner alone. */
const fullMode = 0o666
/** Reading too: then it has a reader at all times, and keeps what is written for the one that comes. */
const flags = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW

/** `owner`: of one that is made here, and of one that may be there already. */
export function fifoOpener(native: Native): FifoOpener {
  return (path, owner) => {
    const made = make(native, path)
    if (!made.ok) return err({ is: 'not-made', failure: made.error })
    const opened = attempt(`opening ${path}`, () => openSync(path, flags))
    if (!opened.ok) return err({ is: 'not-opened', failure: opened.error })
    const fd = opened.value
    // Also of one that was made: in a directory of somebody else it may have been exchanged since.
    const foreign = whyForeign(fd, owner)
    if (foreign !== undefined) {
      closeSync(fd)
      return err({ is: 'not-ours', text: foreign })
    }
    if (made.value && owner !== undefined) {
      const given = attempt(`giving ${path} to its owner`, () => fchownSync(fd, owner.uid, owner.gid))
      if (!given.ok) {
        closeSync(fd)
        remove(path)
        return err({ is: 'not-made', failure: given.error })
      }
    }
    return ok(fifoOn(native, { fd, path, made: made.value }))
  }
}

/** True: it was not there before. */
function make(native: Native, path: string): Result<boolean, Failure> {
  const made = attempt(`making ${path}`, () => native.makeFifo(path, fullMode))
  if (made.ok) return ok(true)
  return made.error.code === 'EEXIST' ? ok(false) : made
}

function whyForeign(fd: number, owner: FifoOwner | undefined): string | undefined {
  const stats = fstatSync(fd)
  if (!stats.isFIFO()) return 'is no named pipe'
  const uids = [process.geteuid?.() ?? 0, owner?.uid]
  return uids.includes(stats.uid) ? undefined : `belongs to uid ${stats.uid}`
}

interface Opened {
  readonly fd: number
  readonly path: string
  readonly made: boolean
}

function fifoOn(native: Native, { fd, path, made }: Opened): Fifo {
  let watch: Watch | undefined
  const isThere = () => {
    const here = fstatSync(fd)
    const there = attempt(`looking at ${path}`, () => lstatSync(path))
    return there.ok && there.value.ino === here.ino && there.value.dev === here.dev
  }
  return {
    write: (line) => writeWhole(fd, line),
    whenRoom: (onRoom) => {
      watch ??= native.whenWritable(fd, () => {
        watch = undefined
        onRoom()
      })
    },
    isThere,
    close: () => {
      if (watch !== undefined) native.unwatch(watch)
      // Somebody else may have put another one in its place.
      if (made && isThere()) remove(path)
      closeSync(fd)
    },
  }
}

/** The kernel takes up to PIPE_BUF, 4096 bytes, wholly or not at all (pipe(7)). */
function writeWhole(fd: number, line: string): boolean {
  try {
    writeSync(fd, line)
    return true
  } catch (error) {
    if (failureOf(error, 'writing').code === 'EAGAIN') return false
    throw error
  }
}

function remove(path: string): void {
  attempt(`removing ${path}`, () => unlinkSync(path))
}
