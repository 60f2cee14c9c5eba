/**
 * The configuration that runs, in a file beside the pid file: what was understood of it when it was taken,
 * for `keepalived-ts plan`, since the file on disk may have been changed meanwhile. It is a configuration
 * itself, canonical and without includes and definitions. Only its owner may read it: it has passwords.
 */
import { rmSync } from 'node:fs'
import { printTree } from '../../conf/print.ts'
import type { Statement } from '../../conf/tree.ts'
import { attempt, type Failure } from '../../io/failure.ts'
import { replaceFile } from '../../io/replace-file.ts'
import { grammar } from '../../settings/grammar.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'
import { type KeyMarks, markKeys } from './key-marks.ts'

/** Grows statement by statement, so that no tree is kept for it. */
export interface RunningText {
  add(statement: Statement): void
  text(): string
}

export function openRunningText(): RunningText {
  const parts: string[] = []
  return {
    add: (statement) => void parts.push(printTree([statement], grammar)),
    text: () => parts.join(''),
  }
}

/** What the file says of itself. */
export interface RunningRecord {
  readonly pid: number
  /** Absolute: what the daemon reads at a reload. */
  readonly file: string
  /** ISO 8601. */
  readonly loadedAt: string
  /** Undefined: no key is read from a file, or an earlier release has written this. */
  readonly keys?: KeyMarks | undefined
}

/** /run/keepalived.pid: /run/keepalived.running.conf. */
export function runningRecordPath(pidFile: string): string {
  return `${pidFile.replace(/\.pid$/, '')}.running.conf`
}

const heading =
  '# What keepalived-ts runs, as it understood it. Written by the daemon, read by keepalived-ts plan.'

/** Replaces what an earlier load, or a daemon that was killed, has left. */
export function writeRunningRecord(
  options: { readonly configFile: string; readonly pidFile: string },
  running: Pick<RunningText, 'text'> & { readonly instances: readonly InstanceSettings[] },
): Failure | undefined {
  const record: RunningRecord = {
    pid: process.pid,
    file: options.configFile,
    loadedAt: new Date().toISOString(),
    keys: markKeys(running.instances),
  }
  const text = `${heading}\n# ${JSON.stringify(record)}\n${running.text()}`
  return replaceFile(runningRecordPath(options.pidFile), text)
}

/** One that stays is stale and nothing worse: its process is gone. */
export function removeRunningRecord(pidFile: string): void {
  const path = runningRecordPath(pidFile)
  attempt(`removing ${path}`, () => rmSync(path, { force: true }))
}

/** Undefined: this is none of ours. */
export function readRunningRecord(text: string): RunningRecord | undefined {
  const [first, second = ''] = text.slice(0, headBytesMax).split('\n', 2)
  if (first !== heading || !second.startsWith('# {')) return undefined
  try {
    const said: Partial<Record<keyof RunningRecord, unknown>> = JSON.parse(second.slice(2))
    const { pid, file, loadedAt, keys } = said
    if (typeof pid !== 'number' || typeof file !== 'string' || typeof loadedAt !== 'string') return undefined
    return { pid, file, loadedAt, keys: keyMarksOf(keys) }
  } catch {
    return undefined
  }
}

function keyMarksOf(said: unknown): KeyMarks | undefined {
  if (typeof said !== 'object' || said === null || !('salt' in said) || !('files' in said)) return undefined
  const { salt, files } = said
  if (typeof salt !== 'string' || typeof files !== 'object' || files === null) return undefined
  const marks = Object.entries(files).filter(([, mark]) => typeof mark === 'string')
  return { salt, files: Object.fromEntries(marks) }
}

/** A path has at most 4096 bytes, and JSON makes at most six of one; a hash for each file with a key. */
export const headBytesMax = 1_048_576
