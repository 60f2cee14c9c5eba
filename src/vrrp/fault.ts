/** Out of order: an interface, an address or a script is missing. Hears nothing and sends nothing. */
import { notify } from './effects.ts'
import { begin } from './moves.ts'
import { type Cells, type Faulted, ignore } from './state.ts'

const deaf = ignore('adverts count for nothing in FAULT')

export const faultCells: Cells<Faulted> = {
  start: ignore('it has started'),
  due: ignore('it has no deadline'),
  advert: deaf,
  faulted: ignore('one more cause changes nothing'),
  healthy: {
    says: 'the last cause is gone: BACKUP with a full wait, MASTER for an owner',
    leads: ['backup', 'master'],
    run: (_state, event, facts) => begin(facts, event.at, false),
  },
  priority: ignore('no timer depends on it'),
  'address-lost': ignore('it holds no address'),
  claimed: ignore('it will not take the address'),
  answered: ignore('it will not take the address'),
  settings: ignore('the facts have the new settings'),
  raise: ignore('its group cannot rise while it is here'),
  lower: ignore('it is below that'),
  fail: ignore('it is there'),
  contested: ignore('it announces nothing'),
  stop: {
    says: 'notify STOP',
    leads: ['gone'],
    run: (_state, _event, facts) => [{ is: 'gone' }, [notify(facts, 'STOP')]],
  },
  remove: {
    says: 'leave without a word: FAULT was notified',
    leads: ['gone'],
    run: () => [{ is: 'gone' }, []],
  },
}
