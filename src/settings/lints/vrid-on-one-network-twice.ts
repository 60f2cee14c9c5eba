/** One virtual_router_id on two interfaces that are in one network: RFC 9568, 5.2.3. */
import { familyOf, formatPrefix, fullLength } from '../../base/address.ts'
import type { HostInterface } from '../settings.ts'
import { alsoAt, type GroundInstance, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'
import { networkOf } from './networks.ts'

export const vridOnOneNetworkTwice: Lint = {
  code: 'vrid-on-one-network-twice',
  severity: 'warning',
  *find({ instances, host }) {
    if (host === undefined) return
    const first = new Map<string, GroundInstance>()
    for (const one of instances) {
      const { settings, draft } = one
      if (settings.unicast !== undefined || settings.interface === undefined) continue
      const facts = host.interfaces.get(settings.interface)
      for (const network of facts === undefined ? [] : networksOf(facts)) {
        const key = `${network} ${settings.vrid} ${settings.family} ${settings.destination}`
        const before = first.get(key)
        if (before === undefined) first.set(key, one)
        else if (before.settings.interface !== settings.interface) {
          const at = draft.vrid?.at ?? draft.name.at
          const shared =
            settings.virtualInterface?.is === 'vmac' && before.settings.virtualInterface?.is === 'vmac'
          yield {
            at,
            ...alsoAt(before.draft.vrid?.at, `vrrp_instance ${before.settings.name}`),
            message:
              `virtual_router_id ${settings.vrid} is that of vrrp_instance ${before.settings.name} ` +
              `(${lineOf(before.draft.name.at, at)}), and ${settings.interface} and ` +
              `${before.settings.interface} are both in ${network}`,
            instead: shared
              ? 'two interfaces of one link have the same MAC address, and hear the adverts of each other'
              : 'if that is one link, each hears the adverts of the other and takes them for its own router',
          }
          break
        }
      }
    }
  },
}

function networksOf({ networks = [] }: HostInterface): readonly string[] {
  return networks
    .filter(({ address, length }) => length < fullLength(familyOf(address)) && !address.startsWith('fe80:'))
    .map((prefix) => formatPrefix(networkOf(prefix)))
}
