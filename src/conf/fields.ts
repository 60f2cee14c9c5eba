/** How a row puts what it has read into a draft: most rows do nothing else. Knows no keyword. */
import type { Row, RowFacts, Scene } from './rows.ts'
import type { Statement } from './tree.ts'
import type { Kind } from './values.ts'

/** `const put = fieldsOf<Draft>()`, then `put: put('name')` in a row whose kind fits that field. */
export function fieldsOf<Draft>() {
  return <Field extends keyof Draft>(field: Field) =>
    (draft: Draft, given: Exclude<Draft[Field], undefined>): void => {
      draft[field] = given
    }
}

/**
 * The same row, for the many keywords whose missing word keepalived reports and goes on: where other rows end
 * a configuration test with status 2, these only count as something found.
 */
export function mayLack<Draft>(row: Row<Draft>): Row<Draft> {
  return {
    ...row,
    ...countedWhen(row, ({ length }) => length > 0),
    read: (statement, draft, scene) => {
      if (statement.words.length > 1) row.read(statement, draft, scene)
      else reportLacking(statement, row.parameters, scene)
    },
  }
}

/**
 * The same row, for keywords that keepalived ignores as a whole when they have none or more than one word.
 */
export function oneWord<Draft>(row: Row<Draft>): Row<Draft> {
  return {
    ...row,
    ...countedWhen(row, ({ length }) => length === 1),
    read: (statement, draft, scene) => {
      const [, word, extra] = statement.words
      if (word === undefined) reportLacking(statement, row.parameters, scene)
      else if (extra === undefined) row.read(statement, draft, scene)
      else {
        scene.report({
          code: 'one-value-only',
          severity: 'error',
          span: extra.span,
          message: `${statement.keyword.text} has one value, "${extra.text}" is one too many`,
          instead: 'the statement is ignored',
        })
      }
    },
  }
}

/** What counts of a row that reads only some statements. */
function countedWhen(
  { counted }: RowFacts,
  reads: (words: readonly string[]) => boolean,
): Pick<RowFacts, 'counted'> {
  return counted === undefined ? {} : { counted: (words) => (reads(words) ? counted(words) : undefined) }
}

/** For rows that read their words themselves. */
export function reportLacking(statement: Statement, parameters: string, scene: Scene): void {
  scene.report({
    code: 'value-missing',
    severity: 'error',
    span: statement.keyword.span,
    message: `${statement.keyword.text} lacks its value: ${parameters}`,
    instead: 'the statement is ignored',
  })
}

/** A kind of another unit: written as `kind` is, and held as `to` makes it. */
export function measured<From, To>(kind: Kind<From>, shape: string, to: (value: From) => To): Kind<To> {
  return {
    shape,
    read: (word) => {
      const read = kind.read(word)
      if (read.ok) return { ok: true, value: to(read.value) }
      const { code, problem, corrected } = read.error
      const error = { code, problem, ...(corrected === undefined ? {} : { corrected: to(corrected) }) }
      return { ok: false, error }
    },
  }
}
