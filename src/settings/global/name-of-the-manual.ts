/** Keywords that keepalived.conf(5) has and keepalived itself does not know: quirk `namesOfTheManual`. */
import type { Row } from '../../conf/rows.ts'

/** Does what the keyword does, and says which word keepalived knows. */
export function nameOfTheManual<Draft>(row: Row<Draft>, keyword: string): Row<Draft> {
  return {
    ...row,
    keyword,
    about: `Another name for ${row.keyword}, which only keepalived's manual has`,
    read: (statement, draft, scene) => {
      scene.report({
        code: 'name-of-the-manual',
        severity: 'warning',
        span: statement.keyword.span,
        message: `keepalived has ${keyword} only in its manual; it knows this setting as ${row.keyword}`,
        instead: `it is read as ${row.keyword}`,
        suggestion: row.keyword,
      })
      row.read(statement, draft, scene)
    },
  }
}
