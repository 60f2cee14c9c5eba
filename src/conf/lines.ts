/**
 * One line after another into the lines that count: comments stripped, conditions judged, definitions taken
 * and put in, sequences turned. keepalived.conf(5), CONDITIONAL CONFIGURATION and PARAMETER SUBSTITUTION.
 * What a definition puts at the beginning of a line is honoured like a line of the file, as the manual has
 * it. Refuses, with a diagnostic, what would run for ever.
 */
import type { Origin, Span } from '../base/span.ts'
import { type Definitions, type PendingLine, substitute } from './define.ts'
import { mayGenerate, nestingMax, type State, type Where } from './expansion.ts'
import { directoryOf, included } from './include-lines.ts'
import { type Mapped, type Place, plainMapped, sliceMapped, spanOf } from './mapped.ts'
import { noteOddSigns } from './odd-signs.ts'
import { predefined } from './predefined.ts'
import { isSequence, parseSequence } from './sequence.ts'
import { endsInMark, strip, unescaped } from './strip.ts'
import { reportLeftOvers } from './unknown-names.ts'

/** A line as it stands in a file or comes out of a definition over several lines. */
export function readLine(line: Mapped, where: Where, state: State): void {
  const before = state.openQuotes
  const text = stripped(line, where.place, state)
  if (state.collecting !== undefined) collect(text, where, state)
  else if (text.text !== '') direct(text, { where, quoteReported: state.openQuotes > before }, state)
}

function stripped(line: Mapped, place: Place, state: State): Mapped {
  const { text, openQuote } = strip(line)
  if (openQuote === undefined) return text
  state.openQuotes++
  state.report({
    code: 'quote-not-closed',
    severity: 'error',
    span: spanOf(text, place, { from: openQuote, to: text.text.length }),
    message: 'nothing closes this double quote on its line',
    instead: 'the words before the quote are used, the rest of the line is dropped',
  })
  return text
}

interface Context {
  readonly where: Where
  readonly quoteReported: boolean
}

/** Conditions, definitions and sequences, in keepalived's order; then what is left is a line. */
function direct(given: Mapped, context: Context, state: State): void {
  const { where } = context
  const line = conditional(given, state)
  if (line === undefined || line.text === '') return
  noteOddSigns(line, where.place, state)
  if (define(line, where, state)) return
  // Its definitions are put in when it turns. Any other line with a tilde is one like all others.
  if (line.text.startsWith('~') && isSequence(line.text)) turnSequence(line, context, state)
  else if (line.text.includes('$')) putIn(line, context, state)
  else finish(line, context, state)
}

/** `@id text` is kept for that id only, `@^id text` for all others. */
function conditional(line: Mapped, state: State): Mapped | undefined {
  if (!line.text.startsWith('@')) return line
  const [whole = '', not = '', wanted = ''] = /^@(\^?)([^ \t]*)[ \t]*/.exec(line.text) ?? []
  if ((wanted === state.input.id) === (not === '')) return sliceMapped(line, whole.length)
  const name = /^\$([A-Za-z_][A-Za-z0-9_]*)=/.exec(line.text.slice(whole.length))?.[1]
  if (name !== undefined) passBy(name, `@${not}${wanted}`, state)
  return undefined
}

/** Of many conditions a few say enough. */
const conditionsMax = 4

function passBy(name: string, condition: string, { passedBy }: State): void {
  const conditions = passedBy.get(name)
  if (conditions === undefined) passedBy.set(name, [condition])
  else if (conditions.length < conditionsMax && !conditions.includes(condition)) conditions.push(condition)
}

/** Takes `$NAME=VALUE`, and the first line of a definition over several lines. */
function define(line: Mapped, { place }: Where, state: State): boolean {
  if (!line.text.startsWith('$')) return false
  const match = /^\$([A-Za-z_][A-Za-z0-9_]*)=[ \t]*(.*)$/s.exec(line.text)
  if (match === null) return false
  const [whole, name = '', value = ''] = match
  const at = spanOf(line, place, { from: 0, to: whole.length })
  if (!endsInMark(value)) state.definitions.set(name, { name, parts: [value], at: [at] })
  else {
    state.collecting = { name, parts: [], at: [] }
    addPart(withoutMark(value), at, state.collecting)
  }
  return true
}

/** Blanks before the backslash do not count either. */
function withoutMark(text: string): string {
  return text.slice(0, -1).replace(/[ \t]+$/, '')
}

function addPart(text: string, at: Span, { parts, at: places }: { parts: string[]; at: Span[] }): void {
  if (text === '') return
  parts.push(text)
  places.push(at)
}

/** A further line of a definition; the first one without a backslash at its end, or a blank one, ends it. */
function collect(line: Mapped, { place }: Where, state: State): void {
  const { collecting } = state
  if (collecting === undefined) return
  const goesOn = endsInMark(line.text)
  const span = spanOf(line, place, { from: 0, to: line.text.length })
  addPart(goesOn ? withoutMark(line.text) : line.text, span, collecting)
  if (goesOn) return
  state.collecting = undefined
  const { name, parts, at } = collecting
  state.definitions.set(name, parts.length === 0 ? { name, parts: [''], at: [span] } : { name, parts, at })
}

