/**
 * Waiting for the master to fail: RFC 9568 section 6.4.2. May still hold addresses for a moment after having
 * been outranked (quirks: gracefulFailback). Sends no advert but one last word (quirks: lastWord).
 */
import { type Micros, micros, minus, plus } from '../base/time.ts'
import { entered, handedOver, notify, probe, release, send, tell } from './effects.ts'
import { masterDownTime, skewTime } from './election.ts'
import { arm, gone, letGo, rise } from './moves.ts'
import { changedHoldings, holdingsOf, isNothing } from './placement.ts'
import type { RouterEffect } from './router.ts'
import {
  type Backup,
  type Cells,
  type Facts,
  type Heard,
  ignore,
  type MachineEvent,
  type Rival,
  type Step,
} from './state.ts'

export const backupCells: Cells<Backup> = {
  start: ignore('it has started'),
  due: {
    says:
      'at the end of the wait: MASTER, or another wait if the sync group is not ready; at its half: ' +
      'ask who has the addresses; at the end of a hand-over: release',
    leads: ['master', 'backup'],
    run: due,
  },
  advert: {
    says:
      'priority 0: the wait becomes the skew; as high as ours, without preemption, or while ' +
      'preempt_delay runs: a new wait, learning the interval; lower: the wait goes on',
    leads: ['backup'],
    run: (state, event, facts) => hearAsBackup(state, event, facts),
  },
  faulted: { says: 'release what is held, FAULT', leads: ['fault'], run: fail },
  healthy: ignore('it is'),
  priority: {
    says: 'the wait is moved by the difference',
    leads: ['backup'],
    run: (state, event, facts) => [
      moved(state, event.at, minus(wait(facts, state.interval), wait(facts, state.interval, event.before))),
      [],
    ],
  },
  lost: ignore('it owes nothing'),
  postponed: {
    says: 'the wait is moved with the end of the delay',
    leads: ['backup'],
    run: (state, event) => [moved(state, event.at, event.by), []],
  },
  claimed: {
    says: 'the other has the addresses: release; or, while no master is heard, remember who has them',
    leads: ['backup'],
    run: (state, event, facts) => {
      if (state.holdUntil !== undefined) return letGo(state, facts, 'claimed')
      const masterless = state.probe.is === 'sent' || state.master === undefined
      return masterless && state.probe.is !== 'needless' ? [remember(state, event.rival), []] : [state, []]
    },
  },
  answered: {
    says: 'remember who has the addresses',
    leads: ['backup'],
    run: (state, event) => [state.probe.is === 'sent' ? remember(state, event.rival) : state, []],
  },
  settings: {
    says: 'the wait is moved by the difference; other addresses end a hand-over',
    leads: ['backup'],
    run: resettle,
  },
  raise: {
    says: 'MASTER with its group',
    leads: ['master'],
    run: (state, event, facts) => rise(facts, event.at, state.rivals),
  },
  lower: {
    says: 'it is BACKUP, and wants nothing more',
    leads: ['backup'],
    run: (state) => [{ ...state, wants: 'backup' }, []],
  },
  fail: { says: 'release what is held, FAULT with its group', leads: ['fault'], run: fail },
  contested: ignore('it announces nothing'),
  stop: {
    says: 'notify STOP; what it still holds stays for the rest of the hand-over',
    leads: ['gone', 'stopping'],
    run: (state, event, facts) =>
      state.holdUntil === undefined || event.keep === true
        ? gone(facts, [])
        : [{ is: 'stopping', until: state.holdUntil, heard: true, claimed: false }, []],
  },
  remove: {
    says: 'release what is held, notify DELETED',
    leads: ['gone'],
    run: (state, _event, facts) => [{ is: 'gone' }, [...leave(state, facts), notify(facts, 'DELETED')]],
  },
}

function due(state: Backup, event: { readonly at: Micros }, facts: Facts): Step {
  const { at } = event
  const { name } = facts.settings
  if (state.giveUpAt <= at && facts.group.willing) {
    const [next, effects] = rise(facts, at, state.rivals)
    return [next, [tell({ is: 'advert-timeout', instance: name }), ...effects]]
  }
  let next = state
  const effects: RouterEffect[] = []
  if (state.holdUntil !== undefined && state.holdUntil <= at) {
    const [released, leaving] = letGo(next, facts, 'time')
    next = released
    effects.push(...leaving, ...lastWord(state, facts))
  }
  if (state.giveUpAt <= at) {
    next = { ...next, ...arm(facts, at, state.interval), wants: 'master' }
    effects.push(tell({ is: 'advert-timeout', instance: name }))
  } else if (state.probe.is === 'planned' && state.probe.at <= at) {
    next = { ...next, probe: { is: 'sent' } }
    effects.push(probe(facts))
  }
  return [next, effects]
}

/**
 * Who outranked us without announcing itself was master all along: a partition has healed, and caches of
 * the LAN may still point here. A losing advert makes it announce its addresses again (RFC 9568 section
 * 6.4.3).
 */
function lastWord(state: Backup, facts: Facts): RouterEffect[] {
  return state.master === undefined ? [] : send(facts, facts.priority)
}

