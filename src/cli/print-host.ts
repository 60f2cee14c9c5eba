/**
 * `keepalived-ts check --print-host [FILE...]`: the facts of this host as `check --host` reads them
 * elsewhere, with the programs that these files name. Says nothing of programs that this user cannot see.
 */
import { formatPrefix } from '../base/address.ts'
import {
  type Facts,
  loadConfiguration,
  nameTableFiles,
  nameTables,
  nodeName,
  visibleFactsOfThisHost,
} from '../daemon/host-configuration.ts'
import type { Examined } from './fact-files.ts'
import type { World } from './world.ts'

/** The document, ending in a newline. */
export function hostFactsDocument(files: readonly string[], world: World): string {
  const { host, scripts, names } = visibleFactsOfThisHost()
  const examined: Examined[] = []
  const facts: Facts = {
    host,
    scripts: scripts && {
      ...scripts,
      examine: (program) => {
        const found = scripts.examine(program)
        if (found !== undefined) examined.push(found)
        return found
      },
    },
  }
  for (const file of files)
    loadConfiguration({ configFile: world.resolve(file), configId: undefined }, { facts })
  const document = {
    id: nodeName(),
    // A field that is undefined is left out by JSON.
    interfaces: (host?.interfaces ?? []).map(({ addresses, networks, loopback, ...rest }) => ({
      ...rest,
      loopback: loopback === (rest.name === 'lo') ? undefined : loopback,
      addresses: networks?.map(formatPrefix) ?? addresses,
    })),
    users: usersOf(textFrom('/etc/passwd', world)),
    groups: groupsOf(textFrom('/etc/group', world)),
    files: Object.assign({}, ...examined.map(filesOf)),
    names: namesOf(names),
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function textFrom(path: string, world: World): string {
  const read = world.readFile(path)
  return read.ok ? new TextDecoder().decode(read.value) : ''
}

function usersOf(passwd: string): object {
  const users = passwd.split('\n').flatMap((line) => {
    const [name = '', , uid = '', gid = ''] = line.split(':')
    return /^\d+$/.test(uid) && /^\d+$/.test(gid) ? [[name, { uid: Number(uid), gid: Number(gid) }]] : []
  })
  return Object.fromEntries(users)
}

function groupsOf(group: string): object {
  const groups = group.split('\n').flatMap((line) => {
    const [name = '', , gid = ''] = line.split(':')
    return /^\d+$/.test(gid) ? [[name, Number(gid)]] : []
  })
  return Object.fromEntries(groups)
}

/** Of each table those that iproute2 does not have built in. */
function namesOf(texts: Facts['names']): object {
  const [here, anywhere] = [nameTables(texts), nameTables()]
  return Object.fromEntries(
    nameTableFiles.map((file) => {
      const names = [...here.names(file)].filter(
        (name) => here.number(file, name) !== anywhere.number(file, name),
      )
      return [file, Object.fromEntries(names.map((name) => [name, here.number(file, name)]))]
    }),
  )
}

/** Directories that are as the reader takes them for granted are left out. */
function filesOf({ written, parts, resolved }: Examined): object {
  if (!written.startsWith('/')) return {}
  if (!resolved.ok) return { [written]: { is: 'missing' } }
  const direct = parts.slice(0, parts.findIndex((part) => part.is === 'link') >>> 0)
  const told = [...direct, ...resolved.parts].filter(
    ({ is, uid, gid, mode }) => is !== 'directory' || uid !== 0 || gid !== 0 || mode !== 0o755,
  )
  return {
    ...Object.fromEntries(
      told.map(({ path, is, uid, gid, mode }) => [path, { is, uid, gid, mode: octal(mode) }]),
    ),
    ...(written === resolved.path ? {} : { [written]: { is: 'link', to: resolved.path } }),
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
