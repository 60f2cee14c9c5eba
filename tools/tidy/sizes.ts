/** How long a file, a function, a line and a list of parameters may be, by the formatter's indentation. */
import type { Finding, Page } from './scan.ts'

export const fileLinesMax = 400
export const functionLinesMax = 60
export const lineLengthMax = 110
export const parametersMax = 3

/** A word that cannot be broken (an address on the web, a recorded frame) may stick out. */
const unbreakable = /\S{60}/

/** Lines over the limit, and the file itself when it has too many. */
export function longPages({ path, text }: Page): readonly Finding[] {
  const lines = text.replace(/\n$/, '').split('\n')
  const findings: Finding[] = []
  if (lines.length > fileLinesMax) {
    const says = `${lines.length} lines, at most ${fileLinesMax}`
    findings.push({ path, line: 0, rule: 'file size', says })
  }
  for (const [index, line] of lines.entries()) {
    const length = [...line].length
    if (length <= lineLengthMax || unbreakable.test(line)) continue
    findings.push({ path, line: index + 1, rule: 'line size', says: `${length} characters` })
  }
  return findings
}

const opensFunction =
  /(?:=>|\bfunction\b.*|^\s*(?:(?:async|get|set|static|override|#)\s*)*[\w#$]+\(.*\).*)\s\{$/
const notFunctions = /^\s*(?:\}\s*)?(?:if|for|while|switch|catch|else|do|try|with|interface|type)\b/
/** The groups of a test file are as long as what they group. */
const groupsTests = /^\s*(?:describe|suite)\(/

const indentOf = (line: string) => line.length - line.trimStart().length

interface Opening {
  readonly first: number
  readonly indent: number
}

/** Where the function that opens its body on this line begins; undefined when none does. */
function opening(lines: readonly string[], at: number): Opening | undefined {
  const line = lines[at] ?? ''
  const indent = indentOf(line)
  if (/^\s*(?:\}.*)?\).*\{$/.test(line)) {
    // The end of a signature of several lines: its name stands on the last line with the same indentation.
    for (let first = at - 1; first >= 0; first--) {
      const above = lines[first] ?? ''
      if (above.trim() === '' || indentOf(above) > indent) continue
      return notFunctions.test(above) || groupsTests.test(above) ? undefined : { first, indent }
    }
  }
  if (notFunctions.test(line) || groupsTests.test(line) || !opensFunction.test(line)) return undefined
  return { first: at, indent }
}

/** The line on which a body ends: the first closing brace at the indentation of its function. */
function closing(lines: readonly string[], from: number, indent: number): number {
  for (let at = from + 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line.trim() !== '' && indentOf(line) === indent && /^\s*\}/.test(line) && !line.endsWith('{'))
      return at
  }
  return lines.length - 1
}

/** Functions over the limit; `code` is the page without comments and strings. */
export function longFunctions({ path }: Page, code: string): readonly Finding[] {
  const lines = code.split('\n').map((line) => line.trimEnd())
  const findings: Finding[] = []
  for (let at = 0; at < lines.length; at++) {
    const open = opening(lines, at)
    if (open === undefined) continue
    const length = closing(lines, at, open.indent) - open.first + 1
    if (length <= functionLinesMax) continue
    const says = `${length} lines, at most ${functionLinesMax}`
    findings.push({ path, line: open.first + 1, rule: 'function size', says })
  }
  return findings
}

const declares = /(?:\bfunction\s+[\w$]+\s*(?:<[^(]*>)?|\bconst\s+[\w$]+\s*=\s*(?:async\s*)?)\(/g

/** Functions with too many positional parameters. */
export function wideFunctions({ path, text }: Page, code: string): readonly Finding[] {
  const findings: Finding[] = []
  for (const match of code.matchAll(declares)) {
    const start = match.index + match[0].length
    const list = parameterList(code, start)
    if (list.count <= parametersMax || !(match[0].startsWith('function') || list.arrow)) continue
    const line = text.slice(0, match.index).split('\n').length
    findings.push({ path, line, rule: 'parameters', says: `${list.count}, at most ${parametersMax}` })
  }
  return findings
}

/** Counts what stands between commas up to the closing parenthesis; a trailing comma counts nothing. */
function parameterList(code: string, start: number): { count: number; arrow: boolean } {
  let depth = 0
  let commas = 0
  let pending = false
  let at = start
  for (; at < code.length; at++) {
    const c = code.charAt(at)
    if (c === ')' && depth === 0) break
    if ('([{<'.includes(c)) depth++
    else if (')]}'.includes(c) || (c === '>' && code[at - 1] !== '=')) depth--
    if (c === ',' && depth === 0) {
      commas++
      pending = false
    } else if (c.trim() !== '') pending = true
  }
  const arrow = /^\)\s*(?::[^=;{]*)?=>/.test(code.slice(at, at + 200))
  return { count: commas + (pending ? 1 : 0), arrow }
}
