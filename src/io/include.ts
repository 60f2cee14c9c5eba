/**
 * `include` of the configuration: patterns to files to text. Refuses nothing: what cannot be used comes with
 * its reason.
 */
import { filesNamed, readIncludedFile } from './files.ts'

export type IncludedFile =
  | {
      readonly is: 'text'
      readonly path: string
      readonly text: string
      readonly encoding: 'utf-8' | 'latin-1'
    }
  | { readonly is: 'absent' | 'unusable'; readonly path: string; readonly reason: string }

export const includePort = {
  include: (pattern: string, directory: string): readonly IncludedFile[] =>
    filesNamed(pattern, directory).map((path) => {
      const read = readIncludedFile(path)
      if (read.ok) return { is: 'text', ...read.value }
      const { is, text } = read.error
      return { is: is === 'missing' ? 'absent' : 'unusable', path, reason: text }
    }),
}
