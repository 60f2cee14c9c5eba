/**
 * Routes and rules of instances, and everything static: lines to settings, in the order of the file, since
 * rules without a preference are numbered in that order. Refuses (fatally) interfaces that are not there, as
 * keepalived does.
 */
import type { Report } from '../../conf/diagnostics.ts'
import { type LineWords, type LineWorld, readRoute, type StaticGroups } from '../../vrrp/route-line.ts'
import type { RouteSettings } from '../../vrrp/route-settings.ts'
import { type FreePreferences, freePreferences, readRule } from '../../vrrp/rule-line.ts'
import type { RuleSettings } from '../../vrrp/rule-settings.ts'
import type { StaticSettings } from '../../vrrp/static-settings.ts'
import type { Draft } from '../grammar.ts'
import type { HostFacts } from '../settings.ts'
import type { StaticLine } from './blocks-static.ts'
import { completeStaticAddress, completeTrackGroups } from './complete-static.ts'

export interface InstanceLines {
  readonly routes: readonly RouteSettings[]
  readonly rules: readonly RuleSettings[]
}

export interface CompletedLines {
  readonly statics: StaticSettings
  /** By the name of the instance, each that was read. */
  readonly instances: ReadonlyMap<string, InstanceLines>
}

export const noLines: InstanceLines = { routes: [], rules: [] }

/** `host`: undefined when nothing is known of it. */
export function completeLines(draft: Draft, host: HostFacts | undefined, report: Report): CompletedLines {
  const world = worldOf(draft, host, report)
  const groups = completeTrackGroups(draft, report)
  const { staticRoutes, staticRules } = draft
  const above = groupsAbove(draft)
  const inWorld = (line: StaticLine): LineWorld => ({ ...world, groups: above(line) })
  const addresses = kept(draft.staticAddresses, (line) =>
    completeStaticAddress(line.words, inWorld(line), draft),
  )
  const routes = kept(staticRoutes, (line) => readRoute(line.words, inWorld(line)))
  const free = freePreferences()
  const rules: RuleSettings[] = []
  const instances = new Map<string, InstanceLines>()
  let next = 0
  const rulesAbove = (count: number) => {
    for (let line = staticRules[next]; line && line.instancesAbove <= count; line = staticRules[++next]) {
      const rule = readRule(line.words, free, inWorld(line))
      if (rule !== undefined) rules.push(rule)
    }
  }
  for (const [index, instance] of draft.instances.entries()) {
    rulesAbove(index)
    instances.set(instance.name.value, linesOf(instance, free, world))
  }
  rulesAbove(draft.instances.length)
  return { statics: { groups, addresses, routes, rules }, instances }
}

/** Most instances have none. */
function linesOf(
  lines: { readonly routes: readonly LineWords[]; readonly rules: readonly LineWords[] },
  free: FreePreferences,
  world: LineWorld,
): InstanceLines {
  if (lines.routes.length === 0 && lines.rules.length === 0) return noLines
  return {
    routes: kept(lines.routes, (words) => readRoute(words, world)),
    rules: kept(lines.rules, (words) => readRule(words, free, world)),
  }
}

/** Those lines that are not dropped. There may be very many. */
function kept<Line, T>(lines: readonly Line[], read: (line: Line) => T | undefined): readonly T[] {
  const found: T[] = []
  for (const line of lines) {
    const one = read(line)
    if (one !== undefined) found.push(one)
  }
  return found
}

function worldOf(draft: Draft, host: HostFacts | undefined, report: Report): LineWorld {
  const mayCome = draft.global.dynamicInterfaces !== undefined
  const there = new Map(host?.interfaces.map((known) => [known.name, known]))
  return {
    report,
    names: draft.names,
    hasInterface: host === undefined || mayCome ? undefined : (name) => there.has(name),
    isVrf: host === undefined ? undefined : (name) => (there.get(name)?.kind ?? 'vrf') === 'vrf',
    groups: undefined,
  }
}

/** keepalived knows only the groups above a line. */
function groupsAbove(draft: Draft): (line: StaticLine) => StaticGroups {
  const rank = new Map(draft.trackGroups.map(({ name }, index) => [name.value, index]))
  return (line) => ({ has: (name) => (rank.get(name) ?? line.groupsAbove) < line.groupsAbove })
}
