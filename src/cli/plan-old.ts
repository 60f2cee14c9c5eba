/**
 * The old configuration of `keepalived-ts plan`: what a running daemon has taken, or a file in its place, and
 * by whose interfaces both are judged. Refuses to compare.
 */
import { err, ok, type Result } from '../base/result.ts'
import {
  type Facts,
  factsOfProcess,
  type HostConfiguration,
  loadConfiguration,
  textBytesMax,
} from '../daemon/host-configuration.ts'
import { type KeyMarks, readsKeys, withMarkedKeys } from '../daemon/parent/key-marks.ts'
import type { Loaded } from '../settings/load.ts'
import { judgedBy } from './ground.ts'
import type { PlanOptions } from './plan.ts'
import { othersRunning } from './plan-others.ts'
import { defaultPidFile, findRunning, pidFileIn, type Running } from './plan-running.ts'
import type { World } from './world.ts'

/** With what the file is compared. */
export type Against =
  | { readonly is: 'file'; readonly file: string }
  | { readonly is: 'running'; readonly pid: number; readonly loadedAt: string; readonly file: string }
  | { readonly is: 'file-of-running'; readonly pid: number; readonly ours: boolean; readonly file: string }
  | { readonly is: 'no-daemon'; readonly file: string }

export interface Old {
  readonly old: Loaded
  readonly against: Against
  /** What a daemon reads when nobody says otherwise. */
  readonly usual: string
  /** For reading what is compared with it. */
  readonly configId: string | undefined
  readonly allConfig: boolean
  readonly facts: Facts
  /** In which the daemon works, as far as it has been told. */
  readonly namespace: string | undefined
  /** What could not be looked at. */
  readonly unseen: readonly string[]
  /** Likewise of keys in files, beside the new configuration. */
  readonly unknownKeys: (now: Loaded) => readonly string[]
}

interface Around {
  readonly facts: Facts
  readonly world: World
}

export function oldOf(options: PlanOptions, around: Around): Result<Old, string> {
  const { world, facts } = around
  if (options.from === '-' && options.file === '-') return err('only one of the two can be standard input')
  const running = findRunning(world.resolve(pidFileOf(options)), world)
  if (options.from === undefined) return running.ok ? runningOld(running.value, options, around) : running
  const given = givenFile(options.from, options, world)
  if (!given.ok) return given
  const { path: file, bytes } = given.value
  const told = running.ok ? running.value : undefined
  const configId = options.id ?? told?.configId
  const usual = told?.configFile ?? file
  const as = { configId, allConfig: told?.allConfig ?? false, facts, namespace: undefined }
  const loaded = load({ ...as, configFile: file }, bytes)
  if (!loaded.ok) return loaded
  const against = { is: 'file', file: bytes === undefined ? file : options.stdinName } as const
  const { loaded: old } = loaded.value
  return ok({ ...as, old, against, usual, unseen: [], unknownKeys: keysUnknown(old) })
}

function pidFileOf({ pidFile, namespace }: PlanOptions): string {
  return pidFile ?? (namespace === undefined ? defaultPidFile : pidFileIn(namespace))
}

function runningOld(running: Running, options: PlanOptions, around: Around): Result<Old, string> {
  const { configFile: usual, allConfig } = running
  if (running.is === 'none' && options.pidFile === undefined) {
    const others = othersRunning(around.world)
    if (others !== undefined) return err(`no daemon has ${pidFileOf(options)}; ${others}`)
  }
  const configId = options.id ?? running.configId
  const { facts, unseen } = factsFor(running, options, around.facts)
  if (running.is === 'recorded') {
    const { pid, path, bytes } = running
    const read = loadRecord({ path, bytes, id: configId }, facts)
    if (!read.ok) return read
    const { loadedAt, keys } = running.record
    const known = keys !== undefined && facts.scripts?.readKey !== undefined
    const old = keys === undefined ? read.value : withKeys(read.value, keys)
    const against = { is: 'running', pid, loadedAt, file: usual } as const
    const as = { configId, allConfig, ...asTheDaemon(running, old, facts) }
    return ok({ ...as, old, against, usual, unseen, unknownKeys: known ? () => [] : keysUnknown(old) })
  }
  const against: Against =
    running.is === 'none'
      ? { is: 'no-daemon', file: usual }
      : { is: 'file-of-running', pid: running.pid, ours: running.ours, file: usual }
  const loaded = load({ configFile: usual, configId, allConfig, facts, namespace: undefined })
  if (loaded.ok) {
    const { loaded: old } = loaded.value
    const as = { configId, allConfig, ...asTheDaemon(running, old, facts) }
    return ok({ ...as, old, against, usual, unseen, unknownKeys: keysUnknown(old) })
  }
  const whose = running.is === 'none' ? 'no daemon runs' : `process ${running.pid} was told to read this`
  return err(`${loaded.error} (${whose}): name the old configuration with --from`)
}

