/**
 * The keywords of vrrp_instance and vrrp_sync_group: keepalived.conf(5). They fill drafts; what the values
 * mean together is judged in settings. Refuses words that are no values of their kind. What global_defs says
 * for all instances is in defaults-rows.ts.
 */
import { type Address, familyOf } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import type { Micros } from '../base/time.ts'
import { readOne } from '../conf/bind.ts'
import { flag, type Given, list, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import {
  choice,
  integer,
  interfaceName,
  multicastIpv4,
  seconds,
  singleAddress,
  text,
} from '../conf/values.ts'
import { readVirtualAddress, type VirtualAddressDraft } from './address-line.ts'

/** A feature that the instance cannot run without and that is not there yet. */
export interface Refusal {
  readonly at: Span
  readonly what: string
}

export interface AnnounceDraft {
  repeat?: Given<number>
  delay?: Given<Micros>
  lowerPriorityRepeat?: Given<number>
  lowerPriorityDelay?: Given<Micros>
}

export interface InstanceDraft {
  readonly name: Given<string>
  interface?: Given<string>
  vrid?: Given<number>
  version?: Given<number>
  state?: Given<'MASTER' | 'BACKUP'>
  priority?: Given<number>
  advertInterval?: Given<Micros>
  noPreempt?: Given<boolean>
  downTimerAdverts?: Given<number>
  source?: Given<Address>
  destination?: Given<Address>
  authType?: Given<'PASS' | 'AH'>
  authPass?: Given<string>
  readonly addresses: VirtualAddressDraft[]
  readonly excluded: VirtualAddressDraft[]
  readonly announce: AnnounceDraft
  readonly refusals: Refusal[]
}

export interface GroupDraft {
  readonly name: Given<string>
  readonly members: Given<string>[]
  /** sync_group_tracking_weight: members may follow weighted trackers. */
  weightsAllowed?: true
}

const wholeSeconds = seconds({ min: 0, max: 4294, digits: 0 })
export const version = integer({ min: 2, max: 3 })
export const downTimerAdverts = integer({ min: 1, max: 100, unit: 'adverts' })

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

/** The gratuitous ARP rows, alike in global_defs (`prefix` vrrp_) and in vrrp_instance. */
export function announceRows(prefix: string): readonly Row<{ readonly announce: AnnounceDraft }>[] {
  const like = prefix === '' ? 'vrrp_garp' : undefined
  return [
    setting(`${prefix}garp_master_delay`, {
      kind: wholeSeconds,
      about: 'Delay before the second burst of gratuitous ARP after becoming master; 0: none',
      default: like === undefined ? '5' : `${like}_master_delay`,
      put: ({ announce }: { readonly announce: AnnounceDraft }, given) => {
        announce.delay = given
      },
    }),
    setting(`${prefix}garp_master_repeat`, {
      kind: rounds,
      about: 'Rounds of gratuitous ARP in a burst',
      default: like === undefined ? '5' : `${like}_master_repeat`,
      put: ({ announce }: { readonly announce: AnnounceDraft }, given) => {
        announce.repeat = given
      },
    }),
    setting(`${prefix}garp_lower_prio_delay`, {
      kind: wholeSeconds,
      about: 'Delay before the second burst after an advert of lower priority',
      default: like === undefined ? 'vrrp_garp_master_delay' : `${like}_lower_prio_delay`,
      put: ({ announce }: { readonly announce: AnnounceDraft }, given) => {
        announce.lowerPriorityDelay = given
      },
    }),
    setting(`${prefix}garp_lower_prio_repeat`, {
      kind: integer({ min: 0, max: 2147483647 }),
      about: 'Rounds of gratuitous ARP after an advert of lower priority',
      default: like === undefined ? 'vrrp_garp_master_repeat' : `${like}_lower_prio_repeat`,
      put: ({ announce }: { readonly announce: AnnounceDraft }, given) => {
        announce.lowerPriorityRepeat = given
      },
    }),
  ]
}

export const authenticationRows: readonly Row<InstanceDraft>[] = [
  setting('auth_type', {
    kind: choice<'PASS' | 'AH'>(['PASS', 'AH']),
    about: 'Authentication of VRRP version 2',
    default: 'none',
    put: (draft: InstanceDraft, given) => {
      draft.authType = given
    },
  }),
  setting('auth_pass', {
    kind: text('PASSWORD'),
    about: 'Password of 1 to 8 bytes, sent in clear',
    put: (draft: InstanceDraft, given) => {
      draft.authPass = given
    },
  }),
]

/** `state`, `interface`, the numbers and the switches of an instance. */
const instanceValueRows: readonly Row<InstanceDraft>[] = [
  words('state', {
    parameters: 'MASTER|BACKUP',
    least: 1,
    about: 'What the instance expects to be at start; the priority decides who is master',
    default: 'BACKUP, MASTER with priority 255',
    read: readState,
  }),
  setting('interface', {
    kind: interfaceName,
    about: 'Interface that the virtual router runs on',
    put: (draft: InstanceDraft, given) => {
      draft.interface = given
    },
  }),
  setting('virtual_router_id', {
    kind: integer({ min: 1, max: 255, strict: true }),
    about: 'Number of the virtual router, the same on all its nodes',
    put: (draft: InstanceDraft, given) => {
      draft.vrid = given
    },
  }),
  setting('priority', {
    kind: integer({ min: 1, max: 255, strict: true }),
    about: 'The highest priority is master; 255 owns the addresses',
    default: '100',
    // A typing error beside `state MASTER` must not make an address owner.
    misfit: 100,
    put: (draft: InstanceDraft, given) => {
      draft.priority = given
    },
  }),
  setting('advert_int', {
    kind: seconds({ min: 0.01, max: 255, digits: 6 }),
    about: 'Time between adverts',
    default: '1',
    put: (draft: InstanceDraft, given) => {
      draft.advertInterval = given
    },
  }),
  setting('version', {
    kind: version,
    about: 'VRRP version',
    default: 'vrrp_version',
    repeat: 'first-wins',
    put: (draft: InstanceDraft, given) => {
      draft.version = given
    },
  }),
  setting('down_timer_adverts', {
    kind: downTimerAdverts,
    about: 'Missed adverts before take-over',
    default: 'vrrp_down_timer_adverts',
    put: (draft: InstanceDraft, given) => {
      draft.downTimerAdverts = given
    },
  }),
  flag('nopreempt', {
    about: 'Do not take over from a running master of lower priority',
    put: (draft: InstanceDraft, at) => {
      draft.noPreempt = { value: true, at }
    },
  }),
  flag('preempt', {
    about: 'Take over from a master of lower priority, which is the default',
    put: (draft: InstanceDraft, at) => {
      draft.noPreempt = { value: false, at }
    },
  }),
  flag('accept', {
    about: 'Let the addresses be used by others although this node does not own them, which is the default',
    put: () => {},
  }),
  setting('mcast_src_ip', {
    kind: singleAddress,
    about: 'Source address of the adverts',
    default: 'the first address of the interface',
    put: putSource,
  }),
  setting('mcast_dst_ip', {
    kind: multicastIpv4,
    about: 'Where the adverts go',
    default: 'vrrp_mcast_group4',
    put: (draft: InstanceDraft, given) => {
      draft.destination = given
    },
  }),
]

/** All but the block `authentication`, scripts and trackers, which settings puts beside them. */
export const instanceRows: readonly Row<InstanceDraft>[] = [
  ...instanceValueRows,
  addressRow('virtual_ipaddress', 'Addresses that the master has', (draft) => draft.addresses),
  addressRow(
    'virtual_ipaddress_excluded',
    'Addresses that the master has and that are not in its adverts',
    (draft) => draft.excluded,
  ),
  ...announceRows(''),
  ...['use_vmac', 'use_ipvlan', 'unicast_src_ip', 'native_ipv6', 'vrf'].map((keyword) => refused(keyword)),
  ...['unicast_peer', 'auth_hmac'].map((keyword) => refusedBlock(keyword)),
]

function addressRow(
  keyword: string,
  about: string,
  listOf: (draft: InstanceDraft) => VirtualAddressDraft[],
): Row<InstanceDraft> {
  return list(keyword, {
    parameters: 'ADDRESS[/LENGTH] [brd ADDRESS|+|-] [dev INTERFACE] [scope SCOPE] [label LABEL]',
    about,
    entry: (entry, draft: InstanceDraft, scene) => {
      const read = readVirtualAddress(entry, scene)
      if (read !== undefined) listOf(draft).push(read)
      const own = entry.find((word) => word.text === 'use_vmac')
      if (own !== undefined) draft.refusals.push({ at: own.span, what: 'use_vmac' })
    },
  })
}

/** An instance that ran without these would do something else than what it is told. */
function refused(keyword: string): Row<InstanceDraft> {
  return words(keyword, {
    parameters: '[...]',
    least: 0,
    about: 'Not in keepalived-ts yet: an instance that asks for it is refused',
    read: (statement, draft: InstanceDraft) => {
      draft.refusals.push({ at: statement.keyword.span, what: keyword })
    },
  })
}

function refusedBlock(keyword: string): Row<InstanceDraft> {
  return list(keyword, {
    parameters: '...',
    about: 'Not in keepalived-ts yet: an instance that asks for it is refused',
    open: (draft: InstanceDraft, at) => draft.refusals.push({ at, what: keyword }),
    entry: () => {},
  })
}

export const groupRows: readonly Row<GroupDraft>[] = [
  list('group', {
    parameters: 'INSTANCE...',
    about: 'Instances that change state together',
    repeat: 'first-wins',
    entry: (entry, draft: GroupDraft) => {
      for (const word of entry) draft.members.push({ value: word.text, at: word.span })
    },
  }),
  flag('sync_group_tracking_weight', {
    about: 'Members may have weighted trackers; give all of them the same ones',
    put: (draft: GroupDraft) => {
      draft.weightsAllowed = true
    },
  }),
  words('global_tracking', {
    parameters: '',
    least: 0,
    about: 'The old name of sync_group_tracking_weight',
    read: (statement, draft: GroupDraft, scene) => {
      draft.weightsAllowed = true
      scene.report({
        code: 'deprecated-keyword',
        severity: 'warning',
        span: statement.keyword.span,
        message: 'global_tracking is deprecated',
        instead: 'it is read as sync_group_tracking_weight',
        suggestion: 'sync_group_tracking_weight',
      })
    },
  }),
]

/** keepalived: BACKUP never overrides an earlier MASTER, and an unknown word means BACKUP. */
function readState(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const [, word, ...extra] = statement.words
  if (word === undefined) return
  noteExtra(extra, scene)
  const kind = choice(['MASTER', 'BACKUP'], { otherwise: 'BACKUP' })
  const value = readOne(word, { keyword: 'state', kind, fallback: 'BACKUP' }, scene)
  if (value === undefined) return
  if (value === 'BACKUP' && draft.state?.value === 'MASTER') {
    scene.report({
      code: 'state-contradicts',
      severity: 'error',
      span: word.span,
      message: `state MASTER was given before, in line ${draft.state.at.line}`,
      instead: 'the state stays MASTER',
    })
  } else draft.state = { value, at: word.span }
}

function putSource(draft: InstanceDraft, given: Given<Address>): void {
  if (familyOf(given.value) === 'ipv6') draft.refusals.push({ at: given.at, what: 'an IPv6 source address' })
  draft.source = given
}
