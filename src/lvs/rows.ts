/**
 * The keywords of virtual_server but those of its real servers and the timing of checks: keepalived.conf(5),
 * virtual_server. They fill drafts.
 */
import { fieldsOf } from '../conf/fields.ts'
import { flag, obsolete, type Row, type Scene, script, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { boolean, choice, integer } from '../conf/values.ts'
import type { VirtualServerDraft } from './draft.ts'
import { methodShape, readMethod } from './rows-method.ts'
import { nameRows } from './rows-names.ts'
import { persistenceRows } from './rows-persistence.ts'
import { schedulerRows } from './rows-scheduler.ts'
import { sorryServerRows } from './rows-sorry-server.ts'
import type { Protocol } from './settings.ts'

const uintMax = 4294967295

const put = fieldsOf<VirtualServerDraft>()

const kernelRows: readonly Row<VirtualServerDraft>[] = [
  words('ip_family', {
    parameters: 'inet|inet6',
    least: 1,
    about: 'Address family of a virtual server of a fwmark or a group',
    default: 'that of its real servers, or inet',
    read: readFamily,
  }),
  words('lvs_method', {
    parameters: methodShape,
    least: 1,
    synonyms: ['lb_kind'],
    about: 'Forwarding: how packets reach the real servers whose blocks follow',
    default: 'NAT',
    read: (statement, draft: VirtualServerDraft, scene) => {
      const as = { before: draft.method?.value, fallback: 'NAT' }
      draft.method = readMethod(statement, as, scene) ?? draft.method
    },
  }),
  obsolete('nat_mask', 'the netmask of NAT in kernels before 2.4; IPVS has none'),
  obsolete('delay', 'the time between two checks; it is delay_loop now'),
  setting('protocol', {
    kind: choice(['TCP', 'UDP', 'SCTP'], { anyCase: true }),
    about: 'Transport protocol of the service',
    default: 'UDP',
    put: (draft: VirtualServerDraft, { value, at }) => {
      draft.protocol = { value: value.toLowerCase() as Protocol, at }
    },
  }),
  setting('weight', {
    kind: integer({ min: 1, max: 2147483647 }),
    about: 'Weight of real servers that give none',
    default: '1',
    put: put('weight'),
  }),
]

const quorumRows: readonly Row<VirtualServerDraft>[] = [
  setting('quorum', {
    kind: integer({ min: 1, max: uintMax }),
    about: 'Sum of the weights of live real servers that the service needs',
    default: '1',
    misfit: 1,
    put: put('quorum'),
  }),
  setting('hysteresis', {
    kind: integer({ min: 0, max: uintMax }),
    about: 'Weight above and below the quorum within which nothing changes',
    default: '0',
    put: put('hysteresis'),
  }),
  script('quorum_up', {
    users: true,
    about: 'Run when the quorum is gained',
    put: put('quorumUp'),
  }),
  script('quorum_down', {
    users: true,
    about: 'Run when the quorum is lost',
    put: put('quorumDown'),
  }),
]

const behaviourRows: readonly Row<VirtualServerDraft>[] = [
  flag('inhibit_on_failure', {
    about: 'Give failed real servers weight 0 instead of removing them',
    put: (draft: VirtualServerDraft, at) => {
      draft.inhibitOnFailure = { value: true, at }
    },
  }),
  flag('ha_suspend', {
    later: true,
    about: 'Suspend checks while this host does not have the address',
    put: (draft: VirtualServerDraft, at) => {
      draft.haSuspend = at
    },
  }),
  flag('omega', {
    later: true,
    about: 'Run notify_down and quorum_down when the daemon stops',
    put: (draft: VirtualServerDraft, at) => {
      draft.omega = at
    },
  }),
  setting('smtp_alert', {
    kind: boolean,
    absent: true,
    later: true,
    about: 'Send a mail when the quorum is gained or lost',
    default: 'smtp_alert_checker, then smtp_alert of global_defs, or off',
    put: put('smtpAlert'),
  }),
]

export const virtualServerRows: readonly Row<VirtualServerDraft>[] = [
  ...schedulerRows,
  ...kernelRows,
  ...persistenceRows,
  ...quorumRows,
  ...behaviourRows,
  ...(nameRows({ snmpName: true }) as readonly Row<VirtualServerDraft>[]),
  ...sorryServerRows,
]

/** An address, a mask or a real server may have decided it already. */
function readFamily(statement: Statement, draft: VirtualServerDraft, scene: Scene): void {
  const [, word] = statement.words
  if (word === undefined) return
  const isKnown = word.text === 'inet' || word.text === 'inet6'
  const family = word.text === 'inet' ? 'ipv4' : 'ipv6'
  if (isKnown && (draft.family ?? family) === family) {
    draft.family = family
    return
  }
  scene.report({
    code: isKnown ? 'family-decided' : 'not-a-value',
    severity: 'error',
    span: word.span,
    message: isKnown
      ? `ip_family ${word.text}: what stands before makes it ${draft.family === 'ipv4' ? 'inet' : 'inet6'}`
      : `ip_family: "${word.text}" is neither inet nor inet6`,
    instead: 'the statement is ignored',
  })
}
