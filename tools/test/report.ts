/**
 * Turns the events of node:test into few lines: a line a file or a test, every failure whole, then numbers.
 */
import { relative } from 'node:path'
import type { run } from 'node:test'
import { inspect } from 'node:util'

export interface Counts {
  readonly tests: number
  readonly suites: number
  readonly passed: number
  readonly failed: number
  readonly cancelled: number
  readonly skipped: number
  readonly todo: number
  readonly millis: number
}

export const noCounts: Counts = {
  tests: 0,
  suites: 0,
  passed: 0,
  failed: 0,
  cancelled: 0,
  skipped: 0,
  todo: 0,
  millis: 0,
}

export function add(a: Counts, b: Counts): Counts {
  return {
    tests: a.tests + b.tests,
    suites: a.suites + b.suites,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    cancelled: a.cancelled + b.cancelled,
    skipped: a.skipped + b.skipped,
    todo: a.todo + b.todo,
    millis: a.millis + b.millis,
  }
}

/** The lines with which node:test ends, in the form of its TAP reporter. */
export function closingLines(counts: Counts): string {
  return [
    `# tests ${counts.tests}`,
    `# suites ${counts.suites}`,
    `# pass ${counts.passed}`,
    `# fail ${counts.failed}`,
    `# cancelled ${counts.cancelled}`,
    `# skipped ${counts.skipped}`,
    `# todo ${counts.todo}`,
    `# duration_ms ${Math.round(counts.millis)}`,
  ].join('\n')
}

type Events = ReturnType<typeof run>

/** What the events of one test have in common. */
interface Told {
  readonly name: string
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly details: {
    readonly duration_ms: number
    readonly type?: 'suite' | 'test'
    readonly error?: unknown
  }
  readonly skip?: string | boolean | undefined
}

const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`
const here = (path: string) => relative(process.cwd(), path)

/** The failure of a group is that of its tests, which have been told already. */
function isOwnFailure({ error }: Told['details']): boolean {
  const type = error instanceof Error && 'failureType' in error ? error.failureType : undefined
  return type !== 'subtestsFailed'
}

/** The stack without the runner's own frames; an assertion's message has its difference already. */
function stackOf(error: Error): string {
  const lines = (error.stack ?? error.message).split('\n').filter((line) => !/^\s+at .*\(?node:/.test(line))
  const cause = error.cause === undefined ? '' : `\ncaused by ${inspect(error.cause, { depth: 4 })}`
  return lines.join('\n') + cause
}

function failureText({ name, file, line, details }: Told): string {
  const error = details.error instanceof Error ? (details.error.cause ?? details.error) : details.error
  const what = error instanceof Error ? stackOf(error) : inspect(error, { depth: 4 })
  const where = file === undefined ? '' : ` (${here(file)}:${line ?? 0})`
  return `✖ ${name}${where} ${seconds(details.duration_ms)}\n${what.replace(/^/gm, '    ')}`
}

/** Prints while the events come; resolves with the numbers when they have ended. */
export async function report(events: Events, options: { readonly each: 'file' | 'test' }): Promise<Counts> {
  const reasons = new Map<string, number>()
  let counts = noCounts
  const passed = (test: Told) => {
    if (test.skip !== undefined && test.skip !== false) {
      const reason = test.skip === true ? 'no reason given' : test.skip
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    } else if (options.each === 'test' && test.details.type !== 'suite') {
      console.log(`✔ ${test.name} ${seconds(test.details.duration_ms)}`)
    }
  }
  events.on('test:pass', passed)
  events.on('test:fail', (test) => {
    if (isOwnFailure(test.details)) console.log(failureText(test))
  })
  events.on('test:diagnostic', ({ file, message }) => {
    if (file !== undefined) console.log(`  ${here(file)}: ${message}`)
  })
  events.on('test:stderr', ({ message }) => process.stderr.write(message))
  events.on('test:stdout', ({ message }) => process.stdout.write(message))
  events.on('test:summary', ({ file, counts: told, duration_ms: millis }) => {
    const { tests, suites, passed, cancelled, skipped, todo } = told
    const failed = tests - passed - cancelled - skipped - todo
    if (file === undefined) counts = { tests, suites, passed, failed, cancelled, skipped, todo, millis }
    else if (options.each === 'file') {
      const mark = failed + cancelled === 0 ? '✔' : '✖'
      console.log(`${mark} ${here(file)}: ${passed} of ${tests} passed, ${seconds(millis)}`)
    }
  })
  const ended = new Promise((resolve) => events.on('end', resolve))
  events.resume()
  await ended
  for (const [reason, count] of reasons) console.log(`  skipped ${count}: ${reason}`)
  return counts
}
