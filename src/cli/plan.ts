/**
 * `keepalived-ts plan [FILE]`: what a reload to this configuration would do, and what it would cost. Changes
 * nothing. Exit status: 0 nothing that anybody around notices, 1 something visible, 2 the reload would be
 * refused or the question cannot be answered.
 */
import { err, ok, type Result } from '../base/result.ts'
import { type Facts, loadConfiguration, textBytesMax } from '../daemon/host-configuration.ts'
import { type KeyMarks, readsKeys, withMarkedKeys } from '../daemon/key-marks.ts'
import type { Loaded } from '../settings/load.ts'
import { planOf, type ReloadPlan } from '../settings/plan/plan.ts'
import { type ReloadVerdict, reloadVerdict } from '../settings/plan/reload-verdict.ts'
import { type FileReport, fileReport, shortPaths } from './check-report.ts'
import { groundOf } from './ground.ts'
import { jsonPlan } from './plan-json.ts'
import { defaultPidFile, findRunning, type Running } from './plan-running.ts'
import { textPlan } from './plan-text.ts'
import type { World } from './world.ts'

export const planFormats = ['text', 'json'] as const
export type PlanFormat = (typeof planFormats)[number]

export interface PlanOptions {
  /** `-`: standard input. Undefined: what the running daemon would read. */
  readonly file: string | undefined
  /** Likewise. Undefined: what runs. */
  readonly from: string | undefined
  /** Where standard input belongs: its name, and includes are seen from there. */
  readonly stdinName: string
  readonly pidFile: string | undefined
  readonly format: PlanFormat
  /** A file of facts, or false: nothing that depends on a host is checked. Undefined: this host. */
  readonly host: string | false | undefined
  /** What `@id` lines compare with; undefined: as the running daemon has it. */
  readonly id: string | undefined
}

export const planStatus = { unnoticed: 0, visible: 1, refused: 2 } as const

/** With what the file is compared. */
export type Against =
  | { readonly is: 'file'; readonly file: string }
  | { readonly is: 'running'; readonly pid: number; readonly loadedAt: string; readonly file: string }
  | { readonly is: 'file-of-running'; readonly pid: number; readonly ours: boolean; readonly file: string }
  | { readonly is: 'no-daemon'; readonly file: string }

export interface PlanReport {
  readonly file: string
  readonly against: Against
  /** What the running daemon would read at a reload is something else, and not what runs. */
  readonly diskDiffers: boolean
  /** What could not be looked at, so that a change there is not in the plan. Sentences. */
  readonly unseen: readonly string[]
  readonly outcome:
    | { readonly is: 'accepted'; readonly plan: ReloadPlan }
    | { readonly is: 'refused'; readonly emptied: boolean; readonly problems: FileReport }
  readonly status: number
}

/** Returns the exit status. */
export function planReload(options: PlanOptions, world: World): number {
  const made = makePlan(options, world)
  if (!made.ok) {
    world.complain(`keepalived-ts: ${made.error}\n`)
    return planStatus.refused
  }
  const format = { text: textPlan, json: jsonPlan }[options.format]
  world.print(format(made.value, world.colours))
  return made.value.status
}

function makePlan(options: PlanOptions, world: World): Result<PlanReport, string> {
  const ground = groundOf(options, world)
  if (!ground.ok) return err(ground.error.join('\n'))
  const { facts } = ground.value
  const found = oldOf({ ...options, id: ground.value.id }, { facts, world })
  if (!found.ok) return found
  const { old, against, id, allConfig, usual, keysKnown } = found.value
  const given = givenFile(options.file ?? usual, options, world)
  if (!given.ok) return given
  const { path: file, bytes } = given.value
  const isFromFile = against.is === 'no-daemon' || against.is === 'file-of-running'
  if (isFromFile && bytes === undefined && against.file === file) return err(nothingToCompare(against))
  const now = load({ configFile: file, configId: id, allConfig }, facts, bytes)
  if (!now.ok) return now
  const applied = old.settings
  if (applied === undefined)
    return err(`${against.file} cannot be run at all: nothing runs that could reload`)
  const verdict = reloadVerdict(applied, now.value)
  const elsewhere = against.is === 'running' && (bytes !== undefined || file !== usual)
  const disk = elsewhere ? load({ configFile: usual, configId: id, allConfig }, facts) : undefined
  const diskDiffers = disk?.ok === true && planOf(old, disk.value).steps.length > 0
  const shown = shortPaths(world.resolve('.'))
  const unseen = keysKnown ? [] : keysUnseen(old, now.value)
  return ok({ ...judged({ file, old, now: now.value, verdict, shown }), against, diskDiffers, unseen })
}

