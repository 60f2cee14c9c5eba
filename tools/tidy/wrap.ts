/**
 * Breaks comment lines that are too long, which the formatter leaves alone. What does not fit moves to the
 * next line of its paragraph, and no other line changes. Never touches code.
 */
import { withoutComments } from './scan.ts'
import { lineLengthMax } from './sizes.ts'

interface CommentLine {
  /** Indentation and comment sign, with the space after it. */
  readonly prefix: string
  readonly words: string
}

const lineSigns: Readonly<Record<string, RegExp>> = {
  ts: /^(\s*(?:\*|\/\/) )(\S.*)$/,
  c: /^(\s*(?:\*|\/\/) )(\S.*)$/,
  sh: /^(\s*# )(\S.*)$/,
}

/** A line of its own within a comment: a list item, a tag, a drawing. */
const startsSomething = /^(?:[-*@|+]|\d+[.)] )/

function commentLine(line: string, kind: string): CommentLine | undefined {
  const match = lineSigns[kind]?.exec(line)
  return match === null || match === undefined ? undefined : { prefix: match[1] ?? '', words: match[2] ?? '' }
}

/** `/** one line *\/` as a block of three, so that its words can be broken. */
function openBlock(line: string): readonly string[] | undefined {
  const match = /^(\s*)(\/\*\*?) (.*) \*\/$/.exec(line)
  if (match === null) return undefined
  const [, indent = '', sign = '', words = ''] = match
  return [`${indent}${sign}`, `${indent} * ${words}`, `${indent} */`]
}

/** A comment behind code, moved to the line above it. */
function raised(line: string, code: string): readonly string[] | undefined {
  const at = code.trimEnd().length
  const comment = line.slice(at).trim()
  if (at === 0 || !comment.startsWith('// ')) return undefined
  const indent = ' '.repeat(line.length - line.trimStart().length)
  return [`${indent}${comment}`, line.slice(0, at)]
}

/** Cuts at the last space that fits; undefined when there is none. */
function cut({ prefix, words }: CommentLine): { head: string; rest: string } | undefined {
  const room = lineLengthMax - prefix.length
  const at = words.lastIndexOf(' ', room)
  if (at <= 0) return undefined
  return { head: `${prefix}${words.slice(0, at)}`, rest: words.slice(at + 1) }
}

/** The same text with no comment line over the limit, as far as words allow. `path` tells the language. */
export function wrapComments(path: string, text: string): string {
  const kind = path.slice(path.lastIndexOf('.') + 1)
  const code = kind === 'ts' ? withoutComments(text).split('\n') : []
  const pending = text.split('\n').map((line, index) => ({ line, code: code[index] ?? '' }))
  const out: string[] = []
  const push = (lines: readonly string[]) => pending.unshift(...lines.map((line) => ({ line, code: '' })))
  for (let item = pending.shift(); item !== undefined; item = pending.shift()) {
    const { line } = item
    if ([...line].length <= lineLengthMax) {
      out.push(line)
      continue
    }
    const apart = openBlock(line) ?? raised(line, item.code)
    if (apart !== undefined) {
      push(apart)
      continue
    }
    const comment = item.code.trim() === '' ? commentLine(line, kind) : undefined
    const broken = comment === undefined ? undefined : cut(comment)
    if (comment === undefined || broken === undefined) {
      out.push(line)
      continue
    }
    out.push(broken.head)
    const next = commentLine(pending[0]?.line ?? '', kind)
    if (next !== undefined && next.prefix === comment.prefix && !startsSomething.test(next.words)) {
      pending.shift()
      push([`${comment.prefix}${broken.rest} ${next.words}`])
    } else {
      push([`${comment.prefix}${broken.rest}`])
    }
  }
  return out.join('\n')
}
