/** Two configurations and the plan from one to the other, as tests tell of them. */
import type { LvsSettings } from '../../src/lvs/settings.ts'
import { planOf, type ReloadPlan, type Side } from '../../src/settings/plan/plan.ts'
import type { VrrpSettings } from '../../src/vrrp/settings.ts'
import { load } from './example-host.ts'

const empty = load('')

/** Settings without text. */
export function sideOf(parts: { readonly vrrp?: VrrpSettings; readonly lvs?: LvsSettings }): Side {
  const { vrrp = empty.understood.vrrp, lvs = { services: [] } } = parts
  const understood = { ...empty.understood, vrrp, lvs: { ...empty.understood.lvs, services: lvs.services } }
  return { understood, settings: { ...understood, lvs } }
}

export function planTexts(old: string, now: string): ReloadPlan {
  return planOf(load(old), load(now))
}

/** One line a step and one a change, as a person would write it down. */
export function linesOf({ steps }: ReloadPlan): readonly string[] {
  return steps.flatMap(({ is, keyword, name, inside, from, changes, cost }) => {
    const where = inside === undefined ? '' : `${inside}: `
    const title = [is, keyword, name, ...(from === undefined ? [] : [`from ${from}`])]
    return [
      `${where}${title.filter((part) => part !== '').join(' ')} (${cost})`,
      ...changes.map((one) => `  ${one.keyword} ${one.from ?? '-'} -> ${one.to ?? '-'} (${one.cost})`),
    ]
  })
}