function judged(given: {
  readonly file: string
  readonly old: Loaded
  readonly now: Loaded
  readonly verdict: ReloadVerdict
  readonly shown: (path: string) => string
}): Pick<PlanReport, 'file' | 'outcome' | 'status'> {
  const { file, old, now, verdict, shown } = given
  if (verdict.is === 'refused') {
    const unusable = new Set(verdict.unusable)
    const diagnostics = now.diagnostics.map((one) =>
      unusable.has(one) ? { ...one, severity: 'error' as const } : one,
    )
    const problems = fileReport(file, { ...now, diagnostics }, shown)
    const outcome = { is: 'refused', emptied: verdict.emptied, problems } as const
    return { file: shown(file), outcome, status: planStatus.refused }
  }
  const plan = planOf(old, now)
  const status = plan.visible ? planStatus.visible : planStatus.unnoticed
  return { file: shown(file), outcome: { is: 'accepted', plan }, status }
}

/** Of a file with a key only what is in it now is known; what was taken from it then is not. */
function keysUnseen(...sides: readonly Loaded[]): readonly string[] {
  return sides.every(({ understood }) => readsKeys(understood.vrrp.instances))
    ? ['keys of auth_hmac are read from files: whether what is in them has changed is not known']
    : []
}

interface Old {
  readonly old: Loaded
  readonly against: Against
  readonly id: string | undefined
  readonly allConfig: boolean
  /** What a daemon reads when nobody says otherwise. */
  readonly usual: string
  /** Whether the keys in files are those of then. */
  readonly keysKnown: boolean
}

interface Around {
  readonly facts: Facts
  readonly world: World
}

function oldOf(options: PlanOptions, around: Around): Result<Old, string> {
  const { world } = around
  if (options.from === '-' && options.file === '-') return err('only one of the two can be standard input')
  const running = findRunning(world.resolve(options.pidFile ?? defaultPidFile), world)
  if (options.from === undefined) return running.ok ? runningOld(running.value, options, around) : running
  const given = givenFile(options.from, options, world)
  if (!given.ok) return given
  const { path: file, bytes } = given.value
  const told = running.ok ? running.value : undefined
  const id = options.id ?? told?.configId
  const usual = told?.configFile ?? file
  const allConfig = told?.allConfig ?? false
  const loaded = load({ configFile: file, configId: id, allConfig }, around.facts, bytes)
  if (!loaded.ok) return loaded
  const against = { is: 'file', file: bytes === undefined ? file : options.stdinName } as const
  return ok({ old: loaded.value, against, id, allConfig, usual, keysKnown: false })
}

function runningOld(running: Running, options: PlanOptions, { facts }: Around): Result<Old, string> {
  const { configFile: usual, configId, allConfig } = running
  const id = options.id ?? configId
  if (running.is === 'recorded') {
    const { pid, path, bytes } = running
    const old = loadRecord({ path, bytes, id }, facts)
    const { loadedAt, keys } = running.record
    const against = { is: 'running', pid, loadedAt, file: usual } as const
    if (!old.ok) return old
    const keysKnown = keys !== undefined && facts.scripts?.readKey !== undefined
    return ok({
      old: keys === undefined ? old.value : withKeys(old.value, keys),
      against,
      id,
      allConfig,
      usual,
      keysKnown,
    })
  }
  const against: Against =
    running.is === 'none'
      ? { is: 'no-daemon', file: usual }
      : { is: 'file-of-running', pid: running.pid, ours: running.ours, file: usual }
  const loaded = load({ configFile: usual, configId: id, allConfig }, facts)
  if (loaded.ok) return ok({ old: loaded.value, against, id, allConfig, usual, keysKnown: false })
  const whose = running.is === 'none' ? 'no daemon runs' : `process ${running.pid} was told to read this`
  return err(`${loaded.error} (${whose}): name the old configuration with --from`)
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

function givenFile(
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
  const source = { configFile: of.path, configId: of.id, allConfig: false }
  const strict = load(source, facts, of.bytes)
  if (!strict.ok || !strict.value.fatal) return strict
  return load(source, { ...facts, host: undefined, scripts: undefined }, of.bytes)
}

function load(
  source: {
    readonly configFile: string
    readonly configId: string | undefined
    readonly allConfig: boolean
  },
  facts: Facts,
  bytes?: Uint8Array,
): Result<Loaded, string> {
  const found = loadConfiguration({ ...source, forgetTree: true }, { facts, bytes })
  if (found.is === 'loaded') return ok(found.loaded)
  return err(`${found.failure.path}: ${found.failure.text}`)
}

function nothingToCompare(
  against: Extract<Against, { readonly is: 'no-daemon' | 'file-of-running' }>,
): string {
  if (against.is === 'no-daemon') {
    return (
      `no daemon runs, and ${against.file} is what one would start with: name another file, ` +
      'or the old configuration with --from'
    )
  }
  const who = against.ours ? 'keepalived-ts that keeps no record' : 'keepalived'
  return (
    `process ${against.pid} is a ${who}: of what it runs only ${against.file} is known, ` +
    'which is the file itself; name another file, or the old configuration with --from'
  )
}
