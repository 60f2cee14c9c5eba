/** Steps of lines: routes and rules by what tells them apart in the kernel, static addresses. */
import { formatPrefix } from '../../base/address.ts'
import { difference } from '../../base/difference.ts'
import { addressLine } from '../../vrrp/address-line.ts'
import { routeLine } from '../../vrrp/route-line.ts'
import type { RouteSettings } from '../../vrrp/route-settings.ts'
import { ruleLine } from '../../vrrp/rule-line.ts'
import type { RuleSettings } from '../../vrrp/rule-settings.ts'
import type { StaticAddress, StaticSettings } from '../../vrrp/static-settings.ts'
import type { Cost } from './costs.ts'
import { asList, plainly } from './show.ts'
import { namedSteps, type Sides, type Step, stepOf, withOrdinals } from './step.ts'
import { compare, elsewhere, isLater, word } from './words.ts'

/** One kind of line. */
export interface LineKind<T> {
  readonly keyword: string
  /** Of the block around; empty: the top level. */
  readonly path: string
  readonly keyOf: (item: T) => string
  readonly lineOf: (item: T) => string
}

export function lineSteps<T>(
  { old, now }: Sides<readonly T[]>,
  { keyword, path, keyOf, lineOf }: LineKind<T>,
  around: { readonly inside: string | undefined; readonly runs: boolean },
): readonly Step[] {
  if (old.length === 0 && now.length === 0) return []
  const key = (one: { readonly key: string }) => one.key
  const keys = { ofPresent: key, ofWanted: key }
  const { added, removed, kept } = difference(withOrdinals(old, keyOf), withOrdinals(now, keyOf), keys)
  const idle = !around.runs || isLater(path === '' ? keyword : `${path}/${keyword}`)
  const priced = (cost: Cost): Cost => (idle ? 'not-yet' : cost)
  const { inside } = around
  const step = (is: 'added' | 'removed', item: T) => {
    const cost = priced(is === 'added' ? 'arrives' : 'leaves')
    return stepOf({ is, keyword, name: lineOf(item), inside, cost })
  }
  return [
    ...removed.map(({ item }) => step('removed', item)),
    ...kept.flatMap(({ present, wanted }) => {
      const [from, to] = [lineOf(present.item), lineOf(wanted.item)]
      if (from === to) return []
      const change = { keyword, from, to, cost: priced('returns'), note: undefined }
      return [stepOf({ is: 'changed', keyword, name: to, inside, changes: [change] })]
    }),
    ...added.map(({ item }) => step('added', item)),
  ]
}

/** What makes two routes different ones: ip-route(8), replace. */
export function routeKey({ destination, table, vrf, tos, priority }: RouteSettings): string {
  return `${formatPrefix(destination)} ${vrf ?? table} ${tos ?? 0} ${priority ?? ''}`
}

export function ruleKey({ family, preference }: RuleSettings): string {
  return `${family} ${preference}`
}

/** Addresses, routes and rules outside instances, and who follows them. */
export function staticSteps({ old, now }: Sides<StaticSettings>): readonly Step[] {
  const around = { inside: undefined, runs: true }
  return [
    ...namedSteps(
      { old: old.groups, now: now.groups },
      {
        keyword: 'track_group',
        nameOf: ({ name }) => name,
        changes: compare<StaticSettings['groups'][number]>({
          name: elsewhere,
          members: word('group', asList(plainly), { cost: 'may-fail-over' }),
        }),
      },
    ),
    ...lineSteps<StaticAddress>(
      { old: old.addresses, now: now.addresses },
      {
        ...{ keyword: 'static_ipaddress', path: '', lineOf: addressLine },
        keyOf: (one) => `${one.interface} ${one.prefix.address}`,
      },
      around,
    ),
    ...lineSteps(
      { old: old.routes, now: now.routes },
      { keyword: 'static_routes', path: '', keyOf: routeKey, lineOf: routeLine },
      around,
    ),
    ...lineSteps(
      { old: old.rules, now: now.rules },
      { keyword: 'static_rules', path: '', keyOf: ruleKey, lineOf: ruleLine },
      around,
    ),
  ]
}
