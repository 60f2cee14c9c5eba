/**
 * Reads the configuration and tells what is wrong with it: at the start and at every reload. Refuses to judge
 * whether it is taken.
 */
import { rmSync } from 'node:fs'
import { headline, renderDiagnostic, shownMax, sortedByPlace } from '../../conf/diagnostics.ts'
import type { Statement } from '../../conf/tree.ts'
import { attempt } from '../../io/failure.ts'
import { truncateFile } from '../../io/replace-file.ts'
import type { Loaded } from '../../settings/load.ts'
import { openSecretPlaces } from '../../settings/secret-places.ts'
import type { DaemonEvent } from '../events.ts'
import { type HostConfiguration, loadHostConfiguration } from '../host-configuration.ts'
import type { RunOptions } from '../run-options.ts'
import type { Findings } from './findings.ts'
import { openRunningText, type RunningText } from './running-record.ts'

export type Tell = (event: DaemonEvent) => void

/** Read, and nothing of it told yet. */
export interface ReadText {
  readonly found: HostConfiguration
  readonly text: RunningText
  readonly secrets: ReturnType<typeof openSecretPlaces>
}

export interface Understood {
  readonly loaded: Loaded
  readonly text: RunningText
}

/**
 * `marker`: reload_file, a file that is there, and empty, while the text is read. keepalived.conf(5),
 * reload_file.
 */
export function readText(
  options: Pick<RunOptions, 'configFile' | 'configId' | 'allConfig' | 'dumpConfiguration'>,
  within: { readonly namespace: string | undefined; readonly marker: string | undefined },
): ReadText {
  const text = openRunningText()
  const secrets = openSecretPlaces()
  const onStatement = (statement: Statement) => {
    text.add(statement)
    secrets.add(statement)
  }
  const forgetTree = !options.dumpConfiguration
  const { marker, namespace } = within
  if (marker !== undefined) truncateFile(marker)
  const found = loadHostConfiguration({ ...options, forgetTree, onStatement, namespace })
  if (marker !== undefined) attempt(`removing ${marker}`, () => rmSync(marker, { force: true }))
  return { found, text, secrets }
}

/** `say`: to whoever waits at the start. `findings`: what was told before is not told again. */
export interface Reader {
  readonly tell: Tell
  readonly findings: Findings
  say?(text: string): void
}

/** Tells all that is wrong with it; undefined: there is no text at all. */
export function tellRead({ found, text: running, secrets }: ReadText, by: Reader): Understood | undefined {
  const { tell, findings, say = () => undefined } = by
  if (found.is === 'unreadable') {
    const { path, text, is: code } = found.failure
    tell({ is: 'diagnostic', severity: 'error', code, text: `${path}: ${text}` })
    say(`${path}: ${text}\n`)
    return undefined
  }
  const { diagnostics, sources } = secrets.hide(found.loaded)
  for (const path of sources.keys()) tell({ is: 'file-read', path })
  const { fresh: sorted, remaining } = findings.sift(sortedByPlace(diagnostics, [...sources.keys()]))
  for (const diagnostic of sorted.slice(0, shownMax)) {
    const { severity, code } = diagnostic
    // Words without effect are many in some files, and none of them needs to be shown.
    const isPlain = code === 'no-effect-yet'
    const text = isPlain ? headline(diagnostic) : renderDiagnostic(diagnostic, sources)
    tell({ is: 'diagnostic', severity, code, text: text.trimEnd() })
    if (severity === 'error') say(text)
  }
  const unsaid = sorted[shownMax]
  if (unsaid !== undefined) {
    const text = `and ${sorted.length - shownMax} more: keepalived-ts check shows them`
    tell({ is: 'diagnostic', severity: unsaid.severity, code: unsaid.code, text })
    say(`${text}\n`)
  }
  if (remaining > 0) tell({ is: 'findings-remain', count: remaining })
  return { loaded: found.loaded, text: running }
}

/** All that was told of it as one text, for the log of reload_check_config. */
export function findingsText({ found, secrets }: ReadText): string {
  if (found.is === 'unreadable') return `${found.failure.path}: ${found.failure.text}\n`
  const { diagnostics, sources } = secrets.hide(found.loaded)
  const sorted = sortedByPlace(diagnostics, [...sources.keys()])
  return sorted.map((diagnostic) => renderDiagnostic(diagnostic, sources)).join('')
}
