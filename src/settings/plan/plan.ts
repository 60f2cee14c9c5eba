/**
 * What a reload from one configuration to another does: every difference in words of the configuration, and
 * what it costs a daemon that runs the old one. Pure and linear. Refuses to say whether the reload is
 * accepted (reload-verdict.ts) and what state an instance is in: where that decides, the step says so.
 */
import { addressSteps } from './addresses.ts'
import { type Cost, isVisible, worst } from './costs.ts'
import { followedSteps } from './followed.ts'
import { groupSteps } from './groups.ts'
import { withHandedOver } from './handed.ts'
import { instanceSteps } from './instances.ts'
import { staticSteps } from './lines.ts'
import { matchInstances, type Side } from './matched.ts'
import { serviceSteps } from './services.ts'
import { changedStep, type Sides, type Step } from './step.ts'
import { sharedWeights, withoutShared, withWeights } from './weights.ts'
import { isSame } from './words.ts'
import { globalWords, rootWords } from './words-global.ts'

export type { Cost } from './costs.ts'
export { costText, isVisible } from './costs.ts'
export type { Side } from './matched.ts'
export type { Step } from './step.ts'
export type { Change } from './words.ts'

export interface ReloadPlan {
  /** What goes before what comes; parts of a block right after it. */
  readonly steps: readonly Step[]
  /** Of the worst step. */
  readonly cost: Cost
  /** Whether hosts around this one, or clients, can notice. */
  readonly visible: boolean
}

export function planOf(old: Side, now: Side): ReloadPlan {
  const sides: Sides<Side> = { old, now }
  const understood = { old: old.understood, now: now.understood }
  const matched = matchInstances(sides)
  const addresses = addressSteps(matched)
  const weights = sharedWeights(matched, understood)
  const told = [
    ...globalSteps({ old: understood.old.global, now: understood.now.global }),
    ...groupSteps(understood, matched),
    ...matched.flatMap((one) => [
      ...instanceSteps(withoutShared(one, weights), sides),
      ...(addresses.get(one) ?? []),
    ]),
    ...withWeights(followedSteps(understood), weights),
    ...staticSteps({ old: understood.old.statics, now: understood.now.statics }),
    ...serviceSteps(sides),
  ]
  const steps = withHandedOver(told, matched)
  const cost = worst(steps.map((step) => step.cost))
  return { steps, cost, visible: steps.some((step) => isVisible(step.cost)) }
}

function globalSteps({ old, now }: Sides<Side['understood']['global']>): readonly Step[] {
  if (isSame(old, now)) return []
  return [
    ...changedStep({ keyword: '', name: '' }, rootWords(old, now, '')),
    ...changedStep({ keyword: 'global_defs', name: '' }, globalWords(old, now, 'global_defs')),
  ]
}
