/**
 * The notify FIFOs of the configuration and the scripts that read them: opened at start and kept over
 * reloads, written without ever waiting for a reader. Refuses to know what the lines mean
 * (notify/fifo-line.ts).
 */
import type { Accounts } from '../../io/accounts.ts'
import { failureText } from '../../io/failure.ts'
import type { Fifo, FifoOpener, FifoOwner, FifoRefusal } from '../../io/fifo.ts'
import { type Backlog, backlogMax, emptyBacklog, wait, written } from '../../notify/backlog.ts'
import type { NotifyEvent } from '../../notify/events.ts'
import type { FifoSettings } from '../../notify/settings.ts'
import type { RunEvent } from '../../track/events.ts'
import type { Processes, Program, Run } from '../../track/ports.ts'
import { follow } from './command-runs.ts'
import type { Programs } from './script-programs.ts'

export interface FifosWorld {
  readonly processes: Processes
  readonly openFifo: FifoOpener
  readonly accounts: Accounts
}

export interface FifosListener {
  onNotify(event: NotifyEvent): void
  onRun(event: RunEvent): void
}

/** One to open, and what it is called in messages: `vrrp_notify_fifo`. */
export interface WantedFifo {
  readonly keyword: string
  readonly settings: FifoSettings
}

export interface Fifos {
  /** Those with the same path and owner stay open, and their scripts go on when the command is the same. */
  reconfigure(wanted: readonly WantedFifo[], programs: Programs): Promise<void>
  /** To all of them. */
  write(lines: readonly string[]): void
  /**
   * The readers get the end of what was written, then SIGTERM when they have not ended by themselves within
   * `patienceMillis` (quirks: stopReachesFifo).
   */
  stop(patienceMillis: number): Promise<void>
}

interface Open {
  readonly key: string
  readonly path: string
  readonly fifo: Fifo
  backlog: Backlog
  reader: Reader | undefined
}

interface Reader {
  readonly key: string
  readonly run: Run
  readonly ended: Promise<void>
  /** Its end is expected. */
  dismissed: boolean
}

export function openFifos(world: FifosWorld, listener: FifosListener): Fifos {
  let open: readonly Open[] = []
  const opening = async (wanted: WantedFifo, programs: Programs): Promise<Open | undefined> => {
    const { path, script } = wanted.settings
    const key = JSON.stringify([path, wanted.settings.user, wanted.settings.group])
    const kept = open.find((one) => one.key === key && one.fifo.isThere())
    const found = kept ?? (await openOne(world, wanted, key))
    if (typeof found === 'string') {
      listener.onNotify({ is: 'fifo-refused', path, text: found })
      return undefined
    }
    const program = script && programs(script)
    found.reader = reading(found, program && readerOf(program, path))
    return found
  }
  /** The reader goes on, begins, or is ended. */
  const reading = (one: Open, program: Program | undefined): Reader | undefined => {
    const key = JSON.stringify(program)
    if (program !== undefined && one.reader?.key === key && !one.reader.dismissed) return one.reader
    if (one.reader !== undefined) dismiss(one.reader)
    return program && startReader(world, listener, { program, path: one.path, key })
  }
  return {
    async reconfigure(wanted, programs) {
      const next: Open[] = []
      for (const one of wanted) {
        const opened = await opening(one, programs)
        if (opened !== undefined) next.push(opened)
      }
      const gone = open.filter(({ fifo }) => !next.some((one) => one.fifo === fifo))
      open = next
      for (const one of gone) {
        leave(one, listener)
        if (one.reader !== undefined) dismiss(one.reader)
      }
    },
    write: (lines) => {
      for (const one of open) push(one, lines, listener)
    },
    async stop(patienceMillis) {
      const readers = open.flatMap(({ reader }) => reader ?? [])
      for (const one of open) leave(one, listener)
      open = []
      for (const reader of readers) reader.dismissed = true
      const { promise: timeIsUp, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, patienceMillis)
      await Promise.race([Promise.all(readers.map(({ ended }) => ended)), timeIsUp])
      clearTimeout(timer)
      for (const { run } of readers) run.signalGroup('SIGTERM')
    },
  }
}

