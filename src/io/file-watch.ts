/**
 * Files whose content is followed, by inotify(7) on their directories: written and closed, removed, moved
 * away and moved in. A directory that is not there yet is waited for in the nearest one above it. Refuses to
 * tell of a file that is being written, which is why node:fs.watch does not do: it knows no close, so a file
 * would be read when it is just truncated (docs/decisions/0015).
 */
import { lstatSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import type { FileWatch, FileWatchListener, TrackedFiles } from '../track/watching.ts'
import { attempt, type Failure, failureOf } from './failure.ts'
import type { Native } from './native.ts'
import { createNumberFile, readBeginning, untellingSystem } from './number-files.ts'

type Calls = Pick<
  Native,
  'inotify' | 'inotifyAdd' | 'inotifyRemove' | 'read' | 'watchReadable' | 'unwatch' | 'close'
>

/** inotify(7): IN_* */
const bits = {
  closeWrite: 0x8,
  movedFrom: 0x40,
  movedTo: 0x80,
  create: 0x100,
  delete: 0x200,
  deleteSelf: 0x400,
  moveSelf: 0x800,
  unmount: 0x2000,
  overflow: 0x4000,
  ignored: 0x8000,
  onlyDirectory: 0x01000000,
  isDirectory: 0x40000000,
} as const

const wanted =
  bits.closeWrite |
  bits.movedFrom |
  bits.movedTo |
  bits.create |
  bits.delete |
  bits.deleteSelf |
  bits.moveSelf
/** After these, watches may be of other directories than their names say. */
const structural = bits.deleteSelf | bits.moveSelf | bits.unmount | bits.overflow | bits.ignored

/** Event heads of 16 bytes and names of up to 256. */
const bufferBytes = 64 * 1024
/** At most so many reads a wake-up, so that a storm of changes cannot starve everything else. */
const readsMax = 16

/** The port of track_file. */
export function trackedFiles(native: Calls): TrackedFiles {
  return { open: (listener, bytesMax) => openFileWatch(native, listener, bytesMax), create: createNumberFile }
}

interface Inotify {
  readonly fd: number
  readonly close: () => void
}

/** `bytesMax`: how much of each file is read. */
export function openFileWatch(native: Calls, listener: FileWatchListener, bytesMax: number): FileWatch {
  let paths: readonly string[] = []
  const tell = (path: string) => listener.onContent(path, readBeginning(path, bytesMax))
  const directories = openDirectories(native, {
    onProblem: listener.onUnusable,
    onReadable: () => {
      const { changed, isMoved } = directories.changes()
      if (isMoved) directories.attach(paths)
      for (const path of isMoved ? paths : changed) tell(path)
    },
  })
  return {
    follow: (next) => {
      const before = new Set(paths)
      paths = [...new Set(next)]
      directories.attach(paths)
      for (const path of paths) {
        const system = before.has(path) ? undefined : untellingSystem(dirname(path))
        if (system !== undefined) listener.onChangesUntold(path, system)
        tell(path)
      }
    },
    close: () => {
      directories.close()
      paths = []
    },
  }
}

interface Directories {
  /** Watches what is there of the directories of these paths; what is not needed any more is let go. */
  attach(paths: readonly string[]): void
  /** What has happened since: these changed, or directories themselves did and all must be looked at. */
  changes(): { readonly changed: ReadonlySet<string>; readonly isMoved: boolean }
  close(): void
}

function openDirectories(
  native: Calls,
  on: { readonly onReadable: () => void; readonly onProblem: (path: string, text: string) => void },
): Directories {
  /** Directory to watch descriptor. Two names of one directory share it. */
  let watched: ReadonlyMap<string, number> = new Map()
  /** As they are written, by what they come to: `./a` and `/run//a` have names, too. */
  let written: ReadonlyMap<string, readonly string[]> = new Map()
  const note = openProblems(on.onProblem)
  const inotify = attempt('watching files', () => openInotify(native, on.onReadable))
  const add = (directory: string): number | Failure => {
    if (!inotify.ok) return inotify.error
    const mask = (wanted | bits.onlyDirectory) >>> 0
    const added = attempt(`watching ${directory}`, () => native.inotifyAdd(inotify.value.fd, directory, mask))
    return added.ok ? added.value : added.error
  }
  return {
    attach: (paths) => {
      const next = new Map<string, number>()
      written = Map.groupBy(paths, normalize)
      note(paths.map((path) => [path, attachOne(dirname(path), { next, add })]))
      const kept = new Set(next.values())
      for (const descriptor of new Set(watched.values())) {
        if (kept.has(descriptor) || !inotify.ok) continue
        // It may have ended with its directory.
        attempt('', () => native.inotifyRemove(inotify.value.fd, descriptor))
      }
      watched = next
    },
    changes: () => {
      const changed = new Set<string>()
      let isMoved = false
      for (const { descriptor, mask, name } of inotify.ok ? readEvents(native, inotify.value.fd) : []) {
        if ((mask & structural) !== 0) isMoved = true
        for (const [directory, own] of watched) {
          if (own !== descriptor) continue
          const path = join(directory, name)
          // A directory, or a link to one.
          isMoved ||= [...written.keys()].some((one) => one.startsWith(`${path}/`))
          if ((mask & bits.isDirectory) !== 0) continue
          if ((mask & bits.create) === 0 || (written.has(path) && isComplete(path))) {
            for (const one of written.get(path) ?? []) changed.add(one)
          }
        }
      }
      return { changed, isMoved }
    },
    close: () => {
      if (inotify.ok) inotify.value.close()
    },
  }
}

/** Tells of each path's problem once for as long as it is the same. */
function openProblems(tell: (path: string, text: string) => void) {
  let told: ReadonlyMap<string, string> = new Map()
  return (found: readonly (readonly [string, Failure | undefined])[]) => {
    const before = told
    told = new Map(found.flatMap(([path, problem]) => (problem === undefined ? [] : [[path, problem.code]])))
    for (const [path, problem] of found) {
      if (problem !== undefined && before.get(path) !== problem.code) tell(path, problem.text)
    }
  }
}

/**
 * The directory itself, or the nearest one above it that is there; gives the reason when it is not the
 * directory itself that is watched.
 */
function attachOne(
  directory: string,
  into: { readonly next: Map<string, number>; readonly add: (directory: string) => number | Failure },
): Failure | undefined {
  let problem: Failure | undefined
  for (let at = directory; ; at = dirname(at)) {
    const known = into.next.get(at)
    const added = known ?? into.add(at)
    if (typeof added === 'number') {
      into.next.set(at, added)
      return problem
    }
    problem ??= added
    const isAbsent = added.code === 'ENOENT' || added.code === 'ENOTDIR'
    if (!isAbsent || dirname(at) === at) return problem
  }
}

/** A new file is empty, or half written; a new link has all that it will have. */
function isComplete(path: string): boolean {
  try {
    const found = lstatSync(path)
    return !found.isFile() || found.nlink > 1
  } catch (error) {
    failureOf(error, `looking at ${path}`)
    return false
  }
}

function openInotify(native: Calls, onReadable: () => void): Inotify {
  const fd = native.inotify()
  const watch = native.watchReadable(fd, onReadable)
  return {
    fd,
    close: () => {
      native.unwatch(watch)
      native.close(fd)
    },
  }
}

interface Change {
  readonly descriptor: number
  readonly mask: number
  /** Empty: the directory itself. */
  readonly name: string
}

function* readEvents(native: Calls, fd: number): Generator<Change> {
  const buffer = Buffer.alloc(bufferBytes)
  for (let reads = 0; reads < readsMax; reads++) {
    const length = native.read(fd, buffer)
    if (length <= 0) return
    // struct inotify_event: wd 4, mask 4, cookie 4, len 4, name padded with zeros to len.
    for (let at = 0; at + 16 <= length; ) {
      const end = at + 16 + buffer.readUInt32LE(at + 12)
      const [name = ''] = buffer.toString('utf8', at + 16, end).split('\0')
      yield { descriptor: buffer.readInt32LE(at), mask: buffer.readUInt32LE(at + 4), name }
      at = end
    }
  }
}
