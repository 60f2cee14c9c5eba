/** The keywords of real_server but those of its checks: keepalived.conf(5), real_server. They fill drafts. */
import { fieldsOf } from '../conf/fields.ts'
import { type Row, script, setting, words } from '../conf/rows.ts'
import { boolean, integer } from '../conf/values.ts'
import type { RealServerDraft } from './draft.ts'
import { methodShape, readMethod } from './rows-method.ts'
import { nameRows } from './rows-names.ts'

const connections = integer({ min: 0, max: 4294967295, unit: 'connections' })

const put = fieldsOf<RealServerDraft>()

export const realServerRows: readonly Row<RealServerDraft>[] = [
  setting('weight', {
    kind: integer({ min: 0, max: 2147483647 }),
    about: 'Weight for the scheduler: the share of connections; 0: no new ones',
    default: 'that of the virtual_server, or 1',
    put: put('weight'),
  }),
  words('lvs_method', {
    parameters: methodShape,
    least: 1,
    about: 'Forwarding: how packets reach this real server',
    default: 'that of the virtual_server where this block begins',
    read: (statement, draft: RealServerDraft, scene) => {
      const fallback = 'that of the virtual_server'
      draft.method = readMethod(statement, { before: draft.method?.value, fallback }, scene) ?? draft.method
    },
  }),
  setting('uthreshold', {
    kind: connections,
    later: true,
    about: 'Number of connections from which on the server gets no new ones; 0: no limit',
    default: '0',
    put: put('upperThreshold'),
  }),
  setting('lthreshold', {
    kind: connections,
    later: true,
    about: 'Number of connections below which the server gets new ones again; 0: no limit',
    default: '0',
    put: put('lowerThreshold'),
  }),
  setting('inhibit_on_failure', {
    kind: boolean,
    absent: true,
    about: 'Give the real server weight 0 when it fails, instead of removing it',
    default: 'that of the virtual_server',
    put: put('inhibitOnFailure'),
  }),
  script('notify_up', {
    users: true,
    about: 'Run when the server comes up',
    put: put('notifyUp'),
  }),
  script('notify_down', {
    users: true,
    about: 'Run when the server goes down',
    put: put('notifyDown'),
  }),
  setting('smtp_alert', {
    kind: boolean,
    absent: true,
    later: true,
    about: 'Send a mail when the real server goes up or down',
    default: 'smtp_alert_checker, then smtp_alert of global_defs, or on',
    put: put('smtpAlert'),
  }),
  ...(nameRows({ snmpName: false }) as readonly Row<RealServerDraft>[]),
]