/** A daemon sees the interfaces of its own network namespace, wherever the question is asked. */
function factsFor(
  running: Running,
  { host }: PlanOptions,
  facts: Facts,
): { readonly facts: Facts; readonly unseen: readonly string[] } {
  if (running.is === 'none' || host !== undefined || facts.host === undefined) return { facts, unseen: [] }
  const looked = factsOfProcess(running.pid)
  return looked.ok ? { facts: judgedBy(facts, looked.value), unseen: [] } : { facts, unseen: [looked.error] }
}

/** At a reload it does not look into another namespace, because it stays where it is. */
function asTheDaemon(running: Running, old: Loaded, facts: Facts): Pick<Old, 'facts' | 'namespace'> {
  if (running.is === 'none') return { facts, namespace: undefined }
  const { inNamespace: _, ...here } = facts
  return { facts: here, namespace: running.namespace ?? old.understood.global.namespace }
}

/** Of a file with a key only what is in it now is known; what was taken from it then is not. */
function keysUnknown(old: Loaded): Old['unknownKeys'] {
  return (now) =>
    [old, now].every(({ understood }) => readsKeys(understood.vrrp.instances))
      ? ['keys of auth_hmac are read from files: whether what is in them has changed is not known']
      : []
}

function withKeys(loaded: Loaded, keys: KeyMarks): Loaded {
  const { vrrp } = loaded.understood
  const instances = withMarkedKeys(vrrp.instances, keys)
  return { ...loaded, understood: { ...loaded.understood, vrrp: { ...vrrp, instances } } }
}

interface GivenFile {
  /** Absolute. */
  readonly path: string
  /** Of standard input. */
  readonly bytes: Uint8Array | undefined
}

export function givenFile(
  name: string,
  { stdinName }: Pick<PlanOptions, 'stdinName'>,
  world: World,
): Result<GivenFile, string> {
  if (name !== '-') return ok({ path: world.resolve(name), bytes: undefined })
  const read = world.readStandardInput(textBytesMax + 1)
  if (!read.ok) return err(`standard input: ${read.error.text}`)
  return ok({ path: world.resolve(stdinName), bytes: read.value })
}

/** What runs was right when it was taken, whatever has become of this host since. */
function loadRecord(
  of: { readonly path: string; readonly bytes: Uint8Array; readonly id: string | undefined },
  facts: Facts,
): Result<Loaded, string> {
  const source = { configFile: of.path, configId: of.id, allConfig: false, facts, namespace: undefined }
  const strict = load(source, of.bytes)
  if (!strict.ok) return strict
  if (!strict.value.loaded.fatal) return ok(strict.value.loaded)
  const loose = load({ ...source, facts: { ...facts, host: undefined, scripts: undefined } }, of.bytes)
  return loose.ok ? ok(loose.value.loaded) : loose
}

export function load(
  source: Pick<Old, 'configId' | 'allConfig' | 'facts' | 'namespace'> & { readonly configFile: string },
  bytes?: Uint8Array,
): Result<Extract<HostConfiguration, { readonly is: 'loaded' }>, string> {
  const { configFile, configId, allConfig, facts, namespace } = source
  const from = { configFile, configId, allConfig, namespace, forgetTree: true }
  const found = loadConfiguration(from, { facts, bytes })
  return found.is === 'loaded' ? ok(found) : err(`${found.failure.path}: ${found.failure.text}`)
}
