/** Steps of vrrp_instance blocks and of what stands in them but addresses. */
import { routeLine } from '../../vrrp/route-line.ts'
import type { RouteSettings } from '../../vrrp/route-settings.ts'
import { ruleLine } from '../../vrrp/rule-line.ts'
import type { RuleSettings } from '../../vrrp/rule-settings.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'
import type { Cost } from './costs.ts'
import { lineSteps, routeKey, ruleKey } from './lines.ts'
import type { Matched, Side } from './matched.ts'
import { changedStep, type Sides, type Step, stepOf } from './step.ts'
import { type Change, isSame } from './words.ts'
import { instanceWords, toldChanges } from './words-instance.ts'

const keyword = 'vrrp_instance'

/** The block itself, then its routes and rules. */
export function instanceSteps(matched: Matched, sides: Sides<Side>): readonly Step[] {
  const { from, to, ran, runs } = matched
  const lines = [...routes(matched), ...rules(matched)]
  if (from === undefined && to !== undefined) return [added(to, runs), ...lines]
  if (to === undefined && from !== undefined) return [removed(from, ran), ...lines]
  if (from === undefined || to === undefined) return []
  return [...changed({ ...matched, from, to }, sides), ...lines]
}

function added({ name, priority, initial }: InstanceSettings, runs: boolean): Step {
  if (!runs) return stepOf({ is: 'added', keyword, name, cost: 'not-yet' })
  const owner = priority === 255 && initial === 'master'
  const note = owner ? 'it begins as MASTER' : 'it begins as BACKUP; its VIPs arrive when it becomes MASTER'
  return stepOf({ is: 'added', keyword, name, cost: 'starts', notes: [note] })
}

function removed({ name }: InstanceSettings, ran: boolean): Step {
  if (!ran) return stepOf({ is: 'removed', keyword, name, cost: 'not-yet' })
  const note = 'while master: it says good-bye with priority 0, and the peer takes over'
  return stepOf({ is: 'removed', keyword, name, cost: 'failover', notes: [note] })
}

type Both = Matched & { readonly from: InstanceSettings; readonly to: InstanceSettings }

function changed({ from, to, anew, ran, runs }: Both, { old, now }: Sides<Side>): readonly Step[] {
  const told = (side: Side, name: string) => ({
    notify: side.understood.notify.instances[name],
    report: side.understood.reports.instances[name],
  })
  const [before, after] = [told(old, from.name), told(now, to.name)]
  const changes: Change[] = []
  if (!isSame(from, to))
    changes.push(...instanceWords(from, to, keyword).filter((one) => isWorth(one, from, to)))
  changes.push(...toldChanges(before, after, keyword))
  if (ran !== runs) {
    const cost: Cost = runs ? 'starts' : 'failover'
    const note = runs ? 'it was left out until now' : 'keepalived-ts cannot run it: it is left out'
    return [stepOf({ is: 'changed', keyword, name: to.name, changes, cost, notes: [note] })]
  }
  if (ran) {
    if (anew) return [stepOf({ is: 'changed', keyword, name: to.name, changes, cost: 'failover' })]
    return changedStep({ keyword, name: to.name }, changes)
  }
  const idle = changes.map((one) => ({ ...one, cost: 'not-yet' as const, note: undefined }))
  return changedStep({ keyword, name: to.name }, idle)
}

/** Which addresses adverts name is told by the steps of those that come and go, as far as they do. */
function isWorth({ keyword: changed }: Change, from: InstanceSettings, to: InstanceSettings): boolean {
  if (changed !== 'virtual_ipaddress') return true
  const advertised = without(from.addresses, to.addresses)
  const all = without([...from.addresses, ...from.excluded], [...to.addresses, ...to.excluded])
  return advertised.size === 0 || [...advertised].some((address) => !all.has(address))
}

type Addressed = InstanceSettings['addresses']

/** What is in one of the two only. */
function without(a: Addressed, b: Addressed): ReadonlySet<string> {
  const names = (all: Addressed) => new Set<string>(all.map(({ prefix }) => prefix.address))
  const [first, second] = [names(a), names(b)]
  return new Set([...first, ...second].filter((name) => !(first.has(name) && second.has(name))))
}

function routes({ from, to, ran, runs }: Matched): readonly Step[] {
  return lineSteps<RouteSettings>(
    { old: from?.routes ?? [], now: to?.routes ?? [] },
    { keyword: 'virtual_routes', path: keyword, keyOf: routeKey, lineOf: routeLine },
    { inside: insideOf(from, to), runs: ran || runs },
  )
}

function rules({ from, to, ran, runs }: Matched): readonly Step[] {
  return lineSteps<RuleSettings>(
    { old: from?.rules ?? [], now: to?.rules ?? [] },
    { keyword: 'virtual_rules', path: keyword, keyOf: ruleKey, lineOf: ruleLine },
    { inside: insideOf(from, to), runs: ran || runs },
  )
}

/** How steps say where they are. */
export function insideOf(from: InstanceSettings | undefined, to: InstanceSettings | undefined): string {
  return `${keyword} ${to?.name ?? from?.name ?? ''}`
}
