/** vrrp_script and track_script: keepalived.conf(5), VRRP scripts. */
import { type Micros, micros } from '../base/time.ts'
import { fieldsOf, mayLack } from '../conf/fields.ts'
import { flag, type Row, script, setting, words } from '../conf/rows.ts'
import { integer, type Kind, seconds } from '../conf/values.ts'
import { definition, type ScriptDraft } from './drafts.ts'
import type { TrackKind } from './kind.ts'
import { clamped, nearlyClamped, readOwnWeight, type WeightLimit, weightMax } from './weight.ts'

const put = fieldsOf<ScriptDraft>()
const count = (what: string) => ({
  kind: integer({ min: 1, max: 2147483647 }),
  about: what,
  default: '1',
  // keepalived goes back to the default, also from an earlier value.
  misfit: 1,
})

/** What lies beyond the limit does what the limit does: priorities end before it. */
const own: WeightLimit = { max: weightMax, corrected: clamped, otherwise: 'the weight stays as it was' }

const plainPeriod = seconds({ min: 0, max: 4294, digits: 3 })

/** 0 becomes the shortest time there is sense in, as keepalived does. */
const period: Kind<Micros> = {
  shape: 'SECONDS 0..4294, fractions allowed',
  read: (word) => {
    const read = plainPeriod.read(word)
    if (!read.ok || read.value > 0) return read
    const problem = 'would be without pause'
    return { ok: false, error: { code: 'out-of-range', problem, corrected: micros(1_000_000) } }
  },
}

const rows: readonly Row<ScriptDraft>[] = [
  mayLack(
    script('script', {
      users: false,
      repeat: 'last-wins',
      about: 'Command to run, without a shell; exit status 0 is a success',
      put: put('command'),
    }),
  ),
  setting('interval', {
    kind: period,
    about: 'Time from the start of one run to the start of the next',
    default: '1',
    put: put('interval'),
  }),
  setting('timeout', {
    kind: period,
    about: 'Longest time that one run may take before it is killed and counts as failed',
    default: 'interval',
    put: put('timeout'),
  }),
  words('weight', {
    parameters: `NUMBER -${weightMax}..${weightMax} [reverse]`,
    least: 1,
    about:
      'Change of the priority: a positive weight counts on success, a negative one on failure; 0: a fault',
    default: '0',
    read: (statement, draft: ScriptDraft, scene) => readOwnWeight(statement, { draft, limit: own }, scene),
  }),
  setting('rise', {
    ...count('Number of successes in a row before the script counts as successful'),
    put: put('rise'),
  }),
  setting('fall', {
    ...count('Number of failures in a row before the script counts as failed'),
    put: put('fall'),
  }),
  words('user', {
    parameters: 'USER [GROUP]',
    least: 1,
    about: 'User and group of the script',
    default: 'script_user',
    read: (statement, draft: ScriptDraft) => {
      const [, user, group] = statement.words
      if (user === undefined) return
      if (draft.user !== undefined) draft.earlierUsers = [...(draft.earlierUsers ?? []), draft.user]
      draft.user = { value: { user: user.text, group: group?.text }, at: user.span }
    },
  }),
  flag('init_fail', {
    about: 'Count the script as failed until its first run has ended',
    put: (draft: ScriptDraft) => {
      draft.initFail = true
    },
  }),
]

export const scriptKind: TrackKind = {
  entries: 'track_script',
  into: 'trackScripts',
  names: 'vrrp_script',
  about: 'Scripts whose result changes the priority or is a fault',
  limit: { max: weightMax, corrected: nearlyClamped, otherwise: 'the weight of the script counts' },
  noreverse: true,
  strayDirection: 'ignored',
  definition: definition<ScriptDraft>('vrrp_script', {
    about: 'A command that is run again and again, for track_script',
    rows,
    begin: (named) => ({ ...named }),
    into: (drafts) => drafts.scripts,
  }),
  later: false,
}
