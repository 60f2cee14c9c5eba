/**
 * The system said no: a value that names the reason and what was being done. Refuses to swallow bugs: an
 * exception that does not carry an errno of a system call is thrown again.
 */
import { getSystemErrorMap } from 'node:util'
import { err, ok, type Result } from '../base/result.ts'

export interface Failure {
  /** The errno's name, such as 'EPERM'. Also the metric label. */
  readonly code: string
  /** For people: 'operation not permitted'. */
  readonly text: string
  /** What was tried: 'joining 224.0.0.18 on eth0'. */
  readonly doing: string
}

/**
 * A thrown error of a system call, from the addon or from Node, as a Failure. Throws everything else again.
 */
export function failureOf(error: unknown, doing: string): Failure {
  if (!(error instanceof Error)) throw error
  const { errno, code } = error as NodeJS.ErrnoException
  if (typeof errno !== 'number' || errno >= 0 || typeof code !== 'string') throw error
  return failureFromErrno(errno, doing)
}

/**
 * From an errno of either sign: the kernel's messages have them positive, callbacks of the addon negative.
 */
export function failureFromErrno(errno: number, doing: string): Failure {
  const known = getSystemErrorMap().get(-Math.abs(errno))
  if (known === undefined)
    return { code: `ERRNO_${Math.abs(errno)}`, text: `error ${Math.abs(errno)}`, doing }
  return { code: known[0], text: known[1], doing }
}

/** Runs system calls; what they throw becomes the error of the Result. */
export function attempt<T>(doing: string, action: () => T): Result<T, Failure> {
  try {
    return ok(action())
  } catch (error) {
    return err(failureOf(error, doing))
  }
}

/** As one line of a log: 'joining 224.0.0.18 on eth0: no such device (ENODEV)'. */
export function failureText(failure: Failure): string {
  return `${failure.doing}: ${failure.text} (${failure.code})`
}
