/**
 * The facts on which script security judges: the components of a script's path, as written and without links.
 * Judges nothing (notify/security.ts does) and opens nothing. Synchronous: a start, a reload and a test have
 * nothing to do until it is known.
 */
import { lstatSync, realpathSync, type Stats } from 'node:fs'
import { join, resolve } from 'node:path'
import { failureOf } from './failure.ts'

export interface PathPart {
  readonly path: string
  readonly is: 'directory' | 'file' | 'link' | 'other'
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

export interface ScriptFiles {
  readonly written: string
  readonly searched: { readonly found: string | undefined; readonly denied: boolean } | undefined
  readonly parts: readonly PathPart[]
  readonly resolved:
    | { readonly ok: true; readonly path: string; readonly parts: readonly PathPart[] }
    | { readonly ok: false; readonly text: string }
}

/** As whom a program is looked for. */
export interface Seeker {
  readonly uid: number
  readonly gid: number
  readonly groups?: readonly number[]
}

/**
 * `written`: the first word of a command. `searchPath`: directories separated by colons, for words without
 * "/". Without `user`, what anybody may execute is found.
 */
export function examineScript(written: string, searchPath: string, user?: Seeker): ScriptFiles {
  const searched = written.includes('/') ? undefined : search(written, searchPath, user)
  const path = searched === undefined ? resolve('/', written) : searched.found
  if (path === undefined) {
    return { written, searched, parts: [], resolved: { ok: false, text: 'not found' } }
  }
  try {
    const target = realpathSync(path)
    const resolved = { ok: true, path: target, parts: partsOf(target) } as const
    return { written, searched, parts: partsOf(path), resolved }
  } catch (error) {
    const { text, code } = failureOf(error, path)
    return { written, searched, parts: [], resolved: { ok: false, text: `${text} (${code})` } }
  }
}

function search(
  word: string,
  searchPath: string,
  user: Seeker | undefined,
): NonNullable<ScriptFiles['searched']> {
  let denied = false
  for (const directory of searchPath.split(':')) {
    if (!directory.startsWith('/')) continue
    const path = join(directory, word)
    try {
      const stats = lstatSync(realpathSync(path))
      if (stats.isFile() && (stats.mode & executeBits(stats, user)) !== 0) return { found: path, denied }
      denied = true
    } catch (error) {
      if (failureOf(error, path).code === 'EACCES') denied = true
    }
  }
  return { found: undefined, denied }
}

/** Those of the class that the user belongs to; root needs any. */
function executeBits(stats: Stats, user: Seeker | undefined): number {
  if (user === undefined || user.uid === 0) return 0o111
  if (stats.uid === user.uid) return 0o100
  return stats.gid === user.gid || user.groups?.includes(stats.gid) ? 0o010 : 0o001
}

function partsOf(path: string): PathPart[] {
  const parts = [partOf('/', lstatSync('/'))]
  let walked = ''
  for (const name of path.split('/')) {
    if (name === '') continue
    walked = `${walked}/${name}`
    parts.push(partOf(walked, lstatSync(walked)))
  }
  return parts
}

function partOf(path: string, stats: Stats): PathPart {
  const is = stats.isDirectory()
    ? 'directory'
    : stats.isFile()
      ? 'file'
      : stats.isSymbolicLink()
        ? 'link'
        : 'other'
  return { path, is, uid: stats.uid, gid: stats.gid, mode: stats.mode & 0o7777 }
}
