/**
 * The text of one configuration file, for tools that change it: read as it stands, without what it includes.
 */
import { err, ok, type Result } from '../../base/result.ts'
import {
  decodeText,
  readTextFile,
  type TextFile,
  type TextFileFailure,
  textBytesMax,
} from '../../io/files.ts'

export { textBytesMax } from '../../io/files.ts'
/** Passed on: the command line may not look into io. */
export { rewriteFile } from '../../io/rewrite-file.ts'

/** The error says for people why the text is none that could be written back. */
export function readConfigurationText(path: string): Result<string, string> {
  return wholeText(readTextFile(path))
}

/** The same for bytes from standard input. */
export function configurationText(bytes: Uint8Array): Result<string, string> {
  if (bytes.length > textBytesMax) return err(`more than ${textBytesMax} bytes: is this a configuration?`)
  return wholeText(decodeText('-', Buffer.from(bytes)))
}

function wholeText(read: Result<TextFile, TextFileFailure>): Result<string, string> {
  if (!read.ok) return err(read.error.text)
  const { text, encoding } = read.value
  const nul = text.indexOf('\0')
  if (nul >= 0) return err(`a NUL byte in line ${lineOf(text, nul)}: this is not text`)
  if (encoding === 'utf-8') return ok(text)
  const line = lineOf(text, text.search(/[\u0080-\u00ff]/))
  return err(`line ${line} is not UTF-8; from Latin-1: iconv -f latin1 -t utf-8`)
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
