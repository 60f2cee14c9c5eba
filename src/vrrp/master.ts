/**
 * Sending adverts and holding the addresses: the Active state of RFC 9568 section 6.4.3. Leaving it by the
 * election keeps the addresses for a moment, leaving it by a fault does not.
 */
import { type Micros, micros, minus, plus } from '../base/time.ts'
import { afterContest, afterEntering, dueRounds } from './announce.ts'
import { announce, entered, notify, release, sayGoodbye, send, tell } from './effects.ts'
import { ownerPriority, rank, skewTime } from './election.ts'
import { stepDown, stopMaster } from './moves.ts'
import { contestOwner, ownerSilent } from './owners.ts'
import { changedAddresses } from './placement.ts'
import { answersPerInterval } from './quirks.ts'
import type { RouterEffect } from './router.ts'
import {
  type Cells,
  type Facts,
  type Heard,
  ignore,
  type MachineEvent,
  type Master,
  type Step,
} from './state.ts'

export const masterCells: Cells<Master> = {
  start: ignore('it has started'),
  due: {
    says: 'send the advert, announce what is due; adverts stay on multiples of the interval',
    leads: ['master'],
    run: due,
  },
  advert: {
    says:
      'priority 0: send at once; higher, or equal with a higher address: BACKUP without priority 0; ' +
      'lower: send at once and announce, now and after the delay; equal from our own address: warn',
    leads: ['master', 'backup'],
    run: (state, event, facts) => hear(state, event, facts),
  },
  faulted: {
    says: 'priority 0 twice, release, FAULT',
    leads: ['fault'],
    run: (_state, _event, facts) => fail(facts, 2),
  },
  healthy: ignore('it is'),
  priority: ignore('the next advert carries it'),
  'address-lost': {
    says: 'priority 0, release all, BACKUP with a wait of the skew only',
    leads: ['backup'],
    run: lose,
  },
  claimed: ignore('the election decides, not ARP'),
  answered: ignore('the election decides, not ARP'),
  settings: {
    says:
      'release dropped addresses, claim and announce added ones; the advert timer moves with the ' +
      'interval',
    leads: ['master'],
    run: resettle,
  },
  raise: ignore('it is MASTER'),
  lower: {
    says: 'BACKUP with its group, without priority 0',
    leads: ['backup'],
    run: (_state, event, facts) => stepDown(facts, event.at, undefined),
  },
  fail: {
    says: 'priority 0, release, FAULT with its group',
    leads: ['fault'],
    run: (_state, _event, facts) => fail(facts, 1),
  },
  contested: {
    says: 'announce with its group, now and after the delay',
    leads: ['master'],
    run: (state, event, facts) => contest(state, event.at, facts),
  },
  stop: {
    says: 'priority 0; keep the addresses for the successor, or release at once with `handover fast`',
    leads: ['stopping', 'gone'],
    run: (_state, event, facts) => stopMaster(facts, event.at),
  },
  remove: {
    says: 'priority 0, release, notify FAULT',
    leads: ['gone'],
    run: (_state, _event, facts) => [
      { is: 'gone' },
      [...sayGoodbye(facts, 1), release(facts), notify(facts, 'FAULT')],
    ],
  },
}

function due(state: Master, event: { readonly at: Micros }, facts: Facts): Step {
  const { at } = event
  const { settings, priority } = facts
  const effects: RouterEffect[] = []
  let { advertAt } = state
  if (advertAt <= at) {
    effects.push(...send(facts, priority))
    advertAt = nextAdvert(advertAt, settings.advertInterval, at)
  }
  const { rounds, bursts } = dueRounds(state.bursts, settings.announce, at)
  effects.push(...announce(facts, rounds))
  const owners = ownerSilent(state, at, facts)
  return [{ ...state, advertAt, bursts, rogue: owners.rogue }, [...effects, ...owners.effects]]
}

/** On multiples of the interval, anew when a whole interval was missed (quirks: absoluteMultiples). */
function nextAdvert(deadline: Micros, interval: Micros, at: Micros): Micros {
  const next = plus(deadline, interval)
  return next > at ? next : plus(at, interval)
}

function hear(state: Master, event: { readonly at: Micros; readonly heard: Heard }, facts: Facts): Step {
  const { at, heard } = event
  const { settings, priority } = facts
  const instance = settings.name
  const told = { instance, from: heard.from, priority: heard.priority, ours: priority }
  if (heard.priority === 0) {
    if (isAnswered(state, at, settings.advertInterval)) return [state, []]
    return [
      { ...state, answeredAt: at, advertAt: plus(at, settings.advertInterval) },
      [
        tell({ is: 'priority-zero-heard', instance, state: 'master', from: heard.from }),
        ...send(facts, priority),
      ],
    ]
  }
  switch (rank(heard, { priority, source: facts.source })) {
    case 'higher':
    case 'higher-address': {
      const [next, effects] = stepDown(facts, at, heard)
      return [
        next,
        [...bothOwn(facts, heard), tell({ is: 'outranked', ...told }), ...learnt(facts, heard), ...effects],
      ]
    }
    case 'same-address': {
      const complaint = { is: 'own-address' } as const
      return [state, [tell({ is: 'complaint', instance, from: heard.from, dropped: true, complaint })]]
    }
    case 'lower':
    case 'lower-address':
      return hearLower(state, event, facts)
  }
}

