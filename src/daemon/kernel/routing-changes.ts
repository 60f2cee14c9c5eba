/**
 * Out of notifications, which routes and rules others have taken away or replaced. A host may have a whole
 * Internet of routes: whatever cannot be ours is passed over by a look at one byte.
 */
import { messageFlag, type NetlinkMessage } from '../../netlink/message.ts'
import { routeMessage } from '../../netlink/route.ts'
import { decodeRoute, placeOfRoute, type SeenRoute } from '../../netlink/route-report.ts'
import { decodeRule, ruleMessage } from '../../netlink/rule.ts'

export interface Gone {
  /** Where it was, with `route ` or `rule ` before it. */
  readonly place: string
  /** Undefined: a rule. */
  readonly route: SeenRoute | undefined
}

export interface RoutingChanges {
  readonly gone: readonly Gone[]
  /** Places of routes in which something else is now. */
  readonly replaced: readonly string[]
}

/** Leaves out what the netlink socket of the given port did. */
export function readRoutingChanges(messages: readonly NetlinkMessage[], ownPort: number): RoutingChanges {
  const gone: Gone[] = []
  const replaced: string[] = []
  for (const message of messages) {
    if (message.port === ownPort) continue
    if (message.type === ruleMessage.delRule) {
      const report = decodeRule(message)
      if (report !== undefined) gone.push({ place: `rule ${report.rule.identity}`, route: undefined })
      continue
    }
    const isGone = message.type === routeMessage.delRoute
    const isReplaced = message.type === routeMessage.newRoute && (message.flags & messageFlag.replace) !== 0
    if (!isGone && !isReplaced) continue
    const report = decodeRoute(message)
    if (report === undefined) continue
    const place = `route ${placeOfRoute(report.route)}`
    if (isGone) gone.push({ place, route: report.route })
    else replaced.push(place)
  }
  return { gone, replaced }
}
