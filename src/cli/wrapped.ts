/** Prose for a terminal: in lines, or only how it begins. Knows no markup. */

/** Text in lines of at most so many columns, broken at blanks. */
export function wrapped(text: string, columns: number): string {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length > columns) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.join('\n')
}

/** Up to the first full stop; `e.g.` and the dots of addresses end nothing. */
export function firstSentence(text: string): string {
  return text.replace(/(?<=[^.\s]{2}[^.\d]?\.)\s.*$/s, '')
}
