/**
 * `keepalived-ts decode [FILE.pcap | HEX...] [--json]`: every VRRP, ARP and ND frame with its fields, and
 * `ok` or every reason for which a receiver would refuse it. Other frames are counted. Exit status: 0 all
 * frames are acceptable, 1 the input cannot be used (what could be read is shown first), 2 some frame would
 * be refused.
 */
import type { Result } from '../base/result.ts'
import { type CaptureFault, decodeCapture, isCapture } from '../wire/capture.ts'
import { type Content, type Cut, type Dissection, dissectFrame, dissectPayload } from '../wire/dissect.ts'
import { dissectPdu } from '../wire/dissect-advert.ts'
import { etherTypes } from '../wire/ethernet.ts'
import { linkKind } from '../wire/link.ts'
import { type Recognised, recognise } from '../wire/recognise.ts'
import { fieldsOf, type Place } from './decode-fields.ts'
import { linesOf } from './decode-lines.ts'
import { paragraphs, parseHex } from './hex-text.ts'
import type { Unreadable } from './world.ts'

/** What the command needs of the world. */
export interface DecodeWorld {
  readonly read: (file: string) => Result<Uint8Array, Unreadable>
  readonly readStdin: () => Result<Uint8Array, Unreadable>
  readonly write: (text: string) => void
  readonly error: (text: string) => void
}

export const decodeStatus = { allOk: 0, unusable: 1, someRefused: 2 } as const

/**
 * Runs the command. `words`: one file name, the hexadecimal digits of one frame, or `-` or nothing for
 * standard input. Returns the exit status.
 */
export function decodeCommand(
  words: readonly string[],
  options: { readonly json: boolean },
  world: DecodeWorld,
): number {
  const tally: Tally = { shown: new Map(), others: new Map(), refused: 0 }
  let unusable = false
  for (const finding of findings(words, world)) {
    if (finding.is === 'frame') {
      const text = show(finding, options, tally)
      if (text !== undefined) world.write(text)
    } else {
      unusable = true
      world.error(`${finding.text}\n`)
    }
  }
  if (options.json) return statusOf(unusable, tally)
  if (tally.shown.size + tally.others.size > 0) world.write(`${summary(tally)}\n`)
  return statusOf(unusable, tally)
}

type Finding =
  | { readonly is: 'frame'; readonly place: Place; readonly dissection: Dissection }
  /** Input that cannot be used: which, where and why. */
  | { readonly is: 'fault'; readonly text: string }

interface Tally {
  readonly shown: Map<string, number>
  readonly others: Map<string, number>
  refused: number
}

function statusOf(unusable: boolean, tally: Tally): number {
  if (unusable) return decodeStatus.unusable
  return tally.refused > 0 ? decodeStatus.someRefused : decodeStatus.allOk
}

function show(
  finding: Finding & { is: 'frame' },
  options: { readonly json: boolean },
  tally: Tally,
): string | undefined {
  const { place, dissection } = finding
  const { link, content } = dissection
  if (content.is === 'other') {
    tally.others.set(content.what, (tally.others.get(content.what) ?? 0) + 1)
    return undefined
  }
  tally.shown.set(content.is, (tally.shown.get(content.is) ?? 0) + 1)
  if (content.defects.length > 0) tally.refused++
  if (options.json) return `${JSON.stringify(fieldsOf(place, link, content))}\n`
  return `${linesOf(place, link, content).join('\n')}\n\n`
}

function summary(tally: Tally): string {
  const count = (kind: Content['is']) => tally.shown.get(kind) ?? 0
  const others = [...tally.others].map(([what, number]) => `${number} ${what}`)
  const parts = [`${count('advert')} VRRP, ${count('arp')} ARP, ${count('neighbour')} ND`]
  if (others.length > 0) parts.push(`others, not shown: ${others.join(', ')}`)
  parts.push(tally.refused === 0 ? 'none would be refused' : `${tally.refused} would be refused`)
  return parts.join('; ')
}

function* findings(words: readonly string[], world: DecodeWorld): Generator<Finding> {
  const [first = '-'] = words
  if (areSeveralFiles(words)) {
    yield fault(`decode reads one file at a time: run it once for each of ${words.join(' ')}`)
  } else if (isHexadecimal(words)) {
    yield decodeHex('command line', { offset: 0, text: words.join(' ') }, 1)
  } else {
    const [name, read] = first === '-' ? ['standard input', world.readStdin()] : [first, world.read(first)]
    if (read.ok) yield* decodeBytes(name, read.value)
    else yield fault(`${name}: ${unreadableText(read.error)}`)
  }
}

const digits = /^(0x)?[0-9a-f:]*$/i

/**
 * A single word that is not all digits is a file; several words never are. For a file named `cafe`: ./cafe.
 */
