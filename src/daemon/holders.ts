/**
 * Whose an address, route or rule is, for the log: who reads that the kernel refused one wants to know which
 * instance lacks it. Refuses to know what is in the kernel.
 */
import { type Holdings, holdingKeys, holdingsOf } from '../vrrp/placement.ts'
import type { InstanceSettings } from '../vrrp/settings.ts'

/** Fields of `kernel-refused`; neither: it is nobody's any more. */
export interface Holder {
  /** Names, where several instances hold the same. */
  readonly instance?: string
  /** Outside instances: keepalived.conf(5), STATIC. */
  readonly isStatic?: true
}

/** `thing`: holdings of one single thing. */
export function holderOf(
  thing: Partial<Holdings>,
  among: { readonly instances: readonly InstanceSettings[]; readonly statics: Holdings },
): Holder {
  const [key] = holdingKeys({ ...nothing, ...thing })
  const has = (holdings: Holdings) => holdingKeys(holdings).some((other) => other === key)
  const names = among.instances.filter((one) => has(holdingsOf(one))).map(({ name }) => name)
  if (names.length > 0) return { instance: names.join(', ') }
  return has(among.statics) ? { isStatic: true } : {}
}

const nothing: Holdings = { addresses: [], routes: [], rules: [] }
