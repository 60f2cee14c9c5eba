/**
 * When two routes or two rules are the same to the kernel: everything that it stores, as one text. Refuses to
 * look at what only this daemon knows, as whether a loss counts.
 */
import type { RouteSettings } from './route-settings.ts'
import type { RuleSettings } from './rule-settings.ts'

/** The same for two routes that the kernel would store alike, whatever instance they belong to. */
export function routeKey(route: RouteSettings): string {
  const { order: _order, tracked: _tracked, trackGroup: _trackGroup, ...stored } = route
  return stableText(stored)
}

/** The same for two rules that the kernel would store alike. */
export function ruleKey(rule: RuleSettings): string {
  const { tracked: _tracked, trackGroup: _trackGroup, ...stored } = rule
  return stableText(stored)
}

/** JSON that does not depend on the order in which the fields were set; absent and undefined are one. */
function stableText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${stableText(field)}`)
  return `{${fields.join(',')}}`
}
