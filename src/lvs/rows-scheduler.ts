/**
 * lvs_sched and the flags of schedulers: keepalived.conf(5), virtual_server. A flag of one scheduler counts
 * only after that scheduler; refuses it elsewhere.
 */
import { flag, type Row, setting, words } from '../conf/rows.ts'
import { choice } from '../conf/values.ts'
import type { VirtualServerDraft } from './draft.ts'
import type { SchedulerFlag } from './settings.ts'

const schedulers = choice([
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'sh',
  'mh',
  'dh',
  'fo',
  'ovf',
  'lblcr',
  'sed',
  'nq',
  'twos',
])

export const schedulerRows: readonly Row<VirtualServerDraft>[] = [
  setting('lvs_sched', {
    kind: schedulers,
    synonyms: ['lb_algo'],
    about: 'Scheduler: how the kernel chooses a real server',
    default: 'wlc',
    put: (draft: VirtualServerDraft, given) => {
      draft.scheduler = given
    },
  }),
  flag('ops', {
    later: true,
    about: 'One-packet scheduling: each UDP packet gets a real server of its own',
    put: (draft: VirtualServerDraft, at) => {
      draft.onePacket = at
    },
  }),
  numberedFlag(1),
  numberedFlag(2),
  numberedFlag(3),
  namedFlag('hashed', {
    of: 'sh',
    sets: undefined,
    about: 'No effect: the schedulers sh and mh hash anyway',
  }),
  namedFlag('sh-port', { of: 'sh', sets: 2, about: 'Scheduler sh: hash the source port as well' }),
  namedFlag('sh-fallback', {
    of: 'sh',
    sets: 1,
    about: 'Scheduler sh: use another server when the chosen one is not available',
  }),
  namedFlag('mh-port', { of: 'mh', sets: 2, about: 'Scheduler mh: hash the source port as well' }),
  namedFlag('mh-fallback', {
    of: 'mh',
    sets: 1,
    about: 'Scheduler mh: use another server when the chosen one is not available',
  }),
]

function numberedFlag(number: SchedulerFlag): Row<VirtualServerDraft> {
  return flag(`flag-${number}`, {
    later: true,
    about: `Flag ${number} of the scheduler, whatever the scheduler takes it for`,
    put: (draft: VirtualServerDraft) => {
      draft.schedulerFlags.add(number)
    },
  })
}

/** After the other of the two hash schedulers it is ignored in silence. */
function namedFlag(
  keyword: string,
  facts: { readonly of: 'sh' | 'mh'; readonly sets: SchedulerFlag | undefined; readonly about: string },
): Row<VirtualServerDraft> {
  return words(keyword, {
    ...(facts.sets === undefined ? {} : { later: true }),
    parameters: '',
    least: 0,
    about: facts.about,
    read: (statement, draft: VirtualServerDraft, scene) => {
      const scheduler = draft.scheduler?.value
      if (scheduler === facts.of && facts.sets !== undefined) draft.schedulerFlags.add(facts.sets)
      if (scheduler === 'sh' || scheduler === 'mh') return
      const wanted = facts.sets === undefined ? 'sh or mh' : facts.of
      scene.report({
        code: 'scheduler-flag-misplaced',
        severity: 'error',
        span: statement.keyword.span,
        message: `${keyword} needs lvs_sched ${wanted} in a line before it`,
        instead: 'the statement is ignored',
      })
    },
  })
}
