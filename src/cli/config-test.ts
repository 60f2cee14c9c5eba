/**
 * `keepalived-ts -t[LOGFILE]`: reads the configuration as a start would, says all that is wrong with it, and
 * answers with keepalived's exit statuses. keepalived(8), --config-test. Starts nothing and changes nothing
 * but LOGFILE.
 */
import { setFlagsFromString } from 'node:v8'
import { renderDiagnostics } from '../conf/diagnostics.ts'
import { type TextFileProblem, testHostConfiguration } from '../daemon/host-configuration.ts'
import { openSecretPlaces } from '../settings/secret-places.ts'
import { testStatus, testStatuses, testStatusText } from '../settings/test-status.ts'
import { appendTestLog, judgeTestLog } from './test-log.ts'

export interface ConfigTestOptions {
  /** Absolute. */
  readonly configFile: string
  readonly configId: string | undefined
  /** A missing configuration file is an error. */
  readonly allConfig: boolean
  /** -s: the network namespace by whose interfaces it is judged. */
  readonly namespace?: string | undefined
  /** LOGFILE of -tLOGFILE: what is found is appended there instead of going to standard error. */
  readonly output: string | undefined
}

/** Exit status when LOGFILE cannot be written, or must not be. */
const cannotSay = 1

/** Returns the exit status of the process. */
export function configTest(options: ConfigTestOptions): number {
  tuneForOneReading()
  const { output } = options
  const log = output === undefined ? undefined : judgeTestLog(output)
  if (log?.ok === false) return complain(log.error)
  const { text, status } = examined(options)
  if (output === undefined) {
    // Node loads streams with the first look at process.stderr: mostly there is nothing to say.
    if (text !== '') process.stderr.write(text)
    return status
  }
  const appended = appendTestLog(output, text)
  return appended.ok ? status : complain(appended.error)
}

function complain(text: string): number {
  process.stderr.write(`keepalived-ts: ${text}\n`)
  return cannotSay
}

/**
 * V8 is tuned for programs that go on, and a test mostly ends within a fraction of a second. `node
 * --v8-options`, docs/decisions/0005-a-bundle-ships.md.
 */
function tuneForOneReading(): void {
  // What is read is needed until the end: looking for what could be thrown away only takes time.
  setFlagsFromString('--heap-growing-percent=2000')
  // Ten times the default: the last stage of compiling pays from some 300,000 lines on.
  setFlagsFromString('--invocation-count-for-turbofan=30000')
}

function examined(options: ConfigTestOptions): { readonly text: string; readonly status: number } {
  const secrets = openSecretPlaces()
  // The terminal is its user's; a log is read by others.
  const onStatement = options.output === undefined ? {} : { onStatement: secrets.add }
  const found = testHostConfiguration({ ...options, forgetTree: true, ...onStatement })
  if (found.is === 'unreadable') {
    const { is, path, text } = found.failure
    return { text: `${path}: ${text}\n`, status: statusWithoutText(is, options) }
  }
  const shown = options.output === undefined ? found.loaded : secrets.hide(found.loaded)
  const text = renderDiagnostics(shown.diagnostics, shown.sources)
  // Some warnings count and some errors do not, as in keepalived.
  const why = testStatusText(found.loaded.diagnostics)
  return { text: why === '' ? text : `${text}${why}\n`, status: testStatus(found.loaded.diagnostics) }
}

/**
 * keepalived passes over a file it cannot use unless -e is given, but complains of what is in a file that is
 * none.
 */
function statusWithoutText(problem: TextFileProblem, options: ConfigTestOptions): number {
  if (problem === 'not-text' || problem === 'too-big') return testStatuses.found
  return options.allConfig ? testStatuses.fileMissing : testStatuses.good
}
