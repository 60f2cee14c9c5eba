/**
 * Names in a line that stay as they are although they look like definitions: said, because keepalived takes
 * the braces of `${NAME}` for braces of a block and then complains of something else.
 */
import { matchAt } from './define.ts'
import type { State } from './expansion.ts'
import { type Mapped, type Place, spanOf } from './mapped.ts'
import { nearest } from './suggest.ts'

const known = ['_PWD', '_INSTANCE', '_HASH', '_BANG', '_RANDOM', '_ENV']

export function reportLeftOvers(line: Mapped, place: Place, state: State): void {
  const { text } = line
  for (let from = text.indexOf('$'); from >= 0; from = text.indexOf('$', from + 1)) {
    const match = matchAt(text, from)
    if (match === undefined) continue
    const { name, parameters, length } = match
    const definition = state.definitions.get(name)
    const several = definition !== undefined && definition.parts.length > 1
    const span = () => spanOf(line, place, { from, to: from + length })
    if (several && parameters === undefined) {
      state.report({
        code: 'definition-not-last',
        severity: 'warning',
        span: span(),
        message: `$${name} stands for ${definition.parts.length} lines: it must be the last on its line`,
        instead: 'the name stays in the text as it is',
      })
    } else if (definition === undefined && isBraced(text, from) && !isBuiltIn(name)) {
      const suggestion = suggested(name, state)
      state.report({
        code: 'undefined-name',
        severity: 'warning',
        span: span(),
        message: `nothing above defines ${name}`,
        instead: 'the text stays as it is, and its braces are those of a block',
        ...(suggestion === undefined ? {} : { suggestion: `\${${suggestion}}` }),
      })
    }
  }
}

/** Among very many names none is meant in particular, and comparing them takes time. */
const comparedMax = 500

function suggested(name: string, { definitions }: State): string | undefined {
  return definitions.size > comparedMax ? undefined : nearest(name, [...definitions.keys(), ...known])
}

/** With braces that split the line: not inside double quotes, where scripts and patterns may have them. */
function isBraced(text: string, index: number): boolean {
  if (!text.startsWith('${', index)) return false
  let quoted = false
  for (let at = text.indexOf('"'); at >= 0 && at < index; at = text.indexOf('"', at + 1)) quoted = !quoted
  return !quoted
}

/** Said elsewhere, with what is wrong with its parameters. */
function isBuiltIn(name: string): boolean {
  return name === '_RANDOM' || name === '_ENV'
}
