/**
 * What a formatted text has changed, as `diff -u` shows it and `patch` takes it. Formatting keeps the order
 * of lines and drops empty ones only, so no search for the shortest difference is needed.
 */

/** Lines around a change that are shown for orientation. */
const contextMax = 3

interface Edit {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

/** Both texts end in a newline or are empty; else `diff` says so, and so do we. `name` heads it. */
export function lineDifferences(before: string, after: string, name: string): string {
  const edits = editsBetween(linesOf(before), linesOf(after))
  return `--- ${name}\n+++ ${name} (in form)\n${hunks(edits).join('')}`
}

/** A line is its text and its end, so that a missing newline is a difference. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
}

/** Lines that are not empty stand opposite one another, one by one. */
function editsBetween(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const edits: Edit[] = []
  let next = 0
  for (const line of before) {
    const other = after[next]
    const isGone = other === undefined || (isEmpty(line) && !isEmpty(other))
    if (line === other) edits.push({ sign: ' ', text: line })
    else edits.push({ sign: '-', text: line })
    if (isGone) continue
    if (line !== other) edits.push({ sign: '+', text: other })
    next++
  }
  return edits
}

function isEmpty(line: string): boolean {
  return /^\ufeff?[ \t\r\n]*$/.test(line)
}

/** Changes that have at most twice the context between them are shown together. */
function hunks(edits: readonly Edit[]): readonly string[] {
  const changed = edits.flatMap(({ sign }, index) => (sign === ' ' ? [] : [index]))
  const groups: { from: number; to: number }[] = []
  for (const index of changed) {
    const last = groups.at(-1)
    if (last !== undefined && index - last.to <= 2 * contextMax) last.to = index + 1
    else groups.push({ from: index, to: index + 1 })
  }
  const place = { index: 0, before: 1, after: 1 }
  return groups.map(({ from, to }) => {
    const first = Math.max(0, from - contextMax)
    for (; place.index < first; place.index++) step(edits[place.index], place)
    const { before, after } = place
    const shown = edits.slice(first, to + contextMax)
    for (const edit of shown) step(edit, place)
    place.index += shown.length
    const was = rangeText(before, place.before - before)
    const is = rangeText(after, place.after - after)
    return `@@ -${was} +${is} @@\n${grouped(shown).map(editText).join('')}`
  })
}

/** What goes, and then what comes instead. */
function grouped(edits: readonly Edit[]): readonly Edit[] {
  const ordered: Edit[] = []
  const added: Edit[] = []
  for (const edit of edits) {
    if (edit.sign === '+') added.push(edit)
    else {
      if (edit.sign === ' ') ordered.push(...added.splice(0))
      ordered.push(edit)
    }
  }
  return [...ordered, ...added]
}

function step(edit: Edit | undefined, place: { before: number; after: number }): void {
  if (edit?.sign !== '+') place.before++
  if (edit?.sign !== '-') place.after++
}

/** Where there is no line, diff names the one before. */
function rangeText(line: number, count: number): string {
  return `${count === 0 ? line - 1 : line},${count}`
}

function editText({ sign, text }: Edit): string {
  return text.endsWith('\n') ? `${sign}${text}` : `${sign}${text}\n\\ No newline at end of file\n`
}