/** Puts definitions in and goes on with what comes out, which may be several lines. */
function putIn(line: Mapped, context: Context, state: State): void {
  const { where } = context
  const outcome = substitute(line, definitionsFor(where, state), where.place.origin)
  if (outcome.is === 'unchanged') {
    reportLeftOvers(line, where.place, state)
    finish(line, context, state)
    return
  }
  if (outcome.is === 'endless' || outcome.is === 'too-long') {
    reportEndless(outcome.is, { line, where }, state)
    // The other turns of a sequence would say the same, each after as much work.
    state.abandoned = true
    return
  }
  const before = state.openQuotes
  const text = context.quoteReported ? strip(outcome.text).text : stripped(outcome.text, where.place, state)
  const next = { ...context, quoteReported: context.quoteReported || state.openQuotes > before }
  if (!mayGenerate(text.text, () => lineSpan(line, where), state)) return
  if (outcome.directive) {
    const deeper = nested({ line, where }, state)
    if (deeper === undefined) return
    direct(text, { ...next, where: deeper }, state)
  } else {
    reportLeftOvers(text, where.place, state)
    if (text.text !== '') finish(text, next, state)
  }
  for (const further of outcome.pending) readPending(further, { line, where }, state)
}

function lineSpan(line: Mapped, where: Where): Span {
  return spanOf(line, where.place, { from: 0, to: line.text.length })
}

interface Standing {
  readonly line: Mapped
  readonly where: Where
}

/** One level deeper inside definitions and sequences; undefined when that has no end. */
function nested({ line, where }: Standing, state: State): Where | undefined {
  if (where.nesting < nestingMax) return { ...where, nesting: where.nesting + 1 }
  reportEndless('endless', { line, where }, state)
  state.abandoned = true
  return undefined
}

function reportEndless(is: 'endless' | 'too-long', { line, where }: Standing, state: State): void {
  if (state.abandoned) return
  state.report({
    code: is === 'endless' ? 'definition-needs-itself' : 'substitution-too-long',
    severity: 'error',
    span: lineSpan(line, where),
    message:
      is === 'endless'
        ? 'a definition used here needs itself'
        : 'with its definitions put in, the line is longer than 1023 bytes',
    instead: 'the line is dropped',
  })
}

/** A further line of a definition over several lines. */
function readPending(pending: PendingLine, { line, where }: Standing, state: State): void {
  const { text, origin, definition } = pending
  if (state.abandoned || state.stopped) return
  if (where.within.includes(definition)) {
    reportEndless('endless', { line, where }, state)
    state.abandoned = true
    return
  }
  const deeper = nested({ line, where }, state)
  if (deeper === undefined || !mayGenerate(text, () => lineSpan(line, where), state)) return
  const place = { ...where.place, origin }
  readLine(standingAt(text, line), { ...deeper, place, within: [...where.within, definition] }, state)
}

/** Text of another place, all of which stands where the line stands. */
function standingAt(text: string, line: Mapped): Mapped {
  const { column, length } = spanOf(line, { file: '', line: 0 }, { from: 0, to: line.text.length })
  const until = column + length
  return { text, start: column, segments: [{ at: 0, column, until, origin: undefined }], offset: 0 }
}

/** The text of `~SEQ` or `~LST` once for each turn. */
function turnSequence(line: Mapped, context: Context, state: State): void {
  const { where } = context
  const numbers = (text: string) => {
    const mapped = plainMapped(text)
    const outcome = substitute(mapped, definitionsFor(where, state), undefined)
    return outcome.is === 'done' ? outcome.text.text : text
  }
  const parsed = parseSequence(line.text, numbers)
  if (!parsed.ok) {
    state.report({
      code: 'bad-sequence',
      severity: 'error',
      span: lineSpan(line, where),
      message: `${/^~[A-Zx]+/.exec(line.text)?.[0]}: ${parsed.error}`,
      instead: 'the line is dropped',
    })
    return
  }
  const deeper = nested({ line, where }, state)
  if (deeper === undefined) return
  const { variables, count, turn, bodyFrom } = parsed.value
  const body = sliceMapped(line, bodyFrom)
  const at = spanOf(line, where.place, { from: 0, to: bodyFrom })
  for (let index = 0; index < count; index++) {
    const values = turn(index)
    const turns: string[] = []
    for (const [position, name] of variables.entries()) {
      const text = values[position] ?? ''
      turns.push(`${name}=${text}`)
      state.definitions.set(name, { name, parts: [text], at: [] })
    }
    if (!mayGenerate(body.text, () => at, state) || state.abandoned) return
    if (body.text === '') continue
    const origin: Origin = { is: 'sequence', at, name: turns.join(', '), from: where.place.origin }
    const place = { ...where.place, origin }
    const turned = { ...context, where: { ...deeper, place } }
    if (state.collecting === undefined) direct(body, turned, state)
    else collect(body, turned.where, state)
  }
}

/** What is defined where the line stands: by the user, or by keepalived. */
function definitionsFor(where: Where, state: State): Definitions {
  return (name, parameters, use) => {
    const own = parameters === undefined ? state.definitions.get(name) : undefined
    if (own !== undefined || !name.startsWith('_')) return own
    const { id, environment, random } = state.input
    const around = { id, environment, random, directory: directoryOf(where.file.path) }
    const found = predefined(name, parameters, around)
    if (found.is === 'unknown') return undefined
    if (found.problem !== undefined) {
      state.report({
        code: 'bad-predefined',
        severity: 'error',
        span: spanOf(use.line, where.place, use),
        message: found.problem,
        instead: found.is === 'value' ? 'the smaller number is used' : 'the text stays as it is',
      })
    }
    return found.is === 'value' ? found.definition : undefined
  }
}

/** What counts of a line when all is put in: an include, or a line of words and braces. */
function finish(given: Mapped, { where, quoteReported }: Context, state: State): void {
  const text = unescaped(given)
  if (included(text, where, state)) return
  state.emit({ text, place: where.place, indent: where.indent, quoteReported })
}
