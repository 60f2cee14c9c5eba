/**
 * Sending adverts and holding the addresses: the Active state of RFC 9568 section 6.4.3. Leaving it by the
 * election keeps the addresses for a moment, leaving it by a fault does not.
 */
import { type Micros, micros, minus, plus, times } from '../base/time.ts'
import { afterAdding, afterContest, afterReload, dueRounds } from './announce.ts'
import { hearAsBackup } from './backup.ts'
import {
  announce,
  claim,
  entered,
  extraAddresses,
  isHidden,
  notify,
  release,
  sayGoodbye,
  send,
  tell,
} from './effects.ts'
import { masterDownTime, ownerPriority, rank, skewTime } from './election.ts'
import type { VrrpEvent } from './events.ts'
import { routeKey, ruleKey } from './holding-keys.ts'
import { stepAside, stepDown, stopMaster } from './moves.ts'
import { contestOwner, ownerSilent } from './owners.ts'
import { changedHoldings, isNothing } from './placement.ts'
import { answersPerInterval } from './quirks.ts'
import { routeLine } from './route-line.ts'
import type { Lost, RouterEffect } from './router.ts'
import { ruleLine } from './rule-line.ts'
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
    says:
      'send the advert, announce what is due; adverts stay on multiples of the interval; with ' +
      'timer_expired_backup much too late: BACKUP without a word',
    leads: ['master', 'backup'],
    run: due,
  },
  advert: {
    says:
      'priority 0: send at once; higher, or equal with a higher address: BACKUP without priority 0; ' +
      'lower: send at once and announce, now and after the delay; equal from our own address: warn; ' +
      'with timer_expired_backup much too late: BACKUP, which hears it',
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
  lost: {
    says: 'priority 0, release all, BACKUP with a wait of the skew only',
    leads: ['backup'],
    run: lose,
  },
  postponed: ignore('its delay is over'),
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
    says:
      'priority 0; keep the addresses for the successor, or release at once with `handover fast`; ' +
      'told to keep everything: go without a word',
    leads: ['stopping', 'gone'],
    run: (_state, event, facts) => stopMaster(facts, event.at, event.keep === true),
  },
  remove: {
    says: 'priority 0, release, notify DELETED',
    leads: ['gone'],
    run: (_state, _event, facts) => [
      { is: 'gone' },
      [...sayGoodbye(facts, 1), release(facts), notify(facts, 'DELETED')],
    ],
  },
}

function due(state: Master, event: { readonly at: Micros }, facts: Facts): Step {
  const { at } = event
  const { settings, priority } = facts
  const late = lateness(state, at)
  if (isOvertaken(late, facts)) return stepAside(facts, at, late)
  const effects: RouterEffect[] = []
  let { advertAt } = state
  if (advertAt <= at) {
    if (late >= noticeable(facts)) {
      effects.push(tell({ is: 'timer-expired', instance: settings.name, late, outcome: 'stays' }))
    }
    effects.push(...send(facts, priority))
    advertAt = nextAdvert(advertAt, settings.advertInterval, at)
  }
  const { due: rounds, bursts } = dueRounds(state.bursts, settings, at)
  for (const one of rounds) {
    effects.push(...announce(facts, one, one.because === 'extra' ? extraAddresses(settings) : undefined))
  }
  const owners = ownerSilent(state, at, facts)
  return [{ ...state, advertAt, bursts, rogue: owners.rogue }, [...effects, ...owners.effects]]
}

/** How long its own advert is overdue: that happens only when this process was not scheduled. */
function lateness(state: Master, at: Micros): Micros {
  return micros(Math.max(0, minus(at, state.advertAt)))
}

/** timer_expired_backup: whoever has that priority has lost patience since our last advert. */
function isOvertaken(late: Micros, { settings }: Facts): boolean {
  const { lateBackupPriority: priority, version, downTimerAdverts, advertInterval: interval } = settings
  if (priority === undefined) return false
  const patience = masterDownTime({ version, downTimerAdverts, interval, priority })
  return plus(interval, late) >= patience
}

