/**
 * What `plan` compares with: what a running daemon has taken, as far as it can be known. Our daemon keeps a
 * record beside its pid file; of a keepalived only the file is known that its command line names. Refuses to
 * guess when it may not look.
 */
import { err, ok, type Result } from '../base/result.ts'
import {
  headBytesMax,
  type RunningRecord,
  readRunningRecord,
  runningRecordPath,
} from '../daemon/parent/running-record.ts'
import { type OptionName, readOptions } from './options.ts'
import type { World } from './world.ts'

/** Where keepalived looks: keepalived(8). */
export const defaultFile = '/etc/keepalived/keepalived.conf'
export const defaultPidFile = '/run/keepalived.pid'

/** Of a daemon in a network namespace. */
export function pidFileIn(namespace: string): string {
  return `/run/keepalived/${namespace}/keepalived.pid`
}

/** What its command line says of the configuration. */
interface Told {
  readonly configFile: string
  readonly configId: string | undefined
  readonly allConfig: boolean
  /** -s. */
  readonly namespace: string | undefined
}

export type Running =
  | ({
      readonly is: 'recorded'
      readonly pid: number
      readonly record: RunningRecord
      readonly path: string
      readonly bytes: Uint8Array
    } & Told)
  /** Only its file is known. `ours`: it could not write its record. */
  | ({ readonly is: 'by-file'; readonly pid: number; readonly ours: boolean } & Told)
  | ({ readonly is: 'none' } & Told)

const nobody: Running = {
  is: 'none',
  configFile: defaultFile,
  configId: undefined,
  allConfig: false,
  namespace: undefined,
}

/** The error is for people, with the cure. */
export function findRunning(pidFile: string, world: World): Result<Running, string> {
  const read = world.readFile(pidFile)
  if (!read.ok) return isAbsent(read.error.code) ? ok(nobody) : err(refused(pidFile, read.error.text))
  const pid = Number(new TextDecoder().decode(read.value).trim())
  if (!Number.isSafeInteger(pid) || pid <= 0) return err(`${pidFile} holds no process id`)
  const words = commandLineOf(pid, world)
  // Its process is gone, or another one has its number now: the file was left behind.
  const program = words && programOf(words)
  if (program === undefined) return ok(nobody)
  const told = toldBy(program.options, { pid, resolve: world.resolve })
  if (!program.ours) return ok({ is: 'by-file', pid, ours: false, ...told })
  const path = runningRecordPath(pidFile)
  const recorded = world.readFile(path)
  if (!recorded.ok) {
    if (!isAbsent(recorded.error.code)) return err(refused(path, recorded.error.text))
    return ok({ is: 'by-file', pid, ours: true, ...told })
  }
  const record = readRunningRecord(new TextDecoder().decode(recorded.value.subarray(0, headBytesMax)))
  if (record?.pid !== pid) return ok({ is: 'by-file', pid, ours: true, ...told })
  const { file: configFile } = record
  return ok({ is: 'recorded', pid, record, path, bytes: recorded.value, ...told, configFile })
}

function isAbsent(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR'
}

function refused(path: string, text: string): string {
  return `${path}: ${text}: run this as root, or name the old configuration with --from`
}

function commandLineOf(pid: number, world: World): readonly string[] | undefined {
  const read = world.readFile(`/proc/${pid}/cmdline`)
  return read.ok ? new TextDecoder().decode(read.value).split('\0').slice(0, -1) : undefined
}

interface Program {
  readonly ours: boolean
  readonly options: readonly string[]
}

/** Undefined: neither a keepalived nor ours. */
function programOf(words: readonly string[]): Program | undefined {
  const [first = '', ...rest] = words
  if (/(^|\/)keepalived$/.test(first)) return { ours: false, options: rest }
  // node --disable-sigusr1 .../main.js OPTION...
  const script = words.findIndex((word, index) => index > 0 && !word.startsWith('-'))
  const isOurs = /(^|\/)node$/.test(first) && /(^|\/)main\.[jt]s$/.test(words[script] ?? '')
  return isOurs ? { ours: true, options: words.slice(script + 1) } : undefined
}

function toldBy(
  options: readonly string[],
  where: { readonly pid: number; readonly resolve: (path: string) => string },
): Told {
  const read = readOptions(options)
  const given = read.ok ? read.value : []
  const last = (name: OptionName) => given.findLast((option) => option.name === name)?.value
  const file = last('use-file') ?? defaultFile
  return {
    configFile: file.startsWith('/') ? file : `/proc/${where.pid}/cwd/${file}`,
    configId: last('config-id'),
    allConfig: given.some((option) => option.name === 'all-config'),
    namespace: last('namespace'),
  }
}
