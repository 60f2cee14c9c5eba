/**
 * The switches of vrrp_instance, and what is for experts or from the old days: keepalived.conf(5). They fill
 * drafts.
 */
import { readOne } from '../conf/bind.ts'
import { oneWord } from '../conf/fields.ts'
import { flag, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { boolean, integer, interfaceName } from '../conf/values.ts'
import type { InstanceDraft, SwitchesDraft } from './rows-draft.ts'

type Switch = keyof SwitchesDraft

const latePriority = integer({ min: 1, max: 254, strict: true })
const latePriorityDefault = 254

/** `KEYWORD [BOOL]`; alone it means true. */
function switchRow(
  keyword: string,
  facts: {
    readonly field: Switch
    readonly about: string
    readonly default: string
    readonly since?: string
  },
): Row<InstanceDraft> {
  const { field, ...said } = facts
  return setting(keyword, {
    ...said,
    kind: boolean,
    absent: true,
    put: ({ switches }: InstanceDraft, given) => {
      switches[field] = given
    },
  })
}

/** A keyword that says its meaning by being there. */
function wordRow(
  keyword: string,
  facts: {
    readonly field: Switch
    readonly value: boolean
    readonly about: string
    readonly default?: string
    readonly later?: true
    readonly since?: string
  },
): Row<InstanceDraft> {
  const { field, value, ...said } = facts
  return flag(keyword, {
    ...said,
    put: ({ switches }: InstanceDraft, at) => {
      switches[field] = { value, at }
    },
  })
}

export const switchRows: readonly Row<InstanceDraft>[] = [
  switchRow('strict_mode', {
    field: 'strict',
    about: 'Follow the RFC to the letter: no authentication, no unicast, no state MASTER below priority 255',
    default: 'vrrp_strict',
  }),
  wordRow('nopreempt', {
    field: 'noPreempt',
    value: true,
    about: 'Do not take over from a running master of lower priority',
  }),
  wordRow('preempt', {
    field: 'noPreempt',
    value: false,
    about: 'Take over from a master of lower priority; takes nopreempt back',
    default: 'on',
  }),
  wordRow('accept', {
    field: 'accept',
    value: true,
    about: 'Accept packets to the addresses although this node does not own them; takes no_accept back',
    default: 'on',
  }),
  wordRow('no_accept', {
    field: 'accept',
    value: false,
    about: 'Drop packets to the addresses unless this node owns them (RFC 9568, 6.1, Accept_Mode)',
  }),
  switchRow('lower_prio_no_advert', {
    field: 'lowerPriorityNoAdvert',
    about: 'As master, do not answer an advert of lower priority with one of its own',
    default: 'vrrp_lower_prio_no_advert; on in strict mode',
  }),
  switchRow('higher_prio_send_advert', {
    field: 'higherPrioritySendAdvert',
    about: 'As master, send one more advert before giving way to a higher priority',
    default: 'vrrp_higher_prio_send_advert',
  }),
  switchRow('owner_ignore_adverts', {
    field: 'ownerIgnoreAdverts',
    about: 'As address owner (priority 255), ignore the adverts of others',
    default: 'vrrp_owner_ignore_adverts with priority 255; on in strict mode',
    since: '2.3.3',
  }),
  switchRow('skip_check_adv_addr', {
    field: 'skipAddressCheck',
    about: 'Compare the addresses in an advert with the own ones only when the master has changed',
    default: 'vrrp_skip_check_adv_addr',
  }),
  setting('v3_checksum_as_v2', {
    kind: boolean,
    absent: true,
    about: 'Leave the pseudo header out of the checksum of version 3 over IPv4, as some routers do',
    default: 'v3_checksum_as_v2 of global_defs',
    since: '2.2.8',
    put: ({ switches }: InstanceDraft, given) => {
      switches.version3ChecksumAsVersion2 = given
    },
  }),
  wordRow('dont_track_primary', {
    field: 'dontTrackPrimary',
    value: true,
    about: 'Stay out of the fault state when the own interface is down',
  }),
  wordRow('no_virtual_ipaddress', {
    field: 'noAddresses',
    value: true,
    about: 'Allow the instance to have no virtual_ipaddress',
    since: '2.2.8',
  }),
  ...expertRows(),
  ...oldRows(),
]

function expertRows(): readonly Row<InstanceDraft>[] {
  return [
    words('timer_expired_backup', {
      parameters: '[NUMBER 1..254]',
      least: 0,
      about: 'Become backup, with this priority at first, when adverts could not be sent in time',
      default: `off; ${latePriorityDefault} without a number`,
      since: '2.2.8',
      read: readLateBackup,
    }),
    words('thread_timer_expired', {
      parameters: '[NUMBER 1..254]',
      least: 0,
      about: 'The old name of timer_expired_backup',
      since: '2.3.2',
      read: (statement, draft: InstanceDraft, scene) => {
        deprecated(statement, 'timer_expired_backup', scene)
        readLateBackup(statement, draft, scene)
      },
    }),
    oneWord(
      setting('kernel_rx_buf_size', {
        kind: integer({ min: 0, max: 4294967295, unit: 'bytes', strict: true }),
        about: 'Receive buffer of the socket for adverts',
        default: 'that of the system',
        put: (draft: InstanceDraft, given) => {
          draft.receiveBufferBytes = given
        },
      }),
    ),
    setting('debug', {
      kind: integer({ min: 0, max: 4 }),
      about: 'Level of debugging, which keepalived keeps and never uses',
      default: '0',
      later: true,
      put: (draft: InstanceDraft, given) => {
        draft.debugLevel = given
      },
    }),
  ]
}

/** Deprecated in instances: other blocks have them now. */
function oldRows(): readonly Row<InstanceDraft>[] {
  return [
    words('linkbeat_use_polling', {
      parameters: '',
      least: 0,
      about: 'Poll the link state of the interface; linkbeat_interfaces is the newer way',
      read: (statement, { switches }: InstanceDraft, scene) => {
        deprecated(statement, 'linkbeat_interfaces', scene)
        switches.pollLink = { value: true, at: statement.keyword.span }
      },
    }),
    words('lvs_sync_daemon_interface', {
      parameters: interfaceName.shape,
      least: 1,
      about: 'Run the IPVS sync daemon on this interface; lvs_sync_daemon in global_defs is the newer way',
      repeat: 'appends',
      judges: 'first-wins',
      later: true,
      read: readSyncInterface,
    }),
  ]
}

function deprecated({ keyword }: Statement, now: string, scene: Scene): void {
  scene.report({
    code: 'deprecated-keyword',
    severity: 'warning',
    span: keyword.span,
    message: `${keyword.text} is deprecated here`,
    instead: `it still counts; ${now} does the same`,
    suggestion: now,
  })
}

function readLateBackup(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const [{ text: keyword, span }, word, ...extra] = statement.words
  noteExtra(extra, scene)
  if (word === undefined) {
    draft.lateBackup = { value: latePriorityDefault, at: span }
    return
  }
  const value = readOne(word, { keyword, kind: latePriority, fallback: undefined }, scene)
  if (value !== undefined) draft.lateBackup = { value, at: word.span }
}

function readSyncInterface(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const [keyword, word, ...extra] = statement.words
  if (word === undefined) return
  noteExtra(extra, scene)
  deprecated(statement, 'lvs_sync_daemon', scene)
  const { lvsSyncInterface: before } = draft
  if (before !== undefined) {
    scene.report({
      code: 'repeated-keyword',
      severity: 'error',
      span: keyword.span,
      message: `${keyword.text} was given before, in line ${before.at.line}`,
      instead: 'the first one counts',
    })
    return
  }
  const value = readOne(word, { keyword: keyword.text, kind: interfaceName, fallback: undefined }, scene)
  if (value !== undefined) draft.lvsSyncInterface = { value, at: word.span }
}
