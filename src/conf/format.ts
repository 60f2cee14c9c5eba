/**
 * A configuration file in good form: `config fmt`. Changes blanks at the start, between words and at the end
 * of lines, and runs of empty lines; keeps every word, comment, definition and line where it is. Lines whose
 * blanks might mean something (definitions and what they may become, sequences, includes, backslashes, single
 * quotes, a quote left open) keep all but their indentation.
 */
import { lineBytesMax, utf8Length } from './text.ts'

/** One level. */
export const indentation = '    '

/** The text in good form. Formatting it again changes nothing. */
export function formatText(text: string): string {
  const state: State = { depth: 0, continues: false, alternative: undefined }
  const lines: string[] = []
  for (const source of text.replace(/^\ufeff/, '').split('\n')) {
    const line = formatLine(source.replace(/\r+$/, ''), state)
    if (line === '' && (lines.length === 0 || lines.at(-1) === '')) continue
    lines.push(line)
  }
  while (lines.at(-1) === '') lines.pop()
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

interface State {
  depth: number
  /** Inside a definition over several lines. */
  continues: boolean
  /** The line before was `@id ...` and opened or closed this many blocks; the next may be its alternative. */
  alternative: { readonly condition: string; readonly net: number } | undefined
}

function formatLine(source: string, state: State): string {
  const { code, comment, open } = parts(source.replace(/^[ \t]+/, ''))
  if (state.continues) {
    state.continues = code.endsWith('\\')
    return code === '' && comment === '' ? '' : fitting(source, indented(1, code, comment, state))
  }
  if (code === '') return comment === '' ? '' : fitting(source, indented(0, '', comment, state))
  const [, condition = '', rest = ''] = /^(@\^?[^ \t]*[ \t]*)?(.*)$/s.exec(code) ?? []
  if (isDefinition(rest)) {
    state.continues = rest.endsWith('\\')
    return fitting(source, indented(0, code, comment, state))
  }
  const words = open || isRaw(rest) ? rest : spaced(rest)
  const { least, net } = braces(rest)
  const before = state.depth
  const counted = isAlternative(trimmed(condition), net, state) ? 0 : net
  state.depth = Math.max(0, before + counted)
  const shift = counted === net ? least : Math.min(0, least - net)
  const whole = `${trimmed(condition)}${condition === '' || words === '' ? '' : ' '}${words}`
  return fitting(source, indented(shift, whole, comment, { depth: before }))
}

/** `@a vrrp_instance X {` and `@b vrrp_instance Y {` one after the other open one block, not two. */
function isAlternative(condition: string, net: number, state: State): boolean {
  const before = state.alternative
  state.alternative = condition === '' ? undefined : { condition, net }
  return before !== undefined && condition !== '' && before.condition !== condition && before.net === net
}

function indented(shift: number, code: string, comment: string, at: { readonly depth: number }): string {
  const gap = code !== '' && comment !== '' ? '  ' : ''
  return `${indentation.repeat(Math.max(0, at.depth + shift))}${code}${gap}${comment}`
}

/** keepalived cannot read longer lines: rather a line out of form than one that is lost. */
function fitting(source: string, formatted: string): string {
  return utf8Length(formatted) > lineBytesMax && utf8Length(source) <= lineBytesMax ? source : formatted
}

/** The comment begins as strip() finds it. `open`: a double quote is not closed. */
function parts(line: string): { readonly code: string; readonly comment: string; readonly open: boolean } {
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i]
    if (character === '"') quoted = !quoted
    else if (character === '\\') i++
    else if (!quoted && (character === '#' || character === '!')) {
      return { code: trimmed(line.slice(0, i)), comment: trimmed(line.slice(i)), open: quoted }
    }
  }
  return { code: trimmed(line), comment: '', open: quoted }
}

function trimmed(code: string): string {
  return code.replace(/[ \t\r\v\f]+$/, '')
}

function isDefinition(code: string): boolean {
  return /^\$[A-Za-z_][A-Za-z0-9_]*=/.test(code)
}

function isRaw(code: string): boolean {
  return /^[~$]|^include[rmwba]?[ \t]|[\\']/.test(code)
}

const pattern = /"[^"]*"|\$\{[^{}]*\}|[{}]|[ \t\r\v\f]+|[^"{} \t\r\v\f$]+|\$/g

/** One blank between words and around braces; what stands in double quotes stays. */
function spaced(code: string): string {
  let text = ''
  for (const [part] of code.matchAll(pattern)) {
    if (/^[ \t\r\v\f]/.test(part)) text = text.endsWith(' ') ? text : `${text} `
    else if (part === '{' || part === '}') text = `${trimmed(text)}${text === '' ? '' : ' '}${part} `
    else text += part
  }
  return trimmed(text)
}

/**
 * How far below its start the line's leading `}` reach (0 or less), and what it opens more than it closes.
 */
function braces(code: string): { readonly least: number; readonly net: number } {
  const counted = code.startsWith('~') ? code.replace(/^~[A-Za-z]*[ \t]*\([^)]*\)/, '') : code
  let net = 0
  let least = 0
  let leading = true
  for (const [part] of counted.matchAll(pattern)) {
    if (part === '{') net++
    else if (part === '}') {
      net--
      if (leading) least--
    }
    if (part !== '}' && !/^[ \t]/.test(part)) leading = false
  }
  return { least, net }
}
