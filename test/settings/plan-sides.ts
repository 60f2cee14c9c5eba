/** Two configurations and the plan from one to the other, as tests tell of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
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

/** V on eth0 with these addresses. */
export function instance(
  more = '',
  given: { readonly name?: string; readonly vrid?: number; readonly vips?: string } = {},
) {
  const { name = 'V', vrid = 51, vips = '192.0.2.100/24' } = given
  const head = `interface eth0\nvirtual_router_id ${vrid}\nvirtual_ipaddress {\n${vips}\n}`
  return `vrrp_instance ${name} {\n${head}\n${more}\n}\n`
}

/** Beside V. */
export function second(vips = '192.0.2.101/24'): string {
  return instance('', { name: 'W', vrid: 52, vips })
}

export interface PlanCase {
  readonly says: string
  readonly old: string
  readonly now: string
  readonly lines: readonly string[]
}

export function checkPlans(cases: readonly PlanCase[]): void {
  for (const { says, old, now, lines } of cases) {
    test(says, () => assert.deepEqual(linesOf(planTexts(old, now)), lines))
  }
}
