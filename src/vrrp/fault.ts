/** Out of order: an interface, an address or a script is missing. Hears nothing and sends nothing. */
import { familyOf, fullLength } from '../base/address.ts'
import type { Micros } from '../base/time.ts'
import { announce, notify, tell } from './effects.ts'
import { begin } from './moves.ts'
import { workingInterfaceOf } from './settings.ts'
import { type Cells, type Facts, type Faulted, ignore, type Step } from './state.ts'

const deaf = ignore('adverts count for nothing in FAULT')

export const faultCells: Cells<Faulted> = {
  start: ignore('it has started'),
  due: ignore('it has no deadline'),
  advert: deaf,
  faulted: ignore('one more cause changes nothing'),
  healthy: {
    says:
      'the last cause is gone: BACKUP with a full wait, MASTER for an owner; a unicast instance ' +
      'announces its own address once',
    leads: ['backup', 'master'],
    run: (_state, event, facts) => recover(facts, event.at),
  },
  priority: ignore('no timer depends on it'),
  lost: ignore('it holds nothing'),
  postponed: ignore('it begins when it may'),
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
    says: 'notify DELETED',
    leads: ['gone'],
    run: (_state, _event, facts) => [{ is: 'gone' }, [notify(facts, 'DELETED')]],
  },
}

function recover(facts: Facts, at: Micros): Step {
  const { settings, source, priority } = facts
  const [next, effects] = begin(facts, at, false)
  const told =
    priority === settings.priority
      ? []
      : [tell({ is: 'priority-set', instance: settings.name, to: priority })]
  if (settings.unicast === undefined || source === undefined) return [next, [...told, ...effects]]
  // The peers may have lost their neighbour entry while nothing was answered.
  const prefix = { address: source, length: fullLength(familyOf(source)) }
  const address = { prefix, interface: undefined, broadcast: undefined, label: undefined, scope: 0 }
  const own = [{ interface: workingInterfaceOf(settings), address }]
  return [next, [...told, ...effects, ...announce(facts, { rounds: 1, because: 'source' }, own)]]
}
