/** Who wakes up next, against a list that is searched from end to end. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Micros, micros } from '../../src/base/time.ts'
import { clear, dueNames, nextAt, openAgenda, plan } from '../../src/vrrp/agenda.ts'
import { openRandom } from '../simulation/random.ts'

function earliestOf(list: ReadonlyMap<string, Micros>): Micros | undefined {
  return list.size === 0 ? undefined : micros(Math.min(...list.values()))
}

describe('the agenda', () => {
  it('knows after every change who is next and who is due', () => {
    const random = openRandom(7)
    const agenda = openAgenda()
    const list = new Map<string, Micros>()
    for (let step = 0; step < 4_000; step++) {
      const name = `V${random.between(1, 40)}`
      const at = random.chance(0.2) ? undefined : micros(random.between(1, 60))
      plan(agenda, name, at)
      if (at === undefined) list.delete(name)
      else list.set(name, at)
      assert.equal(nextAt(agenda), earliestOf(list))
      const moment = micros(random.between(0, 60))
      const due = [...list].filter(([, when]) => when <= moment)
      const wanted = due.sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([one]) => one)
      assert.deepEqual(dueNames(agenda, moment), wanted)
    }
  })

  it('is empty when it was cleared', () => {
    const agenda = openAgenda()
    plan(agenda, 'V', micros(1))
    clear(agenda)
    assert.equal(nextAt(agenda), undefined)
    plan(agenda, 'V', micros(2))
    assert.equal(nextAt(agenda), 2)
  })
})
