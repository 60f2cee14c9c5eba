/**
 * Names in a line that stay as they are although they look like definitions: said, because keepalived says
 * nothing, takes the braces of `${NAME}` for braces of a block, and then complains of something else. Inside
 * double quotes, where scripts and patterns may have them, nothing is said.
 */
import { matchAt } from './define.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { State } from './expansion.ts'
import { type Mapped, type Place, type Range, spanOf } from './mapped.ts'
import { nearest } from './suggest.ts'

const known = ['_PWD', '_INSTANCE', '_HASH', '_BANG', '_RANDOM', '_ENV']

export function reportLeftOvers(line: Mapped, place: Place, state: State): void {
  const { text } = line
  for (let from = text.indexOf('$'); from >= 0; from = text.indexOf('$', from + 1)) {
    const match = matchAt(text, from)
    const range = (length: number) => ({ from, to: from + length })
    if (match === undefined) reportPartOfWord(line, { place, from }, state)
    else if (state.definitions.has(match.name)) {
      if (match.parameters === undefined)
        reportNotLast(match.name, spanOf(line, place, range(match.length)), state)
    } else if (!isQuoted(text, from) && !isBuiltIn(match.name)) {
      reportUndefined(match.name, { line, place, range: range(match.length) }, state)
    }
  }
}

/** Of several lines: all others are put in wherever they stand. */
function reportNotLast(name: string, span: Diagnostic['span'], state: State): void {
  const parts = state.definitions.get(name)?.parts ?? []
  if (parts.length < 2) return
  state.report({
    code: 'definition-not-last',
    severity: 'warning',
    span,
    message: `$${name} stands for ${parts.length} lines: it must be the last on its line`,
    instead: 'the name stays in the text as it is',
  })
}

interface Use {
  readonly line: Mapped
  readonly place: Place
  readonly range: Range
}

function reportUndefined(name: string, { line, place, range }: Use, state: State): void {
  const { text } = line
  const isBraced = text.startsWith('${', range.from)
  const said = {
    code: 'undefined-name',
    severity: 'warning',
    span: spanOf(line, place, range),
  } as const
  const kept = 'the text stays as it is'
  const assigned = range.from === 0 && !isBraced ? /^[ \t]*=[ \t]*(.*)$/s.exec(text.slice(range.to)) : null
  if (assigned !== null) {
    const message = `a definition has no blank before its =`
    state.report({ ...said, message, instead: kept, suggestion: `$${name}=${assigned[1]}` })
    return
  }
  const suggestion = suggested(name, state)
  state.report({
    ...said,
    message: whyUndefined(name, state),
    instead: isBraced ? `${kept}, and its braces are those of a block` : kept,
    ...(suggestion === undefined ? {} : { suggestion: isBraced ? `\${${suggestion}}` : `$${suggestion}` }),
    // Passwords have such signs, too.
    ...(isBraced || isWordStart(text, range.from) ? {} : { onlyAsCause: true }),
  })
}

function whyUndefined(name: string, { passedBy, input }: State): string {
  const conditions = passedBy.get(name)
  if (conditions === undefined) return `nothing above defines ${name}`
  const id = input.id === '' ? 'there is no --config-id' : `--config-id is ${input.id}`
  return `${name} is defined above only for ${conditions.join(' and ')}, and ${id}`
}

/** `10.0.$X.1`: without braces a name ends only at a blank, a comma, `)` or the end of the line. */
function reportPartOfWord(
  line: Mapped,
  { place, from }: { readonly place: Place; readonly from: number },
  state: State,
): void {
  const { text } = line
  const [whole, name] = /^\$([A-Za-z_][A-Za-z0-9_]*)/.exec(text.slice(from)) ?? []
  if (whole === undefined || name === undefined || isQuoted(text, from)) return
  // A definition of something that is no name.
  if (from === 0 && /^\S+=/.test(text)) return
  const span = spanOf(line, place, { from, to: from + whole.length })
  if (state.definitions.has(name)) {
    state.report({
      code: 'name-needs-braces',
      severity: 'warning',
      span,
      message: `$${name} is not put in, because more of the word follows`,
      instead: 'the text stays as it is',
      suggestion: `\${${name}}`,
    })
  } else {
    state.report({
      code: 'undefined-name',
      severity: 'warning',
      span,
      message: `${whyUndefined(name, state)}; in the middle of a word it is written \${${name}}`,
      instead: 'the text stays as it is',
      onlyAsCause: true,
    })
  }
}

/** Among very many names none is meant in particular, and comparing them takes time. */
const comparedMax = 500

function suggested(name: string, { definitions }: State): string | undefined {
  return definitions.size > comparedMax ? undefined : nearest(name, [...definitions.keys(), ...known])
}

function isQuoted(text: string, index: number): boolean {
  let quoted = false
  for (let at = text.indexOf('"'); at >= 0 && at < index; at = text.indexOf('"', at + 1)) quoted = !quoted
  return quoted
}

function isWordStart(text: string, index: number): boolean {
  return index === 0 || /[\s{}]/.test(text.charAt(index - 1))
}

/** Said elsewhere, with what is wrong with its parameters. */
function isBuiltIn(name: string): boolean {
  return name === '_RANDOM' || name === '_ENV'
}
