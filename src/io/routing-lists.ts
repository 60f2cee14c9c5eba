/** Lists of the kernel about routing: routes, rules, VRFs. Refuses nothing; reads only. */
import type { Family } from '../base/address.ts'
import { ok, type Result } from '../base/result.ts'
import { encodeListLinks } from '../netlink/link.ts'
import type { NetlinkMessage } from '../netlink/message.ts'
import { encodeListRoutes } from '../netlink/route.ts'
import { decodeRoute, type SeenRoute } from '../netlink/route-report.ts'
import { decodeRule, encodeListRules, type SeenRule } from '../netlink/rule.ts'
import { decodeVrf } from '../netlink/vrf.ts'
import type { Failure } from './failure.ts'
import type { NetlinkSocket } from './netlink.ts'

/**
 * The routes of the network namespace that bear this protocol number. The kernel sorts them out itself where
 * it can (4.20), so that a full Internet table costs nothing.
 */
export function listRoutes(socket: NetlinkSocket, protocol: number): Result<readonly SeenRoute[], Failure> {
  const found: SeenRoute[] = []
  for (const family of ['ipv4', 'ipv6'] as const) {
    const dumped = socket.dump(encodeListRoutes(family, protocol))
    if (!dumped.ok) {
      if (isFamilyMissing(family, dumped.error)) continue
      return dumped
    }
    for (const message of dumped.value) {
      const report = decodeRoute(message)
      if (report !== undefined && report.route.protocol === protocol) found.push(report.route)
    }
  }
  return ok(found)
}

/** All rules of policy routing of the network namespace. */
export function listRules(socket: NetlinkSocket): Result<readonly SeenRule[], Failure> {
  const found: SeenRule[] = []
  for (const family of ['ipv4', 'ipv6'] as const) {
    const dumped = socket.dump(encodeListRules(family))
    if (!dumped.ok) {
      if (isFamilyMissing(family, dumped.error)) continue
      return dumped
    }
    for (const message of dumped.value) found.push(...ruleOf(message))
  }
  return ok(found)
}

function ruleOf(message: NetlinkMessage): readonly SeenRule[] {
  const report = decodeRule(message)
  return report === undefined ? [] : [report.rule]
}

/** Tables of the VRFs of the network namespace, by their names. */
export function listVrfs(socket: NetlinkSocket): Result<ReadonlyMap<string, number>, Failure> {
  const dumped = socket.dump(encodeListLinks())
  if (!dumped.ok) return dumped
  const vrfs = dumped.value.flatMap((message) => decodeVrf(message) ?? [])
  return ok(new Map(vrfs.map(({ name, table }) => [name, table])))
}

/** A kernel without IPv6 has no list of it. */
function isFamilyMissing(family: Family, { code }: Failure): boolean {
  return family === 'ipv6' && ['EOPNOTSUPP', 'EAFNOSUPPORT', 'EPROTONOSUPPORT', 'EINVAL'].includes(code)
}
