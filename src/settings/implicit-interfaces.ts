/**
 * Interfaces that an instance follows without a word: its own, and those of what it puts there.
 * keepalived.conf(5), dont_track_primary and no_track.
 */
import type { ImplicitInterface } from '../track/settings.ts'
import type { InstanceSettings } from '../vrrp/settings.ts'

/** Each once, its own first. */
export function implicitInterfaces(
  instance: Pick<InstanceSettings, 'interface' | 'addresses' | 'excluded'>,
): readonly ImplicitInterface[] {
  const found = new Map<string, ImplicitInterface>()
  const add = (name: string | undefined, because: ImplicitInterface['because']) => {
    if (name !== undefined && !found.has(name)) found.set(name, { interface: name, because })
  }
  add(instance.interface, 'own')
  for (const list of [instance.addresses, instance.excluded]) {
    for (const one of list) add(one.interface, 'address')
  }
  return [...found.values()]
}
