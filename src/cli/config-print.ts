/**
 * `keepalived-ts config print FILE`: the configuration as it is understood, in canonical form, expanded, or
 * as data. Starts nothing. Exit status: 0 no errors, 1 errors (what is understood is printed all the same), 2
 * the file or a word could not be used.
 */
import { type Diagnostic, headline } from '../conf/diagnostics.ts'
import type { Loaded } from '../settings/load.ts'
import {
  plainUnderstood,
  type ReprintOptions,
  reprintExpanded,
  reprintUnderstood,
} from '../settings/reprint.ts'
import { settingsText } from '../settings/reprint-settings.ts'
import { withoutSecrets } from '../settings/secrets.ts'
import { fileReport, shortPaths } from './check-report.ts'
import { type GroundOptions, groundOf, loadOn } from './ground.ts'
import type { World } from './world.ts'

export type PrintForm = 'understood' | 'expanded' | 'json' | 'settings'

export interface PrintOptions extends GroundOptions, ReprintOptions {
  readonly form: PrintForm
  /** Passwords and keys are replaced. */
  readonly hideSecrets: boolean
  /** Where the text of standard input belongs: it is shown, and includes are seen from there. */
  readonly stdinName: string
}

export const printStatus = { good: 0, errors: 1, cannotPrint: 2 } as const

const forms = {
  understood: reprintUnderstood,
  expanded: reprintExpanded,
  json: (loaded) => `${JSON.stringify(plainUnderstood(loaded), undefined, 2)}\n`,
  settings: ({ understood }) => settingsText(understood),
} as const satisfies Record<PrintForm, (loaded: Loaded, options: ReprintOptions) => string>

/** Returns the exit status. */
export function printConfiguration(file: string, options: PrintOptions, world: World): number {
  const ground = groundOf(options, world)
  if (!ground.ok) return cannotPrint(ground.error, world)
  const { stdinName } = options
  const found = loadOn(ground.value, { file, stdinName, forgetTree: false, world })
  if (found.is === 'unreadable') {
    const shown = file === '-' ? stdinName : file
    return cannotPrint([`${shown}: ${found.failure.text}`], world)
  }
  const loaded = options.hideSecrets ? withoutSecrets(found.loaded) : found.loaded
  complain(loaded, world)
  const here = `${world.resolve('.')}/`
  const shorten = (comment: string) => comment.replaceAll(here, '')
  world.print(forms[options.form](loaded, { ...options, shorten }))
  return loaded.diagnostics.some(({ severity }) => severity === 'error')
    ? printStatus.errors
    : printStatus.good
}

function cannotPrint(lines: readonly string[], world: World): number {
  for (const line of lines) world.complain(`keepalived-ts: ${line}\n`)
  return printStatus.cannotPrint
}

/** One line each; `check` says more. */
function complain(loaded: Loaded, world: World): void {
  const { diagnostics } = fileReport('', loaded, shortPaths(world.resolve('.')))
  for (const diagnostic of diagnostics) world.complain(`${oneLine(diagnostic)}\n`)
}

function oneLine(diagnostic: Diagnostic): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be replaced
  return headline(diagnostic).replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
}
