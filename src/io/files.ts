/**
 * Configuration files, read so that nothing in their place can hang or hurt the daemon: a fifo does not
 * block, a disk image is not swallowed. Each refusal says what is wrong and the cure. Reads synchronously:
 * nothing waits for it yet.
 */
import { closeSync, constants, fstatSync, globSync, openSync, readSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { TextDecoder } from 'node:util'
import { err, ok, type Result } from '../base/result.ts'
import { failureOf } from './failure.ts'

export type TextFileProblem =
  | 'missing'
  | 'directory'
  | 'not-a-file'
  | 'executable'
  | 'unreadable'
  | 'too-big'
  | 'not-text'

/** Why there is no text, for people, with the cure. */
export interface TextFileFailure {
  readonly is: TextFileProblem
  readonly path: string
  readonly text: string
}

export interface TextFile {
  readonly path: string
  readonly text: string
  /** Files of the old days; keepalived never asks. */
  readonly encoding: 'utf-8' | 'latin-1'
}

/** keepalived.conf of a thousand instances has a tenth of this. */
export const textBytesMax = 10 * 1024 * 1024

export function readTextFile(path: string): Result<TextFile, TextFileFailure> {
  return readRegularFile(path, () => undefined)
}

/** Like a file of `include`: keepalived.conf(5) wants no execute bit on those. */
export function readIncludedFile(path: string): Result<TextFile, TextFileFailure> {
  return readRegularFile(path, (mode) => {
    if ((mode & 0o111) === 0) return undefined
    return { is: 'executable', path, text: `the file is executable: chmod a-x ${path}` }
  })
}

/** Every file that the pattern names, in glob order, or the one plain name even if there is no such file. */
export function filesNamed(pattern: string, directory: string): readonly string[] {
  return alternatives(pattern).flatMap((one) => {
    const path = isAbsolute(one) ? one : join(directory, one)
    return /[*?[]/.test(one) ? globSync(path).sort() : [path]
  })
}

/** `{a,b}` of glob(7), outermost first; at most so many that no pattern can fill the memory. */
function alternatives(pattern: string): readonly string[] {
  const alternativesMax = 1000
  let open = [pattern]
  for (;;) {
    const at = open.findIndex((one) => /\{[^{}]*\}/.test(one))
    if (at < 0 || open.length > alternativesMax) return open.slice(0, alternativesMax)
    const [whole = '', inner = ''] = /\{([^{}]*)\}/.exec(open[at] ?? '') ?? []
    const replaced = inner.split(',').map((part) => (open[at] ?? '').replace(whole, () => part))
    open = [...open.slice(0, at), ...replaced, ...open.slice(at + 1)]
  }
}

type Refuse = (mode: number) => TextFileFailure | undefined

function readRegularFile(path: string, refuse: Refuse): Result<TextFile, TextFileFailure> {
  const doing = `reading ${path}`
  let file: number
  try {
    // Without O_NONBLOCK opening a fifo would wait for somebody to write to it.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    return err(notOpened(path, failureOf(error, doing)))
  }
  try {
    const stats = fstatSync(file)
    if (stats.isDirectory()) {
      const text = 'this is a directory: name the file, or include DIRECTORY/*.conf'
      return err({ is: 'directory', path, text })
    }
    if (!stats.isFile()) {
      const text = 'this is a device, a fifo or a socket: copy its text into a file'
      return err({ is: 'not-a-file', path, text })
    }
    const refused = refuse(stats.mode)
    if (refused !== undefined) return err(refused)
    if (stats.size > textBytesMax) {
      const text = `the file has ${stats.size} bytes, more than ${textBytesMax}: is this a configuration?`
      return err({ is: 'too-big', path, text })
    }
    return decodeText(path, readBytes(file, stats.size))
  } catch (error) {
    const failure = failureOf(error, doing)
    return err({ is: 'unreadable', path, text: `${failure.text} (${failure.code})` })
  } finally {
    closeSync(file)
  }
}

function notOpened(path: string, failure: { readonly code: string; readonly text: string }): TextFileFailure {
  if (failure.code === 'ENOENT' || failure.code === 'ENOTDIR') {
    return { is: 'missing', path, text: 'there is no such file' }
  }
  const cure = failure.code === 'EACCES' ? ': run as root, or make it readable' : ''
  return { is: 'unreadable', path, text: `${failure.text} (${failure.code})${cure}` }
}

/** Not more than the size that was judged, even if the file grows meanwhile. */
function readBytes(file: number, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let read = 0
  while (read < size) {
    const more = readSync(file, bytes, read, size - read, null)
    if (more === 0) break
    read += more
  }
  return bytes.subarray(0, read)
}

/** More control characters than this share, and a file is none that anybody wrote. */
const controlShareMax = 0.05

/** The text of a file's bytes, wherever they came from. `path` is for the messages. */
export function decodeText(path: string, bytes: Buffer): Result<TextFile, TextFileFailure> {
  let nuls = 0
  let controls = 0
  for (const byte of bytes) {
    if (byte === 0) nuls++
    if (byte < 9 || (byte > 13 && byte < 32)) controls++
  }
  const text = utf8(bytes)
  if ((text === undefined && nuls > 0) || controls > bytes.length * controlShareMax) {
    const says = 'this is not text: is it the right file, or compressed?'
    return err({ is: 'not-text', path, text: says })
  }
  if (text !== undefined) return ok({ path, text, encoding: 'utf-8' })
  return ok({ path, text: bytes.toString('latin1'), encoding: 'latin-1' })
}

function utf8(bytes: Buffer): string | undefined {
  try {
    // The byte order mark is reported with its place, so it stays.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
