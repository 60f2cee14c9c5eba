/** Stopped or removed: nothing leads out of it. */
import { type Cells, type Gone, ignore } from './state.ts'

const over = ignore('it is over')

export const goneCells: Cells<Gone> = {
  start: over,
  due: over,
  advert: over,
  faulted: over,
  healthy: over,
  priority: over,
  lost: over,
  postponed: over,
  claimed: over,
  answered: over,
  settings: over,
  raise: over,
  lower: over,
  fail: over,
  contested: over,
  stop: over,
  remove: over,
}