/** RFC 9568 section 6.4.2, with preempt_delay (keepalived.conf(5)). */
export function hearAsBackup(
  state: Backup,
  event: { readonly at: Micros; readonly heard: Heard },
  facts: Facts,
): Step {
  const { at, heard } = event
  const { settings, priority } = facts
  const instance = settings.name
  if (heard.priority === 0) {
    const skew = skewTime({ version: settings.version, priority, interval: state.interval })
    return [
      { ...state, giveUpAt: plus(at, skew), probe: { is: 'needless' }, rivals: [] },
      [tell({ is: 'priority-zero-heard', instance, state: 'backup', from: heard.from })],
    ]
  }
  const patience = beforePreempting(state, event, facts)
  if (settings.preempt && heard.priority < priority && !patience.waits) {
    const event = { state: 'backup', from: heard.from, priority: heard.priority, ours: priority } as const
    // The lower master answers for the addresses by right: no alarm about it.
    return [
      { ...state, probe: { is: 'needless' }, rivals: [] },
      [tell({ is: 'lower-heard', instance, ...event })],
    ]
  }
  const effects: RouterEffect[] = [...patience.effects]
  if (heard.interval !== state.interval) {
    effects.push(tell({ is: 'interval-learnt', instance, from: state.interval, to: heard.interval }))
  }
  if (heard.from !== state.master) {
    effects.push(tell({ is: 'master-changed', instance, from: state.master, to: heard.from }))
  }
  const { giveUpAt, probe, rivals } = arm(facts, at, heard.interval)
  const { preemptAt } = patience
  const { from: master, interval } = heard
  const waiting = { giveUpAt, probe, rivals, interval, master, preemptAt, wants: 'backup' } as const
  return [{ is: 'backup', ...waiting, holdUntil: state.holdUntil }, effects]
}

/**
 * keepalived.conf(5), preempt_delay: from the first advert of a lower priority until a better one is heard.
 */
function beforePreempting(
  state: Backup,
  { at, heard }: { readonly at: Micros; readonly heard: Heard },
  { settings, priority }: Facts,
): { readonly preemptAt: Micros | undefined; readonly waits: boolean; readonly effects: RouterEffect[] } {
  const { preemptAt } = state
  const { preemptDelay, name: instance } = settings
  if (preemptDelay === 0) return { preemptAt: undefined, waits: false, effects: [] }
  if (heard.priority >= priority) {
    const stopped = preemptAt !== undefined && preemptAt > at
    const effects = stopped ? [tell({ is: 'preempt-delay', instance, delay: undefined })] : []
    return { preemptAt: undefined, waits: false, effects }
  }
  if (preemptAt !== undefined) return { preemptAt, waits: preemptAt > at, effects: [] }
  const effects = [tell({ is: 'preempt-delay', instance, delay: preemptDelay })]
  return { preemptAt: plus(at, preemptDelay), waits: true, effects }
}

function resettle(
  state: Backup,
  event: MachineEvent & { readonly is: 'settings' },
  facts: Facts,
): readonly [Backup, readonly RouterEffect[]] {
  const { before, priorityBefore } = event
  const { settings } = facts
  const learnt = before.version === 3 && settings.version === 3 && state.master !== undefined
  const interval = learnt ? state.interval : settings.advertInterval
  const { version, downTimerAdverts } = before
  const old = masterDownTime({
    version,
    downTimerAdverts,
    interval: state.interval,
    priority: priorityBefore,
  })
  const preemptAt = before.preemptDelay === settings.preemptDelay ? state.preemptAt : undefined
  const next = moved({ ...state, interval, preemptAt }, event.at, minus(wait(facts, interval), old))
  const { added, removed } = changedHoldings(before, settings)
  if (state.holdUntil === undefined || (isNothing(added) && isNothing(removed))) return [next, []]
  // What it holds must be what its settings name: rather than holding a part, it lets go of the old ones.
  const leaving = release(facts, holdingsOf(before))
  return [{ ...next, holdUntil: undefined }, [leaving, handedOver(facts, 'heard')]]
}

function fail(state: Backup, _event: unknown, facts: Facts): Step {
  return [{ is: 'fault' }, [entered(facts, 'FAULT'), ...leave(state, facts), notify(facts, 'FAULT')]]
}

/** Nothing when nothing is held. */
function leave(state: Backup, facts: Facts): RouterEffect[] {
  return state.holdUntil === undefined ? [] : [release(facts), handedOver(facts, 'heard')]
}

function wait(facts: Facts, interval: Micros, priority = facts.priority): Micros {
  const { version, downTimerAdverts } = facts.settings
  return masterDownTime({ version, downTimerAdverts, interval, priority })
}

/** Never into the past: a shorter wait that is over already ends now. */
function moved(state: Backup, at: Micros, by: Micros): Backup {
  return { ...state, giveUpAt: micros(Math.max(plus(state.giveUpAt, by), at)) }
}

/** Each address once in a wait, so the list cannot outgrow the settings. */
function remember(state: Backup, rival: Rival): Backup {
  if (state.rivals.some((known) => known.address === rival.address)) return state
  return { ...state, rivals: [...state.rivals, rival] }
}
