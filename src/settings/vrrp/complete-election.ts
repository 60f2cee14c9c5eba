/**
 * Who becomes master, and when: version, priority, state, preemption. keepalived.conf(5), vrrp_instance;
 * RFC 9568, 6.1. What contradicts itself is corrected, as keepalived does.
 */
import { type Micros, micros } from '../../base/time.ts'
import type { Report } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'
import type { VrrpDefaults } from '../../vrrp/defaults.ts'
import type { WholeInstance } from './blocks-vrrp.ts'
import type { Around } from './complete-instance.ts'
import { forcedByStrict } from './strict.ts'

const ownerPriority = 255
const priorityDefault = 100
const downTimerOfRfc = 3

export interface Role {
  readonly strict: boolean
  readonly version: 2 | 3
  readonly priority: number
  readonly owner: boolean
  readonly initial: 'master' | 'backup'
}

export function completeRole(draft: WholeInstance, { defaults }: Around, report: Report): Role {
  const strict = draft.switches.strict?.value ?? defaults.strict
  const version = completeVersion(draft, { strict, version: defaults.version }, report)
  const priority =
    draft.priority?.value ?? (draft.state?.value === 'MASTER' ? ownerPriority : priorityDefault)
  const owner = priority === ownerPriority
  notePriority(draft, report)
  const asked = draft.state?.value === undefined ? owner : draft.state.value === 'MASTER'
  if (strict && draft.state !== undefined && asked !== owner) {
    const only = owner ? 'MASTER, since priority 255 owns the addresses' : 'BACKUP below priority 255'
    const instead = `state ${owner ? 'MASTER' : 'BACKUP'} is used`
    forcedByStrict({ at: draft.state.at, what: `state can only be ${only}`, instead }, report)
  }
  const master = strict ? owner : asked
  return { strict, version, priority, owner, initial: master ? 'master' : 'backup' }
}

function completeVersion(
  draft: WholeInstance,
  its: { readonly strict: boolean; readonly version: 2 | 3 },
  report: Report,
): 2 | 3 {
  const given = draft.version
  if (draft.family?.value !== 'ipv6') return (given?.value ?? its.version) === 3 ? 3 : 2
  if (given?.value !== 2) return 3
  if (!its.strict) return 2
  forcedByStrict({ at: given.at, what: 'version 2 has no IPv6', instead: 'version 3 is used' }, report)
  return 3
}

function notePriority(draft: WholeInstance, report: Report): void {
  if (draft.priority !== undefined || draft.state?.value !== 'MASTER') return
  report({
    code: 'owner-by-default',
    severity: 'note',
    span: draft.state.at,
    message: 'state MASTER without a priority means that this node owns the addresses',
    instead: `priority ${ownerPriority} is used; give a priority if that is not meant`,
  })
}

export interface Preemption {
  readonly preempt: boolean
  readonly preemptDelay: Micros
  readonly downTimerAdverts: number
  readonly lateBackupPriority: number | undefined
}

export function completePreemption(
  draft: WholeInstance,
  its: Role,
  { defaults, report }: { readonly defaults: VrrpDefaults; readonly report: Report },
): Preemption {
  const preempt = !keepsNoPreempt(draft, its, report)
  const preemptDelay = completeDelay(draft, { ...its, preempt }, report)
  const down = draft.downTimerAdverts
  const wanted = down?.value ?? defaults.downTimerAdverts
  if (its.strict && wanted !== downTimerOfRfc) {
    const at = down?.at ?? draft.name.at
    const what = `down_timer_adverts can only be ${downTimerOfRfc}, not ${wanted}`
    forcedByStrict({ at, what, instead: `${downTimerOfRfc} is used` }, report)
  }
  const downTimerAdverts = its.strict ? downTimerOfRfc : wanted
  return { preempt, preemptDelay, downTimerAdverts, lateBackupPriority: lateBackup(draft, preempt, report) }
}

/** nopreempt has no sense for the owner and no effect with state MASTER: keepalived clears it. */
function keepsNoPreempt(draft: WholeInstance, its: Role, report: Report): boolean {
  const given = draft.switches.noPreempt
  if (given?.value !== true) return false
  if (!its.owner && its.initial !== 'master') return true
  report({
    code: 'nopreempt-cleared',
    severity: 'warning',
    span: given.at,
    message: its.owner
      ? 'nopreempt cannot be used with priority 255, which owns the addresses'
      : 'nopreempt has no effect together with state MASTER',
    instead: 'nopreempt is cleared; write state BACKUP on all nodes to use it',
  })
  return false
}

/** keepalived says each of the reasons. */
function completeDelay(
  { preemptDelay: given }: WholeInstance,
  its: Role & { readonly preempt: boolean },
  report: Report,
): Micros {
  if (given === undefined || given.value === 0) return micros(0)
  const instead = 'there is no delay'
  let kept = true
  const clear = (message: string) => {
    kept = false
    report({ code: 'preempt-delay-cleared', severity: 'warning', span: given.at, message, instead })
  }
  if (its.initial === 'master') clear('preempt_delay has no effect together with state MASTER')
  if (its.strict && kept) {
    kept = false
    forcedByStrict({ at: given.at, what: 'preempt_delay cannot be used', instead }, report)
  }
  if (!its.preempt) clear('preempt_delay has no effect together with nopreempt')
  return kept ? given.value : micros(0)
}

function lateBackup(draft: WholeInstance, preempt: boolean, report: Report): number | undefined {
  const given: Given<number> | undefined = draft.lateBackup
  if (given === undefined || !preempt) return given?.value
  report({
    code: 'late-backup-cleared',
    severity: 'warning',
    span: given.at,
    message: 'timer_expired_backup needs nopreempt: otherwise the priority decides at once again',
    instead: 'the instance stays master however late it was',
  })
  return undefined
}
