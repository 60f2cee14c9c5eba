/**
 * Whose an address, route or rule is, for the log: who reads that the kernel refused one wants to know which
 * instance lacks it. Refuses to know what is in the kernel.
 */
import { type Holdings, holdingKeys, holdingsOf } from '../../vrrp/placement.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'

/** Fields of `kernel-refused`; neither: it is nobody's any more. */
export interface Holder {
  /** Names, where several instances hold the same. */
  readonly instance?: string
  /** Outside instances: keepalived.conf(5), STATIC. */
  readonly isStatic?: true
}

export interface Holders {
  /** What the configuration has, whether it is held or not. */
  configure(instances: readonly InstanceSettings[], statics: Holdings): void
  /** `thing`: holdings of one single thing. */
  of(thing: Partial<Holdings>): Holder
}

export function openHolders(): Holders {
  let index = () => indexOf([], nothing)
  return {
    configure: (instances, statics) => {
      // Made with the first refusal: where a thousand are refused, each must cost a look and no more.
      let made: Index | undefined
      index = () => {
        made ??= indexOf(instances, statics)
        return made
      }
    },
    of: (thing) => {
      const [key = ''] = holdingKeys({ ...nothing, ...thing })
      const { names, statics } = index()
      const found = names.get(key)
      if (found !== undefined) return { instance: found.join(', ') }
      return statics.has(key) ? { isStatic: true } : {}
    },
  }
}

/** By key. */
interface Index {
  readonly names: ReadonlyMap<string, readonly string[]>
  readonly statics: ReadonlySet<string>
}

function indexOf(instances: readonly InstanceSettings[], statics: Holdings): Index {
  const names = new Map<string, string[]>()
  for (const instance of instances) {
    for (const key of new Set(holdingKeys(holdingsOf(instance)))) {
      const others = names.get(key)
      if (others === undefined) names.set(key, [instance.name])
      else others.push(instance.name)
    }
  }
  return { names, statics: new Set(holdingKeys(statics)) }
}

const nothing: Holdings = { addresses: [], routes: [], rules: [] }
