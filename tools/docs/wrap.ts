/** Paragraphs of generated pages, in lines as long as the house allows. */

const columns = 110

/** The words of the texts in lines of at most 110 characters; words stay whole. */
export function wrap(texts: readonly string[], indent = ''): readonly string[] {
  const lines = ['']
  for (const word of texts.join(' ').split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = `${lines.length === 1 ? '' : indent}${word}`
    else if (line.length + 1 + word.length > columns) lines.push(`${indent}${word}`)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}
