/** Before the start: nothing is known and nothing happens. The Initialize state of RFC 9568 section 6.4.1. */

import type { Micros } from '../base/time.ts'
import { notify } from './effects.ts'
import { begin, fault } from './moves.ts'
import { standingFaults } from './standing.ts'
import { type Cells, type Facts, type Idle, ignore, type Step } from './state.ts'

const notYet = ignore('it has not started')

export const idleCells: Cells<Idle> = {
  start: {
    says: 'FAULT with a fault, waiting with an undecided script, MASTER for an owner, otherwise BACKUP',
    leads: ['fault', 'waiting', 'master', 'backup'],
    run: (_state, event, facts) => first(facts, event.at),
  },
  due: notYet,
  advert: notYet,
  faulted: notYet,
  healthy: notYet,
  priority: notYet,
  lost: notYet,
  postponed: notYet,
  claimed: notYet,
  answered: notYet,
  settings: ignore('the facts have the new settings when it starts'),
  raise: notYet,
  lower: notYet,
  fail: notYet,
  contested: notYet,
  stop: {
    says: 'notify STOP',
    leads: ['gone'],
    run: (_state, _event, facts) => [{ is: 'gone' }, [notify(facts, 'STOP')]],
  },
  remove: { says: 'leave without a word', leads: ['gone'], run: () => [{ is: 'gone' }, []] },
}

/**
 * A fault of its own or of its group comes before waiting: the group is in FAULT whatever the script will
 * say.
 */
function first(facts: Facts, at: Micros): Step {
  if (standingFaults(facts.faults).length > 0 || facts.group.failed) return fault(facts, true)
  if (facts.faults.length > 0 || facts.group.held) return [{ is: 'waiting' }, []]
  return begin(facts, at, true)
}
