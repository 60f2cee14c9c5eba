/**
 * How many blocks a line opens and closes, those of the definitions that it uses included. Only the
 * indentation hangs on it: nothing here can change what a file means.
 */

export interface BraceCount {
  /** How far below its start the leading `}` reach: 0 or less. */
  readonly least: number
  /** What is opened more than closed. */
  readonly net: number
}

const nothing: BraceCount = { least: 0, net: 0 }

/** What stands behind a quote that nothing closes is no brace. */
const pattern =
  /"[^"]*"?|\$\{[^{}]*\}|[{}]|[ \t\r\v\f]+|\$[A-Za-z_][A-Za-z0-9_]*(?=[ \t,)]|$)|[^"{} \t\r\v\f$]+|\$/g

/** `counts`: what the definitions before this line put in. */
export function braces(code: string, counts: ReadonlyMap<string, BraceCount>): BraceCount {
  const counted = code.startsWith('~') ? code.replace(/^~[A-Za-z]*[ \t]*\([^)]*\)/, '') : code
  let net = 0
  let least = 0
  let leading = true
  for (const [part] of counted.matchAll(pattern)) {
    if (/^[ \t\r\v\f]/.test(part)) continue
    const count = countOf(part, counts)
    if (leading) least = net + count.least
    net += count.net
    if (part !== '}') leading = false
  }
  return { least, net }
}

function countOf(part: string, counts: ReadonlyMap<string, BraceCount>): BraceCount {
  if (part === '{') return { least: 0, net: 1 }
  if (part === '}') return { least: -1, net: -1 }
  const name = /^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$/.exec(part)?.[1]
  return (name === undefined ? undefined : counts.get(name)) ?? nothing
}

/** Remembers what `$NAME` puts in: it is counted where the definition stands, a little early. */
export function addDefinition(name: string, lines: readonly string[], counts: Map<string, BraceCount>): void {
  counts.set(name, braces(lines.join(' '), counts))
}
