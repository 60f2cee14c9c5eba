/**
 * `keepalived-ts plan [FILE]`: what a reload to this configuration would do, and what it would cost. Changes
 * nothing. Exit status: 0 nothing that anybody around notices, 1 something visible, 2 the reload would be
 * refused or the question cannot be answered.
 */
import { err, ok, type Result } from '../base/result.ts'
import type { Loaded } from '../settings/load.ts'
import { planOf, type ReloadPlan } from '../settings/plan/plan.ts'
import { type ReloadVerdict, reloadVerdict } from '../settings/plan/reload-verdict.ts'
import { type FileReport, fileReport, shortPaths } from './check-report.ts'
import { groundOf } from './ground.ts'
import { jsonPlan } from './plan-json.ts'
import { type Against, givenFile, load, oldOf } from './plan-old.ts'
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
  /** -s: the daemon of this network namespace. */
  readonly namespace?: string | undefined
}

export const planStatus = { unnoticed: 0, visible: 1, refused: 2 } as const

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
  const found = oldOf({ ...options, id: ground.value.id }, { facts: ground.value.facts, world })
  if (!found.ok) return found
  const { old, against, usual, unseen, ...around } = found.value
  const given = givenFile(options.file ?? usual, options, world)
  if (!given.ok) return given
  const { path: file, bytes } = given.value
  const isFromFile = against.is === 'no-daemon' || against.is === 'file-of-running'
  if (isFromFile && bytes === undefined && against.file === file) return err(nothingToCompare(against))
  const now = load({ ...around, configFile: file }, bytes)
  if (!now.ok) return now
  const next = now.value.loaded
  const applied = old.settings
  if (applied === undefined)
    return err(`${against.file} cannot be run at all: nothing runs that could reload`)
  const verdict = reloadVerdict(applied, next)
  const elsewhere = against.is === 'running' && (bytes !== undefined || file !== usual)
  const disk = elsewhere ? load({ ...around, configFile: usual }) : undefined
  const diskDiffers = disk?.ok === true && planOf(old, disk.value.loaded).steps.length > 0
  const shown = shortPaths(world.resolve('.'))
  return ok({
    ...judged({ file, old, now: next, verdict, shown }),
    ...{ against, diskDiffers },
    unseen: [
      ...unseen,
      ...(now.value.unseen === undefined ? [] : [now.value.unseen]),
      ...around.unknownKeys(next),
    ],
  })
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
