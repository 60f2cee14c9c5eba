/**
 * What an answer is searched for: keepalived.conf(5), regex and its relatives. Refuses patterns that cannot
 * be any; of mistakes in the parameters keepalived's configuration test says nothing, so they are warnings.
 */
import { escapedWords } from '../conf/command-words.ts'
import { flag, type Given, type Row, type Scene, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import { lostEscapes, patternProblem } from './pattern.ts'
import { type PatternOption, patternOptions } from './settings-url.ts'

export interface PatternDraft {
  pattern?: Given<string>
  negated?: Given<true>
  readonly patternOptions: Given<PatternOption>[]
  offsetMin?: Given<number>
  offsetMax?: Given<number>
  stack?: Given<{ readonly start: number; readonly max: number }>
}

const sizeMax = 4294967295
const size = integer({ min: 0, max: sizeMax })
/** With these a bracket is not always one, or not of the same kind. */
const bracketOptions: ReadonlySet<PatternOption> = new Set(['extended', 'allow_empty_class'])
const knownOptions: ReadonlySet<string> = new Set(patternOptions)

export const patternRows: readonly Row<PatternDraft>[] = [
  {
    ...words('regex', {
      parameters: 'PATTERN',
      least: 0,
      repeat: 'replaces',
      about: 'Perl-compatible pattern (PCRE2) that the body of the answer must match',
      read: readPattern,
    }),
    // Blanks and backslashes in the pattern are read as those of commands are.
    script: true,
  },
  flag('regex_no_match', {
    about: 'The answer must not match the pattern',
    put: (draft: PatternDraft, at) => {
      draft.negated = { value: true, at }
    },
  }),
  words('regex_options', {
    parameters: 'OPTION...',
    least: 0,
    repeat: 'appends',
    about: `Options of the pattern, as in pcre2api(3): ${patternOptions.join(', ')}`,
    read: (statement, draft: PatternDraft, scene) => {
      const [keyword, ...rest] = statement.words
      if (rest.length === 0) complain(keyword, 'names no option', scene)
      for (const word of rest) {
        if (isOption(word.text)) draft.patternOptions.push({ value: word.text, at: word.span })
        else complain(word, `"${word.text}" is no option of PCRE2 that keepalived knows`, scene)
      }
    },
  }),
  offsetRow('regex_min_offset', 'First byte of the answer at which a match may start', {
    byDefault: '0',
    field: 'offsetMin',
  }),
  offsetRow('regex_max_offset', 'Last byte of the answer at which a match may start', {
    byDefault: 'the end',
    field: 'offsetMax',
  }),
  words('regex_stack', {
    parameters: 'START MAX',
    least: 0,
    about: 'Bytes of stack for matching: at first, and at most',
    default: "PCRE2's own",
    read: readStack,
  }),
]

function isOption(word: string): word is PatternOption {
  return knownOptions.has(word)
}

/** keepalived's configuration test passes over these in silence. */
export function complain(word: Word, problem: string, scene: Scene): void {
  scene.report({
    code: 'regex-parameter',
    severity: 'warning',
    span: word.span,
    message: `the regex of this url: ${problem}`,
    instead: 'it is ignored',
  })
}

function readPattern(statement: Statement, draft: PatternDraft, scene: Scene): void {
  const split = escapedWords(statement.raw.text)
  const at = statement.words[1]?.span ?? statement.keyword.span
  const refuse = (code: string, message: string) => {
    scene.report({ code, severity: 'error', span: at, message, instead: 'the answer is not searched' })
  }
  if (split === undefined) {
    refuse('script-quote-not-closed', 'nothing closes a quote of this regex')
    return
  }
  const [, source, extra] = split
  if (source === undefined) {
    refuse('value-missing', 'regex lacks its value: PATTERN')
    return
  }
  if (extra !== undefined) {
    refuse('regex-of-many-words', `regex has one pattern: "${extra}" is one word too many, or needs quotes`)
    return
  }
  const lost = lostEscapes(statement.raw.text.replaceAll('\\\\', ''))
  if (lost.length > 0) {
    const [first = ''] = lost
    scene.report({
      code: 'regex-escape-lost',
      severity: 'note',
      span: at,
      message: `the backslash of ${lost.join(' and ')} is taken away before the pattern is read`,
      instead: `${first} means ${first.slice(1)} in the pattern; write \\${first}`,
    })
  }
  draft.pattern = { value: source, at }
}

function offsetRow(
  keyword: string,
  about: string,
  its: { readonly byDefault: string; readonly field: 'offsetMin' | 'offsetMax' },
): Row<PatternDraft> {
  return words(keyword, {
    parameters: size.shape,
    least: 0,
    about,
    default: its.byDefault,
    read: (statement, draft: PatternDraft, scene) => {
      const value = readSize(statement, { index: 1 }, scene)
      if (value !== undefined) draft[its.field] = value
    },
  })
}

function readSize(
  { words: [keyword, ...rest] }: Statement,
  { index }: { readonly index: number },
  scene: Scene,
): Given<number> | undefined {
  const word = rest[index - 1]
  const value = word && size.read(word.text)
  if (word === undefined) complain(keyword, `${keyword.text} lacks a number`, scene)
  else if (value?.ok) return { value: value.value, at: word.span }
  else complain(word, `${keyword.text}: "${word.text}" is no number of bytes`, scene)
  return undefined
}

function readStack(statement: Statement, draft: PatternDraft, scene: Scene): void {
  const start = readSize(statement, { index: 1 }, scene)
  const max = start && readSize(statement, { index: 2 }, scene)
  if (start === undefined || max === undefined) return
  if (start.value > max.value)
    complain(statement.keyword, 'the stack starts larger than it may become', scene)
  else draft.stack = { value: { start: start.value, max: max.value }, at: start.at }
}

/** At the end of a url: what does not go together is dropped, as in keepalived. */
export function settlePattern(draft: PatternDraft, scene: Scene): void {
  const { offsetMin, offsetMax, pattern } = draft
  if (offsetMin !== undefined && offsetMax !== undefined && offsetMin.value > offsetMax.value) {
    const at = { text: '', span: offsetMin.at }
    complain(at, `regex_min_offset ${offsetMin.value} is beyond regex_max_offset ${offsetMax.value}`, scene)
    delete draft.offsetMin
    delete draft.offsetMax
  }
  if (pattern === undefined) {
    const alone = draft.negated ?? draft.patternOptions[0] ?? offsetMin ?? offsetMax ?? draft.stack
    if (alone !== undefined) complain({ text: '', span: alone.at }, 'there is none', scene)
    return
  }
  const bracketsDiffer = draft.patternOptions.some(({ value }) => bracketOptions.has(value))
  const problem = bracketsDiffer ? undefined : patternProblem(pattern.value)
  if (problem === undefined) return
  scene.report({
    code: 'bad-regex',
    severity: 'error',
    span: pattern.at,
    message: `the regex ${problem}: ${pattern.value}`,
    instead: 'the answer is not searched',
  })
  delete draft.pattern
}
