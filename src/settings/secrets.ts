/** Passwords and keys of a configuration, made unreadable: for what is shown to others. */
import type { Span } from '../base/span.ts'
import type { Statement } from '../conf/tree.ts'

/** What stands in their place. */
export const hidden = '***'

/** By block and keyword: the first word of the statement that is secret. */
const secretFrom: ReadonlyMap<string, number> = new Map([
  ['authentication auth_pass', 1],
  ['auth_hmac key', 2],
  ['SSL password', 1],
])

/** A misspelt keyword in these is followed by something that is likely a secret. */
const secretBlocks: ReadonlySet<string> = new Set(['authentication', 'auth_hmac'])
const harmless: ReadonlySet<string> = new Set([
  ...['auth_type', 'active_key', 'time_window', 'anti_replay', 'mode'],
])

export interface Concealed {
  readonly tree: readonly Statement[]
  /** Of the words that are hidden and their keywords: what is said of these may repeat them. */
  readonly spans: ReadonlySet<Span>
}

export function concealed(tree: readonly Statement[]): Concealed {
  const spans = new Set<Span>()
  return { tree: tree.map((statement) => withoutSecrets(statement, '', spans)), spans }
}

function withoutSecrets(statement: Statement, block: string, spans: Set<Span>): Statement {
  const keyword = statement.keyword.text
  const inside = statement.block && {
    ...statement.block,
    statements: statement.block.statements.map((one) => withoutSecrets(one, keyword, spans)),
  }
  const from = secretFrom.get(`${block} ${keyword}`) ?? (isDoubtful(block, keyword) ? 1 : undefined)
  if (from === undefined) return { ...statement, block: inside }
  const [first, ...rest] = statement.words
  for (const { span } of statement.words) spans.add(span)
  // A key may name the file that holds it.
  const words = rest.map((word, index) =>
    index + 1 < from || /^(file|hex):$|^file:/.test(word.text) ? word : { ...word, text: hidden },
  )
  return { ...statement, words: [first, ...words], block: inside }
}

function isDoubtful(block: string, keyword: string): boolean {
  return secretBlocks.has(block) && !harmless.has(keyword)
}
