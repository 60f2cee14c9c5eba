/**
 * Everything that the parent's scripts, FIFOs and mails touch, by hand: runs end, FIFOs fill, mail servers
 * answer and the clock moves when told to. Nothing is really run.
 */
import { err, ok } from '../../src/base/result.ts'
import { earliest, type Micros, seconds } from '../../src/base/time.ts'
import type { Command } from '../../src/conf/command.ts'
import { openScripts, type ScriptsSettings } from '../../src/daemon/notices/scripts.ts'
import type { Accounts } from '../../src/io/accounts.ts'
import type { Alarm } from '../../src/io/clock.ts'
import type { FifoOpener, FifoOwner } from '../../src/io/fifo.ts'
import type { Letter, MailRoute, MailSender } from '../../src/io/mail.ts'
import type { ScriptFiles } from '../../src/io/script-files.ts'
import type { NotifyEvent } from '../../src/notify/events.ts'
import type { NotifyScripts, ReportsSettings } from '../../src/notify/settings.ts'
import type { GlobalScripts, GlobalSettings, MailSettings } from '../../src/settings/global/settings.ts'
import type { RunEvent, TrackEvent } from '../../src/track/events.ts'
import type { Ended, Output, Program, Run } from '../../src/track/ports.ts'
import type { ScriptSettings } from '../../src/track/settings.ts'

export const succeeds: Ended = { is: 'exited', status: 0 }
export const fails: Ended = { is: 'exited', status: 1 }
export const command = (path: string, user?: string, group?: string): Command => ({
  argv: [path],
  user,
  group,
})
export const noScripts: NotifyScripts = {
  master: undefined,
  backup: undefined,
  fault: undefined,
  stop: undefined,
  any: undefined,
}
export const script = (name: string, overrides: Partial<ScriptSettings> = {}): ScriptSettings => ({
  name,
  command: command(`/s/${name}`),
  interval: seconds(1),
  timeout: seconds(1),
  rise: 1,
  fall: 1,
  initFail: false,
  ...overrides,
})

export interface Given {
  readonly scripts?: readonly ScriptSettings[]
  readonly instances?: Readonly<Record<string, Partial<NotifyScripts>>>
  readonly groups?: Readonly<Record<string, Partial<NotifyScripts>>>
  readonly reports?: ReportsSettings['instances']
  readonly security?: boolean
  readonly scriptUser?: string
  readonly global?: {
    readonly scripts?: Partial<GlobalScripts>
    readonly mail?: Partial<MailSettings>
    readonly fifos?: Partial<GlobalSettings['fifos']>
    readonly notifySerial?: Micros
  }
}

const noMail: MailSettings = {
  to: [],
  from: undefined,
  server: undefined,
  helo: undefined,
  connectTimeout: seconds(30),
  startTls: 'off',
  login: undefined,
  alertVrrp: false,
  alertChecker: undefined,
  noFaults: false,
  noCheckers: false,
}

export function settingsOf(given: Given): ScriptsSettings {
  const complete = (parts: Given['instances']) =>
    Object.fromEntries(Object.entries(parts ?? {}).map(([name, part]) => [name, { ...noScripts, ...part }]))
  return {
    scripts: given.scripts ?? [],
    notify: { instances: complete(given.instances), groups: complete(given.groups) },
    reports: { instances: given.reports ?? {}, groups: {} },
    lvs: { services: [] },
    vrrp: { groups: [] },
    global: {
      scriptUser: given.scriptUser === undefined ? undefined : { user: given.scriptUser, group: undefined },
      scriptSecurity: given.security ?? true,
      scripts: {
        startup: undefined,
        shutdown: undefined,
        useSymlinkPaths: false,
        supplementaryGroups: false,
        ...given.global?.scripts,
      },
      routerId: undefined,
      mail: { ...noMail, ...given.global?.mail },
      fifos: {
        all: undefined,
        vrrp: undefined,
        lvs: undefined,
        statesOnReload: false,
        ...given.global?.fifos,
      },
      notifySerial: given.global?.notifySerial,
    },
  }
}

export const accounts: Accounts = {
  user: async (name) => (name === 'nobody' ? ok({ name, uid: 65534, gid: 65533 }) : err('unknown')),
  group: async (name) => (name === 'daemon' ? ok(1) : err('unknown')),
  groupsOf: async (_user, gid) => [gid, 7],
}

export interface MailByHand {
  readonly route: MailRoute
  readonly letter: Letter
  answer(how: Awaited<ReturnType<MailSender>>): void
}

export interface RunByHand {
  readonly program: Program
  end(ended: Ended, ...lines: string[]): void
  readonly signals: string[]
}

