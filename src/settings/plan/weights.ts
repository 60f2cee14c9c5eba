/**
 * A weight that stands in the block of what is tracked is one edit, though every instance that tracks it has
 * another weight then: it is told once, at the block. Refuses to guess: where instances differ in what
 * changes, each tells its own.
 */
import type { InstanceSettings, Tracked } from '../../vrrp/settings.ts'
import type { Understood } from '../understood.ts'
import type { Matched } from './matched.ts'
import { plainly } from './show.ts'
import { changedStep, type Sides, type Step, stepOf } from './step.ts'
import { word } from './words.ts'

const blocks = {
  trackScripts: 'vrrp_script',
  trackFiles: 'track_file',
  trackProcesses: 'vrrp_track_process',
  trackBfd: 'bfd_instance',
} as const
type Field = keyof typeof blocks
const fields: readonly Field[] = ['trackScripts', 'trackFiles', 'trackProcesses', 'trackBfd']

/** What stands for all entries of one thing that change alike. */
export interface SharedWeight {
  readonly field: Field
  readonly from: Tracked
  readonly to: Tracked
  readonly instances: readonly string[]
}

export function sharedWeights(
  matched: readonly Matched[],
  sides: Sides<Pick<Understood, 'tracks'>>,
): readonly SharedWeight[] {
  return fields.flatMap((field) => {
    const changed = matched.flatMap((one) => changesOf(one, field))
    return [...Map.groupBy(changed, ({ from }) => from.name).values()].flatMap((alike) => {
      const [first] = alike
      if (first === undefined || alike.some((one) => !isAlike(one, first))) return []
      const isShared = field === 'trackFiles' ? isOfBlock(first, sides) : alike.length > 1
      return isShared ? [{ field, ...first, instances: alike.map(({ instance }) => instance) }] : []
    })
  })
}

interface Changed {
  readonly instance: string
  readonly from: Tracked
  readonly to: Tracked
}

function changesOf({ from, to }: Matched, field: Field): readonly Changed[] {
  if (from === undefined || to === undefined) return []
  const before = new Map(from[field].map((one) => [one.name, one]))
  return to[field].flatMap((now) => {
    const then = before.get(now.name)
    return then === undefined || isSameWeight(then, now) ? [] : [{ instance: to.name, from: then, to: now }]
  })
}

function isAlike(a: Changed, b: Changed): boolean {
  return isSameWeight(a.from, b.from) && isSameWeight(a.to, b.to)
}

function isSameWeight(
  a: Pick<Tracked, 'weight' | 'reverse'>,
  b: Pick<Tracked, 'weight' | 'reverse'>,
): boolean {
  return a.weight === b.weight && a.reverse === b.reverse
}

/** Settings of a file know the weight of its block. */
function isOfBlock({ from, to }: Changed, { old, now }: Sides<Pick<Understood, 'tracks'>>): boolean {
  const before = old.tracks.files.find(({ name }) => name === from.name)
  const after = now.tracks.files.find(({ name }) => name === to.name)
  return before !== undefined && after !== undefined && isSameWeight(before, from) && isSameWeight(after, to)
}

/** As if what is told at the block had been so before. */
export function withoutShared(matched: Matched, shared: readonly SharedWeight[]): Matched {
  const { from } = matched
  if (from === undefined || shared.length === 0) return matched
  const settled = (field: Field): readonly Tracked[] =>
    from[field].map((one) => {
      const change = shared.find((each) => each.field === field && each.from.name === one.name)
      if (change === undefined || !isSameWeight(change.from, one)) return one
      return { ...one, weight: change.to.weight, reverse: change.to.reverse }
    })
  const trackers: Pick<InstanceSettings, Field> = {
    trackScripts: settled('trackScripts'),
    trackFiles: settled('trackFiles'),
    trackProcesses: settled('trackProcesses'),
    trackBfd: settled('trackBfd'),
  }
  return { ...matched, from: { ...from, ...trackers } }
}

/** Steps of what instances follow, with the weights; that of a file is in its step already. */
export function withWeights(steps: readonly Step[], shared: readonly SharedWeight[]): readonly Step[] {
  const all = [...steps]
  for (const { field, from, to, instances } of shared) {
    if (field === 'trackFiles') continue
    const keyword = blocks[field]
    const changes = word<Tracked>('weight', weightText, {
      cost: 'may-fail-over',
      note: `it decides on priority and faults of ${namesText(instances)} from now on`,
    })(from, to, keyword)
    const at = all.findIndex((step) => step.keyword === keyword && step.name === to.name)
    const before = all[at]
    if (before === undefined) all.push(...changedStep({ keyword, name: to.name }, changes))
    else all[at] = stepOf({ ...before, changes: [...before.changes, ...changes] })
  }
  return all
}

function weightText({ weight, reverse }: Tracked): string {
  return `${plainly(weight)}${reverse ? ' reverse' : ''}`
}

const namesMax = 4

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, namesMax).join(', ')
  return names.length <= namesMax ? shown : `${shown} and ${names.length - namesMax} more`
}
