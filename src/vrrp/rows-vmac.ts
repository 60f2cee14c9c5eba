/**
 * Interfaces that an instance has for itself: keepalived.conf(5), use_vmac, use_ipvlan and their relatives.
 * Refuses MAC addresses that belong to a group or to another virtual router.
 */
import { type Address, familyOf, fullLength, type Prefix, parseAddress } from '../base/address.ts'
import { flag, type Row, type Scene, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { interfaceName } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import type { IpvlanMode, LinkGroup } from './link-settings.ts'
import { type InstanceDraft, takesAddress } from './rows-draft.ts'
import type { IpvlanDraft, VmacDraft } from './rows-draft-parts.ts'

const groupMax = 2147483647

export const vmacRows: readonly Row<InstanceDraft>[] = [
  words('use_vmac', {
    parameters: '[[name] INTERFACE] [MAC] [netlink_notify_msg] [group GROUP]',
    least: 0,
    about: 'Use the virtual MAC address of RFC 9568, on a macvlan interface of its own',
    repeat: 'appends',
    judges: 'first-wins',
    read: readVmac,
  }),
  flag('vmac_xmit_base', {
    about: 'Send adverts from the interface below the VMAC; required with unicast_peer',
    put: ({ vmac }: InstanceDraft, at) => {
      vmac.sendFromBase = at
    },
  }),
  flag('use_vmac_addr', {
    about: 'Make VMACs also for addresses on other interfaces or of the other family',
    put: ({ vmac }: InstanceDraft, at) => {
      vmac.perAddress = at
    },
  }),
  words('use_ipvlan', {
    parameters: '[[name] INTERFACE] [ADDRESS[/LENGTH]] [bridge|private|vepa] [group GROUP]',
    least: 0,
    about: 'Use an ipvlan interface, with an address of its own, instead of a VMAC',
    repeat: 'appends',
    judges: 'first-wins',
    read: readIpvlan,
  }),
  flag('promote_secondaries', {
    about: 'Let the kernel keep secondary addresses when the first of a network is removed',
    put: ({ switches }: InstanceDraft, at) => {
      switches.promoteSecondaries = { value: true, at }
    },
  }),
]

function readVmac(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const { vmac } = draft
  vmac.use ??= statement.keyword.span
  const given = statement.words.slice(1)
  for (let index = 0; index < given.length; index++) {
    const word = given[index] as Word
    if (word.text === 'netlink_notify_msg') vmac.notifyByNetlink = word.span
    else if (word.text === 'group' || word.text === 'name') {
      const value = givenTo(word, given[++index], scene)
      if (value !== undefined && word.text === 'group') takeGroup(value, vmac, scene)
      else if (value !== undefined) takeName(value, vmac, scene)
    } else if (word.text.includes(':')) takeMac(word, vmac, scene)
    else takeName(word, vmac, scene)
  }
}

function readIpvlan(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  if (draft.ipvlan !== undefined) {
    const { line } = draft.ipvlan.use
    ignored(statement.keyword, `use_ipvlan was given before, in line ${line}`, scene)
    return
  }
  const ipvlan: IpvlanDraft = { use: statement.keyword.span }
  draft.ipvlan = ipvlan
  const given = statement.words.slice(1)
  for (let index = 0; index < given.length; index++) {
    const word = given[index] as Word
    if (isMode(word.text)) ipvlan.mode = word.text
    else if (word.text === 'group' || word.text === 'name') {
      const value = givenTo(word, given[++index], scene)
      if (value !== undefined && word.text === 'group') takeGroup(value, ipvlan, scene)
      else if (value !== undefined) takeName(value, ipvlan, scene)
    } else {
      const prefix = prefixOf(word.text)
      if (prefix === undefined) takeName(word, ipvlan, scene)
      else takePrefix(word, { prefix, ipvlan, draft }, scene)
    }
  }
}

function isMode(word: string): word is IpvlanMode {
  return word === 'bridge' || word === 'private' || word === 'vepa'
}

function givenTo(option: Word, value: Word | undefined, scene: Scene): Word | undefined {
  if (value === undefined) ignored(option, `${option.text} lacks its value`, scene)
  return value
}

function takeName(word: Word, into: VmacDraft | IpvlanDraft, scene: Scene): void {
  const read = interfaceName.read(word.text)
  if (!read.ok) ignored(word, `"${word.text}" ${read.error.problem}`, scene)
  else if (into.name === undefined) into.name = { value: read.value, at: word.span }
  else ignored(word, `"${word.text}" would be a second name, after ${into.name.value}`, scene)
}

function takeGroup(word: Word, into: VmacDraft | IpvlanDraft, scene: Scene): void {
  const number = /^\d+$/.test(word.text) ? Number(word.text) : undefined
  const group: LinkGroup = number ?? word.text
  if (number !== undefined && number > groupMax) {
    ignored(word, `group ${word.text} is not in 0..${groupMax}`, scene)
  } else into.group = { value: group, at: word.span }
}

function takeMac(word: Word, vmac: VmacDraft, scene: Scene): void {
  const octets = octetsOf(word.text)
  const problem = octets === undefined ? 'is no MAC address of six octets, or of five' : problemOf(octets)
  if (problem !== undefined) ignored(word, `"${word.text}" ${problem}`, scene)
  else if (vmac.mac !== undefined) ignored(word, 'a MAC address is there already', scene)
  else if (octets !== undefined) vmac.mac = { value: octets, at: word.span }
}

function octetsOf(text: string): readonly number[] | undefined {
  const parts = text.split(':')
  const good =
    (parts.length === 5 || parts.length === 6) && parts.every((part) => /^[0-9a-f]{1,2}$/i.test(part))
  return good ? parts.map((part) => Number.parseInt(part, 16)) : undefined
}

/** RFC 9568, 7.3: 00-00-5E-00-01 and -02 are those of virtual routers. */
function problemOf(octets: readonly number[]): string | undefined {
  const [first = 0, second, third, fourth, fifth] = octets
  if ((first & 1) === 1) return 'is the MAC address of a group, not of an interface'
  const ours = first === 0 && second === 0 && third === 0x5e && fourth === 0 && (fifth === 1 || fifth === 2)
  return ours ? 'is the MAC address of a virtual router: without it, the right one is used' : undefined
}

function prefixOf(text: string): Prefix | undefined {
  const [address = '', length, ...more] = text.split('/')
  const parsed = parseAddress(address)
  if (!parsed.ok || more.length > 0) return undefined
  const full = fullLength(familyOf(parsed.value))
  if (length === undefined) return { address: parsed.value, length: full }
  if (!/^\d{1,3}$/.test(length) || Number(length) > full) return undefined
  return { address: parsed.value, length: Number(length) }
}

function takePrefix(
  word: Word,
  its: { readonly prefix: Prefix; readonly ipvlan: IpvlanDraft; readonly draft: InstanceDraft },
  scene: Scene,
): void {
  const value: Address = its.prefix.address
  if (!takesAddress(its.draft, { value, at: word.span, what: 'the address of use_ipvlan' }, scene)) return
  if (its.ipvlan.address === undefined) its.ipvlan.address = { value: its.prefix, at: word.span }
  else ignored(word, `${word.text} would be a second address`, scene)
}

function ignored(word: Word, message: string, scene: Scene): void {
  scene.report({
    code: 'bad-vmac-option',
    severity: 'error',
    span: word.span,
    message,
    instead: 'this word is ignored',
  })
}
