/**
 * Rules of policy routing, given to the kernel and told by it (rtnetlink(7), RTM_*RULE;
 * include/uapi/linux/fib_rules.h). Interfaces go by name here, as in the kernel: a rule outlives them.
 *
 *   struct fib_rule_hdr: family 1, destination length 1, source length 1, tos 1,
 *                        table 1, reserved 2, action 1, flags 4; then FRA_* attributes
 */
import { addressBytes, addressFromBytes, type Family, fullLength, type Prefix } from '../base/address.ts'
import {
  type Attribute,
  concatenate,
  decodeAttributes,
  encodeAttributes,
  littleEndian,
  readU8,
  readU32,
  text,
  u8,
  u32,
  viewOf,
} from './attribute.ts'
import { number64Network } from './encapsulation.ts'
import { encodeMessage, messageFlag, type NetlinkMessage } from './message.ts'
import { familyNumber, type RealmPair, realmNumber } from './route.ts'

interface Range {
  readonly first: number
  readonly last: number
}

export type WishedAction =
  | { readonly is: 'table'; readonly table: number }
  | { readonly is: 'goto'; readonly preference: number }
  | { readonly is: 'l3mdev' }
  | { readonly is: 'nop' | 'blackhole' | 'prohibit' | 'unreachable' }

/** An absent field is not looked at. */
export interface RuleWish {
  readonly family: Family
  readonly preference: number
  readonly inverted: boolean
  readonly from?: Prefix
  readonly to?: Prefix
  readonly tos?: number
  readonly mark?: { readonly value: number; readonly mask?: number }
  readonly inputInterface?: string
  readonly outputInterface?: string
  readonly realms?: RealmPair
  readonly suppressPrefixLength?: number
  readonly suppressGroup?: number
  /** 0 to 2^64-1 in decimal. */
  readonly tunnelId?: string
  readonly users?: Range
  readonly ipProtocol?: number
  readonly sourcePorts?: Range
  readonly destinationPorts?: Range
  readonly protocol: number
  readonly action: WishedAction
}

/** A rule that the kernel has or had. */
export interface SeenRule {
  readonly family: Family
  /** 0 where the kernel does not say. */
  readonly preference: number
  /** RTPROT_*, 0 where the kernel does not say. */
  readonly protocol: number
  /** All that tells rules from one another, as the bytes of the kernel; comparable with `ruleIdentity`. */
  readonly identity: string
}

export type RuleReport =
  | { readonly is: 'rule'; readonly rule: SeenRule }
  | { readonly is: 'rule-gone'; readonly rule: SeenRule }

export const ruleMessage = { newRule: 32, delRule: 33, getRule: 34 } as const

const attribute = {
  to: 1,
  from: 2,
  inputInterface: 3,
  goto: 4,
  preference: 6,
  mark: 10,
  realms: 11,
  tunnelId: 12,
  suppressGroup: 13,
  suppressPrefixLength: 14,
  table: 15,
  markMask: 16,
  outputInterface: 17,
  l3mdev: 19,
  users: 20,
  protocol: 21,
  ipProtocol: 22,
  sourcePorts: 23,
  destinationPorts: 24,
} as const
const headLength = 12
const invertFlag = 2
/** FR_ACT_*. */
const actions = { table: 1, l3mdev: 1, goto: 2, nop: 3, blackhole: 6, unreachable: 7, prohibit: 8 } as const
/** What the kernel adds of itself, and what says nothing about which rule it is. */
const allOnes = 0xffffffff

/** A dump of all rules of a family. */
export function encodeListRules(family: Family): Uint8Array {
  const bytes = new Uint8Array(headLength)
  bytes[0] = familyNumber[family]
  return encodeMessage({ type: ruleMessage.getRule, flags: messageFlag.request | messageFlag.dump }, bytes)
}

/** RTM_NEWRULE; EEXIST where the same rule is there. */
export function encodeAddRule(rule: RuleWish): Uint8Array {
  const { request, ack, create, exclusive } = messageFlag
  return encode({ type: ruleMessage.newRule, flags: request | ack | create | exclusive }, rule)
}

/** RTM_DELRULE: the kernel takes the first rule that has all that is given here. */
export function encodeRemoveRule(rule: RuleWish): Uint8Array {
  return encode({ type: ruleMessage.delRule, flags: messageFlag.request | messageFlag.ack }, rule)
}

/** Undefined for what is not a whole RTM_NEWRULE or RTM_DELRULE of IPv4 or IPv6. */
export function decodeRule(message: NetlinkMessage): RuleReport | undefined {
  if (message.type !== ruleMessage.newRule && message.type !== ruleMessage.delRule) return undefined
  const { payload } = message
  if (payload.length < headLength) return undefined
  const family =
    payload[0] === familyNumber.ipv4 ? 'ipv4' : payload[0] === familyNumber.ipv6 ? 'ipv6' : undefined
  if (family === undefined) return undefined
  const attributes = decodeAttributes(payload.subarray(headLength))
  const rule: SeenRule = {
    family,
    preference: readU32(attributes, attribute.preference) ?? 0,
    protocol: readU8(attributes, attribute.protocol) ?? 0,
    identity: identityOf(payload),
  }
  return { is: message.type === ruleMessage.newRule ? 'rule' : 'rule-gone', rule }
}

/** What `SeenRule.identity` is of a rule made of this wish. */
export function ruleIdentity(rule: RuleWish): string {
  return identityOf(payloadOf(rule))
}

