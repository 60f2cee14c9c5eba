/**
 * `$NAME` and `${NAME}`: keepalived.conf(5), PARAMETER SUBSTITUTION. Values are raw text, expanded where they
 * are used and again until nothing known is left. Names that nobody defined stay in the text.
 */
import { type Mapped, replaceMapped } from './mapped.ts'
import { lineBytesMax, utf8Length } from './text.ts'

export type Definitions = (name: string) => string | undefined

export type Substitution =
  | { readonly is: 'unchanged' }
  | { readonly is: 'done'; readonly text: Mapped }
  | { readonly is: 'endless' | 'too-long' }

/** No sensible line needs more; keepalived itself would never return from `$X=$X`. */
export const replacementsMax = 500

/** Puts in all definitions that are known. */
export function substitute(line: Mapped, definitions: Definitions): Substitution {
  let text = line
  for (let count = 0; count <= replacementsMax; count++) {
    const use = firstUse(text.text, definitions)
    if (use === undefined) return count === 0 ? { is: 'unchanged' } : { is: 'done', text }
    text = replaceMapped(text, use, use.value)
    if (utf8Length(text.text) > lineBytesMax + 1) return { is: 'too-long' }
  }
  return { is: 'endless' }
}

interface Use {
  readonly from: number
  readonly to: number
  readonly value: string
}

function firstUse(text: string, definitions: Definitions): Use | undefined {
  // Without braces a name must be followed by a blank, a comma, a closing parenthesis or the end.
  const pattern = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*)(?=[ \t,)]|$))/g
  for (const match of text.matchAll(pattern)) {
    const name = match[1] ?? match[2]
    const value = name === undefined ? undefined : definitions(name)
    if (value !== undefined) return { from: match.index, to: match.index + match[0].length, value }
  }
  return undefined
}

/** The names that keepalived defines itself and whose value is in the file's surroundings. */
export function predefined(
  name: string,
  at: { readonly id: string; readonly path: string },
): string | undefined {
  switch (name) {
    case '_PWD':
      return at.path.includes('/') ? at.path.slice(0, at.path.lastIndexOf('/')) || '/' : '.'
    case '_INSTANCE':
      return at.id
    case '_HASH':
      return '#'
    case '_BANG':
      return '!'
    default:
      return undefined
  }
}

/** Whether keepalived knows the name, even if nothing here does yet. */
export function isPredefined(name: string): boolean {
  return ['_PWD', '_INSTANCE', '_HASH', '_BANG', '_RANDOM', '_ENV'].includes(name)
}
