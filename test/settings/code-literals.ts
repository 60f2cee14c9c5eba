/**
 * Finds the codes of diagnostics in the sources, by where they stand: after `code:` and `code =`, as the
 * argument for a parameter named `code`, and in tables whose name ends in `Codes`. A code that is put
 * together from parts becomes a pattern.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The rooms that look at configurations. */
const rooms = ['conf', 'settings', 'vrrp', 'lvs', 'check', 'track', 'notify', 'bfd']

export interface CodeUse {
  /** `src/conf/tree.ts:12`. */
  readonly at: string
  readonly code: string
}

export interface CodesFound {
  readonly uses: readonly CodeUse[]
  /** Of codes like `bad-${what}-option`. */
  readonly patterns: readonly RegExp[]
}

export function codesIn(root: string): CodesFound {
  const files = rooms.flatMap((room) => sourcesOf(join(root, 'src', room), `src/${room}`))
  const uses: CodeUse[] = []
  const patterns: RegExp[] = []
  const everywhere = files.flatMap(({ text }) => takersOfCodes(text)).filter((name) => name !== 'report')
  for (const { path, text } of files) {
    const takers = [...new Set([...everywhere, ...takersOfCodes(text)])]
    for (const { expression, index } of [
      ...afterCode(text),
      ...asArgument(text, takers),
      ...inTables(text),
    ]) {
      const at = `${path}:${text.slice(0, index).split('\n').length}`
      const chosen = expression.replace(/[!=]==\s*'[^']*'|\[[^\]]*\]/g, '')
      for (const [, template = ''] of chosen.matchAll(/`([^`]*)`/g)) {
        // Text of a program or a configuration has the same name here and there, and no word of its own.
        if (/[a-z]/.test(template.replace(/\$\{[^}]*\}/g, ''))) patterns.push(patternOf(template))
      }
      const plain = chosen.replace(/`[^`]*`/g, '')
      for (const [, code = ''] of plain.matchAll(/'([a-z0-9]+(?:-[a-z0-9]+)*)'/g)) uses.push({ at, code })
    }
  }
  return { uses, patterns }
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\$\{[^}]*\}/g, '[a-z-]+')}$`)
}

function sourcesOf(folder: string, shown: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('pages/'))
    .map((name) => ({ path: `${shown}/${name}`, text: readFileSync(join(folder, name), 'utf8') }))
}

interface Piece {
  readonly expression: string
  readonly index: number
}

/** `code: a ? 'x' : 'y',` up to what ends it. */
function afterCode(text: string): Piece[] {
  return [...text.matchAll(/(?<![\w.])code(?:: string)? ?[:=] (?!string)/g)].map((match) => {
    const from = match.index + match[0].length
    return { expression: upTo(text, from), index: match.index }
  })
}

/** `const unusableCodes = {...}`, whose uses look like `code: unusableCodes[...]`. */
function inTables(text: string): Piece[] {
  return [...text.matchAll(/^const \w+Codes(?:: [^=]+)? = /gm)].map((match) => {
    const from = match.index + match[0].length
    return { expression: upTo(text, from), index: match.index }
  })
}

/** What functions are called with whose first parameter is `code`, also those of another file. */
function asArgument(text: string, names: readonly string[]): Piece[] {
  return names.flatMap((name) =>
    [...text.matchAll(new RegExp(`(?<!function |const )\\b${name}\\((?!\\{)`, 'g'))].map((match) => {
      const from = match.index + match[0].length
      return { expression: upTo(text, from), index: match.index }
    }),
  )
}

/** Every room has a `report`, which mostly takes a diagnostic: only those of the own file count. */
function takersOfCodes(text: string): readonly string[] {
  const declared = /(?:function (\w+)|const (\w+)(?:: [\w.<>]+)? =) ?\(\s*code[,:)]/g
  return [...text.matchAll(declared)].map((match) => match[1] ?? match[2] ?? '')
}

/** The text from here to the comma, the line or the closing bracket that ends it. */
function upTo(text: string, from: number): string {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const sign = text.charAt(at)
    if ('([{'.includes(sign)) depth++
    else if (')]}'.includes(sign)) depth--
    if (depth < 0 || (depth === 0 && sign === ',')) return text.slice(from, at)
    const isWhole = depth === 0 && sign === '\n' && text.slice(from, at).trim() !== ''
    if (isWhole && !/^\s*[?:|&+]/.test(text.slice(at, at + 200))) return text.slice(from, at)
  }
  return text.slice(from)
}
