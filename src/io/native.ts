/**
 * The addon: file descriptors and nothing else. It knows no protocol; every address, option and message is
 * bytes that other files of this room lay out. Failing calls throw an Error with `code` ('EPERM'), `errno`
 * (negative, as Node has it) and `syscall`; arguments of the wrong type or size throw a TypeError.
 * `failure.ts` tells them apart.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { err, ok, type Result } from '../base/result.ts'

/** Keeps a descriptor under watch until `unwatch`; holds the event loop open. */
export type Watch = { readonly watch: unique symbol }

export interface Native {
  /** Close-on-exec and non-blocking. */
  socket(domain: number, type: number, protocol: number): number
  /** Ends the watches on it first. */
  close(fd: number): void
  bind(fd: number, address: Uint8Array): void
  connect(fd: number, address: Uint8Array): void
  getsockname(fd: number): Uint8Array
  setsockopt(fd: number, level: number, option: number, value: Uint8Array): void
  getsockopt(fd: number, level: number, option: number, length: number): Uint8Array
  /** SO_ATTACH_FILTER with `struct sock_filter` records of 8 bytes each, in host order. */
  attachFilter(fd: number, program: Uint8Array): void
  /** One message; returns the bytes sent, or -1 when it would block. `address` null: the connected peer. */
  send(fd: number, message: Uint8Array, address: Uint8Array | null, flags: number): number
  /**
   * sendmmsg: `messages` holds all of them one after the other, `lengths` their sizes. Returns how many went.
   */
  sendBatch(fd: number, messages: Uint8Array, lengths: Int32Array, address: Uint8Array | null): number
  /** One message that is there already; returns its true length (MSG_TRUNC), or -1 when there is none. */
  receive(fd: number, buffer: Uint8Array): number
  /**
   * recvmmsg into `buffer`, cut into `slots` equal parts, whenever there is something, at most `batches`
   * times per wake-up so that a flood cannot starve timers. `meta` takes 8 numbers a message: true length,
   * msg_flags, interface index, TTL or hop limit (-1: unknown), destination IPv4 as a number in host order
   * (0: unknown), kernel timestamp (CLOCK_REALTIME) seconds, microseconds, spare; each only when its socket
   * option is set. With room for 8 numbers more a message, these follow after those of all slots: source and
   * destination of an IPv6 packet, 16 bytes each, zeros when unknown. `onMessages` gets the count, or a
   * negative errno: the watch goes on after it unless the descriptor is gone. 1 to 64 slots; what does not
   * fit a slot is cut. Buffer and meta are kept alive while watched.
   */
  watch(
    fd: number,
    buffer: Uint8Array,
    meta: Int32Array,
    slots: number,
    batches: number,
    onMessages: (count: number) => void,
  ): Watch
  /** Delivers what is there already, as a wake-up would; does nothing within that watch's own callback. */
  drain(watch: Watch): void
  /** Until `wake` nothing is delivered but by `drain`; what arrives waits in the queue of the socket. */
  rest(watch: Watch): void
  wake(watch: Watch): void
  /** Calls once the descriptor can be written, then stops watching; 0 or a negative errno (SO_ERROR). */
  whenWritable(fd: number, onWritable: (errno: number) => void): Watch
  /**
   * Calls whenever the descriptor has something to read, again and again until it is read: for what is no
   * socket. Not after the end of file.
   */
  watchReadable(fd: number, onReadable: () => void): Watch
  /** No callback comes after it; a second time does nothing. */
  unwatch(watch: Watch): void
  /** A new inotify(7) descriptor, close-on-exec and non-blocking. */
  inotify(): number
  /** inotify_add_watch(2): the watch descriptor, the same for the same inode. */
  inotifyAdd(fd: number, path: string, mask: number): number
  inotifyRemove(fd: number, watchDescriptor: number): void
  /** read(2) from a non-blocking descriptor: how many bytes there were, -1 when there is nothing now. */
  read(fd: number, buffer: Uint8Array): number
  /** timerfd on CLOCK_MONOTONIC; `onDue` is called when it expires, after it was read. */
  timer(onDue: () => void): { readonly fd: number; readonly watch: Watch }
  /** Absolute, in microseconds; 0 disarms. */
  setTimer(fd: number, at: number): void
  /** CLOCK_REALTIME 0, CLOCK_MONOTONIC 1, CLOCK_BOOTTIME 7; microseconds. */
  clock(id: number): number
  /** Of the calling thread. */
  setns(fd: number, kind: number): void
  setScheduler(policy: number, priority: number): void
  prctl(option: number, argument: number): void
  /**
   * Calls back in a turn of the loop whenever the signal comes, real-time signals (34 to 64) included; a
   * later callback replaces the earlier one. Does not hold the event loop open. EINVAL for those that nobody
   * can catch.
   */
  onSignal(number: number, onSignal: () => void): void
  /** Processors by number, of one thread by its id (0: the calling one). sched_setaffinity(2). */
  setAffinity(thread: number, processors: Int32Array): void
  /**
   * RLIMIT_* of this process: the soft limit, the hard one only where it is lower; -1: unlimited.
   * setrlimit(2).
   */
  setLimit(resource: number, value: number): void
  /** Of the calling thread: CLONE_NEWNS and the like. unshare(2). */
  unshare(kinds: number): void
  /** mount(2) without type and data: MS_BIND, MS_SLAVE and the like. */
  mount(source: string, target: string, flags: number): void
  /** umount2(2) with MNT_DETACH. */
  unmount(target: string): void
  /** Takes FD_CLOEXEC off: the descriptor outlives execve(2). */
  keepOpen(fd: number): void
  /** Of the calling thread, as ps and top show it; at most 15 bytes. */
  setName(name: string): void
  /** An exclusive lock of the open file description (F_OFD_SETLK); false when another process has it. */
  lockFile(fd: number): boolean
  /** mkfifo(3); the umask takes its bits off the mode. */
  makeFifo(path: string, mode: number): void
  /** Index of an interface, 0 when there is none. */
  interfaceIndex(name: string): number
  /**
   * ioctl with a `struct ifreq` of 40 bytes, which is overwritten with the answer; `pointed`: what its
   * `ifr_data` points to, overwritten as well.
   */
  interfaceRequest(fd: number, request: number, record: Uint8Array, pointed: Uint8Array | null): void
}

/**
 * Loads `native/keepalived.node`, built by `npm install`. `#native` is declared in package.json, so that the
 * file is found from `src/io` and from a bundle in `dist` alike. The error is one line with the cure: the
 * file is not there (npm ran no scripts) or is not for this machine (the folder was copied from another one).
 */
export function findNative(load: () => unknown = required): Result<Native, string> {
  try {
    return ok(load() as Native)
  } catch (thrown) {
    const path = fileURLToPath(import.meta.resolve('#native'))
    return err(`${nativeProblem(path, thrown)}: run 'sh native/build.sh' in ${join(path, '../..')}`)
  }
}

/** The same for whoever cannot go on without it: throws. */
export function loadNative(): Native {
  const found = findNative()
  if (!found.ok) throw new Error(found.error)
  return found.value
}

function required(): unknown {
  return createRequire(import.meta.url)('#native')
}

function nativeProblem(path: string, thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException
  if (code === 'MODULE_NOT_FOUND') return `${path} is missing`
  const [reason = ''] = message.replace(`${path}: `, '').split('\n')
  return `${path} cannot be loaded (${reason})`
}
