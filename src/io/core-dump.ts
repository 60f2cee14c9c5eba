/** Core dumps for whoever looks for the reason of a crash: keepalived(8), --core-dump; core(5). */
import { readFileSync, writeFileSync } from 'node:fs'
import { attempt, type Failure } from './failure.ts'
import { RLIMIT_CORE } from './linux.ts'
import type { Native } from './native.ts'

const patternPath = '/proc/sys/kernel/core_pattern'

export interface CoreDumps {
  readonly failures: readonly Failure[]
  /** The pattern is the host's again. */
  close(): void
}

/** `pattern` undefined: the host's stays. Children inherit the limit. */
export function allowCoreDumps(native: Native, pattern: string | undefined): CoreDumps {
  const limit = attempt('allowing core dumps', () => native.setLimit(RLIMIT_CORE, -1))
  const before = pattern === undefined ? undefined : attempt(`writing ${patternPath}`, () => replace(pattern))
  return {
    failures: [limit, before].flatMap((one) => (one === undefined || one.ok ? [] : [one.error])),
    close: () => {
      if (before?.ok === true) attempt(`writing ${patternPath}`, () => replace(before.value))
    },
  }
}

/** Returns what was there. */
function replace(pattern: string): string {
  const before = readFileSync(patternPath, 'utf8').trimEnd()
  writeFileSync(patternPath, pattern)
  return before
}
