/**
 * A configuration file in good form: `config fmt`. Changes blanks at the start, between words and at the end
 * of lines, and runs of empty lines; keeps every word, comment, definition and line where it is, and the kind
 * of line ends. Lines whose blanks might mean something (definitions and what they may become, sequences,
 * includes, backslashes, single quotes, a quote left open) keep all but their indentation.
 */
import { addDefinition, type BraceCount, braces } from './format-braces.ts'
import { besideOneAnother, columnsOf, type FormedLine } from './format-comments.ts'
import { endsInMark } from './strip.ts'
import { lineBytesMax, utf8Length } from './text.ts'

/** One level. */
export const indentation = '    '

/** The text in good form. Formatting it again changes nothing. */
export function formatText(text: string): string {
  const state: State = { depth: 0, definition: undefined, alternative: undefined, counts: new Map() }
  const lines: FormedLine[] = []
  let needed = 0
  const sources = text.replace(/^\ufeff/, '').split('\n')
  const end = lineEndOf(sources)
  // What follows the last newline is no line.
  if (sources.at(-1) === '') sources.pop()
  for (const source of sources) {
    const goesOn = state.definition !== undefined
    const line = formatLine(source.replace(/\r+$/, ''), state)
    // It ends the definition: without it the next line would belong to that.
    if (isEmpty(line) && goesOn) needed = lines.length + 1
    else if (isEmpty(line) && isEmpty(lines.at(-1))) continue
    lines.push(line)
  }
  while (lines.length > needed && isEmpty(lines.at(-1))) lines.pop()
  return besideOneAnother(lines)
    .map((line) => `${line}${end}`)
    .join('')
}

/** That of most lines. */
function lineEndOf(sources: readonly string[]): '\n' | '\r\n' {
  const returns = sources.filter((line) => line.endsWith('\r')).length
  return returns * 2 > sources.length - 1 ? '\r\n' : '\n'
}

/** Before the first line too. */
function isEmpty(line: FormedLine | undefined): boolean {
  return line === undefined || (line.code === '' && line.comment === '')
}

/** Whether the last line says that its definition goes on in the next one, which is not there. */
export function endsInDefinition(text: string): boolean {
  const state: State = { depth: 0, definition: undefined, alternative: undefined, counts: new Map() }
  const sources = text.split('\n')
  if (sources.at(-1) === '') sources.pop()
  for (const source of sources) formatLine(source.replace(/\r+$/, ''), state)
  return state.definition !== undefined
}

/** A line without comment in good form, its indentation aside. */
export function formatted(code: string): string {
  return isRaw(code) || parts(code).open ? code : spaced(code)
}

interface State {
  depth: number
  /** The definition over several lines that goes on, and how deep inside its own blocks. */
  definition: { readonly name: string; readonly lines: string[]; depth: number } | undefined
  /** The line before was `@id ...` and opened or closed this many blocks; the next may be its alternative. */
  alternative: { readonly condition: string; readonly net: number } | undefined
  /** Braces that definitions put in. */
  readonly counts: Map<string, BraceCount>
}

function formatLine(source: string, state: State): FormedLine {
  const { code, comment, open } = parts(source.replace(/^[ \t]+/, ''))
  // keepalived cuts such a line in two wherever it may be: not even a blank may go.
  if (utf8Length(source) > lineBytesMax) return uncommented(source)
  const line = { source, code, comment }
  if (state.definition !== undefined) return furtherLine(line, state.definition, state)
  if (code === '') return comment === '' ? uncommented('') : indented(line, state.depth)
  const [, condition = '', rest = ''] = /^(@\^?[^ \t]*[ \t]*)?(.*)$/s.exec(code) ?? []
  if (beginsDefinition(rest, state)) return indented(line, state.depth)
  const words = open || isRaw(rest) ? rest : spaced(rest)
  const { least, net } = braces(rest, state.counts)
  const before = state.depth
  const counted = isAlternative(trimmed(condition), net, state) ? 0 : net
  state.depth = Math.max(0, before + counted)
  const shift = counted === net ? least : Math.min(0, least - net)
  const whole = `${trimmed(condition)}${condition === '' || words === '' ? '' : ' '}${words}`
  return indented({ ...line, code: whole }, before + shift)
}

