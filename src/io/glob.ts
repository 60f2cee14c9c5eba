/**
 * glob(7) as keepalived uses it for `include`: `*`, `?`, `[...]` and `{a,b}`, one component of a path after
 * the other. A leading dot must be written out, names come in the order of their bytes. Refuses patterns that
 * would fill the memory: what is above the limits is left out.
 */
import { readdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

export type Named =
  /** A file that a pattern matches, or a plain name, whether there is such a file or not. */
  | { readonly is: 'name'; readonly path: string }
  /** A pattern that no file of its directory matches. */
  | { readonly is: 'unmatched'; readonly path: string }
  /** A pattern in a directory that is not there. */
  | { readonly is: 'no-directory'; readonly path: string }

/** Alternatives that one pattern can have. */
export const alternativesMax = 1_000
/** Files that one pattern can name. */
export const matchesMax = 10_000

/** What the pattern names, seen from the directory, in glob order: sorted for each alternative. */
export function filesNamed(pattern: string, directory: string): readonly Named[] {
  return alternatives(pattern).flatMap((one) => matches(isAbsolute(one) ? one : join(directory, one)))
}

/** `{a,b}`, outermost first. A brace that nothing closes stands for itself. */
function alternatives(pattern: string): readonly string[] {
  let found = [pattern]
  for (;;) {
    const at = found.findIndex((one) => /\{[^{}]*\}/.test(one))
    if (at < 0 || found.length > alternativesMax) return found.slice(0, alternativesMax)
    const whole = found[at] ?? ''
    const [group = '', inner = ''] = /\{([^{}]*)\}/.exec(whole) ?? []
    const replaced = inner.split(',').map((part) => whole.replace(group, () => part))
    found = [...found.slice(0, at), ...replaced, ...found.slice(at + 1)]
  }
}

function isPattern(text: string): boolean {
  return /[*?[\\]/.test(text)
}

function matches(path: string): readonly Named[] {
  if (!isPattern(path)) return [{ is: 'name', path }]
  const parts = path.split('/')
  let found: readonly string[] = [parts[0] ?? '']
  let directoryMissing = false
  for (const [index, part] of parts.entries()) {
    if (index === 0) continue
    if (!isPattern(part)) {
      found = found.map((before) => `${before}/${part}`)
      continue
    }
    const pattern = componentPattern(part)
    const plainSoFar = !isPattern(parts.slice(0, index).join('/'))
    found = found.flatMap((before) => {
      const names = namesIn(before === '' ? '/' : before)
      if (names === undefined && plainSoFar) directoryMissing = true
      return (names ?? []).filter((name) => pattern.test(name)).map((name) => `${before}/${name}`)
    })
    found = found.slice(0, matchesMax)
  }
  if (directoryMissing) return [{ is: 'no-directory', path }]
  // Plain components after the last pattern need not exist.
  const last = parts[parts.length - 1] ?? ''
  const present = isPattern(last) ? found : found.filter(isPresent)
  if (present.length === 0) return [{ is: 'unmatched', path }]
  return present.map((one) => ({ is: 'name', path: one }))
}

function isPresent(path: string): boolean {
  const slash = path.lastIndexOf('/')
  return namesIn(path.slice(0, slash) || '/')?.includes(path.slice(slash + 1)) === true
}

function namesIn(directory: string): readonly string[] | undefined {
  try {
    return readdirSync(directory).sort(byBytes)
  } catch {
    return undefined
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** One component of a path as an expression for whole names. */
function componentPattern(component: string): RegExp {
  let source = component.startsWith('.') || component.startsWith('\\.') ? '' : '(?!\\.)'
  for (let index = 0; index < component.length; index++) {
    const character = component[index] ?? ''
    const set = character === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(component.slice(index)) : null
    if (character === '*') source += '.*'
    else if (character === '?') source += '.'
    else if (set !== null) {
      const [whole, not, inside = ''] = set
      source += `[${not === '' ? '' : '^'}${inside.replace(/[\\\]^[]/g, '\\$&')}]`
      index += whole.length - 1
    } else {
      if (character === '\\' && index + 1 < component.length) index++
      source += (component[index] ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    }
  }
  return expression(source)
}

function expression(source: string): RegExp {
  try {
    return new RegExp(`^${source}$`, 's')
  } catch {
    // A range like [z-a] matches nothing.
    return /(?!)/
  }
}
