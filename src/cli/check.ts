/**
 * `keepalived-ts check FILE...`: everything that is wrong with configurations, for people and their tools.
 * Reads them as a start would, on this host or with the facts of another one, and starts nothing. Exit
 * status: 0 no errors, 1 errors (with --strict warnings too), 2 a file or a word could not be used.
 */
import { findLints } from '../settings/lints/lints.ts'
import { testStatus } from '../settings/test-status.ts'
import { atLevels, type Levels, readLevels } from './check-levels.ts'
import { githubFormat, jsonFormat } from './check-machine.ts'
import {
  type CheckReport,
  checkStatus,
  type FileReport,
  fileReport,
  reportOf,
  shortPaths,
} from './check-report.ts'
import { sarifFormat } from './check-sarif.ts'
import { type Look, textFormat } from './check-text.ts'
import { type Ground, type GroundOptions, groundOf, loadOn } from './ground.ts'
import type { World } from './world.ts'

export const checkFormats = ['text', 'json', 'sarif', 'github'] as const
export type CheckFormat = (typeof checkFormats)[number]

export interface CheckOptions extends GroundOptions {
  readonly format: CheckFormat
  readonly strict: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  /** `CODE=LEVEL`. */
  readonly levels: readonly string[]
  /** Where the text of standard input belongs: it is shown, and includes are seen from there. */
  readonly stdinName: string
}

const formats = {
  text: textFormat,
  json: jsonFormat,
  sarif: sarifFormat,
  github: githubFormat,
} as const satisfies Record<CheckFormat, (report: CheckReport, look: Look) => string>

/** Returns the exit status. */
export function checkFiles(files: readonly string[], options: CheckOptions, world: World): number {
  const levels = readLevels(options.levels)
  if (!levels.ok) return cannotCheck([levels.error], world)
  const ground = groundOf(options, world)
  if (!ground.ok) return cannotCheck(ground.error, world)
  const checked = files.map((file) =>
    checkFile(file, { options, levels: levels.value, ground: ground.value, world }),
  )
  return sayReport(reportOf(checked, options.host === undefined), options, world)
}

/** Returns the exit status. */
export function sayReport(
  report: CheckReport,
  options: Pick<CheckOptions, 'format' | 'quiet' | 'verbose'>,
  world: World,
): number {
  if (options.format === 'text') complainOfFiles(report, world)
  world.print(formats[options.format](report, { ...options, colours: world.colours }))
  return report.status
}

export function cannotCheck(lines: readonly string[], world: World): number {
  for (const line of lines) world.complain(`keepalived-ts: ${line}\n`)
  return checkStatus.cannotCheck
}

function complainOfFiles({ files }: CheckReport, world: World): void {
  for (const { file, unreadable } of files) {
    if (unreadable !== undefined) world.complain(`${file}: ${unreadable}\n`)
  }
}

function checkFile(
  file: string,
  by: {
    readonly options: CheckOptions
    readonly levels: Levels
    readonly ground: Ground
    readonly world: World
  },
): FileReport {
  const { options, levels, ground, world } = by
  const path = world.resolve(file === '-' ? options.stdinName : file)
  const shown = shortPaths(world.resolve('.'))
  const found = loadOn(ground, { file, stdinName: options.stdinName, forgetTree: true, world })
  if (found.is === 'unreadable') {
    const { text } = found.failure
    return { file: shown(path), unreadable: text, diagnostics: [], sources: new Map() }
  }
  const { host, unseen } = found
  const all = [...found.loaded.diagnostics, ...findLints({ ...found.loaded, host })]
  const diagnostics = atLevels(all, { levels, strict: options.strict })
  const report = fileReport(path, { ...found.loaded, diagnostics }, shown)
  const whole = { ...report, testStatus: testStatus(found.loaded.diagnostics) }
  return unseen === undefined ? whole : { ...whole, unseen }
}
