/**
 * Gratuitous ARP and unsolicited neighbour advertisements of an instance: keepalived.conf(5), garp_*. What
 * they fall back to is in defaults-announce-rows.ts.
 */
import { micros } from '../base/time.ts'
import { type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, seconds } from '../conf/values.ts'
import { burstDelay, noteOldName, readExtra, refreshInterval, rounds } from './announce-values.ts'
import type { AnnounceDraft } from './rows-draft.ts'

interface Announcing {
  readonly announce: AnnounceDraft
}

/** Puts what is given into the part of the draft that is about announcements. */
function put<Field extends keyof AnnounceDraft>(field: Field) {
  return ({ announce }: Announcing, given: Exclude<AnnounceDraft[Field], undefined>): void => {
    announce[field] = given
  }
}

const extraSeconds = seconds({ min: 0, max: 86400, digits: 0 })
const extraParameters = '[all] SECONDS 0..86400'

export const announceRows: readonly Row<Announcing>[] = [
  setting('garp_master_delay', {
    kind: burstDelay,
    about: 'Delay before the second burst of gratuitous ARP after becoming master; 0: none',
    default: 'vrrp_garp_master_delay',
    put: put('delay'),
  }),
  setting('garp_master_repeat', {
    kind: rounds,
    about: 'Rounds of gratuitous ARP in a burst',
    default: 'vrrp_garp_master_repeat',
    put: put('repeat'),
  }),
  setting('garp_lower_prio_delay', {
    kind: burstDelay,
    about: 'Delay before the second burst after an advert of lower priority',
    default: 'vrrp_garp_lower_prio_delay; 0 in strict mode',
    put: put('lowerPriorityDelay'),
  }),
  setting('garp_lower_prio_repeat', {
    kind: integer({ min: 0, max: 2147483647 }),
    about: 'Rounds of gratuitous ARP after an advert of lower priority',
    default: 'vrrp_garp_lower_prio_repeat; 0 in strict mode',
    put: put('lowerPriorityRepeat'),
  }),
  setting('garp_master_refresh', {
    kind: refreshInterval,
    about: 'Time between repeated announcements of the addresses by a master; 0: there are none',
    default: 'vrrp_garp_master_refresh',
    // keepalived: what is none switches it off.
    misfit: micros(0),
    put: put('refresh'),
  }),
  setting('garp_master_refresh_repeat', {
    kind: rounds,
    about: 'Rounds of gratuitous ARP in each repeated announcement',
    default: 'vrrp_garp_master_refresh_repeat',
    put: put('refreshRepeat'),
  }),
  words('garp_extra_if', {
    parameters: extraParameters,
    least: 0,
    about:
      'Time between announcements of addresses on VMACs of other interfaces; all: on other interfaces too',
    default: 'vrrp_garp_extra_if',
    read: putExtra,
  }),
  words('vmac_garp_intvl', {
    parameters: extraParameters,
    least: 0,
    about: 'The old name of garp_extra_if',
    default: 'vrrp_garp_extra_if',
    read: (statement, draft: Announcing, scene) => {
      noteOldName(statement, 'garp_extra_if', scene)
      putExtra(statement, draft, scene)
    },
  }),
]

function putExtra(statement: Statement, { announce }: Announcing, scene: Scene): void {
  const read = readExtra(statement, { kind: extraSeconds, parameters: extraParameters }, scene)
  if (read !== undefined) announce.extra = read
}