/** Takes note of the definition on this line, if there is one. */
function beginsDefinition(code: string, state: State): boolean {
  // A sequence may define something in each of its turns.
  const [, name, value = ''] =
    /^(?:~(?:SEQx?|LST)[ \t]*\([^)]*\)[ \t]*)?\$([A-Za-z_][A-Za-z0-9_]*)=[ \t]*(.*)$/s.exec(code) ?? []
  if (name === undefined) return false
  if (endsInMark(value)) {
    state.definition = { name, lines: [], depth: 0 }
    addLine(value.slice(0, -1), state.definition, state)
  } else addDefinition(name, [value], state.counts)
  return true
}

interface SourceLine extends Parts {
  readonly source: string
}

interface Parts {
  readonly code: string
  readonly comment: string
}

/** A line of a definition that goes on; the first one without a backslash at its end is the last. */
function furtherLine(
  line: SourceLine,
  definition: NonNullable<State['definition']>,
  state: State,
): FormedLine {
  const { code, comment } = line
  const goesOn = endsInMark(code)
  const shift = addLine(goesOn ? code.slice(0, -1) : code, definition, state)
  if (!goesOn) {
    state.definition = undefined
    addDefinition(definition.name, definition.lines, state.counts)
  }
  if (code === '' && comment === '') return uncommented('')
  return indented(line, state.depth + 1 + Math.max(0, shift))
}

/** How deep the line stands inside the blocks of its definition. */
function addLine(code: string, definition: NonNullable<State['definition']>, state: State): number {
  definition.lines.push(code)
  const { least, net } = braces(code, state.counts)
  const depth = definition.depth + least
  definition.depth = Math.max(0, definition.depth + net)
  return depth
}

/** `@a vrrp_instance X {` and `@b vrrp_instance Y {` one after the other open one block, not two. */
function isAlternative(condition: string, net: number, state: State): boolean {
  const before = state.alternative
  state.alternative = condition === '' ? undefined : { condition, net }
  return before !== undefined && condition !== '' && before.condition !== condition && before.net === net
}

function indented({ source, code, comment }: SourceLine, depth: number): FormedLine {
  const indent = indentation.repeat(Math.max(0, depth))
  const gap = code !== '' && comment !== '' ? '  ' : ''
  // keepalived cannot read longer lines: rather a line out of form than one that is lost.
  if (utf8Length(`${indent}${code}${gap}${comment}`) > lineBytesMax) return uncommented(source)
  if (gap === '') return uncommented(`${indent}${code}${comment}`)
  return {
    code: `${indent}${code}`,
    comment,
    column: columnsOf(source.slice(0, source.lastIndexOf(comment))),
  }
}

function uncommented(text: string): FormedLine {
  return { code: text, comment: '', column: 0 }
}

/** The comment begins as strip() finds it. `open`: a double quote is not closed. */
function parts(line: string): Parts & { readonly open: boolean } {
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

function isRaw(code: string): boolean {
  // A quote that begins in the condition before it.
  if (code.split('"').length % 2 === 0) return true
  // What stands behind one of the rarer blanks begins no definition, and must not begin one now.
  return /^[~$\r\v\f]|^include[rmwba]?[ \t{}]|[\\']|\$\{[^}]*\$/.test(code)
}

const pattern = /"[^"]*"|\$\{[^{}]*\}|[{}]|[ \t\r\v\f]+|[^"{} \t\r\v\f$]+|\$/g

/** One blank between words and around braces; what stands in double quotes stays. */
function spaced(code: string): string {
  let text = ''
  for (const [part] of code.matchAll(pattern)) {
    if (/^[ \t\r\v\f]/.test(part)) text = text.endsWith(' ') ? text : `${text} `
    else if (part === '{' || part === '}') text = `${text}${gapBefore(text)}${part} `
    else text += part
  }
  return trimmed(text)
}

/** A name is put in only where a blank follows it: `$NAME{` is text, and stays so. */
function gapBefore(text: string): string {
  return text === '' || text.endsWith(' ') || /\$[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? '' : ' '
}
