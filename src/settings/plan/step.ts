/** The steps of a plan: what each is about and how lists of things with a name become steps. */
import { type Difference, difference } from '../../base/difference.ts'
import { type Cost, worst } from './costs.ts'
import { type Change, type Compare, isLater, isSame } from './words.ts'

export interface Step {
  readonly is: 'added' | 'removed' | 'changed' | 'moved'
  /** As the configuration calls it; empty: what stands at the top level for the daemon as a whole. */
  readonly keyword: string
  /** Empty where there is only one. */
  readonly name: string
  /** The block around, with its name: `vrrp_instance VI_1`. */
  readonly inside: string | undefined
  /** Moved: the block that it comes from. */
  readonly from: string | undefined
  readonly changes: readonly Change[]
  /** The worst of it and its changes. */
  readonly cost: Cost
  readonly notes: readonly string[]
}

/** One step; its cost is at least that of its changes. */
export function stepOf(
  given: Pick<Step, 'is' | 'keyword' | 'name'> &
    Partial<Pick<Step, 'inside' | 'from' | 'changes' | 'cost' | 'notes'>>,
): Step {
  const { inside, from, changes = [], cost = 'none', notes = [] } = given
  return {
    is: given.is,
    keyword: given.keyword,
    name: given.name,
    inside,
    from,
    changes,
    cost: worst([cost, ...changes.map((change) => change.cost)]),
    notes,
  }
}

/** Changed, unless nothing is. */
export function changedStep(
  of: Pick<Step, 'keyword' | 'name'> & Partial<Pick<Step, 'inside'>>,
  changes: readonly Change[],
): readonly Step[] {
  return changes.length === 0 ? [] : [stepOf({ is: 'changed', ...of, changes })]
}

export interface Sides<T> {
  readonly old: T
  readonly now: T
}

export interface Named<T> {
  /** Of the block. */
  readonly keyword: string
  readonly nameOf: (item: T) => string
  readonly changes: Compare<T>
  /** What coming and going costs by itself; none where others pay for it. */
  readonly added?: Cost
  readonly removed?: Cost
  readonly notes?: Partial<Record<'added' | 'removed', readonly string[]>>
}

/** Things that a name tells apart. */
export function namedSteps<T>({ old, now }: Sides<readonly T[]>, by: Named<T>): readonly Step[] {
  const { keyword, nameOf, notes = {} } = by
  const { added, removed, kept } = difference(old, now, { ofPresent: nameOf, ofWanted: nameOf })
  const priced = (cost: Cost = 'none'): Cost => (isLater(keyword) ? 'not-yet' : cost)
  return [
    ...removed.map((item) =>
      stepOf({
        ...{ is: 'removed', keyword, name: nameOf(item) },
        ...{ cost: priced(by.removed), notes: notes.removed ?? [] },
      }),
    ),
    ...kept.flatMap(({ present, wanted }) =>
      isSame(present, wanted)
        ? []
        : changedStep({ keyword, name: nameOf(wanted) }, by.changes(present, wanted, keyword)),
    ),
    ...added.map((item) =>
      stepOf({
        ...{ is: 'added', keyword, name: nameOf(item) },
        ...{ cost: priced(by.added), notes: notes.added ?? [] },
      }),
    ),
  ]
}

/** What is there twice by its key gets an ordinal, so that no rival is lost. */
export function withOrdinals<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly { readonly key: string; readonly item: T }[] {
  const seen = new Map<string, number>()
  return items.map((item) => {
    const key = keyOf(item)
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return { key: count === 1 ? key : `${key} (${count})`, item }
  })
}

/** The same for both sides at once: the second of one key goes on as the second. */
export function differenceOf<T>(
  { old, now }: Sides<readonly T[]>,
  keyOf: (item: T) => string,
): Difference<T, T> {
  const key = (one: { readonly key: string }) => one.key
  const keys = { ofPresent: key, ofWanted: key }
  const { added, removed, kept } = difference(withOrdinals(old, keyOf), withOrdinals(now, keyOf), keys)
  return {
    added: added.map(({ item }) => item),
    removed: removed.map(({ item }) => item),
    kept: kept.map(({ present, wanted }) => ({ present: present.item, wanted: wanted.item })),
  }
}