function startByHand(program: Program, runs: RunByHand[]): Run {
  const { promise, resolve } = Promise.withResolvers<{ ended: Ended; output: Output }>()
  const signals: string[] = []
  const end = (how: Ended, ...lines: string[]) => resolve({ ended: how, output: { lines, bytesDropped: 0 } })
  runs.push({ program, end, signals })
  return { pid: 1_000 + runs.length, ended: promise, signalGroup: (signal) => signals.push(signal) }
}

/** A FIFO that takes so many lines until somebody reads it. */
export interface FifoByHand {
  readonly path: string
  readonly owner: FifoOwner | undefined
  readonly lines: string[]
  room: number
  closed: boolean
  /** Somebody has read. */
  read(): void
}

function openByHand(fifos: FifoByHand[]): FifoOpener {
  return (path, owner) => {
    if (path.startsWith('/foreign')) return err({ is: 'not-ours', text: 'belongs to uid 1000' })
    let onRoom = () => {}
    const fifo: FifoByHand = {
      ...{ path, owner, lines: [], room: Number.POSITIVE_INFINITY, closed: false },
      read: () => onRoom(),
    }
    fifos.push(fifo)
    return ok({
      write: (line) => {
        if (fifo.lines.length >= fifo.room) return false
        fifo.lines.push(line.trimEnd())
        return true
      },
      whenRoom: (listener) => {
        onRoom = listener
      },
      isThere: () => true,
      close: () => {
        fifo.closed = true
      },
    })
  }
}

interface AlarmByHand {
  at: Micros | undefined
  readonly onDue: () => void
}

function setByHand(onDue: () => void, alarms: AlarmByHand[]): Alarm {
  const alarm: AlarmByHand = { at: undefined, onDue }
  alarms.push(alarm)
  const set = (at: Micros | undefined) => {
    alarm.at = at
  }
  return { set, close: () => {} }
}

function mailedByHand(mails: MailByHand[]): MailSender {
  return (route, letter) => {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<MailSender>>>()
    mails.push({ route, letter, answer: resolve })
    return promise
  }
}

/** Everything the scripts touch: runs that end when told to, a clock that moves when told to. */
export function openWorld() {
  const runs: RunByHand[] = []
  const verdicts: string[] = []
  const tracked: TrackEvent[] = []
  const told: RunEvent[] = []
  const noticed: NotifyEvent[] = []
  const fifos: FifoByHand[] = []
  const mails: MailByHand[] = []
  const examined: string[] = []
  let now = seconds(100)
  const alarms: AlarmByHand[] = []
  const scripts = openScripts(
    {
      hasRunAs: true,
      processes: { start: (program) => startByHand(program, runs) },
      now: () => now,
      openAlarm: (onDue) => setByHand(onDue, alarms),
      openFifo: openByHand(fifos),
      sendMail: mailedByHand(mails),
      mailDate: () => 'Sun, 22 Nov 2026 10:23:46 +0000',
      user: 'root',
      host: 'node',
      sources: {
        ownUid: 0,
        ownGid: 0,
        accounts,
        examine: (written) => {
          examined.push(written)
          return filesOf(written)
        },
      },
    },
    {
      onVerdict: (name, verdict) => verdicts.push(`${name} ${verdict}`),
      onTrack: (event) => tracked.push(event),
      onRun: (event) => told.push(event),
      onNotify: (event) => noticed.push(event),
    },
  )
  return {
    scripts,
    runs,
    verdicts,
    tracked,
    told,
    examined,
    programs: () => runs.map(({ program }) => program.argv.join(' ')),
    noticed,
    fifos,
    mails,
    alarmAt: () => {
      const at = earliest(...alarms.map((alarm) => alarm.at))
      return at === undefined ? undefined : (at - seconds(100)) / 1_000_000
    },
    pass(duration: number) {
      now = (now + seconds(duration)) as Micros
      for (const { onDue } of alarms) onDue()
    },
  }
}

/** `/unsafe/...` may be written by everyone, `/gone/...` is not there, everything else is root's. */
export function filesOf(written: string): ScriptFiles {
  if (written.startsWith('/gone')) {
    const resolved = { ok: false, text: 'no such file or directory (ENOENT)' } as const
    return { written, searched: undefined, parts: [], resolved }
  }
  const mode = written.startsWith('/unsafe') ? 0o777 : 0o755
  const parts = [{ path: written, is: 'file', uid: 0, gid: 0, mode } as const]
  return { written, searched: undefined, parts, resolved: { ok: true, path: written, parts } }
}

/** Lets everything that is due in this and the next turns happen. */
export async function settle(turns = 4): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
}
