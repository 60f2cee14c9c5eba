/** The name of a block such as vrrp_instance: one word that no other block of its kind has. */
import type { Span } from '../base/span.ts'
import type { Given, Scene } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'

/** Exactly one name that nobody has yet; otherwise the block is left out, as in keepalived. */
export function oneName(
  statement: Statement,
  taken: readonly { readonly name: Given<string> }[],
  scene: Scene,
): Given<string> | undefined {
  const [keyword, word, extra] = statement.words
  const refuse = (code: string, message: string, span: Span): undefined => {
    scene.report({
      code,
      severity: 'error',
      span,
      message,
      instead: `this ${keyword.text} is left out with its whole block`,
    })
  }
  if (word === undefined) return refuse('missing-parameter', `${keyword.text} lacks its name`, keyword.span)
  if (extra !== undefined) return refuse('name-of-two-words', `${keyword.text} has one name`, extra.span)
  const first = taken.find((other) => other.name.value === word.text)
  if (first === undefined) return { value: word.text, at: word.span }
  const message = `${keyword.text} ${word.text} is there already, in line ${first.name.at.line}`
  return refuse('name-taken', message, word.span)
}
