/**
 * Routes and rules from the words of the configuration to those of the kernel: interfaces by their indices,
 * VRFs by their tables. Refuses (with undefined) what names an interface or a VRF that is not there now.
 */
import type { Nexthop, RouteWish } from '../../netlink/route.ts'
import type { RuleWish } from '../../netlink/rule.ts'
import type { RouteSettings } from '../../vrrp/route-settings.ts'
import type { RuleSettings } from '../../vrrp/rule-settings.ts'

export interface HostNames {
  /** Index of an interface; undefined: it is not there. */
  indexOf(name: string): number | undefined
  /** Routing table of a VRF; undefined: it is not there. */
  tableOf(vrf: string): number | undefined
}

export function routeWish(route: RouteSettings, names: HostNames): RouteWish | undefined {
  const { interface: device, vrf, nexthops, tracked: _tracked, trackGroup: _group, ...same } = route
  const index = device === undefined ? undefined : names.indexOf(device)
  const table = vrf === undefined ? route.table : names.tableOf(vrf)
  const hops = nexthops.flatMap((hop): Nexthop[] => {
    const { interface: through, ...rest } = hop
    if (through === undefined) return [rest]
    const at = names.indexOf(through)
    return at === undefined ? [] : [{ ...rest, index: at }]
  })
  if (device !== undefined && index === undefined) return undefined
  if (table === undefined || hops.length < nexthops.length) return undefined
  return { ...same, ...(index === undefined ? {} : { index }), table, nexthops: hops }
}

export function ruleWish(rule: RuleSettings): RuleWish {
  const { tracked: _tracked, trackGroup: _group, ...wish } = rule
  return wish
}

/** All interfaces that the route goes through. */
export function interfacesOf(route: RouteSettings): readonly string[] {
  const all = [route.interface, ...route.nexthops.map((hop) => hop.interface)]
  return all.filter((name) => name !== undefined)
}
