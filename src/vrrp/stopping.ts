/**
 * Between priority 0 and letting go (quirks: gracefulStop). The addresses answer, nothing is sent. It ends
 * when the successor has the addresses, when it must have them, or when nobody can follow.
 */
import { earliest, plus } from '../base/time.ts'
import { handedOver, notify, release } from './effects.ts'
import { gone } from './moves.ts'
import { stopGrace } from './quirks.ts'
import { type Cells, type Facts, ignore, type Step, type Stopping } from './state.ts'

const leaving = ignore('it is leaving')

export const stoppingCells: Cells<Stopping> = {
  start: leaving,
  due: {
    says: 'at the deadline: release, notify STOP',
    leads: ['gone'],
    run: (state, event, facts) =>
      event.at < state.until ? [state, []] : end(facts, state.heard ? 'heard' : 'time'),
  },
  advert: {
    says:
      'priority above 0 from another: the successor; release once it has claimed an address, at the ' +
      'latest 30 ms later. Never answered',
    leads: ['gone'],
    run: (state, event, facts) => {
      if (event.heard.priority === 0 || event.heard.from === facts.source || state.heard) return [state, []]
      if (state.claimed) return end(facts, 'claimed')
      const until = earliest(state.until, plus(event.at, stopGrace)) ?? state.until
      return [{ ...state, heard: true, until }, []]
    },
  },
  faulted: {
    says: 'release at once if the interface is down: no successor is to be heard',
    leads: ['gone'],
    run: (state, _event, facts) => (facts.linkUp ? [state, []] : gone(facts, [release(facts)])),
  },
  healthy: leaving,
  priority: leaving,
  lost: ignore('the others stay for the rest of the time'),
  postponed: leaving,
  claimed: {
    says: 'the successor has the addresses: release, if its advert was heard; otherwise remember',
    leads: ['gone'],
    run: (state, _event, facts) => (state.heard ? end(facts, 'claimed') : [{ ...state, claimed: true }, []]),
  },
  answered: leaving,
  settings: leaving,
  raise: leaving,
  lower: leaving,
  fail: leaving,
  contested: leaving,
  stop: ignore('it is stopping'),
  remove: {
    says: 'release at once, notify DELETED',
    leads: ['gone'],
    run: (_state, _event, facts) => [{ is: 'gone' }, [release(facts), notify(facts, 'DELETED')]],
  },
}

function end(facts: Facts, because: 'claimed' | 'heard' | 'time'): Step {
  return gone(facts, [release(facts), handedOver(facts, because)])
}
