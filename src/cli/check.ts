/**
 * `keepalived-ts check FILE...`: everything that is wrong with configurations, for people and their tools.
 * Reads them as a start would, on this host or with the facts of another one, and starts nothing. Exit
 * status: 0 no errors, 1 errors (with --strict warnings too), 2 a file or a word could not be used.
 */
import { err, ok, type Result } from '../base/result.ts'
import {
  type Facts,
  type HostConfiguration,
  loadConfiguration,
  textBytesMax,
  visibleFactsOfThisHost,
} from '../daemon/host-configuration.ts'
import { findLints } from '../settings/lints/lints.ts'
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
import { readHostFacts } from './host-facts.ts'
import type { World } from './world.ts'

export const checkFormats = ['text', 'json', 'sarif', 'github'] as const
export type CheckFormat = (typeof checkFormats)[number]

export interface CheckOptions {
  readonly format: CheckFormat
  readonly strict: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  /** `CODE=LEVEL`. */
  readonly levels: readonly string[]
  /** A file of facts, or false: nothing that depends on a host is checked. Undefined: this host. */
  readonly host: string | false | undefined
  /** What `@id` lines compare with. */
  readonly id: string | undefined
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
  const report = reportOf(checked, options.host === undefined)
  if (options.format === 'text') complainOfFiles(report, world)
  world.print(formats[options.format](report, { ...options, colours: world.colours }))
  return report.status
}

function cannotCheck(lines: readonly string[], world: World): number {
  for (const line of lines) world.complain(`keepalived-ts: ${line}\n`)
  return checkStatus.cannotCheck
}

function complainOfFiles({ files }: CheckReport, world: World): void {
  for (const { file, unreadable } of files) {
    if (unreadable !== undefined) world.complain(`${file}: ${unreadable}\n`)
  }
}

/** What the files stand on: a host's facts, and the name that it has in `@id` lines. */
interface Ground {
  readonly facts: Facts
  readonly id: string | undefined
}

function groundOf({ host, id }: CheckOptions, world: World): Result<Ground, readonly string[]> {
  if (host === undefined) return ok({ facts: visibleFactsOfThisHost(), id })
  if (host === false)
    return ok({ facts: { host: undefined, scripts: undefined, names: () => undefined }, id })
  const read = world.readFile(world.resolve(host))
  if (!read.ok) return err([`--host ${host}: ${read.error.text}`])
  const given = readHostFacts(new TextDecoder().decode(read.value))
  if (!given.ok) return err(given.error.map((line) => `--host ${host}: ${line}`))
  return ok({ facts: given.value.facts, id: id ?? given.value.id })
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
  const found = file === '-' ? loadStandardInput(path, ground, world) : load(path, ground)
  if (found.is === 'unreadable') {
    const { text } = found.failure
    return { file: shown(path), unreadable: text, diagnostics: [], sources: new Map() }
  }
  const { host } = ground.facts
  const all = [...found.loaded.diagnostics, ...findLints({ ...found.loaded, host })]
  const diagnostics = atLevels(all, { levels, strict: options.strict })
  return fileReport(path, { ...found.loaded, diagnostics }, shown)
}

function load(configFile: string, { facts, id }: Ground, bytes?: Uint8Array): HostConfiguration {
  return loadConfiguration({ configFile, configId: id, forgetTree: true }, { facts, bytes })
}

function loadStandardInput(path: string, ground: Ground, world: World): HostConfiguration {
  const read = world.readStandardInput(textBytesMax + 1)
  if (read.ok) return load(path, ground, read.value)
  return { is: 'unreadable', failure: { is: 'unreadable', path, text: read.error.text } }
}
