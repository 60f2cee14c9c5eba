/**
 * Gratuitous ARP and neighbour adverts in global_defs: keepalived.conf(5), vrrp_garp_* and vrrp_gna_interval.
 * Instances say the same for themselves with words of their own; what counts is decided in settings.
 */
import { type Micros, seconds as wholeSeconds } from '../base/time.ts'
import { readOne } from '../conf/bind.ts'
import { reportLacking } from '../conf/fields.ts'
import { type Given, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { boolean, integer, type Kind, seconds } from '../conf/values.ts'

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

const delay = seconds({ min: 0, max: 4294, digits: 0 })
const refresh = seconds({ min: 0, max: 4294967295, digits: 0 })
const gap = seconds({ min: 0.000001, max: 4294.967295, digits: 6 })
const extraSeconds = integer({ min: 1, max: 86400 })

/** Rounds 0 would be no announcement at all: keepalived sends one. */
const rounds: Kind<number> = {
  shape: 'NUMBER 0..4294967295',
  read: (word) => {
    const read = integer({ min: 0, max: 4294967295 }).read(word)
    if (!read.ok || read.value > 0) return read
    return { ok: false, error: { code: 'out-of-range', problem: 'is less than 1', corrected: 1 } }
  },
}

const burstRows: readonly Row<Owner>[] = [
  setting('vrrp_garp_master_delay', {
    kind: delay,
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
    kind: delay,
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
    kind: refresh,
    about: 'How often a master announces its addresses again; 0: never',
    default: '0',
    later: true,
    put: put('refresh'),
  }),
  setting('vrrp_garp_master_refresh_repeat', {
    kind: rounds,
    about: 'Rounds of gratuitous ARP each time',
    default: '1',
    later: true,
    put: put('refreshRepeat'),
  }),
  setting('vrrp_garp_interval', {
    kind: gap,
    about: 'Least time between two gratuitous ARPs on an interface',
    default: 'none',
    later: true,
    put: put('garpInterval'),
  }),
  setting('vrrp_gna_interval', {
    kind: gap,
    about: 'Least time between two unsolicited neighbour adverts on an interface',
    default: 'none',
    later: true,
    put: put('gnaInterval'),
  }),
  setting('vrrp_min_garp', {
    kind: boolean,
    absent: true,
    about: 'Announce once and never again, where nothing else is given',
    default: 'off',
    put: put('least'),
  }),
  words('vrrp_garp_extra_if', {
    parameters: '[all] SECONDS 1..86400',
    least: 0,
    about: 'How often addresses on other interfaces than their own are announced; all: also without VMAC',
    default: 'off',
    later: true,
    read: readExtra,
  }),
  words('vrrp_vmac_garp_intvl', {
    parameters: '[all] SECONDS 1..86400',
    least: 0,
    about: 'The old name of vrrp_garp_extra_if',
    default: 'off',
    later: true,
    read: readOldExtra,
  }),
]

function readExtra(statement: Statement, { announce }: Owner, scene: Scene): void {
  const given = statement.words.slice(1)
  const allInterfaces = given[0]?.text === 'all'
  const [time, ...extra] = allInterfaces ? given.slice(1) : given
  if (time === undefined) {
    reportLacking(statement, '[all] SECONDS 1..86400', scene)
    return
  }
  noteExtra(extra, scene)
  const as = { keyword: statement.keyword.text, kind: extraSeconds, fallback: undefined }
  const read = readOne(time, as, scene)
  if (read !== undefined)
    announce.extra = { value: { every: wholeSeconds(read), allInterfaces }, at: time.span }
}

function readOldExtra(statement: Statement, draft: Owner, scene: Scene): void {
  scene.report({
    code: 'deprecated-keyword',
    severity: 'warning',
    span: statement.keyword.span,
    message: 'vrrp_vmac_garp_intvl is deprecated',
    instead: 'it is read as vrrp_garp_extra_if',
    suggestion: 'vrrp_garp_extra_if',
  })
  readExtra(statement, draft, scene)
}
