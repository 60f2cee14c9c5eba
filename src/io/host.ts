/**
 * What the checks of a configuration ask of this host: interfaces, addresses, programs and users, as they are
 * now. Judges nothing and changes nothing. Synchronous: a configuration test does nothing else meanwhile.
 */
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { type Address, familyOf, fullLength, type Prefix, parseAddress } from '../base/address.ts'
import { failureOf } from './failure.ts'
import { examineScript, type ScriptFiles } from './script-files.ts'

export interface HostInterface {
  readonly name: string
  readonly loopback: boolean
  readonly addresses: readonly Address[]
  readonly networks: readonly Prefix[]
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
      const networks = entries.flatMap((entry) => networkOf(entry.cidr ?? entry.address))
      return { name, loopback, addresses: networks.map((network) => network.address), networks }
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

/** `fe80::1%eth0/64`, `192.0.2.2/24` or an address without a network. */
function networkOf(text: string): Prefix[] {
  const [, written = '', length] = /^([^/%]*)(?:%[^/]*)?(?:\/(\d+))?$/.exec(text) ?? []
  const parsed = parseAddress(written)
  if (!parsed.ok) return []
  const address = parsed.value
  return [{ address, length: length === undefined ? fullLength(familyOf(address)) : Number(length) }]
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
    examine: (program) => examineScript(program, searchPath),
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
