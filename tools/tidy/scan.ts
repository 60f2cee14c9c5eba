/**
 * Reads TypeScript as text, without a compiler: blanks comments and the inside of strings so that the rules
 * look at code only, and lists imports. Refuses nothing; text that is not TypeScript merely gives odd
 * findings, and the compiler has complained about it before.
 */

/** A file of the project; `path` is relative to its root, with forward slashes. */
export interface Page {
  readonly path: string
  readonly text: string
}

/** One broken rule, at one line. */
export interface Finding {
  readonly path: string
  /** From 1; 0: the file as a whole. */
  readonly line: number
  readonly rule: string
  /** What was found there. */
  readonly says: string
}

export interface Import {
  readonly specifier: string
  /** Erased when the program runs: `import type`, `export type`. */
  readonly typeOnly: boolean
  readonly line: number
}

const regexpMayFollow =
  /(?:^|[([{,;=:!&|?+\-*%<>~^\n]|\b(?:return|typeof|case|in|of|do|else|void|await|yield))\s*$/

/** What ends the token that starts at `at`, or undefined when there is no comment, string or pattern. */
function tokenEnd(text: string, at: number): { end: number; keep: number } | undefined {
  const two = text.slice(at, at + 2)
  if (two === '//') return { end: lineEnd(text, at), keep: 0 }
  if (two === '/*') {
    const close = text.indexOf('*/', at + 2)
    return { end: close < 0 ? text.length : close + 2, keep: 0 }
  }
  const quote = text[at]
  if (quote === "'" || quote === '"') return { end: quoted(text, at, quote), keep: 1 }
  if (quote === '/' && regexpMayFollow.test(text.slice(Math.max(0, at - 12), at))) {
    return { end: pattern(text, at), keep: 1 }
  }
  return undefined
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function quoted(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === quote || text[i] === '\n') return i + 1
  }
  return text.length
}

function pattern(text: string, at: number): number {
  let inClass = false
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]
    if (c === '\\') i++
    else if (c === '[') inClass = true
    else if (c === ']') inClass = false
    else if (c === '\n' || (c === '/' && !inClass)) return i + 1
  }
  return text.length
}

const blank = (text: string) => text.replace(/[^\n]/g, ' ')

/**
 * The same text, of the same length and lines, in which comments and the inside of strings, templates and
 * patterns are spaces. Expressions within templates stay.
 */
export function codeOf(text: string): string {
  return masked(text, blank)
}

/** The same with only comments blanked. */
export function withoutComments(text: string): string {
  return masked(text, (inner) => inner)
}

function masked(text: string, maskString: (text: string) => string): string {
  const out: string[] = []
  /** Open templates: how many braces are open in the expression of each; -1: in its text. */
  const templates: number[] = []
  for (let at = 0; at < text.length; ) {
    const c = text.charAt(at)
    const depth = templates.at(-1)
    if (depth === -1) {
      const end = templateTextEnd(text, at, templates)
      const taken = text.slice(at, end)
      out.push(taken === '`' || taken === '${' ? taken : maskString(taken))
      at = end
      continue
    }
    const token = tokenEnd(text, at)
    if (token !== undefined) {
      const inside = text.slice(at + token.keep, token.end - token.keep)
      const inner = token.keep === 0 ? blank(inside) : maskString(inside)
      out.push(text.slice(at, at + token.keep), inner, text.slice(token.end - token.keep, token.end))
      at = token.end
      continue
    }
    if (c === '`') templates.push(-1)
    if (depth !== undefined && c === '{') templates[templates.length - 1] = depth + 1
    if (depth !== undefined && c === '}') templates[templates.length - 1] = depth - 1
    out.push(c)
    at++
  }
  return out.join('')
}

/** One step within the text of a template: over its end, the start of an expression, or a character. */
function templateTextEnd(text: string, at: number, templates: number[]): number {
  if (text[at] === '`') {
    templates.pop()
    return at + 1
  }
  if (text.startsWith('${', at)) {
    // The brace closes the expression when it takes the count back to -1.
    templates[templates.length - 1] = 0
    return at + 2
  }
  return at + (text[at] === '\\' ? 2 : 1)
}

/** The line, from 1, on which an offset lies. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++
  return line
}

const staticImport =
  /^(?:im|ex)port(\s+type)?\s+(?:\*(?:\s+as\s+\w+)?|[\w$]+(?:\s*,\s*\{[^}]*\})?|\{[^}]*\})\s+from\s*(['"])/gm
const bareImport = /^import\s*(['"])/gm
const calledImport = /\b(?:import|require)\(\s*(['"])/g

/** Every import and re-export, dynamic ones and `require` included. */
export function importsOf(page: Page, code: string): readonly Import[] {
  const found: Import[] = []
  const take = (match: RegExpExecArray, quote: string, typeOnly: boolean) => {
    const start = match.index + match[0].length
    const specifier = page.text.slice(start, page.text.indexOf(quote, start))
    found.push({ specifier, typeOnly, line: lineAt(page.text, match.index) })
  }
  for (const match of code.matchAll(staticImport)) take(match, match[2] ?? "'", match[1] !== undefined)
  for (const match of code.matchAll(bareImport)) take(match, match[1] ?? "'", false)
  for (const match of code.matchAll(calledImport)) take(match, match[1] ?? "'", false)
  return found
}
