/** A text as the tree of its words, for tests that read like the rules of the language. */
import type { Diagnostic } from '../../src/conf/diagnostics.ts'
import type { ExpandInput, FilePort } from '../../src/conf/expand.ts'
import { readTree } from '../../src/conf/read.ts'
import type { RowFacts } from '../../src/conf/rows.ts'
import type { Statement } from '../../src/conf/tree.ts'

/** A statement without block: its words; with one: words, then its statements. */
export type Shape = string[] | { words: string[]; block: Shape[] }

export const noFiles: FilePort = { include: () => [] }

/** Files by name; a name ending in `*` finds all that begin so. */
export function files(texts: Readonly<Record<string, string>>): FilePort {
  return {
    include: (pattern) => {
      const begin = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined
      const paths = Object.keys(texts).filter((path) =>
        begin === undefined ? path === pattern : path.startsWith(begin),
      )
      if (paths.length > 0) return paths.map((path) => ({ is: 'text', path, text: texts[path] ?? '' }))
      return [{ is: begin === undefined ? 'absent' : 'unmatched', path: pattern, reason: 'not there' }]
    },
  }
}

export function parse(
  text: string,
  extra: Partial<ExpandInput> & { readonly rows?: readonly RowFacts[] } = {},
) {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic)
  const { rows, ...input } = extra
  const { tree, sources } = readTree({ file: 'f', text, id: 'main', read: noFiles, ...input }, report, rows)
  const codes = diagnostics.map((one) => one.code)
  return { tree: shape(tree), statements: tree, codes, diagnostics, sources }
}

/** Words only, for texts without blocks: one line for each statement. */
export function lines(text: string, extra: Partial<ExpandInput> = {}): readonly string[] {
  return parse(text, extra).statements.map(({ words }) => words.map((word) => word.text).join(' '))
}

function shape(statements: readonly Statement[]): Shape[] {
  return statements.map(({ words, block }) => {
    const texts = words.map((word) => word.text)
    return block === undefined ? texts : { words: texts, block: shape(block.statements) }
  })
}
