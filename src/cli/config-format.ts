/**
 * `keepalived-ts config fmt FILE...`: good form, in place. Writes only files that are out of form, and only
 * when old and new text mean the same. Refuses files whose form may be the only trace of a mistake: braces
 * that do not match, lines that are cut, definitions without end. Touches no file that is not named: included
 * ones stay as they are. Exit status: 0 all are in form now, 1 with --check some are not, 2 a file was
 * refused or could not be read or written.
 */
import { formatText } from '../conf/format.ts'
import { type FormatFault, formatFault } from '../conf/format-faults.ts'
import { lineDifferences } from '../conf/line-differences.ts'
import { meansTheSame } from '../conf/same-meaning.ts'
import {
  configurationText,
  readConfigurationText,
  rewriteFile,
  textBytesMax,
} from '../daemon/parent/configuration-text.ts'
import { grammar } from '../settings/grammar.ts'
import type { World } from './world.ts'

export interface FormatOptions {
  /** Nothing is written; files that are out of form are listed. */
  readonly check: boolean
  /** Nothing is written; what would change is shown. */
  readonly diff: boolean
  /** The files are parts of others: their blocks may be opened or closed elsewhere. */
  readonly fragment: boolean
}

export const formatStatus = { inForm: 0, outOfForm: 1, cannotFormat: 2 } as const

/** Returns the exit status. */
export function formatFiles(files: readonly string[], options: FormatOptions, world: World): number {
  return files.reduce((worst, file) => Math.max(worst, formatOne(file, options, world)), 0)
}

function formatOne(file: string, options: FormatOptions, world: World): number {
  const refuse = (why: string) => {
    world.complain(`keepalived-ts: ${shownName(file)}: ${why}\n`)
    return formatStatus.cannotFormat
  }
  const read = textOf(file, world)
  if (!read.ok) return refuse(read.error)
  const was = read.value
  const fault = formatFault(was, { rows: grammar, fragment: options.fragment })
  if (fault !== undefined) return complainOf(fault, file, world)
  const text = formatText(was)
  const same = text === was
  if (!same && !meansTheSame(was, text)) {
    return refuse('its form cannot be changed without changing what it means; it stays as it is')
  }
  if (options.diff && !same) world.print(lineDifferences(was, text, shownName(file)))
  if (options.check) {
    if (!same && !options.diff) world.print(`${shownName(file)}\n`)
    return same ? formatStatus.inForm : formatStatus.outOfForm
  }
  if (options.diff) return formatStatus.inForm
  if (file === '-') {
    world.print(text)
    return formatStatus.inForm
  }
  if (same) return formatStatus.inForm
  const failed = rewriteFile(world.resolve(file), { was, text })
  return failed === undefined ? formatStatus.inForm : refuse(`${failed}; it stays as it is`)
}

function complainOf({ is, at, message }: FormatFault, file: string, world: World): number {
  const place = `${shownName(file)}:${at.line}:${at.column}`
  const hint = is === 'braces' ? '; for a part of another file: --fragment' : ''
  world.complain(`keepalived-ts: ${place}: ${message}; the file stays as it is${hint}\n`)
  return formatStatus.cannotFormat
}

function textOf(file: string, world: World): ReturnType<typeof readConfigurationText> {
  if (file !== '-') return readConfigurationText(world.resolve(file))
  const read = world.readStandardInput(textBytesMax + 1)
  return read.ok ? configurationText(read.value) : { ok: false, error: read.error.text }
}

function shownName(file: string): string {
  return file === '-' ? '<stdin>' : file
}
