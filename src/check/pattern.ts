/**
 * What can be said of a pattern of pcre2pattern(3) without PCRE2: brackets and quantifiers that fit nothing.
 * Refuses to judge what it does not know: PCRE2 has far more than this, and a wrong complaint would be worse
 * than none.
 */

/** What stands before a character: only an item can be repeated. */
type Before = 'nothing' | 'item' | 'quantifier'

/**
 * Undefined: nothing is wrong as far as this can tell. For patterns without the options `extended` and
 * `allow_empty_class`, which change what a bracket is.
 */
export function patternProblem(source: string): string | undefined {
  // Comments may hold anything; verbs and callouts change what follows.
  if (source.includes('(*') || source.includes('(?C') || source.includes('(?#')) return undefined
  // With (?x) somewhere there may be comments too.
  if (/\(\?[a-zA-Z^]*x/.test(source)) return undefined
  let depth = 0
  let before: Before = 'nothing'
  for (let i = 0; i < source.length; i++) {
    const character = source[i]
    if (character === '\\') {
      if (i === source.length - 1) return 'ends in a backslash'
      const quoted = source[i + 1] === 'Q'
      i = quoted ? endOfQuoted(source, i) : i + 1
      before = 'item'
    } else if (character === '[') {
      const end = endOfClass(source, i)
      if (end === undefined)
        return `has a character class that is not closed, from "${source.slice(i, i + 9)}"`
      i = end
      before = 'item'
    } else if (character === '(') {
      depth++
      before = 'nothing'
      // What says of which kind a group is repeats nothing, and cannot be repeated.
      i += /^\?[:=!>|]?/.exec(source.slice(i + 1, i + 3))?.[0].length ?? 0
    } else if (character === ')') {
      if (depth === 0) return 'has a ) that closes nothing'
      depth--
      before = 'item'
    } else if (character === '|') before = 'nothing'
    else if (character === '*' || character === '+' || character === '?') {
      // After a quantifier, ? and + say how greedy it is.
      const qualifies: boolean = before === 'quantifier' && character !== '*'
      if (before !== 'item' && !qualifies) return `has a ${character} that repeats nothing`
      before = qualifies ? 'nothing' : 'quantifier'
    } else before = 'item'
  }
  return depth > 0 ? 'has a ( that is not closed' : undefined
}

/** The index of the E of `\E`, or of the last character. */
function endOfQuoted(source: string, from: number): number {
  const end = source.indexOf('\\E', from + 2)
  return end < 0 ? source.length - 1 : end + 1
}

/** The index of the closing bracket. One that stands first is a member of the class. */
function endOfClass(source: string, from: number): number | undefined {
  let i = from + 1
  if (source[i] === '^') i++
  if (source[i] === ']') i++
  for (; i < source.length; i++) {
    const character = source[i]
    if (character === ']') return i
    if (character === '\\') i = source[i + 1] === 'Q' ? endOfQuoted(source, i) : i + 1
    else if (character === '[' && /[:.=]/.test(source[i + 1] ?? '')) {
      const end = source.indexOf(`${source[i + 1]}]`, i + 2)
      if (end >= 0) i = end + 1
    }
  }
  return undefined
}

/**
 * Escapes that lose their backslash when a line is split into words, although the pattern needs it: `\d` is
 * then a plain d, and `\.` any character.
 */
export function lostEscapes(raw: string): readonly string[] {
  const lost = new Set<string>()
  for (const [pair] of raw.matchAll(/\\[\s\S]/g)) {
    if (/^\\[dDwWsSBAzZGKRhHNX.*+?|()[\]{}^$]/.test(pair)) lost.add(pair)
  }
  return [...lost]
}
