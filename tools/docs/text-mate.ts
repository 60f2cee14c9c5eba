/**
 * etc/editor/keepalived.tmLanguage.json: colours for editors, from the grammar. Words that no keyword of the
 * configuration is called stay plain, so a misspelt one is seen while it is typed.
 */
import { referenceEntries } from '../../src/conf/reference.ts'
import type { RowFacts } from '../../src/conf/rows.ts'
import { grammar } from '../../src/settings/grammar.ts'

/** The grammar as JSON text. */
export function textMateGrammar(): string {
  const rows = referenceEntries(grammar).map(({ row }) => row)
  const options = rows.flatMap((row) => row.entries.flatMap(({ name, synonyms }) => [name, ...synonyms]))
  const language = {
    name: 'keepalived configuration',
    scopeName: 'source.keepalived',
    fileTypes: ['keepalived.conf'],
    patterns: [
      { name: 'comment.line.number-sign.keepalived', match: '[#!].*$' },
      { name: 'string.quoted.double.keepalived', begin: '"', end: '"|$' },
      { name: 'keyword.control.condition.keepalived', match: '^\\s*@\\^?\\S+' },
      { name: 'keyword.control.sequence.keepalived', match: '^\\s*~(SEQx?|LST)\\b' },
      { name: 'keyword.control.include.keepalived', match: '^\\s*include[rmwba]?(?=\\s)' },
      { name: 'variable.other.definition.keepalived', match: '\\$[A-Za-z_][A-Za-z0-9_]*|\\$\\{[^}]*\\}' },
      {
        name: 'invalid.deprecated.keepalived',
        match: atStart(names(rows.filter((row) => row.obsolete !== undefined))),
      },
      {
        name: 'storage.type.block.keepalived',
        match: atStart(names(rows.filter((row) => row.shape !== 'line'))),
      },
      { name: 'keyword.other.keepalived', match: atStart(names(rows.filter((row) => row.shape === 'line'))) },
      {
        name: 'support.constant.option.keepalived',
        match: `(?<=\\s)(${alternatives(options)})(?=[\\s{}]|$)`,
      },
      { name: 'constant.numeric.address.keepalived', match: '\\b\\d{1,3}(\\.\\d{1,3}){3}(/\\d+)?\\b' },
      { name: 'constant.numeric.keepalived', match: '(?<=\\s)[+-]?\\d+(\\.\\d*)?(?=[\\s{}]|$)' },
      { name: 'punctuation.section.block.keepalived', match: '[{}]' },
    ],
  }
  return `${JSON.stringify(language, undefined, 2)}\n`
}

function names(rows: readonly RowFacts[]): readonly string[] {
  return rows.flatMap((row) => [row.keyword, ...row.synonyms])
}

/** A keyword begins a statement: a line, or what follows a brace. */
function atStart(words: readonly string[]): string {
  return `(?<=^|^\\s|[{}\\s])(${alternatives(words)})(?=[\\s{}]|$)`
}

/** The longer of two words that begin alike comes first, or it would never be found. */
function alternatives(words: readonly string[]): string {
  const sorted = [...new Set(words)].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1))
  return sorted.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
}
