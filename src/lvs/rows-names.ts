/**
 * virtualhost and snmp_name, which virtual servers and real servers have both: keepalived.conf(5). One
 * without a name is an error of its own kind: keepalived goes on there, while every other missing word ends
 * its test.
 */
import { type Given, type Row, type Said, type Scene, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'

interface NamesDraft {
  virtualHost?: Given<string>
  snmpName?: Given<string>
}

/** `again`: whether a second one is worth a word; keepalived 2.4 reports some of them. */
export function nameRows(again: { readonly snmpName: boolean }): readonly Row<NamesDraft>[] {
  return [
    nameRow('virtualhost', 'virtualHost', {
      about: 'Host header of HTTP checks that name none',
      later: true,
      again: true,
      alone: false,
    }),
    nameRow('snmp_name', 'snmpName', {
      about: 'Name in the tables of SNMP',
      later: true,
      again: again.snmpName,
      alone: true,
    }),
  ]
}

function nameRow(
  keyword: string,
  field: keyof NamesDraft,
  facts: Said & {
    readonly again: boolean
    /** One word exactly: more, and keepalived uses none of them. */
    readonly alone: boolean
  },
): Row<NamesDraft> {
  return words(keyword, {
    ...facts,
    ...(facts.again ? { repeat: 'appends', judges: 'replaces' } : {}),
    parameters: 'NAME',
    least: 0,
    read: (statement, draft: NamesDraft, scene) => {
      const name = readName(statement, facts.alone, scene)
      const before = draft[field]
      if (name === undefined) return
      if (before !== undefined && facts.again) reportAgain(statement, before, scene)
      draft[field] = name
    },
  })
}

function readName(statement: Statement, alone: boolean, scene: Scene): Given<string> | undefined {
  const [keyword, word, extra] = statement.words
  if (word !== undefined && word.text !== '' && (extra === undefined || !alone)) {
    return { value: word.text, at: word.span }
  }
  const problem = extra === undefined ? 'lacks its name' : 'has one word; put several into double quotes'
  scene.report({
    code: 'one-name',
    severity: 'error',
    span: (extra ?? keyword).span,
    message: `${keyword.text} ${problem}`,
    instead: 'the statement is ignored',
  })
  return undefined
}

function reportAgain({ keyword }: Statement, before: Given<string>, scene: Scene): void {
  scene.report({
    code: 'repeated-keyword',
    severity: 'warning',
    span: keyword.span,
    message: `${keyword.text} was given before, in line ${before.at.line}`,
    instead: 'this one counts',
  })
}
