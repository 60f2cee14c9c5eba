/**
 * What the checks of a configuration ask of this host: interfaces, addresses, programs and users, as they are
 * now. Judges nothing and changes nothing. Synchronous: a configuration test does nothing else meanwhile.
 */
import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join, resolve } from 'node:path'
import { type Address, parseAddress } from '../base/address.ts'
import { failureOf } from './failure.ts'
import type { PathPart, ScriptFiles } from './script-files.ts'

export interface HostInterface {
  readonly name: string
  readonly loopback: boolean
  readonly addresses: readonly Address[]
}

/** Every interface of this network namespace, those that are down included. */
export function hostFacts(): { readonly interfaces: readonly HostInterface[] } {
  const up = networkInterfaces()
  // /proc/net belongs to the namespace of the process; /sys/class/net to the one that was mounted.
  const names = new Set([...interfaceNames(), ...Object.keys(up)])
  return {
    interfaces: [...names].map((name) => {
      const entries = up[name] ?? []
      const loopback = name === 'lo' || entries.some((entry) => entry.internal)
      return { name, loopback, addresses: entries.flatMap((entry) => addressOf(entry.address)) }
    }),
  }
}

function interfaceNames(): string[] {
  try {
    const lines = readFileSync('/proc/net/dev', 'utf8').split('\n').slice(2)
    return lines.flatMap((line) => /^\s*([^\s:]+):/.exec(line)?.[1] ?? [])
  } catch (error) {
    // Without /proc there are still those that have addresses.
    failureOf(error, 'reading /proc/net/dev')
    return []
  }
}

function addressOf(text: string): Address[] {
  const parsed = parseAddress(text.replace(/%.*$/, ''))
  return parsed.ok ? [parsed.value] : []
}

export interface HostUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Programs and users, each looked up when it is asked for. */
export function scriptFacts(searchPath: string): {
  readonly examine: (program: string) => ScriptFiles
  readonly user: (name: string) => HostUser | undefined
  readonly knowsGroup: (name: string) => boolean
} {
  const users = new Map<string, HostUser | undefined>()
  return {
    examine: (program) => examine(program, searchPath),
    user: (name) => {
      if (!users.has(name)) users.set(name, lookUpUser(name))
      return users.get(name)
    },
    knowsGroup: (name) => {
      const has = (text: string) => text.split('\n').some((line) => line.startsWith(`${name}:`))
      return has(fileText('/etc/group')) || has(directoryText('group', name))
    },
  }
}

/** As examineScript in script-files.ts, without waiting. */
function examine(written: string, searchPath: string): ScriptFiles {
  const searched = written.includes('/') ? undefined : search(written, searchPath)
  const path = searched === undefined ? resolve('/', written) : searched.found
  if (path === undefined) return { written, searched, parts: [], resolved: { ok: false, text: 'not found' } }
  try {
    const target = realpathSync(path)
    const resolved = { ok: true, path: target, parts: partsOf(target) } as const
    return { written, searched, parts: partsOf(path), resolved }
  } catch (error) {
    const { text, code } = failureOf(error, path)
    return { written, searched, parts: [], resolved: { ok: false, text: `${text} (${code})` } }
  }
}

function search(word: string, searchPath: string): NonNullable<ScriptFiles['searched']> {
  let denied = false
  for (const directory of searchPath.split(':')) {
    if (!directory.startsWith('/')) continue
    const path = join(directory, word)
    try {
      const stats = lstatSync(realpathSync(path))
      if (stats.isFile() && (stats.mode & 0o111) !== 0) return { found: path, denied }
      denied = true
    } catch (error) {
      if (failureOf(error, path).code === 'EACCES') denied = true
    }
  }
  return { found: undefined, denied }
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
  const { uid, gid, mode } = stats
  return { path, is: kindOf(stats), uid, gid, mode: mode & 0o7777 }
}

function kindOf(stats: Stats): PathPart['is'] {
  if (stats.isDirectory()) return 'directory'
  if (stats.isFile()) return 'file'
  return stats.isSymbolicLink() ? 'link' : 'other'
}

function lookUpUser(name: string): HostUser | undefined {
  return userIn(fileText('/etc/passwd'), name) ?? userIn(directoryText('passwd', name), name)
}

function userIn(passwd: string, name: string): HostUser | undefined {
  for (const line of passwd.split('\n')) {
    const [user, , uid = '', gid = ''] = line.split(':')
    if (user === name && /^\d+$/.test(uid) && /^\d+$/.test(gid)) return { name, uid: +uid, gid: +gid }
  }
  return undefined
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    failureOf(error, `reading ${path}`)
    return ''
  }
}

/** Directories on the network, as getent(1) knows them; asked only for names that the files do not have. */
function directoryText(database: 'passwd' | 'group', name: string): string {
  const millisMax = 2_000
  // Loaded only here: most configurations never come so far.
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  return spawnSync('getent', [database, '--', name], { encoding: 'utf8', timeout: millisMax }).stdout ?? ''
}
