/**
 * Prints docs/reference/not-yet.md, the keywords and options without effect, from the lists that the daemon
 * itself uses: `node tools/not-yet.ts > docs/reference/not-yet.md`. Refuses to add anything that the code
 * does not say.
 */
import { type OptionRow, optionRows, spelling } from '../src/cli/options.ts'
import type { RowFacts } from '../src/conf/rows.ts'
import { vocabularyOf } from '../src/conf/vocabulary.ts'
import { grammar } from '../src/settings/grammar.ts'
import { laterWords } from '../src/settings/later.ts'

/** How `about` of a row begins that does not do what it asks for; the rest says what happens instead. */
const refusal = /^Not in keepalived-ts yet: (.*)$/

const columns = 110

/** What stands in one block. */
interface Context {
  /** `virtual_server/real_server`; empty for the top level. */
  readonly path: string
  /** Words of rows, by what happens to whoever asks for them. */
  readonly refused: ReadonlyMap<string, readonly string[]>
  readonly lines: readonly string[]
  readonly blocks: readonly string[]
}

/** The whole page as Markdown. */
export function notYetPage(): string {
  const contexts = allContexts()
  const absent = new Set(
    contexts.flatMap(({ path, refused, blocks }) =>
      [...blocks, ...[...refused.values()].flat()].map((word) => join(path, word)),
    ),
  )
  return `${[
    '# Not there yet',
    '',
    ...wrap([
      'Keywords and options of keepalived that keepalived-ts knows and that have no effect yet. Generated',
      'from `src/settings/later.ts`, the rows of all rooms and `src/cli/options.ts` by',
      '`node tools/not-yet.ts`; a test keeps it current. `keepalived-ts -t` names each one that a',
      'configuration has, with its line.',
    ]),
    '',
    ...contexts.flatMap((context) => section(context, absent.has(context.path))),
    ...optionSection(),
  ].join('\n')}\n`
}

function allContexts(): readonly Context[] {
  const vocabulary = vocabularyOf(grammar, laterWords)
  const refused = refusedByPath()
  const paths = new Set(['', ...Object.keys(laterWords), ...refused.keys()])
  const byPlace = [...paths].toSorted((a, b) => place(a) - place(b))
  const contexts = byPlace.map((path) => {
    const words = (laterWords[path] ?? '')
      .trim()
      .split(/\s+/)
      .map((word) => word.replace('{', ''))
    const of = (shape: 'line' | 'block') => words.filter((word) => vocabulary.later(path, word) === shape)
    return { path, refused: refused.get(path) ?? new Map(), lines: of('line'), blocks: of('block') }
  })
  return contexts.filter(({ refused: rows, lines, blocks }) => rows.size + lines.length + blocks.length > 0)
}

/** Contexts inside another one come right after it. */
function place(path: string): number {
  const tops = Object.keys(laterWords)
  const top = path.split('/')[0] ?? ''
  return path === '' ? -1 : tops.findIndex((other) => other.split('/')[0] === top)
}

function refusedByPath(): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, Map<string, string[]>>()
  const walk = (path: string, rows: readonly RowFacts[]) => {
    for (const row of rows) {
      const [, consequence] = refusal.exec(row.about) ?? []
      if (consequence !== undefined) {
        const here = found.get(path) ?? new Map<string, string[]>()
        here.set(consequence, [...(here.get(consequence) ?? []), row.keyword])
        found.set(path, here)
      }
      walk(join(path, row.keyword), row.rows)
    }
  }
  walk('', grammar)
  return found
}

function section({ path, refused, lines, blocks }: Context, isAbsent: boolean): readonly string[] {
  const title =
    path === ''
      ? 'At the top level'
      : path
          .split('/')
          .map((word) => `\`${word}\``)
          .join(' / ')
  const inside = [...lines, ...blocks]
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ...[...refused].map(([consequence, words]) => [capital(consequence), words] as const),
    ['The block is left out as a whole, and with it', isAbsent ? inside : []],
    ['Ignored with a warning', isAbsent ? [] : lines],
    ['Blocks that are left out as a whole, with a warning', isAbsent ? [] : blocks],
  ]
  return [
    `## ${title}`,
    '',
    ...parts.flatMap(([says, words]) => (words.length === 0 ? [] : paragraph(says, words))),
  ]
}

function paragraph(says: string, words: readonly string[]): readonly string[] {
  return [...wrap([`${says}: ${words.map((word) => `\`${word}\``).join(', ')}.`]), '']
}

function optionSection(): readonly string[] {
  const rows: readonly OptionRow[] = optionRows
  return [
    '## Options of the command line',
    '',
    ...wrap([
      'Accepted, with a line in the log; refused where something else would run than what was asked for.',
    ]),
    '',
    '| option | what it is for |',
    '|---|---|',
    ...rows.filter(({ later }) => later).map((row) => `| \`${spelling(row)}\` | ${row.help} |`),
  ]
}

function join(path: string, word: string): string {
  return path === '' ? word : `${path}/${word}`
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

function wrap(texts: readonly string[]): readonly string[] {
  const lines = ['']
  for (const word of texts.join(' ').split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length > columns) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}

if (import.meta.main) process.stdout.write(notYetPage())
