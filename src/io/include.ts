/**
 * `include` of the configuration: patterns to files to text. Refuses nothing: what cannot be used comes with
 * its reason.
 */
import { readIncludedFile } from './files.ts'
import { filesNamed, type Named } from './glob.ts'

export type IncludedFile =
  | {
      readonly is: 'text'
      readonly path: string
      readonly text: string
      readonly encoding: 'utf-8' | 'latin-1'
    }
  | { readonly is: 'absent' | 'unmatched' | 'unusable'; readonly path: string; readonly reason: string }

export const includePort = {
  include: (pattern: string, directory: string): readonly IncludedFile[] =>
    filesNamed(pattern, directory).map(includedFile),
}

function includedFile({ is, path }: Named): IncludedFile {
  if (is === 'unmatched') return { is, path, reason: 'nothing matches this pattern' }
  if (is === 'no-directory') return { is: 'absent', path, reason: 'there is no such directory' }
  const read = readIncludedFile(path)
  if (read.ok) return { is: 'text', ...read.value }
  return { is: read.error.is === 'missing' ? 'absent' : 'unusable', path, reason: read.error.text }
}
