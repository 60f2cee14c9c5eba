/**
 * LOGFILE of `-tLOGFILE`: keepalived(8), --config-test. Appends to it what a test found, and refuses to write
 * into what is no log: most likely somebody wanted that very file tested (quirk logOverConfiguration).
 */
import { appendFileSync, closeSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { getSystemErrorMessage } from 'node:util'
import { err, ok, type Result } from '../base/result.ts'
import { grammar } from '../settings/grammar.ts'

/** A configuration shows what it is at its beginning. */
const examinedBytesMax = 64 * 1024

/** The error is for people: why LOGFILE must not be written. */
export function judgeTestLog(path: string): Result<undefined, string> {
  const begin = beginOf(path)
  if (!begin.ok) return err(notWritten(path, begin.error))
  if (begin.value === undefined) return ok(undefined)
  const what = begin.value.includes('\0')
    ? 'is no text'
    : looksLikeConfiguration(begin.value)
      ? 'looks like a configuration'
      : undefined
  if (what === undefined) return ok(undefined)
  return err(
    `${path} ${what}: the argument of -t is a log, to which the findings are appended, and nothing is ` +
      `written into this one.\nTo check ${path}, use -t -f ${path} or 'keepalived-ts check ${path}'`,
  )
}

/** Creates the log also when there is nothing to say, as keepalived does. */
export function appendTestLog(path: string, text: string): Result<undefined, string> {
  try {
    appendFileSync(path, text)
    return ok(undefined)
  } catch (error) {
    return err(notWritten(path, error))
  }
}

/** Undefined: there is nothing yet, or nothing that could be damaged: a terminal, a pipe. */
function beginOf(path: string): Result<string | undefined, unknown> {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined || !stats.isFile() || stats.size === 0) return ok(undefined)
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(Math.min(stats.size, examinedBytesMax))
      return ok(bytes.toString('utf8', 0, readSync(file, bytes)))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return err(error)
  }
}

function notWritten(path: string, error: unknown): string {
  const { code, errno } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  const why =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? `there is no directory ${dirname(path)}`
      : code === 'EISDIR'
        ? 'it is a directory'
        : errno === undefined
          ? String(error)
          : getSystemErrorMessage(errno)
  return `cannot write the findings to ${path}: ${why}`
}

/** Of our logs, a line of the source, or what happens instead. */
const shownLine = /^ {2}(?:\||instead:|did you mean:)/
/** `vrrp_instance VI_1 {`, `@id virtual_ipaddress {`. */
const blockLine = /^[ \t]*[@\w][^\s:]*(?:[ \t]+[^\s{}]+)*[ \t]*\{[ \t]*(?:[#!].*)?$/
const languageLine = /^[ \t]*(?:[@~]\S|\$[A-Za-z]\w*[ \t]*=|include[rmwba]?[ \t])/

function looksLikeConfiguration(text: string): boolean {
  const keywords = new Set(grammar.flatMap(({ keyword, synonyms = [] }) => [keyword, ...synonyms]))
  const lines = text.split(/\r?\n/).filter((line) => /^[ \t]*[^\s#!]/.test(line))
  const first = lines[0]?.trim() ?? ''
  const [word = ''] = first.split(/[\s{]/)
  if (keywords.has(word) || languageLine.test(first)) return true
  return lines.some((line) => !shownLine.test(line) && blockLine.test(line))
}
