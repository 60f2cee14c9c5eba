/** The name of a block such as vrrp_instance: one word that no other block of its kind has. */
import type { Span } from '../base/span.ts'
import type { Given, Scene } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'

/**
 * Exactly one name that nobody has yet; otherwise the block is left out. A map takes it at once; a list is
 * for blocks of which there are few.
 */
export function oneName(
  statement: Statement,
  taken: Map<string, Given<string>> | readonly { readonly name: Given<string> }[],
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
  if (word === undefined) return refuse('name-missing', `${keyword.text} lacks its name`, keyword.span)
  if (extra !== undefined) return refuse('name-of-two-words', `${keyword.text} has one name`, extra.span)
  const first =
    taken instanceof Map ? taken.get(word.text) : taken.find(({ name }) => name.value === word.text)?.name
  if (first === undefined) {
    const name = { value: word.text, at: word.span }
    if (taken instanceof Map) taken.set(word.text, name)
    return name
  }
  const message = `${keyword.text} ${word.text} is there already, in line ${first.at.line}`
  return refuse('name-taken', message, word.span)
}
