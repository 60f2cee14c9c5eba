/**
 * Routes and rules that another instance gets, and what is static in one configuration and an instance's in
 * the other: one step instead of two, because the kernel keeps them, as src/daemon/kernel/statics.ts and
 * src/vrrp/reload.ts have it. Goes by the line: what is written differently leaves and arrives.
 */
import { beginsAsBackup } from './addresses.ts'
import { insideOf } from './instances.ts'
import type { Matched } from './matched.ts'
import { type Step, stepOf } from './step.ts'

/** All steps, with those that are one made one; where the second of them was. */
export function withHandedOver(steps: readonly Step[], matched: readonly Matched[]): readonly Step[] {
  const leaving = Map.groupBy(
    steps.filter((step) => step.is === 'removed' && step.cost === 'leaves'),
    keyOf,
  )
  const owners = new Map(matched.map((one) => [insideOf(one.from, one.to), one]))
  const taken = new Set<Step>()
  const all = steps.map((step) => {
    if (step.is !== 'added' || step.cost !== 'arrives') return step
    const before = leaving.get(keyOf(step))?.find((one) => !taken.has(one) && mayStay(one, step, owners))
    if (before === undefined) return step
    taken.add(before)
    return moved(before, step, owners)
  })
  return all.filter((step) => !taken.has(step))
}

type Owners = ReadonlyMap<string, Matched>

const kinds = new Map([
  ['virtual_routes', 'routes'],
  ['static_routes', 'routes'],
  ['virtual_rules', 'rules'],
  ['static_rules', 'rules'],
  ['virtual_ipaddress', 'ipaddress'],
  ['virtual_ipaddress_excluded', 'ipaddress'],
  ['static_ipaddress', 'ipaddress'],
])

/** What is of no such kind is alike to nothing. */
function keyOf(step: Step): string {
  return `${kinds.get(step.keyword) ?? 'other'} ${step.name}`
}

function isStatic({ keyword }: Step): boolean {
  return keyword.startsWith('static_')
}

/** An address of an instance with a VMAC is on the VMAC, and a static one is not. */
function mayStay(before: Step, after: Step, owners: Owners): boolean {
  if (!kinds.has(after.keyword)) return false
  if (!after.keyword.includes('ipaddress')) return before.inside !== after.inside
  if (isStatic(before) === isStatic(after)) return false
  const [old, now] = [before.inside, after.inside].map((inside) => owners.get(inside ?? ''))
  return old?.from?.virtualInterface === undefined && now?.to?.virtualInterface === undefined
}

function moved(before: Step, after: Step, owners: Owners): Step {
  const { keyword, name, inside } = after
  const owner = owners.get(inside ?? '')
  const stays = owner === undefined || !beginsAsBackup(owner)
  const notes = !stays || owner === undefined ? [] : ['while master it stays where it is']
  const from = before.inside ?? before.keyword
  return stepOf({ is: 'moved', keyword, name, inside, from, cost: stays ? 'moves' : 'returns', notes })
}
