/**
 * How tracked files and processes reach the system: the ports of track_file and vrrp_track_process.
 * Implemented in io/file-watch.ts, io/process-events.ts and io/process-table.ts; tests bring their own.
 */
import type { Content } from './file.ts'
import type { ProcessSeen } from './process.ts'

export interface FileWatch {
  /**
   * Follows these paths and no others from now on, and tells the content of each at once, within the call.
   */
  follow(paths: readonly string[]): void
  close(): void
}

export interface FileWatchListener {
  /** Whenever the file was written and closed, went or came: its first bytes, undefined without it. */
  onContent(path: string, content: Content): void
  /**
   * Changes of what is in the directory cannot be told, and why: the directory is not there, most of all.
   * Told once; when it comes, its files are told.
   */
  onUnusable(path: string, text: string): void
  /** A network file system, say, by name: what others change there is not told. Once a path. */
  onChangesUntold(path: string, system: string): void
}

export interface TrackedFiles {
  /** `bytesMax`: how much of each file is told. */
  open(listener: FileWatchListener, bytesMax: number): FileWatch
  /**
   * Writes a number and a line feed, mode 0600; a file that is there is left alone without `overwrite`. Gives
   * the reason when that fails.
   */
  create(path: string, content: { readonly value: number; readonly overwrite: boolean }): string | undefined
}

export interface ProcessTable {
  /** Everything that runs, without zombies. Reads a file for each process, two with command lines. */
  scan(wish: ProcessWish): readonly ProcessSeen[]
  /** Undefined when it is gone or a zombie. */
  look(pid: number, wish: ProcessWish): ProcessSeen | undefined
}

export interface ProcessWish {
  readonly commandLines: boolean
}

export type ProcessHappening =
  | { readonly is: 'forked'; readonly parent: number; readonly child: number }
  /** Another program or another name: it must be looked at. */
  | { readonly is: 'changed'; readonly pid: number }
  | { readonly is: 'ended'; readonly pid: number }

export interface ProcessEventsListener {
  onHappenings(happenings: readonly ProcessHappening[]): void
  /** Some are lost: all must be read again. The buffer has been doubled, and has so many bytes now. */
  onLost(bytes: number): void
}

/** The receive buffer: keepalived.conf(5), process_monitor_rcv_bufs. */
export interface ProcessBuffer {
  /** undefined: that of the system. */
  readonly bytes: number | undefined
  /** Beyond net.core.rmem_max. */
  readonly force: boolean
}

export interface ProcessEvents {
  close(): void
}

export interface TrackedProcesses {
  readonly table: ProcessTable
  /** Tells of processes from now on; else the reason why the kernel does not. */
  open(
    buffer: ProcessBuffer,
    listener: ProcessEventsListener,
  ): { readonly ok: true; readonly value: ProcessEvents } | { readonly ok: false; readonly error: string }
}
