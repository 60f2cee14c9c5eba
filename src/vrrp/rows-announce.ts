/**
 * Gratuitous ARP and unsolicited neighbour advertisements of an instance: keepalived.conf(5), garp_*. What
 * they fall back to is in defaults-announce-rows.ts.
 */
import { micros } from '../base/time.ts'
import { readOne } from '../conf/bind.ts'
import { reportLacking } from '../conf/fields.ts'
import { noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, seconds } from '../conf/values.ts'
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

const wholeSeconds = seconds({ min: 0, max: 4294, digits: 0 })
/** The kernel counts seconds in 32 bits. */
const refreshSeconds = seconds({ min: 0, max: 4294967295, digits: 0 })
const extraSeconds = seconds({ min: 0, max: 86400, digits: 0 })

/** Rounds 0 would be no announcement at all: keepalived sends one. */
const rounds = {
  shape: 'NUMBER 0..4294967295',
  read: (word: string) => {
    const read = integer({ min: 0, max: 4294967295 }).read(word)
    if (!read.ok || read.value > 0) return read
    const problem = 'is less than 1'
    return { ok: false, error: { code: 'out-of-range', problem, corrected: 1 } } as const
  },
}

export const announceRows: readonly Row<Announcing>[] = [
  setting('garp_master_delay', {
    kind: wholeSeconds,
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
    kind: wholeSeconds,
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
    kind: refreshSeconds,
    about: 'Time between gratuitous ARPs while this node is master; 0: none',
    default: 'vrrp_garp_master_refresh',
    // keepalived: what is none switches it off.
    misfit: micros(0),
    later: true,
    put: put('refresh'),
  }),
  setting('garp_master_refresh_repeat', {
    kind: rounds,
    about: 'Rounds of gratuitous ARP at every refresh',
    default: 'vrrp_garp_master_refresh_repeat',
    later: true,
    put: put('refreshRepeat'),
  }),
  words('garp_extra_if', {
    parameters: '[all] SECONDS 0..86400',
    least: 0,
    about: 'Time between gratuitous ARPs on VMACs other than the own one, `all`: on other interfaces too',
    default: 'vrrp_garp_extra_if',
    later: true,
    read: readExtra,
  }),
  words('vmac_garp_intvl', {
    parameters: '[all] SECONDS 0..86400',
    least: 0,
    about: 'The old name of garp_extra_if',
    default: 'vrrp_garp_extra_if',
    later: true,
    read: (statement, draft: Announcing, scene) => {
      scene.report({
        code: 'deprecated-keyword',
        severity: 'warning',
        span: statement.keyword.span,
        message: 'vmac_garp_intvl is deprecated',
        instead: 'it is read as garp_extra_if',
        suggestion: 'garp_extra_if',
      })
      readExtra(statement, draft, scene)
    },
  }),
]

function readExtra(statement: Statement, { announce }: Announcing, scene: Scene): void {
  const given = statement.words.slice(1)
  const all = given[0]?.text === 'all'
  const [word, ...extra] = all ? given.slice(1) : given
  if (word === undefined) {
    reportLacking(statement, '[all] SECONDS 0..86400', scene)
    return
  }
  noteExtra(extra, scene)
  const keyword = statement.keyword.text
  const interval = readOne(word, { keyword, kind: extraSeconds, fallback: undefined }, scene)
  if (interval !== undefined) announce.extra = { value: { interval, all }, at: word.span }
}
