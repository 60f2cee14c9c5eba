/**
 * `keepalived-ts config fmt FILE...`: good form, in place. Writes only files that are out of form, and only
 * when old and new text mean the same. Touches no file that is not named: included ones stay as they are.
 * Exit status: 0 all are in form now, 1 with --check some are not, 2 a file could not be read or written.
 */
import { formatText } from '../conf/format.ts'
import { lineDifferences } from '../conf/line-differences.ts'
import { meansTheSame } from '../conf/same-meaning.ts'
import {
  configurationText,
  readConfigurationText,
  rewriteFile,
  textBytesMax,
} from '../daemon/configuration-text.ts'
import type { World } from './world.ts'

export interface FormatOptions {
  /** Nothing is written; files that are out of form are listed. */
  readonly check: boolean
  /** Nothing is written; what would change is shown. */
  readonly diff: boolean
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

function textOf(file: string, world: World): ReturnType<typeof readConfigurationText> {
  if (file !== '-') return readConfigurationText(world.resolve(file))
  const read = world.readStandardInput(textBytesMax + 1)
  return read.ok ? configurationText(read.value) : { ok: false, error: read.error.text }
}

function shownName(file: string): string {
  return file === '-' ? '<stdin>' : file
}
