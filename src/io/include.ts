/**
 * `include` of the configuration: patterns to files to text. Refuses nothing: what cannot be used comes with
 * its reason.
 */
import { lstatSync } from 'node:fs'
import { readIncludedFile, type TextFileFailure } from './files.ts'
import { filesNamed, type Named } from './glob.ts'

export type IncludedFile =
  | {
      readonly is: 'text'
      readonly path: string
      readonly text: string
      readonly encoding: 'utf-8' | 'latin-1'
    }
  | {
      readonly is: 'absent' | 'unmatched' | 'unusable' | 'not-text'
      readonly path: string
      readonly reason: string
    }

export const includePort = {
  include: (pattern: string, directory: string): readonly IncludedFile[] =>
    filesNamed(pattern, directory).map(includedFile),
}

function includedFile({ is, path }: Named): IncludedFile {
  if (is === 'unmatched') return { is, path, reason: 'nothing matches this pattern' }
  if (is === 'no-directory') return { is: 'absent', path, reason: 'there is no such directory' }
  const read = readIncludedFile(path)
  if (read.ok) return { is: 'text', ...read.value }
  return withoutText(read.error)
}

/** A link that leads nowhere is there, and somebody meant it to be read. */
function withoutText({ is, path, text }: TextFileFailure): IncludedFile {
  if (is === 'not-text' || is === 'too-big') return { is: 'not-text', path, reason: text }
  if (is !== 'missing') return { is: 'unusable', path, reason: text }
  if (!isLink(path)) return { is: 'absent', path, reason: text }
  return { is: 'unusable', path, reason: 'this symbolic link leads to a file that is not there' }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}
