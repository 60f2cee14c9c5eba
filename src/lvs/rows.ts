/**
 * The keywords of virtual_server and real_server: keepalived.conf(5), LVS configuration. They fill drafts.
 */
import { type Address, addressBytes, familyOf, parseAddress } from '../base/address.ts'
import type { Span } from '../base/span.ts'
import { readOne } from '../conf/bind.ts'
import type { Command } from '../conf/command.ts'
import { flag, type Given, obsolete, type Row, type Scene, script, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { boolean, choice, integer, portOrAny, singleAddress } from '../conf/values.ts'
import type { Forwarding, Protocol } from './settings.ts'

export interface ServerHead {
  readonly address: Address
  /** 0: none given. */
  readonly port: number
  readonly at: Span
}

export interface RealServerDraft {
  readonly head: ServerHead
  weight?: Given<number>
  forwarding?: Given<Forwarding>
  inhibitOnFailure?: Given<boolean>
  notifyUp?: Given<Command>
  notifyDown?: Given<Command>
}

export interface VirtualServerDraft {
  readonly head: ServerHead
  protocol?: Given<Protocol>
  scheduler?: Given<string>
  forwarding?: Given<Forwarding>
  persistenceSeconds?: Given<number>
  persistenceMask?: Given<number>
  quorum?: Given<number>
  hysteresis?: Given<number>
  quorumUp?: Given<Command>
  quorumDown?: Given<Command>
  inhibitOnFailure?: Given<boolean>
  weight?: Given<number>
}

/** keepalived's default when persistence is needed or asked for without a time. */
export const persistenceSecondsDefault = 360
const schedulers = [
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
] as const
const uintMax = 4294967295

export const virtualServerRows: readonly Row<VirtualServerDraft>[] = [
  setting('lvs_sched', {
    kind: choice(schedulers),
    synonyms: ['lb_algo'],
    about: 'Scheduler of the kernel',
    default: 'wlc',
    put: (draft: VirtualServerDraft, given) => {
      draft.scheduler = given
    },
  }),
  forwardingRow(['lb_kind'], 'NAT'),
  obsolete('nat_mask', 'the netmask of NAT in kernels before 2.4; IPVS has none'),
  setting('persistence_timeout', {
    kind: integer({ min: 1, max: 2678400, unit: 'seconds', strict: true }),
    absent: persistenceSecondsDefault,
    about: 'How long a client stays with its real server',
    default: 'none',
    put: (draft: VirtualServerDraft, given) => {
      draft.persistenceSeconds = given
    },
  }),
  words('persistence_granularity', {
    parameters: 'IPV4-MASK|BITS',
    least: 1,
    about: 'Which clients count as one',
    default: '255.255.255.255',
    read: readGranularity,
  }),
  setting('protocol', {
    kind: choice(['TCP', 'UDP', 'SCTP'], { anyCase: true }),
    about: 'Transport protocol of the service',
    default: 'UDP',
    put: (draft: VirtualServerDraft, { value, at }) => {
      draft.protocol = { value: value.toLowerCase() as Protocol, at }
    },
  }),
  setting('quorum', {
    kind: integer({ min: 1, max: uintMax }),
    about: 'Weight that must be up for the service to be up',
    default: '1',
    put: (draft: VirtualServerDraft, given) => {
      draft.quorum = given
    },
  }),
  setting('hysteresis', {
    kind: integer({ min: 0, max: uintMax }),
    about: 'Weight above and below the quorum in which nothing changes',
    default: '0',
    put: (draft: VirtualServerDraft, given) => {
      draft.hysteresis = given
    },
  }),
  script('quorum_up', {
    users: true,
    about: 'Run when the quorum is gained',
    put: (draft: VirtualServerDraft, given) => {
      draft.quorumUp = given
    },
  }),
  script('quorum_down', {
    users: true,
    about: 'Run when the quorum is lost',
    put: (draft: VirtualServerDraft, given) => {
      draft.quorumDown = given
    },
  }),
  flag('inhibit_on_failure', {
    about: 'Failed servers keep their place with weight 0',
    put: (draft: VirtualServerDraft, at) => {
      draft.inhibitOnFailure = { value: true, at }
    },
  }),
  setting('weight', {
    kind: integer({ min: 1, max: 2147483647 }),
    about: 'Weight of real servers that give none',
    default: '1',
    put: (draft: VirtualServerDraft, given) => {
      draft.weight = given
    },
  }),
]

export const realServerRows: readonly Row<RealServerDraft>[] = [
  setting('weight', {
    kind: integer({ min: 0, max: 2147483647 }),
    about: 'Share of the connections',
    default: 'that of the virtual_server, or 1',
    put: (draft: RealServerDraft, given) => {
      draft.weight = given
    },
  }),
  forwardingRow([], 'that of the virtual_server'),
  setting('inhibit_on_failure', {
    kind: boolean,
    absent: true,
    about: 'Keep it with weight 0 when it fails instead of removing it',
    default: 'that of the virtual_server',
    put: (draft: RealServerDraft, given) => {
      draft.inhibitOnFailure = given
    },
  }),
  script('notify_up', {
    users: true,
    about: 'Run when the server comes up',
    put: (draft: RealServerDraft, given) => {
      draft.notifyUp = given
    },
  }),
  script('notify_down', {
    users: true,
    about: 'Run when the server goes down',
    put: (draft: RealServerDraft, given) => {
      draft.notifyDown = given
    },
  }),
]

function forwardingRow(
  synonyms: readonly string[],
  byDefault: string,
): Row<{ forwarding?: Given<Forwarding> }> {
  return words('lvs_method', {
    parameters: 'NAT|DR|TUN',
    least: 1,
    synonyms,
    about: 'How packets reach the real server',
    default: byDefault,
    read: (statement, draft: { forwarding?: Given<Forwarding> }, scene) => {
      const [keyword, word, option] = statement.words
      if (word === undefined) return
      const kind = choice(['NAT', 'DR', 'TUN'])
      const value = readOne(word, { keyword: keyword.text, kind, fallback: byDefault }, scene)
      if (value === undefined) return
      draft.forwarding = { value: value.toLowerCase() as Forwarding, at: word.span }
      if (option === undefined) return
      scene.report({
        code: 'no-effect-yet',
        severity: 'warning',
        span: option.span,
        message: `options of tunnels are known to keepalived, but have no effect in keepalived-ts yet`,
        instead: 'plain IP in IP is used',
      })
    },
  })
}

/** Persistence by network sets the timeout too, if there is none. */
function readGranularity(statement: Statement, draft: VirtualServerDraft, scene: Scene): void {
  const [, word] = statement.words
  if (word === undefined) return
  const mask = granularity(word.text, draft.head.address)
  if (mask === undefined) {
    scene.report({
      code: 'not-a-value',
      severity: 'error',
      span: word.span,
      message:
        `persistence_granularity: "${word.text}" is neither an IPv4 netmask like 255.255.255.0 ` +
        'nor 1..128 bits for IPv6',
      instead: 'every client counts for itself',
    })
    return
  }
  draft.persistenceMask = { value: mask, at: word.span }
}

/** IPv4: the mask as one number, in any form of bits; IPv6: the length of the prefix. */
function granularity(word: string, service: Address): number | undefined {
  if (familyOf(service) === 'ipv6')
    return /^\d+$/.test(word) && +word >= 1 && +word <= 128 ? +word : undefined
  const mask = parseAddress(word)
  if (!mask.ok || familyOf(mask.value) === 'ipv6') return undefined
  return addressBytes(mask.value).reduce((number, byte) => number * 256 + byte, 0)
}

/** `IP [PORT]` after virtual_server or real_server; undefined when it is none, which is reported. */
export function readServerHead(statement: Statement, scene: Scene): ServerHead | undefined {
  const [keyword, word, portWord, extra] = statement.words
  const instead = `${keyword.text} is left out with its whole block`
  const refuse = (code: string, said: string, at: Span): undefined => {
    scene.report({ code, severity: 'error', span: at, message: `${keyword.text}: ${said}`, instead })
  }
  if (word === undefined) return refuse('missing-parameter', 'lacks its address', keyword.span)
  const parsed = singleAddress.read(word.text)
  if (!parsed.ok) return refuse('bad-server-address', `"${word.text}" ${parsed.error.problem}`, word.span)
  if (portWord === undefined) return { address: parsed.value, port: 0, at: word.span }
  const port = portOrAny.read(portWord.text)
  if (!port.ok)
    return refuse('bad-server-port', `port "${portWord.text}" ${port.error.problem}`, portWord.span)
  if (extra !== undefined) return refuse('bad-server-head', `"${extra.text}" is a word too many`, extra.span)
  return { address: parsed.value, port: port.value, at: word.span }
}
