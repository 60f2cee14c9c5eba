/**
 * `keepalived-ts -t[FILE]`: reads the configuration as a start would, says all that is wrong with it, and answers with
 * keepalived's exit statuses. keepalived(8), --config-test. Starts nothing and changes nothing but FILE.
 */
import { appendFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { renderDiagnostics } from '../conf/diagnostics.ts'
import { attempt, failureText } from '../io/failure.ts'
import { readTextFile } from '../io/files.ts'
import { hostFacts, scriptFacts } from '../io/host.ts'
import { includePort } from '../io/include.ts'
import { loadSettings } from '../settings/load.ts'
import { testStatus, testStatuses } from '../settings/test-status.ts'

export interface ConfigTestOptions {
  /** Absolute. */
  readonly configFile: string
  readonly configId: string | undefined
  /** A missing configuration file is an error. */
  readonly allConfig: boolean
  /** FILE of -tFILE: what is found is appended there instead of going to standard error. */
  readonly output: string | undefined
}

/** Exit status when FILE cannot be written. */
const cannotSay = 1

export function configTest(options: ConfigTestOptions): number {
  const { text, status } = examined(options)
  if (options.output === undefined) {
    process.stderr.write(text)
    return status
  }
  const file = options.output
  const written = attempt(`writing ${file}`, () => appendFileSync(file, text))
  if (written.ok) return status
  process.stderr.write(`keepalived-ts: ${failureText(written.error)}\n`)
  return cannotSay
}

function examined(options: ConfigTestOptions): { readonly text: string; readonly status: number } {
  const read = readTextFile(options.configFile)
  if (!read.ok) {
    const { path, text } = read.error
    return {
      text: `${path}: ${text}\n`,
      status: options.allConfig ? testStatuses.fileMissing : testStatuses.good,
    }
  }
  const { text, encoding } = read.value
  const { diagnostics, sources } = loadSettings({
    file: options.configFile,
    text,
    encoding,
    read: includePort,
    host: hostFacts(),
    scripts: scriptFacts(process.env['PATH'] ?? ''),
    id: options.configId ?? hostname().replace(/\..*$/, ''),
  })
  return { text: renderDiagnostics(diagnostics, sources), status: testStatus(diagnostics) }
}
