/**
 * `~SEQ`, `~SEQx` and `~LST`: keepalived.conf(5), SEQUENCE BLOCKS. What they count through, as values; the
 * lines are made where lines are read. Refuses, with the reason, whatever has no clear first and last turn.
 */
import { err, ok, type Result } from '../base/result.ts'

/** One variable or several, and what is to be done for each turn. */
export interface Sequence {
  readonly variables: readonly string[]
  /** How many turns. */
  readonly count: number
  /** The values of the variables in a turn, counted from 0. */
  readonly turn: (index: number) => readonly string[]
  /** Where the text begins that is repeated. */
  readonly bodyFrom: number
}

const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Whether the line begins such a sequence: keepalived takes any other `~` for an ordinary word. */
export function isSequence(text: string): boolean {
  return /^~(?:SEQx?|LST)(?=[ \t(]|$)/.test(text)
}

/** `expanded`: definitions put into the numbers. */
export function parseSequence(text: string, expanded: (numbers: string) => string): Result<Sequence, string> {
  return text.startsWith('~LST') ? parseList(text) : parseNumbers(text, expanded)
}

function parseNumbers(text: string, expanded: (numbers: string) => string): Result<Sequence, string> {
  const match = /^~SEQ(x?)[ \t]*\(([^,)]*),?([^)]*)\)[ \t]*/.exec(text)
  if (match === null) return err('it has the form ~SEQ(NAME, START, STEP, END) TEXT')
  const [whole, hexadecimal, name = '', numbers = ''] = match
  const variable = name.trim()
  if (!namePattern.test(variable)) return err(`"${variable}" is no name of a variable`)
  const range = rangeOf(expanded(numbers))
  if (!range.ok) return range
  const { start, step, end } = range.value
  if (hexadecimal !== '' && (start < 0 || end < 0)) return err('~SEQx does not count negative numbers')
  const radix = hexadecimal === '' ? 10 : 16
  return ok({
    variables: [variable],
    count: Math.floor((end - start) / step) + 1,
    turn: (index) => [(start + index * step).toString(radix)],
    bodyFrom: whole.length,
  })
}

interface NumberRange {
  readonly start: number
  readonly step: number
  readonly end: number
}

function rangeOf(numbers: string): Result<NumberRange, string> {
  const given = numbers.split(',').map((text) => text.trim())
  if (given.length > 3) return err('more than three numbers: start, step and end')
  const values = given.map(numberOf)
  const wrong = values.indexOf(undefined)
  if (wrong >= 0) return err(given[wrong] === '' ? 'a number is missing' : `"${given[wrong]}" is no number`)
  const [first = 0, second = 0, third = 0] = values
  const [start, end] =
    given.length === 1 ? [first < 0 ? -1 : 1, first] : given.length === 2 ? [first, second] : [first, third]
  const direction = start > end ? -1 : 1
  const step = given.length === 3 ? second : direction
  if (step === 0) return err('the step is 0')
  if (Math.sign(step) !== direction && start !== end) return err('the step leads away from the end')
  return ok({ start, step, end })
}

/** C notation: 0x10, 010, -3. */
function numberOf(text: string): number | undefined {
  const match = /^([+-]?)(?:0[xX]([0-9a-fA-F]{1,8})|(0[0-7]*)|([1-9]\d{0,9}))$/.exec(text)
  if (match === null) return undefined
  const [, sign, hexadecimal, octal, decimal = '0'] = match
  const value =
    hexadecimal !== undefined
      ? Number.parseInt(hexadecimal, 16)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : Number(decimal)
  return sign === '-' ? -value : value
}

/** Reads on through a list, blanks passed over. */
interface Reader {
  readonly text: string
  at: number
}

function skipBlanks(reader: Reader): string {
  while (reader.text[reader.at] === ' ' || reader.text[reader.at] === '\t') reader.at++
  return reader.text[reader.at] ?? ''
}

function accept(reader: Reader, sign: string): boolean {
  if (skipBlanks(reader) !== sign) return false
  reader.at++
  return true
}

/** Ends at a blank, a comma or a bracket; a definition in braces is part of it. May be empty. */
function readValue(reader: Reader): string {
  skipBlanks(reader)
  const match = /^(?:\$\{[^{}]*\}|[^ \t,)}])*/.exec(reader.text.slice(reader.at))
  const value = match?.[0] ?? ''
  reader.at += value.length
  return value
}

/** `a`, or `{a,b}`; undefined: nothing closes the brace. */
function readTuple(reader: Reader): readonly string[] | undefined {
  if (!accept(reader, '{')) return [readValue(reader)]
  const values = [readValue(reader)]
  while (accept(reader, ',')) values.push(readValue(reader))
  return accept(reader, '}') ? values : undefined
}

function parseList(text: string): Result<Sequence, string> {
  const reader: Reader = { text, at: '~LST'.length }
  if (!accept(reader, '(')) return err('it has the form ~LST(NAME, VALUE, ...) TEXT')
  const variables = readTuple(reader)
  if (variables === undefined) return err('nothing closes the brace around its variables')
  const strange = variables.find((name) => !namePattern.test(name))
  if (strange !== undefined) return err(`"${strange}" is no name of a variable`)
  const tuples: (readonly string[])[] = []
  while (accept(reader, ',')) {
    const tuple = readTuple(reader)
    if (tuple === undefined) return err(`value ${tuples.length + 1} lacks its closing brace`)
    if (tuple.length > variables.length) {
      const variable = variables.length === 1 ? 'variable' : 'variables'
      return err(`${tuple.length} values for ${variables.length} ${variable}: {${tuple.join(',')}}`)
    }
    tuples.push(tuple)
  }
  if (!accept(reader, ')')) {
    return err(
      reader.at >= text.length
        ? 'nothing closes its parenthesis'
        : `only commas separate values: unexpected "${text.slice(reader.at, reader.at + 10)}"`,
    )
  }
  if (tuples.length === 0) return err('it lists no values')
  skipBlanks(reader)
  const turn = (index: number) => variables.map((_, position) => tuples[index]?.[position] ?? '')
  return ok({ variables, count: tuples.length, turn, bodyFrom: reader.at })
}
