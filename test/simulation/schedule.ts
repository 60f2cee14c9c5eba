/** What happens next in a simulated world: a heap of moments, equal ones in the order of their coming. */
interface Item {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

export interface Schedule {
  readonly add: (at: number, run: () => void) => void
  /** Takes the next one that is not after `last`. */
  readonly take: (last: number) => { readonly at: number; readonly run: () => void } | undefined
}

export function openSchedule(): Schedule {
  const heap: Item[] = []
  let order = 0
  const before = (a: Item, b: Item) => a.at < b.at || (a.at === b.at && a.order < b.order)
  const add = (at: number, run: () => void) => {
    const item = { at, order: order++, run }
    let place = heap.length
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = heap[parent]
      if (above === undefined || before(above, item)) break
      heap[place] = above
      place = parent
    }
    heap[place] = item
  }
  const take = (last: number) => {
    const first = heap[0]
    if (first === undefined || first.at > last) return undefined
    const item = heap.pop()
    if (item !== undefined && item !== first) sinkFrom(heap, item, before)
    return first
  }
  return { add, take }
}

function sinkFrom(heap: Item[], item: Item, before: (a: Item, b: Item) => boolean): void {
  let place = 0
  for (;;) {
    const left = heap[2 * place + 1]
    if (left === undefined) break
    const right = heap[2 * place + 2]
    const child = right !== undefined && before(right, left) ? right : left
    if (before(item, child)) break
    heap[place] = child
    place = child === right ? 2 * place + 2 : 2 * place + 1
  }
  heap[place] = item
}