function encode(message: { readonly type: number; readonly flags: number }, rule: RuleWish): Uint8Array {
  return encodeMessage(message, payloadOf(rule))
}

function payloadOf(rule: RuleWish): Uint8Array {
  const { action } = rule
  const bytes = new Uint8Array(headLength)
  const view = viewOf(bytes)
  view.setUint8(0, familyNumber[rule.family])
  view.setUint8(1, rule.to?.length ?? 0)
  view.setUint8(2, rule.from?.length ?? 0)
  view.setUint8(3, rule.tos ?? 0)
  view.setUint8(4, action.is === 'table' && action.table < 256 ? action.table : 0)
  view.setUint8(7, actions[action.is])
  view.setUint32(8, rule.inverted ? invertFlag : 0, littleEndian)
  return concatenate([bytes, encodeAttributes(attributesOf(rule))])
}

function attributesOf(rule: RuleWish): readonly Attribute[] {
  const { action, from, to, mark, realms, tunnelId, users, sourcePorts, destinationPorts } = rule
  return [
    u32(attribute.preference, rule.preference),
    ...(from === undefined ? [] : [{ type: attribute.from, value: addressBytes(from.address) }]),
    ...(to === undefined ? [] : [{ type: attribute.to, value: addressBytes(to.address) }]),
    ...(mark === undefined ? [] : [u32(attribute.mark, mark.value)]),
    ...(mark === undefined ? [] : number(attribute.markMask, mark.mask)),
    ...(rule.inputInterface === undefined ? [] : [text(attribute.inputInterface, rule.inputInterface)]),
    ...(rule.outputInterface === undefined ? [] : [text(attribute.outputInterface, rule.outputInterface)]),
    ...(realms === undefined ? [] : [u32(attribute.realms, realmNumber(realms))]),
    ...number(attribute.suppressPrefixLength, rule.suppressPrefixLength),
    ...number(attribute.suppressGroup, rule.suppressGroup),
    ...(tunnelId === undefined ? [] : [{ type: attribute.tunnelId, value: number64Network(tunnelId) }]),
    ...(users === undefined ? [] : [{ type: attribute.users, value: numbers32(users) }]),
    ...(rule.ipProtocol === undefined ? [] : [u8(attribute.ipProtocol, rule.ipProtocol)]),
    ...(sourcePorts === undefined ? [] : [{ type: attribute.sourcePorts, value: numbers16(sourcePorts) }]),
    ...(destinationPorts === undefined
      ? []
      : [{ type: attribute.destinationPorts, value: numbers16(destinationPorts) }]),
    ...(action.is === 'table' ? [u32(attribute.table, action.table)] : []),
    ...(action.is === 'goto' ? [u32(attribute.goto, action.preference)] : []),
    ...(action.is === 'l3mdev' ? [u8(attribute.l3mdev, 1)] : []),
    u8(attribute.protocol, rule.protocol),
  ]
}

function number(type: number, value: number | undefined): readonly Attribute[] {
  return value === undefined ? [] : [u32(type, value)]
}

function numbers32({ first, last }: Range): Uint8Array {
  const bytes = new Uint8Array(8)
  viewOf(bytes).setUint32(0, first, littleEndian)
  viewOf(bytes).setUint32(4, last, littleEndian)
  return bytes
}

function numbers16({ first, last }: Range): Uint8Array {
  const bytes = new Uint8Array(4)
  viewOf(bytes).setUint16(0, first, littleEndian)
  viewOf(bytes).setUint16(2, last, littleEndian)
  return bytes
}

/**
 * The kernel tells of a rule with more than it was asked with: the table twice, a mask of ones, no
 * suppressing as -1, flags for an interface that is not there (0x8 and 0x10) or a goto without target (0x4).
 * What is left after that is taken away is the rule.
 */
function identityOf(payload: Uint8Array): string {
  const view = viewOf(payload)
  const attributes = decodeAttributes(payload.subarray(headLength))
  const family = view.getUint8(0) === familyNumber.ipv4 ? 'ipv4' : 'ipv6'
  const prefixText = (type: number, length: number) => {
    const value = attributes.get(type)
    if (length === 0 || value?.length !== fullLength(family) / 8) return ''
    return `${addressFromBytes(value)}/${length}`
  }
  const unset = (value: number | undefined, absent: number) => (value === absent ? '' : (value ?? ''))
  const plain = [
    attribute.inputInterface,
    attribute.outputInterface,
    attribute.tunnelId,
    attribute.users,
    attribute.ipProtocol,
    attribute.sourcePorts,
    attribute.destinationPorts,
    attribute.l3mdev,
    attribute.goto,
  ].map((type) => (attributes.get(type) ?? []).join('.'))
  const mark = readU32(attributes, attribute.mark) ?? 0
  const mask = readU32(attributes, attribute.markMask)
  return [
    family,
    readU32(attributes, attribute.preference) ?? 0,
    (view.getUint32(8, littleEndian) & invertFlag) !== 0 ? 'not' : '',
    prefixText(attribute.from, view.getUint8(2)),
    prefixText(attribute.to, view.getUint8(1)),
    view.getUint8(3),
    `${mark}/${mask ?? (mark === 0 ? 0 : allOnes)}`,
    readU32(attributes, attribute.realms) || '',
    unset(readU32(attributes, attribute.suppressPrefixLength), allOnes),
    unset(readU32(attributes, attribute.suppressGroup), allOnes),
    view.getUint8(7),
    view.getUint8(7) === actions.table ? (readU32(attributes, attribute.table) ?? view.getUint8(4)) : '',
    ...plain,
  ].join(' ')
}
