/** Which capabilities this process has (capabilities(7)), asked of the running kernel. */
import { readFileSync } from 'node:fs'

/** Bit numbers of linux/capability.h. */
const bits = { CAP_NET_ADMIN: 12, CAP_NET_RAW: 13 } as const
export type Capability = keyof typeof bits

/** Those of `needed` that are not in the effective set. */
export function missingCapabilities(needed: readonly Capability[]): readonly Capability[] {
  const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  const effective = BigInt(`0x${line?.[1] ?? '0'}`)
  return needed.filter((name) => ((effective >> BigInt(bits[name])) & 1n) === 0n)
}
