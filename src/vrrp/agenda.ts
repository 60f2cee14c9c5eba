/**
 * Who has to wake up next: a binary heap with one entry per name, whose moment can be changed in place. With
 * a thousand instances one advert costs a few comparisons. Refuses to know what happens then.
 */
import type { Micros } from '../base/time.ts'

interface Entry {
  readonly name: string
  at: Micros
  /** Where it stands in the heap. */
  place: number
}

/** A container that only `plan` and `clear` change. */
export interface Agenda {
  readonly heap: Entry[]
  readonly byName: Map<string, Entry>
}

export function openAgenda(): Agenda {
  return { heap: [], byName: new Map() }
}

/** The earliest moment, in constant time. */
export function nextAt(agenda: Agenda): Micros | undefined {
  return agenda.heap[0]?.at
}

/** Nobody has to wake up any more. */
export function clear(agenda: Agenda): void {
  agenda.heap.length = 0
  agenda.byName.clear()
}

/** Sets, moves or, with undefined, removes the moment of a name. */
export function plan(agenda: Agenda, name: string, at: Micros | undefined): void {
  const entry = agenda.byName.get(name)
  if (entry === undefined) {
    if (at !== undefined) add(agenda, { name, at, place: agenda.heap.length })
    return
  }
  if (entry.at === at) return
  if (at === undefined) remove(agenda, entry)
  else {
    entry.at = at
    settle(agenda.heap, entry)
  }
}

/** All names due at the moment, the earliest first. They stay on the agenda until planned anew. */
export function dueNames(agenda: Agenda, at: Micros): string[] {
  const due: Entry[] = []
  const pending = [0]
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const entry = agenda.heap[place]
    if (entry === undefined || entry.at > at) continue
    due.push(entry)
    pending.push(2 * place + 1, 2 * place + 2)
  }
  return due.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1)).map((entry) => entry.name)
}

function add(agenda: Agenda, entry: Entry): void {
  agenda.byName.set(entry.name, entry)
  agenda.heap.push(entry)
  settle(agenda.heap, entry)
}

/** The last one takes its place. */
function remove(agenda: Agenda, entry: Entry): void {
  agenda.byName.delete(entry.name)
  const last = agenda.heap.pop()
  if (last === undefined || last === entry) return
  put(agenda.heap, entry.place, last)
  settle(agenda.heap, last)
}

function put(heap: Entry[], place: number, entry: Entry): void {
  heap[place] = entry
  entry.place = place
}

/** Brings one whose moment has changed to where it belongs: up while it is earlier, else down. */
function settle(heap: Entry[], entry: Entry): void {
  const from = entry.place
  for (;;) {
    const above = entry.place === 0 ? undefined : heap[(entry.place - 1) >> 1]
    if (above === undefined || above.at <= entry.at) break
    exchange(heap, above, entry)
  }
  if (entry.place !== from) return
  for (;;) {
    const left = heap[2 * entry.place + 1]
    const right = heap[2 * entry.place + 2]
    const below = left !== undefined && right !== undefined && right.at < left.at ? right : left
    if (below === undefined || below.at >= entry.at) return
    exchange(heap, entry, below)
  }
}

function exchange(heap: Entry[], upper: Entry, lower: Entry): void {
  const { place } = upper
  put(heap, lower.place, upper)
  put(heap, place, lower)
}
