/**
 * A configuration file in good form: `config fmt`. Changes blanks at the start, between words and at the end
 * of lines, and runs of empty lines; keeps every word, comment, definition and line where it is. Lines whose
 * blanks might mean something (definitions and what they may become, sequences, includes, backslashes, single
 * quotes, a quote left open) keep all but their indentation.
 */
import { addDefinition, type BraceCount, braces } from './format-braces.ts'
import { endsInMark } from './strip.ts'
import { lineBytesMax, utf8Length } from './text.ts'

/** One level. */
export const indentation = '    '

/** The text in good form. Formatting it again changes nothing. */
export function formatText(text: string): string {
  const state: State = { depth: 0, definition: undefined, alternative: undefined, counts: new Map() }
  const lines: string[] = []
  let needed = 0
  const sources = text.replace(/^\ufeff/, '').split('\n')
  // What follows the last newline is no line.
  if (sources.at(-1) === '') sources.pop()
  for (const source of sources) {
    const goesOn = state.definition !== undefined
    const line = formatLine(source.replace(/\r+$/, ''), state)
    // It ends the definition: without it the next line would belong to that.
    if (line === '' && goesOn) needed = lines.length + 1
    else if (line === '' && (lines.length === 0 || lines.at(-1) === '')) continue
    lines.push(line)
  }
  while (lines.length > needed && lines.at(-1) === '') lines.pop()
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
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

function formatLine(source: string, state: State): string {
  const { code, comment, open } = parts(source.replace(/^[ \t]+/, ''))
  // keepalived cuts such a line in two wherever it may be: not even a blank may go.
  if (utf8Length(source) > lineBytesMax) return source
  if (state.definition !== undefined) return furtherLine({ source, code, comment }, state.definition, state)
  if (code === '') return comment === '' ? '' : fitting(source, indented(state.depth, '', comment))
  const [, condition = '', rest = ''] = /^(@\^?[^ \t]*[ \t]*)?(.*)$/s.exec(code) ?? []
  if (beginsDefinition(rest, state)) return fitting(source, indented(state.depth, code, comment))
  const words = open || isRaw(rest) ? rest : spaced(rest)
  const { least, net } = braces(rest, state.counts)
  const before = state.depth
  const counted = isAlternative(trimmed(condition), net, state) ? 0 : net
  state.depth = Math.max(0, before + counted)
  const shift = counted === net ? least : Math.min(0, least - net)
  const whole = `${trimmed(condition)}${condition === '' || words === '' ? '' : ' '}${words}`
  return fitting(source, indented(before + shift, whole, comment))
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
  { source, code, comment }: SourceLine,
  definition: NonNullable<State['definition']>,
  state: State,
): string {
  const goesOn = endsInMark(code)
  const shift = addLine(goesOn ? code.slice(0, -1) : code, definition, state)
  if (!goesOn) {
    state.definition = undefined
    addDefinition(definition.name, definition.lines, state.counts)
  }
  if (code === '' && comment === '') return ''
  return fitting(source, indented(state.depth + 1 + Math.max(0, shift), code, comment))
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

function indented(depth: number, code: string, comment: string): string {
  const gap = code !== '' && comment !== '' ? '  ' : ''
  return `${indentation.repeat(Math.max(0, depth))}${code}${gap}${comment}`
}

/** keepalived cannot read longer lines: rather a line out of form than one that is lost. */
function fitting(source: string, line: string): string {
  return utf8Length(line) > lineBytesMax ? source : line
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
  // What stands behind one of the rarer blanks begins no definition, and must not begin one now.
  return /^[~$\r\v\f]|^include[rmwba]?[ \t]|[\\']|\$\{[^}]*\$/.test(code)
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