/** Returns the refusal as text. */
async function openOne(
  { accounts, openFifo }: FifosWorld,
  { keyword, settings }: WantedFifo,
  key: string,
): Promise<Open | string> {
  const { path } = settings
  const owner = await ownerOf(accounts, settings)
  if (typeof owner === 'string') return `Invalid user/group for ${keyword} fifo ${path} - ignoring: ${owner}`
  const opened = openFifo(path, owner)
  if (!opened.ok) return refusalText(keyword.replace(/_fifo$/, ''), path, opened.error)
  return { key, path, fifo: opened.value, backlog: emptyBacklog, reader: undefined }
}

async function ownerOf(
  accounts: Accounts,
  { user, group }: FifoSettings,
): Promise<FifoOwner | string | undefined> {
  if (user === undefined) return undefined
  const found = await accounts.user(user)
  if (!found.ok) return `there is no user ${user}`
  if (group === undefined) return found.value
  const gid = await accounts.group(group)
  return gid.ok ? { uid: found.value.uid, gid: gid.value } : `there is no group ${group}`
}

function refusalText(name: string, path: string, refusal: FifoRefusal): string {
  switch (refusal.is) {
    case 'not-ours':
      return (
        `${name} fifo ${path} is not a fifo we own - not using: it ${refusal.text}. ` +
        'Remove it, or name its owner behind the path'
      )
    case 'not-made':
      return `Unable to create ${name} fifo ${path} - ${failureText(refusal.failure)}`
    case 'not-opened':
      return `Unable to open ${name} fifo ${path} - ${failureText(refusal.failure)}`
  }
}

/** keepalived.conf(5): the path of the FIFO is its last word. */
function readerOf(program: Program, path: string): Program {
  const [name, ...words] = program.argv
  return { ...program, argv: [name, ...words, path], diesWithUs: true }
}

function startReader(
  { processes }: FifosWorld,
  { onRun, onNotify }: FifosListener,
  { program, path, key }: { readonly program: Program; readonly path: string; readonly key: string },
): Reader {
  const run = processes.start(program)
  const [script] = program.argv
  const ended = follow({ why: `reader of ${path}`, program: script }, run, onRun)
  const reader: Reader = { key, run, ended, dismissed: false }
  void ended.then(() => {
    if (!reader.dismissed) onNotify({ is: 'fifo-unread', path, script })
    reader.dismissed = true
  })
  return reader
}

function dismiss(reader: Reader): void {
  if (!reader.dismissed) reader.run.signalGroup('SIGTERM')
  reader.dismissed = true
}

/** Closed with what waits for it. */
function leave({ fifo, path, backlog }: Open, { onNotify }: FifosListener): void {
  const lost = backlog.lost + backlog.lines.length
  if (lost > 0) onNotify({ is: 'fifo-left', path, lost })
  fifo.close()
}

/** Never more than a line is tried in vain: those behind it wait with it, in their order. */
function push(one: Open, lines: readonly string[], listener: FifosListener): void {
  const before = one.backlog
  const fresh = before.lines.length === 0 ? lines.slice(writeAll(one.fifo, lines)) : lines
  if (fresh.length === 0) return
  one.backlog = wait(before, fresh)
  const { path } = one
  if (before.lines.length === 0) {
    listener.onNotify({ is: 'fifo-full', path, waitingMax: backlogMax })
    retry(one, listener)
  }
  if (before.lost === 0 && one.backlog.lost > 0) {
    listener.onNotify({ is: 'fifo-losing', path, waitingMax: backlogMax })
  }
}

function retry(one: Open, listener: FifosListener): void {
  one.fifo.whenRoom(() => {
    one.backlog = written(one.backlog, writeAll(one.fifo, one.backlog.lines))
    if (one.backlog.lines.length > 0) return retry(one, listener)
    listener.onNotify({ is: 'fifo-flows', path: one.path, lost: one.backlog.lost })
    one.backlog = emptyBacklog
  })
}

/** How many went. */
function writeAll(fifo: Fifo, lines: readonly string[]): number {
  const stuck = lines.findIndex((line) => !fifo.write(line))
  return stuck < 0 ? lines.length : stuck
}
