/**
 * Gratuitous ARP and neighbour adverts in global_defs: keepalived.conf(5), vrrp_garp_* and vrrp_gna_interval.
 * Instances say the same for themselves with words of their own; what counts is decided in settings.
 */
import { type Micros, seconds as wholeSeconds } from '../base/time.ts'
import { type Given, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { boolean, integer, seconds } from '../conf/values.ts'
import { burstDelay, noteOldName, readExtra, refreshInterval, rounds } from './announce-values.ts'

export interface AnnounceDefaultsDraft {
  /** vrrp_garp_master_repeat: rounds in a burst. */
  repeat?: Given<number>
  /** vrrp_garp_master_delay: from becoming master to the second burst; 0: none. */
  delay?: Given<Micros>
  lowerPriorityRepeat?: Given<number>
  lowerPriorityDelay?: Given<Micros>
  /** vrrp_garp_master_refresh: how often a master announces; 0: never again. */
  refresh?: Given<Micros>
  refreshRepeat?: Given<number>
  /** vrrp_garp_interval: least time between two gratuitous ARPs on an interface. */
  garpInterval?: Given<Micros>
  /** vrrp_gna_interval: the same for unsolicited neighbour adverts. */
  gnaInterval?: Given<Micros>
  /** vrrp_garp_extra_if: how often addresses on further interfaces are announced. */
  extra?: Given<{ readonly every: Micros; readonly allInterfaces: boolean }>
  /** vrrp_min_garp: as few announcements as there can be, where nothing else is given. */
  least?: Given<boolean>
}

interface Owner {
  readonly announce: AnnounceDefaultsDraft
}

/** Puts what is given into the part of the draft that is about announcements. */
function put<Field extends keyof AnnounceDefaultsDraft>(field: Field) {
  return ({ announce }: Owner, given: Exclude<AnnounceDefaultsDraft[Field], undefined>): void => {
    announce[field] = given
  }
}

const gap = seconds({ min: 0.000001, max: 4294.967295, digits: 6 })
const extraSeconds = integer({ min: 1, max: 86400 })
const extraParameters = '[all] SECONDS 1..86400'

const burstRows: readonly Row<Owner>[] = [
  setting('vrrp_garp_master_delay', {
    kind: burstDelay,
    about: 'Delay before the second burst of gratuitous ARP after becoming master; 0: none',
    default: '5',
    put: put('delay'),
  }),
  setting('vrrp_garp_master_repeat', {
    kind: rounds,
    about: 'Rounds of gratuitous ARP in a burst',
    default: '5',
    put: put('repeat'),
  }),
  setting('vrrp_garp_lower_prio_delay', {
    kind: burstDelay,
    about: 'Delay before the second burst after an advert of lower priority',
    default: 'vrrp_garp_master_delay',
    put: put('lowerPriorityDelay'),
  }),
  setting('vrrp_garp_lower_prio_repeat', {
    kind: integer({ min: 0, max: 2147483647 }),
    about: 'Rounds of gratuitous ARP after an advert of lower priority',
    default: 'vrrp_garp_master_repeat',
    put: put('lowerPriorityRepeat'),
  }),
]

export const announceDefaultsRows: readonly Row<Owner>[] = [
  ...burstRows,
  setting('vrrp_garp_master_refresh', {
    kind: refreshInterval,
    about: 'Time between repeated announcements of the addresses by a master; 0: there are none',
    default: '0',
    put: put('refresh'),
  }),
  setting('vrrp_garp_master_refresh_repeat', {
    kind: rounds,
    about: 'Rounds of gratuitous ARP in each repeated announcement',
    default: '1',
    put: put('refreshRepeat'),
  }),
  setting('vrrp_garp_interval', {
    kind: gap,
    about: 'Shortest time between two gratuitous ARP messages on an interface',
    default: 'none',
    put: put('garpInterval'),
  }),
  setting('vrrp_gna_interval', {
    kind: gap,
    about: 'Shortest time between two unsolicited neighbour advertisements on an interface',
    default: 'none',
    put: put('gnaInterval'),
  }),
  setting('vrrp_min_garp', {
    kind: boolean,
    absent: true,
    about: 'Announce addresses with one gratuitous ARP and never again, where no other garp setting is given',
    default: 'off',
    put: put('least'),
  }),
  words('vrrp_garp_extra_if', {
    parameters: extraParameters,
    least: 0,
    about:
      'Time between announcements of addresses on VMACs of other interfaces; all: on other interfaces too',
    default: 'off',
    read: putExtra,
  }),
  words('vrrp_vmac_garp_intvl', {
    parameters: extraParameters,
    least: 0,
    about: 'The old name of vrrp_garp_extra_if',
    default: 'off',
    read: (statement, draft: Owner, scene) => {
      noteOldName(statement, 'vrrp_garp_extra_if', scene)
      putExtra(statement, draft, scene)
    },
  }),
]

function putExtra(statement: Statement, { announce }: Owner, scene: Scene): void {
  const read = readExtra(statement, { kind: extraSeconds, parameters: extraParameters }, scene)
  if (read === undefined) return
  const { interval, all } = read.value
  announce.extra = { value: { every: wholeSeconds(interval), allInterfaces: all }, at: read.at }
}
