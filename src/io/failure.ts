/** The world said no: a value that travels, never an exception beyond this room. */
import { getSystemErrorMap } from 'node:util'

export interface Failure {
  /** Name of the errno ('EPERM'), or another upper-case word where there is none. */
  readonly code: string
  /** For people, as strerror(3) puts it. */
  readonly text: string
  /** What was tried, in a few words. */
  readonly doing: string
}

/** From a positive errno. */
export function failureFromErrno(errno: number, doing: string): Failure {
  const known = getSystemErrorMap().get(-errno)
  if (known === undefined) return { code: `ERRNO_${errno}`, text: `error ${errno}`, doing }
  return { code: known[0], text: known[1], doing }
}

/** From what a system call, or Node in its place, threw. */
export function failureOf(thrown: unknown, doing: string): Failure {
  if (!(thrown instanceof Error)) return { code: 'UNKNOWN', text: String(thrown), doing }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'UNKNOWN'
  if ('errno' in thrown && typeof thrown.errno === 'number' && thrown.errno !== 0) {
    const known = getSystemErrorMap().get(-Math.abs(thrown.errno))
    if (known !== undefined) return { code: known[0], text: known[1], doing }
  }
  return { code, text: thrown.message, doing }
}
