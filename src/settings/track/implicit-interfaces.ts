/**
 * Interfaces that an instance follows without a word: its own, and those of what it puts there.
 * keepalived.conf(5), dont_track_primary and no_track.
 */
import type { ImplicitInterface } from '../../track/settings.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'

/** What of an instance decides. */
export type Needing = Pick<
  InstanceSettings,
  'interface' | 'trackPrimary' | 'addresses' | 'excluded' | 'routes' | 'rules'
>

/** Each once, its own first. */
export function implicitInterfaces(instance: Needing): readonly ImplicitInterface[] {
  const found = new Map<string, ImplicitInterface>()
  const add = (name: string | undefined, because: ImplicitInterface['because']) => {
    if (name !== undefined && !found.has(name)) found.set(name, { interface: name, because })
  }
  if (instance.trackPrimary) add(instance.interface, 'own')
  for (const list of [instance.addresses, instance.excluded]) {
    for (const one of list) if (one.untracked !== true) add(one.interface, 'address')
  }
  for (const route of instance.routes) if (route.tracked) add(route.interface, 'route')
  for (const rule of instance.rules) {
    if (!rule.tracked) continue
    add(rule.inputInterface, 'rule')
    add(rule.outputInterface, 'rule')
  }
  return [...found.values()]
}
