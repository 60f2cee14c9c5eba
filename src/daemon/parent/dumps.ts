/**
 * What signals ask for: keepalived.data, keepalived.stats and keepalived.json, each replaced as a whole, so
 * that whoever reads them never meets half of one. keepalived(8), SIGNALS. A disk that is full or a directory
 * that is not ours costs a line of the log, nothing else.
 */
import { hostInterfaces } from '../../io/host-interfaces.ts'
import { replaceFile } from '../../io/replace-file.ts'
import { dataText } from '../../observe/data-text.ts'
import { jsonStatus } from '../../observe/json-status.ts'
import type { Snapshot } from '../../observe/snapshot.ts'
import { statisticsText } from '../../observe/statistics.ts'
import { globalDefinitions } from '../../settings/global/definitions-text.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Daemon, Viewed } from '../daemon.ts'
import { calendarHere } from './calendar.ts'
import { type DumpPaths, dumpPathsOf } from './dump-paths.ts'
import type { Tell } from './reading.ts'

export interface Dumps {
  data(): void
  statistics(clear: boolean): void
  json(): void
  /** The text of keepalived.data with the pid of the process that it is about; not called without one. */
  stateText(take: (pid: number, text: string) => void): void
}

export interface DumpsOptions {
  /** The one that the daemon works in. */
  readonly namespace: string | undefined
  settings(): Settings
  readonly tell: Tell
}

/** keepalived withholds with its umask what is beyond this: mostly only the owner reads and writes. */
const mode = 0o666

/** Interfaces are only looked at where they are shown. */
function snapshotOf(
  { view, wallOffset }: Viewed,
  { verdicts, courses, processes }: ReturnType<Daemon['tracked']>,
  settings: Settings,
): Snapshot {
  const { notify, reports, scripts, tracks, statics } = settings
  const files = tracks.files
  return {
    router: view,
    wallOffset,
    notify,
    reports,
    scripts,
    files,
    processes,
    verdicts,
    courses,
    statics,
    interfaces: [],
  }
}

export function openDumps(
  daemon: Pick<Daemon, 'count' | 'view' | 'vrrpPid' | 'tracked'>,
  { namespace, settings, tell }: DumpsOptions,
): Dumps {
  const write = (path: string, text: string) => {
    const failure = replaceFile(path, text, mode)
    if (failure !== undefined) tell({ is: 'failed', doing: failure.doing, text: failure.text })
  }
  const paths = (): DumpPaths => {
    const { files, instance } = settings().global
    const temporaryDirectory = process.env['TMPDIR'] ?? '/tmp'
    return dumpPathsOf({ files, instance, namespace, temporaryDirectory })
  }
  const definitions = () => globalDefinitions(settings().global, namespace)
  const withSnapshot = (take: (snapshot: Snapshot, pid: number) => void) =>
    daemon.view((viewed) => {
      const pid = daemon.vrrpPid
      if (pid !== undefined) take(snapshotOf(viewed, daemon.tracked(), settings()), pid)
    })
  const stateText: Dumps['stateText'] = (take) =>
    withSnapshot((snapshot, pid) => {
      const interfaces = hostInterfaces()
      take(pid, `${definitions()}${dataText({ ...snapshot, interfaces }, calendarHere)}`)
    })
  return {
    stateText,
    data: () => {
      tell({ is: 'printing', what: 'parent-data', pid: process.pid, clear: false })
      write(paths().parentState, definitions())
      stateText((pid, text) => {
        tell({ is: 'printing', what: 'data', pid, clear: false })
        write(paths().state, text)
      })
    },
    statistics: (clear) =>
      daemon.count(clear, (instances) => {
        tell({ is: 'printing', what: 'stats', pid: daemon.vrrpPid ?? process.pid, clear })
        write(paths().statistics, statisticsText(instances))
      }),
    json: () =>
      withSnapshot((snapshot, pid) => {
        tell({ is: 'printing', what: 'json', pid, clear: false })
        const text = jsonStatus(snapshot, settings().global.files.jsonVersion)
        if (text !== undefined) write(paths().json, text)
      }),
  }
}
