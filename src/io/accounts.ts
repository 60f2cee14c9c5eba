/**
 * Names of users and groups to numbers. The files are read first; only a name that is not in them is asked of
 * getent(1), which also knows directories on the network. Refuses to guess: an unknown name is a value.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { err, ok, type Result } from '../base/result.ts'

export interface User {
  readonly name: string
  readonly uid: number
  /** Of the user's own group. */
  readonly gid: number
}

export interface Accounts {
  user(name: string): Promise<Result<User, 'unknown'>>
  /** The number of a group. */
  group(name: string): Promise<Result<number, 'unknown'>>
  /** `gid`, the user's own group, and all that initgroups(3) finds, each once. */
  groupsOf(user: string, gid: number): Promise<readonly number[]>
}

/** Files as in passwd(5) and group(5). */
export interface AccountFiles {
  readonly passwd: string
  readonly group: string
}

/** A directory server that does not answer must not hold up a start for longer. */
const getentMillisMax = 2_000

export function systemAccounts(
  files: AccountFiles = { passwd: '/etc/passwd', group: '/etc/group' },
): Accounts {
  return {
    async user(name) {
      const fields = await lookUp(files.passwd, 'passwd', name)
      const uid = Number(fields?.[2])
      const gid = Number(fields?.[3])
      if (fields === undefined || !isId(fields[2]) || !isId(fields[3])) return err('unknown')
      return ok({ name, uid, gid })
    },
    async group(name) {
      const fields = await lookUp(files.group, 'group', name)
      return fields !== undefined && isId(fields[2]) ? ok(Number(fields[2])) : err('unknown')
    },
    async groupsOf(user, gid) {
      const listed = (await read(files.group)).split('\n').flatMap((line) => {
        const [, , id, members = ''] = line.split(':')
        return isId(id) && members.split(',').includes(user) ? [Number(id)] : []
      })
      // As `getent initgroups` prints it: the name, then numbers. Also of directories on the network.
      const [, ...known] = (await askGetent('initgroups', user)).trim().split(/\s+/)
      const [, , , own] = (await lookUp(files.passwd, 'passwd', user)) ?? []
      const all = [gid, ...(isId(own) ? [Number(own)] : []), ...listed, ...known.filter(isId).map(Number)]
      return [...new Set(all)]
    },
  }
}

/** The highest number of 32 bits is none: setresuid(2) takes it for "as it is". */
const idMax = 0xffff_fffe

function isId(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= idMax
}

async function lookUp(file: string, database: string, name: string): Promise<string[] | undefined> {
  if (name === '' || /[:\n]/.test(name)) return undefined
  return entryOf(await read(file), name) ?? entryOf(await askGetent(database, name), name)
}

function entryOf(text: string, name: string): string[] | undefined {
  for (const line of text.split('\n')) {
    const fields = line.split(':')
    if (fields[0] === name) return fields
  }
  return undefined
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return ''
  }
}

function askGetent(database: string, name: string): Promise<string> {
  return new Promise((resolve) => {
    const options = { timeout: getentMillisMax, maxBuffer: 65_536, encoding: 'utf8' } as const
    execFile('getent', ['--', database, name], options, (_failed, printed) => resolve(printed))
  })
}
