/**
 * `$NAME` and `${NAME}`: keepalived.conf(5), PARAMETER SUBSTITUTION. Values are raw text, expanded where they
 * are used and again until nothing known is left. Names that nobody defined stay in the text. Refuses what
 * would never end or would outgrow a line.
 */
import type { Origin, Span } from '../base/span.ts'
import { type Mapped, replaceMapped } from './mapped.ts'
import { lineBytesMax, utf8Length } from './text.ts'

/** What a name stands for. */
export interface Definition {
  readonly name: string
  /** More than one: a definition over several lines. */
  readonly parts: readonly string[]
  /** Where each part is written; empty: a name of keepalived's own, or a variable of a sequence. */
  readonly at: readonly Span[]
}

/** A name in the text; `parameters` only for names that take some: `${_RANDOM 1 9}`. */
export type Definitions = (name: string, parameters: string | undefined, use: Use) => Definition | undefined

export interface Use {
  readonly line: Mapped
  readonly from: number
  readonly to: number
}

/** A further line that a definition over several lines puts in. */
export interface PendingLine {
  readonly text: string
  readonly origin: Origin
  readonly definition: Definition
}

export type Substitution =
  | { readonly is: 'unchanged' }
  /** `directive`: see substitute; `pending`: the lines that follow. */
  | {
      readonly is: 'done'
      readonly text: Mapped
      readonly directive: boolean
      readonly pending: readonly PendingLine[]
    }
  | { readonly is: 'endless' }
  | { readonly is: 'too-long' }

/** No sensible line needs more; keepalived itself would never return from `$X=$X`. */
export const replacementsMax = 500

/**
 * Puts in all definitions that are known. Stops early (`directive`) when what it put in makes the line begin
 * with `~SEQ`, `~LST`, `@` or `$NAME=`: the rest of the line is not its business then, but theirs.
 */
export function substitute(
  line: Mapped,
  definitions: Definitions,
  lineOrigin: Origin | undefined,
): Substitution {
  let text = line
  let pending: readonly PendingLine[] = []
  let from = 0
  for (let count = 0; count <= replacementsMax; count++) {
    const use = firstUse(text, from, definitions)
    if (use === undefined)
      return count === 0 ? { is: 'unchanged' } : { is: 'done', text, directive: false, pending }
    const { definition } = use
    const origins = originsOf(definition, lineOrigin)
    const [first = '', ...more] = definition.parts
    text = replaceMapped(text, use, { text: first, origin: origins[0] })
    // More than this needs no counting.
    if (text.text.length * 3 > lineBytesMax && utf8Length(text.text) > lineBytesMax + 1)
      return { is: needsItself(line, definitions) ? 'endless' : 'too-long' }
    const lines = more.map((part, index) => ({
      text: part,
      origin: origins[index + 1] ?? bareOrigin(definition.name, lineOrigin),
      definition,
    }))
    pending = [...lines, ...pending]
    if (use.from === 0 && /^(?:~SEQx?|~LST|@|\$[A-Za-z_][A-Za-z0-9_]*=)/.test(text.text)) {
      return { is: 'done', text, directive: true, pending }
    }
    // A sign before the use may form a name with what was put in: `$$X`, `${A${B}}`.
    from = text.text.lastIndexOf('$', use.from)
    if (from < 0) from = use.from
  }
  return { is: 'endless' }
}

/** Whether a name in the line is needed for its own value. Called when the line is given up, to say why. */
function needsItself(line: Mapped, definitions: Definitions): boolean {
  const open = new Set<string>()
  const done = new Set<string>()
  const visit = (text: string): boolean => {
    for (let from = text.indexOf('$'); from >= 0; from = text.indexOf('$', from + 1)) {
      const name = matchAt(text, from)?.name
      // keepalived's own names need nothing.
      if (name === undefined || done.has(name) || name.startsWith('_')) continue
      if (open.has(name) || open.size > replacementsMax) return true
      open.add(name)
      const parts = definitions(name, undefined, { line, from: 0, to: 0 })?.parts ?? []
      if (parts.some(visit)) return true
      open.delete(name)
      done.add(name)
    }
    return false
  }
  return visit(line.text)
}

function originsOf({ name, at }: Definition, from: Origin | undefined): readonly (Origin | undefined)[] {
  return at.map((place) => ({ is: 'definition', at: place, name, from }))
}

function bareOrigin(name: string, from: Origin | undefined): Origin {
  return { is: 'definition', at: { file: '', line: 1, column: 1, length: 0 }, name, from }
}

interface FoundUse extends Use {
  readonly definition: Definition
}

// Without braces a name must be followed by a blank, a comma, a closing parenthesis or the end.
const usePattern =
  /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)((?:[ \t][^}]*)?)\}|([A-Za-z_][A-Za-z0-9_]*)(?=[ \t,)]|$))/y

function firstUse(line: Mapped, start: number, definitions: Definitions): FoundUse | undefined {
  const { text } = line
  for (let from = text.indexOf('$', start); from >= 0; from = text.indexOf('$', from + 1)) {
    const match = matchAt(text, from)
    if (match === undefined) continue
    const to = from + match.length
    const definition = definitions(match.name, match.parameters, { line, from, to })
    if (definition === undefined) continue
    // keepalived.conf(5): several lines fit only where the name is the last thing on the line.
    if (definition.parts.length > 1 && to < text.length) continue
    return { line, from, to, definition }
  }
  return undefined
}

/** A use of a name that begins at the index, known or not. */
export function matchAt(
  text: string,
  index: number,
): { readonly name: string; readonly parameters: string | undefined; readonly length: number } | undefined {
  usePattern.lastIndex = index
  const match = usePattern.exec(text)
  if (match === null) return undefined
  const [whole, braced, parameters, bare] = match
  const name = braced ?? bare ?? ''
  return { name, parameters: parameters === '' ? undefined : parameters, length: whole.length }
}
