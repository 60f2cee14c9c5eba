/**
 * Configuration files, read so that nothing in their place can hang or hurt the daemon: a fifo does not
 * block, a disk image is not swallowed. Each refusal says what is wrong and the cure. Reads synchronously:
 * nothing waits for it yet.
 */
import { isAscii, isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
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

/** A million lines have half of this. */
export const textBytesMax = 64 * 1024 * 1024

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
/** A file that begins like text for so many bytes is meant as text. */
const examinedBytesMax = 256 * 1024

/** The text of a file's bytes, wherever they came from. `path` is for the messages. */
export function decodeText(path: string, bytes: Buffer): Result<TextFile, TextFileFailure> {
  const ascii = isAscii(bytes)
  const utf8 = ascii || isUtf8(bytes)
  if ((!utf8 && bytes.includes(0)) || controlShare(bytes) > controlShareMax) {
    const says = 'this is not text: is it the right file, or compressed, or saved as UTF-16?'
    return err({ is: 'not-text', path, text: says })
  }
  // The byte order mark is reported with its place, so it stays.
  if (utf8) return ok({ path, text: bytes.toString(ascii ? 'latin1' : 'utf8'), encoding: 'utf-8' })
  return ok({ path, text: bytes.toString('latin1'), encoding: 'latin-1' })
}

function controlShare(bytes: Buffer): number {
  const examined = Math.min(bytes.length, examinedBytesMax)
  let controls = 0
  for (let index = 0; index < examined; index++) {
    const byte = bytes[index] ?? 0
    if (byte < 9 || (byte > 13 && byte < 32)) controls++
  }
  return examined === 0 ? 0 : controls / examined
}
