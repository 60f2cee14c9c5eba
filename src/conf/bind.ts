/**
 * Statements to rows to drafts, and every way in which that can fail: unknown words, words in the wrong
 * place, blocks where none belong, values that are none.
 */
import type { Span } from '../base/span.ts'
import type { Row, RowFacts, Scene } from './rows.ts'
import { rowsByWord } from './rows-by-word.ts'
import type { Statement } from './tree.ts'
import type { Kind } from './values.ts'
import type { Word } from './words.ts'

/** A block that is being read. */
export interface Binding<Draft> {
  readonly rows: ReadonlyMap<string, Row<Draft>>
  readonly draft: Draft
  readonly scene: Scene
  readonly seen: Seen[]
}

/** Where a keyword of the block was last. Blocks are short: a list is faster than a map. */
interface Seen {
  readonly row: RowFacts
  at: Span
}

export function openBinding<Draft>(
  into: { readonly rows: readonly Row<Draft>[]; readonly draft: Draft },
  scene: Scene,
): Binding<Draft> {
  return { rows: rowsByWord(into.rows), draft: into.draft, scene, seen: [] }
}

/** Reads the statements of one block into a draft. */
export function bindRows<Draft>(
  statements: readonly Statement[],
  into: { readonly rows: readonly Row<Draft>[]; readonly draft: Draft },
  scene: Scene,
): void {
  const binding = openBinding(into, scene)
  for (const statement of statements) bindStatement(statement, binding)
}

/** Reads one statement of a block. */
export function bindStatement<Draft>(statement: Statement, binding: Binding<Draft>): void {
  const { scene, seen, draft } = binding
  const row = binding.rows.get(statement.keyword.text)
  if (row === undefined) {
    reportUnknown(statement, scene)
    return
  }
  if (!row.script) reportQuote(statement, scene)
  if (!mayRead(statement, { row, seen }, scene)) return
  // Who needs what is refused is told by name, when all is known.
  if (row.later === true) noteUnused(statement, row, scene)
  row.read(statement, draft, scene)
}

function noteUnused({ keyword }: Statement, row: RowFacts, { unused, path }: Scene): void {
  const name = `${path} ${row.keyword}`
  const before = unused.get(name)
  if (before === undefined) unused.set(name, { keyword: row.keyword, path, at: keyword.span, places: 1 })
  else before.places++
}

interface Known {
  readonly row: RowFacts
  readonly seen: Seen[]
}

function mayRead(statement: Statement, known: Known, scene: Scene): boolean {
  const { row } = known
  const { text, span } = statement.keyword
  if (row.obsolete !== undefined) {
    scene.report({
      code: 'obsolete-keyword',
      severity: 'note',
      span,
      message: `${text} is a word of the old days: ${row.obsolete}`,
      instead: 'it has no effect; the line can go',
    })
    return false
  }
  if (row.shape === 'line' && statement.block !== undefined) {
    scene.report({
      code: 'unexpected-block',
      severity: 'error',
      span: statement.block.open,
      message: `${text} has no block: is a } missing above, or this { too much?`,
      instead: 'the block is left out',
    })
  }
  if (row.shape !== 'line' && statement.block === undefined) {
    scene.report({
      code: 'missing-open-brace',
      severity: 'error',
      span,
      message: `${text} needs a block: { is missing`,
      instead: 'the statement is ignored',
    })
    return false
  }
  return mayRepeat(statement, known, scene)
}

function mayRepeat(statement: Statement, { row, seen }: Known, scene: Scene): boolean {
  if (row.repeat === 'appends') return true
  const before = seenBefore(statement, row, seen)
  if (before === undefined) return true
  const first = row.repeat === 'first-wins'
  // keepalived says nothing when the last one wins, nor is a bare word said twice worth a line.
  if (row.repeat === 'last-wins' && statement.words.length === 1) return true
  scene.report({
    code: 'repeated-keyword',
    severity: row.repeat === 'last-wins' ? 'note' : 'error',
    span: statement.keyword.span,
    message: `${statement.keyword.text} was given before, in line ${before.line}`,
    instead: first ? 'the first one counts' : 'this one counts',
  })
  return !first
}

