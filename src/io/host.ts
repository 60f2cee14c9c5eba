/**
 * What the checks of a configuration ask of this host: interfaces, addresses, programs and users, as they are
 * now. Judges nothing and changes nothing. Synchronous: a configuration test does nothing else meanwhile.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import type { HostInterface } from '../base/host-interface.ts'
import { err, ok, type Result } from '../base/result.ts'
import { failureOf } from './failure.ts'
import { hostInterfaces } from './host-interfaces.ts'
import { examineScript, type ScriptFiles } from './script-files.ts'

/** Every interface of this network namespace, those that are down included. */
export function hostFacts(): { readonly interfaces: readonly HostInterface[] } {
  return { interfaces: hostInterfaces() }
}

export interface HostUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** Groups that list the user. */
  readonly groups?: readonly number[]
}

/** Programs and users, each looked up when it is asked for. */
export function scriptFacts(searchPath: string): {
  readonly examine: (program: string) => ScriptFiles
  readonly user: (name: string) => HostUser | undefined
  readonly knowsGroup: (name: string) => boolean
  readonly readKey: (path: string) => Result<Uint8Array, string>
} {
  const users = new Map<string, HostUser | undefined>()
  return {
    examine: (program) => examineScript(program, searchPath),
    readKey,
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

/** More than any key has in any form. */
const keyFileBytesMax = 4096

function readKey(path: string): Result<Uint8Array, string> {
  try {
    const fd = openSync(path, 'r')
    try {
      const buffer = new Uint8Array(keyFileBytesMax)
      return ok(buffer.slice(0, readSync(fd, buffer)))
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    const { text, code } = failureOf(error, path)
    return err(`${text} (${code})`)
  }
}

function lookUpUser(name: string): HostUser | undefined {
  const user = userIn(fileText('/etc/passwd'), name) ?? userIn(directoryText('passwd', name), name)
  return user && { ...user, groups: groupsWith(fileText('/etc/group'), name) }
}

function groupsWith(group: string, user: string): readonly number[] {
  return group.split('\n').flatMap((line) => {
    const [, , gid = '', members = ''] = line.split(':')
    return /^\d+$/.test(gid) && members.split(',').includes(user) ? [+gid] : []
  })
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
