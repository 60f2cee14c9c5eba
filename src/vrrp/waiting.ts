/**
 * Started, but a script of weight 0, its own or a group member's, has no verdict: silent (keepalived.conf(5),
 * vrrp_script).
 */
import { notify } from './effects.ts'
import { begin, fault } from './moves.ts'
import { type Cells, ignore, type Waiting } from './state.ts'

const silent = ignore('silent until the script has a verdict')

export const waitingCells: Cells<Waiting> = {
  start: ignore('it has started'),
  due: ignore('it has no deadline'),
  advert: silent,
  faulted: {
    says: 'FAULT',
    leads: ['fault'],
    run: (_state, _event, facts) => fault(facts, true),
  },
  healthy: {
    says: 'the verdict is good: MASTER for an owner, otherwise BACKUP',
    leads: ['master', 'backup'],
    run: (_state, event, facts) => begin(facts, event.at, true),
  },
  priority: ignore('no timer depends on it yet'),
  lost: ignore('it holds nothing'),
  postponed: ignore('it begins when it may'),
  claimed: silent,
  answered: silent,
  settings: ignore('the facts have the new settings'),
  raise: silent,
  lower: silent,
  fail: {
    says: 'FAULT with its group',
    leads: ['fault'],
    run: (_state, _event, facts) => fault(facts, true),
  },
  contested: ignore('it announces nothing'),
  stop: {
    says: 'notify STOP',
    leads: ['gone'],
    run: (_state, _event, facts) => [{ is: 'gone' }, [notify(facts, 'STOP')]],
  },
  remove: { says: 'leave without a word', leads: ['gone'], run: () => [{ is: 'gone' }, []] },
}
