/**
 * The expressions that rules of nf_tables are made of: small instructions on registers
 * (include/uapi/linux/netfilter/nf_tables.h, NFTA_EXPR_*). Only those that containing packets needs. Numbers
 * travel in network order, and what a register is compared with as the kernel keeps it there. Refuses
 * nothing: the kernel judges the rule.
 */
import { type Attribute, nested, text, u32Network } from './attribute.ts'

/** 1 to 4, of 16 bytes each; a key longer than that goes on into the next one. */
export type Register = 1 | 2 | 3 | 4

/** What the kernel knows of a packet beside its bytes: enum nft_meta_keys. */
export const metaKey = {
  inputIndex: 4,
  outputIndex: 5,
  inputName: 6,
  outputName: 7,
  layer4Protocol: 16,
  outputKind: 27,
} as const
export type MetaKey = keyof typeof metaKey

const headerBase = { network: 1, transport: 2 } as const
const verdictCode = { drop: 0, accept: 1, goto: -4 } as const
const verdictRegister = 0
/** NFTA_EXPR_NAME, NFTA_EXPR_DATA. */
const attribute = { name: 1, data: 2 } as const
const dataValue = 1
const dataVerdict = 2

function expression(name: string, attributes: readonly Attribute[]): Attribute {
  return nested(1, [text(attribute.name, name), nested(attribute.data, attributes)])
}

/** Bytes of the packet into a register. */
export function payload(from: {
  readonly header: keyof typeof headerBase
  readonly offset: number
  readonly length: number
  readonly register: Register
}): Attribute {
  return expression('payload', [
    u32Network(1, from.register),
    u32Network(2, headerBase[from.header]),
    u32Network(3, from.offset),
    u32Network(4, from.length),
  ])
}

export function meta(key: MetaKey, register: Register): Attribute {
  return expression('meta', [u32Network(2, metaKey[key]), u32Network(1, register)])
}

/** The rule goes on only when the register begins with these bytes. */
export function isEqual(register: Register, value: Uint8Array): Attribute {
  return expression('cmp', [
    u32Network(1, register),
    u32Network(2, 0),
    nested(3, [{ type: dataValue, value }]),
  ])
}

/** Keeps the bits of the mask, in the same register. */
export function masked(register: Register, mask: Uint8Array): Attribute {
  return expression('bitwise', [
    u32Network(1, register),
    u32Network(2, register),
    u32Network(3, mask.length),
    u32Network(6, 0),
    nested(4, [{ type: dataValue, value: mask }]),
    nested(5, [{ type: dataValue, value: new Uint8Array(mask.length) }]),
  ])
}

/** The rule goes on only when what begins in the register is in the set. */
export function isIn(set: string, register: Register): Attribute {
  return expression('lookup', [u32Network(2, register), text(1, set)])
}

/** Replaces what is in the register by what the map has for it; without an entry the rule ends. */
export function mapped(map: string, register: Register): Attribute {
  return expression('lookup', [u32Network(2, register), u32Network(3, register), text(1, map)])
}

/** A copy of the packet to the address in one register, through the interface whose index is in the other. */
export function duplicate(address: Register, interfaceIndex: Register): Attribute {
  return expression('dup', [u32Network(1, address), u32Network(2, interfaceIndex)])
}

/** Counts packets and bytes from 0. */
export function counter(): Attribute {
  return expression('counter', [])
}

/** The end of the packet's way through the chain. */
export function verdict(what: 'drop' | 'accept' | { readonly goto: string }): Attribute {
  const parts =
    typeof what === 'string'
      ? [u32Network(1, verdictCode[what])]
      : [u32Network(1, verdictCode.goto), text(2, what.goto)]
  return expression('immediate', [u32Network(1, verdictRegister), nested(2, [nested(dataVerdict, parts)])])
}

/** As the kernel compares names of interfaces: 16 bytes with zeros at the end. */
export function nameBytes(name: string): Uint8Array {
  const bytes = new Uint8Array(16)
  for (let at = 0; at < Math.min(name.length, 15); at++) bytes[at] = name.charCodeAt(at)
  return bytes
}
