/** What commands may touch beyond the rooms below them; `main.ts` fills it in, tests give their own. */

import type { Result } from '../base/result.ts'

/** Why something cannot be read: the errno's name, such as 'ENOENT' (empty: none), and words for people. */
export interface Unreadable {
  readonly code: string
  readonly text: string
}

export interface World {
  /** Standard output. */
  print(text: string): void
  /** Standard error. */
  complain(text: string): void
  /** Relative to the directory in which the command was typed. */
  resolve(path: string): string
  readFile(path: string): Result<Uint8Array, Unreadable>
  /** What is in a directory, sorted; empty when it cannot be looked at. */
  namesIn(directory: string): readonly string[]
  /** At most so many bytes: what comes after them is not waited for. */
  readStandardInput(bytesMax: number): Result<Uint8Array, Unreadable>
  /** Standard output is a terminal whose user has not asked for none. https://no-color.org */
  readonly colours: boolean
  /** Of the terminal that standard output is; absent: it is none. */
  readonly columns?: number | undefined
}
