/**
 * The messages of the process events connector (linux/connector.h, linux/cn_proc.h): asking for them, and
 * what they say of processes. Refuses everything about threads that are not the first of their process, and
 * kinds of events that say nothing of who runs.
 *
 *   0       4       8          12    16       18      20
 *   +-------+-------+----------+-----+--------+-------+------------------------
 *   | index | value | sequence | ack | length | flags | struct proc_event       after the head of netlink
 *   +-------+-------+----------+-----+--------+-------+------------------------
 *   0      4     8           16
 *   +------+-----+-----------+--------------------------------------------------
 *   | what | cpu | timestamp | fork: parent, its group, child, its group; else pid, group, ...   host order
 *   +------+-----+-----------+--------------------------------------------------
 */
import { littleEndian, viewOf } from './attribute.ts'
import { controlType, encodeMessage, type NetlinkMessage } from './message.ts'

/** NETLINK_CONNECTOR, and the group and name of the events of processes. */
export const connectorProtocol = 11
export const processEventsGroup = 1

const head = { length: 20, index: 1, value: 1 } as const
const bodyOffset = 16
const nameBytes = 16

const kinds = { answer: 0, forked: 1, executed: 2, renamed: 0x200, ended: 0x80000000 } as const

export type KernelProcessEvent =
  /** To our request; errno 0: events come from now on. */
  | { readonly is: 'answer'; readonly errno: number }
  | { readonly is: 'forked'; readonly parent: number; readonly child: number }
  | { readonly is: 'executed'; readonly pid: number }
  | { readonly is: 'renamed'; readonly pid: number; readonly name: string }
  | { readonly is: 'ended'; readonly pid: number }

/** Asks for all events of processes, or for none any more. */
export function encodeListen(listen: boolean): Uint8Array {
  const payload = new Uint8Array(head.length + 4)
  const view = viewOf(payload)
  view.setUint32(0, head.index, littleEndian)
  view.setUint32(4, head.value, littleEndian)
  view.setUint16(16, 4, littleEndian)
  view.setUint32(head.length, listen ? 1 : 2, littleEndian)
  return encodeMessage({ type: controlType.done, flags: 0 }, payload)
}

/** Undefined: it is none, it is cut, or it is of no interest here. */
export function decodeProcessEvent({ payload }: NetlinkMessage): KernelProcessEvent | undefined {
  const view = viewOf(payload)
  if (payload.length < head.length + bodyOffset + 8) return undefined
  const isOurs =
    view.getUint32(0, littleEndian) === head.index && view.getUint32(4, littleEndian) === head.value
  if (!isOurs) return undefined
  const word = (index: number) => {
    const at = head.length + bodyOffset + 4 * index
    return at + 4 <= payload.length ? view.getUint32(at, littleEndian) : undefined
  }
  const [first, second] = [word(0) ?? 0, word(1) ?? 0]
  switch (view.getUint32(head.length, littleEndian)) {
    case kinds.answer:
      return { is: 'answer', errno: first }
    case kinds.forked: {
      const [child, group] = [word(2), word(3)]
      return child !== undefined && child === group ? { is: 'forked', parent: second, child } : undefined
    }
    case kinds.executed:
      // Whichever thread did it is the first one of its process afterwards.
      return { is: 'executed', pid: second }
    case kinds.renamed: {
      const at = head.length + bodyOffset + 8
      const name = payload.subarray(at, at + nameBytes)
      return first === second ? { is: 'renamed', pid: first, name: textOf(name) } : undefined
    }
    case kinds.ended:
      return first === second ? { is: 'ended', pid: first } : undefined
    default:
      return undefined
  }
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end))
}
