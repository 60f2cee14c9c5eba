/**
 * The kernel's machine for classic BPF, as Documentation/networking/filter.rst describes it: enough of it to
 * run our socket filters without a kernel. Anything it does not know is an error of the test.
 */
import { endianness } from 'node:os'

/** Hexadecimal digits, blanks ignored. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'))
}

/** How many bytes of the packet pass; 0: it is dropped. */
export function interpret(program: Uint8Array, packet: Uint8Array): number {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength)
  const data = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  const little = endianness() === 'LE'
  let a = 0
  let x = 0
  for (let at = 0; at + 8 <= program.length; at += 8) {
    const operation = code.getUint16(at, little)
    const k = code.getUint32(at + 4, little)
    const jump = (taken: boolean) => {
      at += 8 * code.getUint8(at + (taken ? 2 : 3))
    }
    const reach = (offset: number, size: number) => offset + size <= packet.length
    const taken = comparison(operation, { a, k, x })
    if (taken !== undefined) {
      jump(taken)
      continue
    }
    switch (operation) {
      case 0x06:
        return k
      case 0x00:
        a = k
        break
      case 0x20:
      case 0x28:
      case 0x30: {
        const size = operation === 0x20 ? 4 : operation === 0x28 ? 2 : 1
        if (!reach(k, size)) return 0
        a = size === 4 ? data.getUint32(k) : size === 2 ? data.getUint16(k) : data.getUint8(k)
        break
      }
      case 0x50:
        if (!reach(x + k, 1)) return 0
        a = data.getUint8(x + k)
        break
      case 0x80:
        a = packet.length
        break
      case 0xb1:
        if (!reach(k, 1)) return 0
        x = 4 * (data.getUint8(k) & 0x0f)
        break
      case 0x04:
        a = (a + k) >>> 0
        break
      case 0x07:
      case 0x87:
        ;[x, a] = operation === 0x07 ? [a, a] : [x, x]
        break
      default:
        throw new Error(`unknown instruction 0x${operation.toString(16)}`)
    }
  }
  throw new Error('the program has no end')
}

/** Of the conditional jumps. */
function comparison(operation: number, { a, k, x }: Record<'a' | 'k' | 'x', number>): boolean | undefined {
  switch (operation) {
    case 0x15:
      return a === k
    case 0x1d:
      return a === x
    case 0x2d:
      return a > x
    case 0x45:
      return (a & k) !== 0
    default:
      return undefined
  }
}