function isHexadecimal(words: readonly string[]): boolean {
  const parts = (words[0] ?? '-').split(/[\s,]+/)
  return words.length > 1 || parts.every((part) => digits.test(part))
}

/** Bytes may have a typing error in them; a file's name starts with none, or has a dot or a slash. */
function areSeveralFiles(words: readonly string[]): boolean {
  const [first = '', ...more] = words
  return more.length > 0 && (!isHexadecimal([first]) || words.some((word) => /[./]/.test(word)))
}

/** With what to do about it. */
function unreadableText({ code, text }: Unreadable): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such file; give a capture file, hexadecimal digits, or - for standard input'
    case 'EISDIR':
      return 'this is a directory; give one capture file of it'
    case 'EACCES':
      return 'you may not read it; run this as a user who may, or as root'
    default:
      return text
  }
}

function* decodeBytes(name: string, bytes: Uint8Array): Generator<Finding> {
  if (isCapture(bytes)) {
    yield* decodeFrames(name, bytes)
    return
  }
  const text = Buffer.from(bytes).toString('latin1')
  const strange = text.search(/[^\t\n\r\x20-\x7e]/)
  const frames = paragraphs(text)
  if (strange >= 0) {
    const hint = bytes[0] === 0x1f && bytes[1] === 0x8b ? ' (it is compressed: gunzip it first)' : ''
    yield fault(`${name}: offset ${strange}: neither a capture (pcap, pcapng) nor hexadecimal text${hint}`)
  } else if (frames.length === 0) {
    yield fault(`${name}: offset 0: there is nothing in it`)
  } else {
    for (const [index, frame] of frames.entries()) yield decodeHex(name, frame, index + 1)
  }
}

const faultTexts: Record<CaptureFault['is'], string> = {
  'not-a-capture': 'not a capture',
  'cut-short': 'the file ends in the middle of a record',
  'impossible-length': 'a record of impossible length',
  'unknown-interface': 'a frame of an interface that was not described before',
  'unknown-version': 'a version of the capture format that is not known',
}

function* decodeFrames(name: string, file: Uint8Array): Generator<Finding> {
  const capture = decodeCapture(file)
  for (const [index, { offset, at, linkType, originalLength, bytes }] of capture.frames.entries()) {
    const kind = linkKind(linkType)
    if (kind === undefined) {
      const readable = 'Ethernet, Linux cooked and raw IP are'
      yield fault(`${name}: offset ${offset}: link type ${linkType} is not readable (${readable})`)
    } else {
      const cut: Cut = { captured: bytes.length, original: originalLength }
      const place = { frame: index + 1, offset, time: at && timeText(at), assumed: undefined }
      yield { is: 'frame', place, dissection: dissectFrame(kind, bytes, cut) }
    }
  }
  if (capture.fault !== undefined) {
    yield fault(`${name}: offset ${capture.fault.offset}: ${faultTexts[capture.fault.is]}`)
  }
}

function timeText(at: { readonly seconds: number; readonly nanoseconds: number }): string {
  const seconds = new Date(at.seconds * 1000).toISOString().slice(0, 19)
  return `${seconds}.${String(at.nanoseconds).padStart(9, '0')}Z`
}

function decodeHex(
  name: string,
  frame: { readonly offset: number; readonly text: string },
  number: number,
): Finding {
  const parsed = parseHex(frame.text)
  if (!parsed.ok) {
    const offset = frame.offset + parsed.error.offset
    return fault(`${name}: offset ${offset}: '${parsed.error.word}' is not pairs of hexadecimal digits`)
  }
  const bytes = parsed.value
  const recognised = recognise(bytes)
  if (recognised === undefined) {
    const kinds = 'an Ethernet frame, an IP packet, an ARP message or a VRRP PDU'
    return fault(`${name}: offset ${frame.offset}: ${bytes.length} bytes that do not start like ${kinds}`)
  }
  const place = { frame: number, offset: frame.offset, time: undefined, assumed: recognised }
  return { is: 'frame', place, dissection: dissectLoose(recognised, bytes) }
}

function fault(text: string): Finding {
  return { is: 'fault', text }
}

function dissectLoose(recognised: Recognised, bytes: Uint8Array): Dissection {
  const cut: Cut = { captured: bytes.length, original: bytes.length }
  const payload = (content: Content): Dissection => ({ link: undefined, content })
  switch (recognised) {
    case 'ethernet-frame':
      return dissectFrame('ethernet', bytes, cut)
    case 'ipv4-packet':
      return payload(dissectPayload(etherTypes.ipv4, bytes, cut))
    case 'ipv6-packet':
      return payload(dissectPayload(etherTypes.ipv6, bytes, cut))
    case 'arp-message':
      return payload(dissectPayload(etherTypes.arp, bytes, cut))
    case 'vrrp-pdu':
      return payload(dissectPdu(bytes))
  }
}