/** RFC 9568 section 6.4.3: a losing advert is answered at once, and the addresses are announced again. */
function hearLower(state: Master, event: { readonly at: Micros; readonly heard: Heard }, facts: Facts): Step {
  const { at, heard } = event
  const { settings, priority } = facts
  const told = { instance: settings.name, from: heard.from, priority: heard.priority, ours: priority }
  const owners = contestOwner(state, event, facts)
  if (owners.yields) {
    const [next, effects] = stepDown(facts, at, heard)
    return [next, [...owners.effects, tell({ is: 'outranked', ...told }), ...effects]]
  }
  if (isAnswered(state, at, settings.advertInterval)) {
    return [{ ...state, rogue: owners.rogue }, owners.effects]
  }
  const [next, effects] = contest(state, at, facts)
  return [
    { ...next, rogue: owners.rogue, answeredAt: at, advertAt: plus(at, settings.advertInterval) },
    [
      ...owners.effects,
      tell({ is: 'lower-heard', state: 'master', ...told }),
      ...send(facts, priority),
      ...effects,
    ],
  ]
}

/** Whoever sent it heard the last answer: quirks, answersBounded. */
function isAnswered(state: Master, at: Micros, interval: Micros): boolean {
  return state.answeredAt !== undefined && minus(at, state.answeredAt) < interval / answersPerInterval
}

function bothOwn(facts: Facts, heard: Heard): RouterEffect[] {
  if (heard.priority !== ownerPriority || facts.priority !== ownerPriority) return []
  const instance = facts.settings.name
  return [tell({ is: 'owner-conflict', instance, from: heard.from, outcome: 'noticed' })]
}

function learnt(facts: Facts, heard: Heard): RouterEffect[] {
  const { name, advertInterval } = facts.settings
  if (heard.interval === advertInterval) return []
  return [tell({ is: 'interval-learnt', instance: name, from: advertInterval, to: heard.interval })]
}

function contest(state: Master, at: Micros, facts: Facts): readonly [Master, readonly RouterEffect[]] {
  const settings = facts.settings.announce
  return [
    { ...state, bursts: afterContest(state.bursts, settings, at) },
    announce(facts, settings.lowerPriorityRepeat),
  ]
}

function fail(facts: Facts, copies: 1 | 2): Step {
  return [
    { is: 'fault' },
    [entered(facts, 'FAULT'), ...sayGoodbye(facts, copies), release(facts), notify(facts, 'FAULT')],
  ]
}

function lose(_state: Master, event: MachineEvent & { readonly is: 'address-lost' }, facts: Facts): Step {
  const { settings, priority } = facts
  const interval = settings.advertInterval
  const skew = skewTime({ version: settings.version, priority, interval })
  return [
    {
      is: 'backup',
      giveUpAt: plus(event.at, skew),
      probe: { is: 'needless' },
      rivals: [],
      interval,
      master: undefined,
      wants: 'backup',
      holdUntil: undefined,
    },
    [
      tell({
        is: 'address-lost',
        instance: settings.name,
        address: event.address,
        interface: event.interface,
      }),
      ...sayGoodbye(facts, 1),
      entered(facts, 'BACKUP'),
      release(facts),
      notify(facts, 'BACKUP'),
    ],
  ]
}

function resettle(state: Master, event: MachineEvent & { readonly is: 'settings' }, facts: Facts): Step {
  const { settings } = facts
  const { added, removed } = changedAddresses(event.before, settings)
  const longer = minus(settings.advertInterval, event.before.advertInterval)
  const advertAt = plus(state.advertAt, longer)
  const next = { ...state, advertAt: micros(Math.max(advertAt, event.at)) }
  const effects: RouterEffect[] = []
  if (removed.length > 0) effects.push({ do: 'release', instance: settings.name, addresses: removed })
  if (added.length === 0) return [next, effects]
  const { repeat } = settings.announce
  return [
    { ...next, bursts: { ...next.bursts, ...afterEntering(settings.announce, event.at) } },
    [
      ...effects,
      { do: 'claim', instance: settings.name, addresses: added },
      { do: 'announce', instance: settings.name, addresses: added, rounds: repeat },
    ],
  ]
}
