/**
 * The files of another host as far as somebody wrote them down: enough to say which program a script is and
 * who may change it. What is not written down is unknown, except directories on the way to what is: those are
 * root's with mode 0755. Looks at no real file.
 */
import type { ScriptFacts } from '../settings/scripts/checks-scripts.ts'

export interface FactFile {
  readonly is: 'file' | 'directory' | 'link' | 'other' | 'missing'
  readonly uid: number
  readonly gid: number
  /** The twelve permission bits. */
  readonly mode: number
  /** Where a link leads. */
  readonly to: string | undefined
}

export type FactFiles = ReadonlyMap<string, FactFile>

export type Examined = NonNullable<ReturnType<ScriptFacts['examine']>>
type Part = Examined['parts'][number]

/** As many as Linux follows. path_resolution(7). */
const linksMax = 40

/** What is known of a program; undefined when it is not written down, or has no path. */
export function examineFact(written: string, files: FactFiles): Examined | undefined {
  if (!written.startsWith('/')) return undefined
  const walked = walk(written, files)
  if (walked === 'unknown') return undefined
  const searched = undefined
  if (typeof walked === 'string') {
    return { written, searched, parts: [], resolved: { ok: false, text: walked } }
  }
  const path = walked.at(-1)?.path ?? '/'
  const direct = components(written).map((one) => partOf(one, files.get(one)))
  return { written, searched, parts: direct, resolved: { ok: true, path, parts: walked } }
}

/** The components of the path without links, `'unknown'`, or why there is no such file. */
function walk(path: string, files: FactFiles): readonly Part[] | string {
  let rest = names(path)
  let parts: Part[] = [partOf('/', files.get('/'))]
  let links = 0
  while (rest.length > 0) {
    const [name = '', ...further] = rest
    rest = further
    if (name === '..') {
      parts = parts.slice(0, Math.max(1, parts.length - 1))
      continue
    }
    const here = `${parts.length === 1 ? '' : parts.at(-1)?.path}/${name}`
    const fact = files.get(here)
    if (fact === undefined && rest.length === 0) return 'unknown'
    if (fact?.is === 'missing') return 'no such file or directory (ENOENT)'
    if (fact?.is === 'link') {
      if (++links > linksMax) return 'too many symbolic links encountered (ELOOP)'
      const target = fact.to ?? '/'
      if (target.startsWith('/')) parts = parts.slice(0, 1)
      rest = [...names(target), ...rest]
    } else parts.push(partOf(here, fact))
  }
  return parts
}

function names(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.')
}

/** `/`, `/etc`, `/etc/x`. */
function components(path: string): readonly string[] {
  const all = names(path)
  return ['/', ...all.map((_, index) => `/${all.slice(0, index + 1).join('/')}`)]
}

function partOf(path: string, fact: FactFile | undefined): Part {
  if (fact === undefined || fact.is === 'missing')
    return { path, is: 'directory', uid: 0, gid: 0, mode: 0o755 }
  return { path, is: fact.is, uid: fact.uid, gid: fact.gid, mode: fact.mode }
}
