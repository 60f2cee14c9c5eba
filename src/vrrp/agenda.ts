/**
 * Who has to wake up next: a binary heap with one entry per name, whose moment can be changed in place. With
 * a thousand instances one advert costs a few comparisons. Refuses to know what happens then.
 */
import type { Micros } from '../base/time.ts'

interface Entry {
  readonly name: string
  readonly at: Micros
}

/** A container: its parts are replaced by `plan`. */
export interface Agenda {
  readonly heap: Entry[]
  readonly places: Map<string, number>
}

export function openAgenda(): Agenda {
  return { heap: [], places: new Map() }
}

/** The earliest moment, in constant time. */
export function nextAt(agenda: Agenda): Micros | undefined {
  return agenda.heap[0]?.at
}

/** Nobody has to wake up any more. */
export function clear(agenda: Agenda): void {
  agenda.heap.length = 0
  agenda.places.clear()
}

/** Sets, moves or, with undefined, removes the moment of a name. */
export function plan(agenda: Agenda, name: string, at: Micros | undefined): void {
  const place = agenda.places.get(name)
  if (place === undefined) {
    if (at === undefined) return
    agenda.heap.push({ name, at })
    agenda.places.set(name, agenda.heap.length - 1)
    rise(agenda, agenda.heap.length - 1)
    return
  }
  const entry = agenda.heap[place]
  if (entry?.at === at) return
  if (at === undefined) {
    const last = agenda.heap.pop()
    agenda.places.delete(name)
    if (last === undefined || last.name === name) return
    put(agenda, place, last)
  } else put(agenda, place, { name, at })
  sink(agenda, place)
  rise(agenda, place)
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

function put(agenda: Agenda, place: number, entry: Entry): void {
  agenda.heap[place] = entry
  agenda.places.set(entry.name, place)
}

function rise(agenda: Agenda, from: number): void {
  let place = from
  while (place > 0) {
    const parent = (place - 1) >> 1
    if (!swapIfLater(agenda, parent, place)) return
    place = parent
  }
}

function sink(agenda: Agenda, from: number): void {
  let place = from
  for (;;) {
    const left = agenda.heap[2 * place + 1]
    const right = agenda.heap[2 * place + 2]
    if (left === undefined) return
    const child = right !== undefined && right.at < left.at ? 2 * place + 2 : 2 * place + 1
    if (!swapIfLater(agenda, place, child)) return
    place = child
  }
}

/** Swaps when the upper entry is later than the lower one, and says whether it did. */
function swapIfLater(agenda: Agenda, upper: number, lower: number): boolean {
  const above = agenda.heap[upper]
  const below = agenda.heap[lower]
  if (above === undefined || below === undefined || above.at <= below.at) return false
  put(agenda, upper, below)
  put(agenda, lower, above)
  return true
}
