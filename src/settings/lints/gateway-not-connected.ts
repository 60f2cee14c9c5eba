/** A virtual route by a gateway that no link leads to: the kernel refuses such a route. */
import type { NexthopSettings, RouteSettings } from '../../vrrp/route-settings.ts'
import type { Ground, GroundInstance } from './ground.ts'
import type { Lint } from './lint.ts'
import { type NetworkIndex, networkIndex } from './networks.ts'

type Hop = Pick<NexthopSettings, 'via' | 'onlink'>

export const gatewayNotConnected: Lint = {
  code: 'gateway-not-connected',
  severity: 'warning',
  *find(ground) {
    const { host, instances } = ground
    if (host?.knowsNetworks !== true) return
    const brought = bringing(ground)
    for (const instance of instances) {
      for (const route of instance.settings.routes) {
        for (const { via, onlink } of [route, ...route.nexthops] satisfies readonly Hop[]) {
          if (via === undefined || onlink || via.startsWith('fe80:')) continue
          if (host.networks.around(via).length > 0 || brought.around(via).length > 0) continue
          yield {
            at: placeOf(via, instance),
            message: `the gateway ${via} is in no network of this host, nor in one of the addresses here`,
            instead: 'the kernel refuses the route: the master is without it',
          }
        }
      }
    }
  },
}

/** What the addresses and the routes of the configuration lead to without a gateway. */
function bringing({ instances, understood: { statics } }: Ground): NetworkIndex {
  const index = networkIndex()
  const addRoutes = (routes: readonly RouteSettings[]) => {
    for (const { via, nexthops, destination } of routes) {
      if (via === undefined && nexthops.length === 0) index.add(destination, '')
    }
  }
  for (const { prefix } of statics.addresses) index.add(prefix, '')
  addRoutes(statics.routes)
  for (const { settings, addresses } of instances) {
    for (const { prefix } of addresses) index.add(prefix, '')
    addRoutes(settings.routes)
  }
  return index
}

function placeOf(via: string, { draft }: GroundInstance) {
  for (const words of draft.routes) {
    const word = words.find(({ text }) => text === via)
    if (word !== undefined) return word.span
  }
  return draft.name.at
}
