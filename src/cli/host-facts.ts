/**
 * The facts of a host as a JSON document: what `check --host` reads and `check --print-host` writes. Every
 * field may be left out; what it would say is then unknown, and nothing that depends on it is checked.
 * docs/reference/check-formats.md describes it. Refuses a document with a field that it does not understand.
 */
import { familyOf, fullLength, type Mac, type Prefix, parseAddress, parseMac } from '../base/address.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type Facts, type NameTexts, nameTableFiles } from '../daemon/host-configuration.ts'
import type { ScriptFacts, ScriptUser } from '../settings/scripts/checks-scripts.ts'
import type { HostFacts } from '../settings/settings.ts'
import {
  complain,
  elementsOf,
  entriesOf,
  type Field,
  type Fields,
  fieldsOf,
  missing,
  numberOf,
  textOf,
  truthOf,
} from './fact-fields.ts'
import { examineFact, type FactFile } from './fact-files.ts'

export interface GivenFacts {
  readonly facts: Facts
  /** What `@id` lines compare with on that host. */
  readonly id: string | undefined
}

type HostInterface = HostFacts['interfaces'][number]

const idMax = 2 ** 32 - 2
const prefixMax = { ipv4: 32, ipv6: 128 } as const

/** The error has one line for each thing that is wrong, each naming its field. */
export function readHostFacts(text: string): Result<GivenFacts, readonly string[]> {
  const errors: string[] = []
  const parsed = parsedJson(text)
  if (!parsed.ok) return err([parsed.error])
  const document: Field = { path: '', value: parsed.value, complain: (error) => void errors.push(error) }
  const fields = fieldsOf(document, documentFields)
  if (fields === undefined) return err(errors)
  const facts = { host: hostOf(fields), scripts: scriptsOf(fields), names: namesOf(fields) }
  const id = fields['id'] && textOf(fields['id'])
  return errors.length > 0 ? err(errors) : ok({ facts, id })
}

function parsedJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text))
  } catch (error) {
    return err(`this is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function hostOf({ interfaces }: Fields): HostFacts | undefined {
  if (interfaces === undefined) return undefined
  return { interfaces: (elementsOf(interfaces) ?? []).flatMap((one) => interfaceOf(one) ?? []) }
}

const documentFields = ['id', 'interfaces', 'users', 'groups', 'files', 'names'] as const
const fileFields = ['is', 'uid', 'gid', 'mode', 'to'] as const
const interfaceFields = [
  'name',
  'loopback',
  'addresses',
  'up',
  'multicast',
  'arp',
  'pointToPoint',
  'ethernet',
  'mtu',
  'kind',
  'mac',
  'base',
] as const

/** Every field that may stand anywhere in the document, for its reference page. */
export const factFields: readonly string[] = [
  ...documentFields,
  ...interfaceFields,
  ...fileFields,
  ...nameTableFiles,
]

function interfaceOf(field: Field): HostInterface | undefined {
  const fields = fieldsOf(field, interfaceFields)
  if (fields === undefined) return undefined
  if (fields['name'] === undefined) return missing(field, 'name')
  const name = textOf(fields['name'])
  if (name === undefined) return undefined
  const truth = (of: (typeof interfaceFields)[number]) => fields[of] && truthOf(fields[of])
  const written = fields['addresses'] === undefined ? [] : (elementsOf(fields['addresses']) ?? [])
  const networks = written.flatMap((one) => networkOf(one) ?? [])
  return {
    name,
    loopback: truth('loopback') ?? name === 'lo',
    addresses: networks.map((one) => one.address),
    networks,
    up: truth('up'),
    multicast: truth('multicast'),
    arp: truth('arp'),
    pointToPoint: truth('pointToPoint'),
    ethernet: truth('ethernet'),
    mtu: fields['mtu'] && numberOf(fields['mtu'], idMax),
    kind: fields['kind'] && kindOf(fields['kind']),
    mac: fields['mac'] && macOf(fields['mac']),
    base: fields['base'] && textOf(fields['base']),
  }
}

/** Empty for hardware. */
function kindOf(field: Field): string | undefined {
  return field.value === '' ? '' : textOf(field)
}

function macOf(field: Field): Mac | undefined {
  const text = textOf(field)
  if (text === undefined) return undefined
  const parsed = parseMac(text)
  if (parsed.ok) return parsed.value
  complain(field, `must be a MAC address like "02:00:5e:00:00:01", not ${JSON.stringify(text)}`)
  return undefined
}

/** `192.0.2.2/24`; without a length the network has this one address. */
function networkOf(field: Field): Prefix | undefined {
  const text = textOf(field)
  if (text === undefined) return undefined
  const [, written = '', digits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const parsed = parseAddress(written)
  if (parsed.ok) {
    const family = familyOf(parsed.value)
    const length = digits === undefined ? fullLength(family) : Number(digits)
    if (length <= prefixMax[family]) return { address: parsed.value, length }
  }
  complain(field, `must be an address like "192.0.2.2/24" or "2001:db8::2/64", not ${JSON.stringify(text)}`)
  return undefined
}

/** Tables of iproute2; one that is not written down is unknown. */
function namesOf({ names }: Fields): NameTexts {
  const tables = names && fieldsOf(names, nameTableFiles)
  const texts = new Map(
    Object.entries(tables ?? {}).map(([file, table]) => {
      const entries = entriesOf(table) ?? []
      return [file, [entries.map(([name, number]) => `${numberOf(number, idMax) ?? 0} ${name}`).join('\n')]]
    }),
  )
  return (file) => texts.get(file)
}

/** Without users nobody can say who may run or change a program. */
function scriptsOf({ users, groups, files }: Fields): ScriptFacts | undefined {
  if (users === undefined && groups === undefined && files === undefined) return undefined
  if (files !== undefined && users === undefined) complain(files, 'needs users as well: who may run them?')
  const known = users && usersOf(users)
  const gids = groups && groupsOf(groups)
  const byPath = files === undefined ? new Map<string, FactFile>() : filesOf(files)
  return {
    examine: (program) => examineFact(program, byPath),
    user: (name) => (known === undefined ? { name, uid: idMax, gid: idMax } : known.get(name)),
    knowsGroup: (name) => gids === undefined || gids.has(name),
  }
}

function usersOf(field: Field): ReadonlyMap<string, ScriptUser> {
  const users = (entriesOf(field) ?? []).flatMap(([name, entry]) => {
    const fields = fieldsOf(entry, ['uid', 'gid'])
    if (fields === undefined) return []
    const [uid, gid] = [needed(entry, fields, 'uid'), needed(entry, fields, 'gid')]
    return uid === undefined || gid === undefined ? [] : [[name, { name, uid, gid }] as const]
  })
  return new Map([['root', { name: 'root', uid: 0, gid: 0 }], ...users])
}

function needed(at: Field, fields: Fields, name: string): number | undefined {
  const field = fields[name]
  return field === undefined ? missing(at, name) : numberOf(field, idMax)
}

function groupsOf(field: Field): ReadonlyMap<string, number> {
  const groups = (entriesOf(field) ?? []).map(([name, gid]) => [name, numberOf(gid, idMax) ?? 0] as const)
  return new Map([['root', 0], ...groups])
}

const kinds = ['file', 'directory', 'link', 'other', 'missing'] as const

function filesOf(field: Field): ReadonlyMap<string, FactFile> {
  return new Map(
    (entriesOf(field) ?? []).flatMap(([path, entry]) => {
      if (!/^\/([^/]|\/(?=[^/]))*$/.test(path)) complain(entry, 'must be named by an absolute path')
      const file = fileOf(entry)
      return file === undefined ? [] : [[path, file] as const]
    }),
  )
}

function fileOf(field: Field): FactFile | undefined {
  const fields = fieldsOf(field, fileFields)
  if (fields === undefined) return undefined
  const { is: kind, uid, gid, mode, to } = fields
  const is = kinds.find((one) => one === (kind?.value ?? 'file'))
  if (is === undefined && kind !== undefined) complain(kind, `must be one of ${kinds.join(', ')}`)
  if (is === 'link' && to === undefined) missing(field, 'to')
  return {
    is: is ?? 'other',
    uid: (uid && numberOf(uid, idMax)) ?? 0,
    gid: (gid && numberOf(gid, idMax)) ?? 0,
    mode: (mode && modeOf(mode)) ?? 0o755,
    to: to && textOf(to),
  }
}

/** As chmod(1) has it. */
function modeOf(field: Field): number | undefined {
  const { value } = field
  if (typeof value === 'string' && /^[0-7]{3,4}$/.test(value)) return Number.parseInt(value, 8)
  complain(field, `must be octal digits in quotes like "0755", not ${JSON.stringify(value)}`)
  return undefined
}