/** The place of the same keyword before this one, which takes its place. */
function seenBefore(statement: Statement, row: RowFacts, seen: Seen[]): Span | undefined {
  const at = statement.keyword.span
  for (const one of seen) {
    if (one.row.keyword !== row.keyword) continue
    const before = one.at
    one.at = at
    return before
  }
  seen.push({ row, at })
  return undefined
}

function reportUnknown(statement: Statement, scene: Scene): void {
  const { keyword, block } = statement
  const { vocabulary, path, report } = scene
  const where = path === '' ? 'at the top level' : `in ${lastOf(path)}`
  const leftOut = block === undefined ? 'the statement is ignored' : 'it is left out with its whole block'
  const near = vocabulary.near(path, keyword.text)
  const homes = vocabulary.homes(keyword.text).filter((home) => home !== path)
  const foreign = foreignSign(keyword.text)
  if (foreign !== undefined) {
    report({ ...foreign, severity: 'error', span: keyword.span, instead: leftOut })
    return
  }
  const belongs = homes.slice(0, 3).map((home) => (home === '' ? 'at the top level' : `in ${lastOf(home)}`))
  report({
    code: homes.length > 0 && near === undefined ? 'misplaced-keyword' : 'unknown-keyword',
    severity: 'error',
    span: keyword.span,
    message:
      homes.length > 0 && near === undefined
        ? `${keyword.text} cannot stand ${where}; it belongs ${belongs.join(' or ')}`
        : `unknown keyword ${keyword.text} ${where}`,
    instead: leftOut,
    ...(near === undefined ? {} : { suggestion: near }),
  })
}

/** What means something in other languages, or lacks what makes it a directive. */
function foreignSign(word: string): { readonly code: string; readonly message: string } | undefined {
  if (word.startsWith('//')) return { code: 'no-comment-sign', message: '// starts no comment, # does' }
  if (word.startsWith(';')) {
    const message = '; starts no comment, # does; nor does it end a statement, the end of the line does'
    return { code: 'no-comment-sign', message }
  }
  if (!/^include[rmwba]?$/.test(word)) return undefined
  return { code: 'include-without-file', message: `${word} names no file: ${word} FILE` }
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The words before a quote that ends no word count, the rest of the line is lost. */
export function reportQuote(statement: Statement, scene: Scene): void {
  if (statement.openQuote === undefined) return
  scene.report({
    code: 'quote-not-closed',
    severity: 'error',
    span: statement.openQuote,
    message: 'nothing closes this double quote on its line; a backslash before a quote does not help here',
    instead: 'the words before the quote are used, the rest of the line is dropped',
  })
}

/** One word as a value of the kind; reports what is wrong, and gives the corrected value if there is one. */
export function readOne<T>(
  word: Word,
  as: { readonly keyword: string; readonly kind: Kind<T>; readonly fallback: string | undefined },
  scene: Scene,
): T | undefined {
  const read = as.kind.read(word.text)
  if (read.ok) return read.value
  const { code, problem, corrected } = read.error
  const kept =
    as.fallback === undefined ? 'the statement is ignored' : `ignored; the default is ${as.fallback}`
  scene.report({
    code,
    severity: 'error',
    span: word.span,
    message: `${as.keyword}: "${word.text}" ${problem}`,
    instead: corrected === undefined ? kept : `${shown(corrected, as.kind)} is used`,
  })
  return corrected
}

function shown(value: unknown, kind: Kind<unknown>): string {
  if (kind.show !== undefined) return kind.show(value)
  // Durations are the usual values that are not written as they are held.
  return kind.shape.startsWith('SECONDS') && typeof value === 'number' ? `${value / 1e6} s` : String(value)
}

/** keepalived's configuration test ends at once here, with exit status 2. */
export function reportMissing(statement: Statement, parameters: string, scene: Scene): void {
  scene.report({
    code: 'missing-parameter',
    severity: 'error',
    span: statement.keyword.span,
    message: `${statement.keyword.text} lacks a parameter: ${parameters}`,
    instead: 'the statement is ignored',
  })
}
