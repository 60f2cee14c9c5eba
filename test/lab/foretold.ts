/**
 * What `plan` says beforehand beside what the kernel tells of a reload: no address leaves that the plan has
 * not named, nor one of an instance that the plan has not called at risk.
 */

import { type Loaded, loadSettings } from '../../src/settings/load.ts'
import { planOf, type Step } from '../../src/settings/plan/plan.ts'

/** IPv4 addresses among those deleted of which the plan says nothing. */
export function unforetold(old: string, now: string, deleted: readonly string[]): readonly string[] {
  const before = understoodOf(old)
  const { steps } = planOf(before, understoodOf(now))
  const risky = atRisk(before, steps)
  const named = steps.filter(({ cost }) => cost === 'leaves' || cost === 'returns')
  return deleted.filter((address) => {
    const word = new RegExp(`(^| )${address.replaceAll('.', '\\.')}(/| |$)`)
    const isNamed = named.some(
      (step) => word.test(step.name) || step.changes.some(({ from = '' }) => word.test(from)),
    )
    return !isNamed && !holdersOf(before, address).some((name) => risky.has(name))
  })
}

function understoodOf(text: string): Loaded {
  return loadSettings({ file: 'k.conf', text, read: { include: () => [] }, host: undefined, id: 'node' })
}

/** Members of a group share what comes to one of them. */
function atRisk({ understood }: Loaded, steps: readonly Step[]): ReadonlySet<string> {
  const isGrave = ({ cost }: Step) =>
    cost === 'failover' || cost === 'may-fail-over' || cost === 'interrupted'
  const grave = steps.filter(isGrave)
  // A step bears the new name.
  const names = grave.flatMap((step) => [
    step.name,
    ...step.changes.flatMap(({ keyword, from }) =>
      keyword === 'vrrp_instance' && from !== undefined ? [from] : [],
    ),
  ])
  const risky = new Set(names)
  for (const { name, members } of understood.vrrp.groups) {
    if (risky.has(name) || members.some((member) => risky.has(member)))
      for (const each of members) risky.add(each)
  }
  if (grave.some(({ keyword }) => keyword === 'vrrp_sync_group')) {
    for (const { name } of understood.vrrp.instances) risky.add(name)
  }
  return risky
}

function holdersOf({ understood }: Loaded, address: string): readonly string[] {
  return understood.vrrp.instances
    .filter((one) => [...one.addresses, ...one.excluded].some(({ prefix }) => prefix.address === address))
    .map(({ name }) => name)
}