/** From when on lateness is told: one advert more and the fastest backup would have taken over. */
function noticeable({ settings }: Facts): Micros {
  const { version, advertInterval: interval, lateBackupPriority } = settings
  return plus(times(interval, 2), skewTime({ version, interval, priority: lateBackupPriority ?? 254 }))
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
  const late = lateness(state, at)
  if (isOvertaken(late, facts)) {
    const [aside, leaving] = stepAside(facts, at, late)
    if (aside.is !== 'backup') return [aside, leaving]
    const [next, effects] = hearAsBackup(aside, event, facts)
    return [next, [...leaving, ...effects]]
  }
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
      const last = settings.higherPrioritySendAdvert ? send(facts, priority) : []
      const outranked = [...bothOwn(facts, heard), tell({ is: 'outranked', ...told })]
      return [next, [...last, ...outranked, ...learnt(facts, heard), ...effects]]
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
  const answered = { ...next, rogue: owners.rogue, answeredAt: at }
  const rest = [...effects, notify(facts, 'MASTER_RX_LOWER_PRI')]
  const lower = { is: 'lower-heard', state: 'master', ...told } as const
  if (settings.lowerPriorityNoAdvert) {
    return [answered, [...owners.effects, tell({ ...lower, silent: true }), ...rest]]
  }
  return [
    { ...answered, advertAt: plus(at, settings.advertInterval) },
    [...owners.effects, tell(lower), ...send(facts, priority), ...rest],
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
  const { settings } = facts
  const rounds = settings.announce.lowerPriorityRepeat
  return [
    { ...state, bursts: afterContest(state.bursts, settings, at) },
    announce(facts, { rounds, because: 'contested' }),
  ]
}

function fail(facts: Facts, copies: 1 | 2): Step {
  return [
    { is: 'fault' },
    [entered(facts, 'FAULT'), ...sayGoodbye(facts, copies), release(facts), notify(facts, 'FAULT')],
  ]
}

function lose(_state: Master, event: MachineEvent & { readonly is: 'lost' }, facts: Facts): Step {
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
      preemptAt: undefined,
      wants: 'backup',
      holdUntil: undefined,
    },
    [
      tell(lossOf(facts, event.what)),
      ...sayGoodbye(facts, 1),
      entered(facts, 'BACKUP'),
      release(facts),
      notify(facts, 'BACKUP'),
    ],
  ]
}

/** As a person would name it. */
function lossOf({ settings }: Facts, lost: Lost): VrrpEvent {
  const instance = settings.name
  switch (lost.is) {
    case 'address':
      return { is: 'address-lost', instance, address: lost.address, interface: lost.interface }
    case 'route': {
      const route = settings.routes.find((one) => routeKey(one) === lost.key)
      return { is: 'route-lost', instance, text: route === undefined ? lost.key : routeLine(route) }
    }
    case 'rule': {
      const rule = settings.rules.find((one) => ruleKey(one) === lost.key)
      return { is: 'rule-lost', instance, text: rule === undefined ? lost.key : ruleLine(rule) }
    }
    case 'static':
      return { is: 'static-lost', instance, text: lost.text }
  }
}

function resettle(state: Master, event: MachineEvent & { readonly is: 'settings' }, facts: Facts): Step {
  const { at, before } = event
  const { settings } = facts
  const { added, removed } = changedHoldings(before, settings)
  const longer = minus(settings.advertInterval, before.advertInterval)
  const advertAt = micros(Math.max(plus(state.advertAt, longer), at))
  const bursts = afterReload(state.bursts, { before: before.refresh, after: settings.refresh }, at)
  const next = { ...state, advertAt, bursts }
  const effects: RouterEffect[] = []
  if (!isNothing(removed)) effects.push(release(facts, removed))
  // All of them: the firewall has to let in, or to drop, what is sent to each.
  if (isHidden(before) !== isHidden(settings)) effects.push(claim(facts))
  else if (!isNothing(added)) effects.push(claim(facts, added))
  if (added.addresses.length === 0) return [next, effects]
  const { repeat } = settings.announce
  return [
    { ...next, bursts: afterAdding(bursts, settings, at) },
    [...effects, ...announce(facts, { rounds: repeat, because: 'reload' }, added.addresses)],
  ]
}
