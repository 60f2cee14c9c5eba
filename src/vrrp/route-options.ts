/**
 * The options of a route line: keepalived.conf(5), static_routes; ip-route(8) for what they do. Refuses (with
 * the whole line) wrong values, as keepalived does, unless an option says that it alone goes.
 */
import { familyOf } from '../base/address.ts'
import type { Word } from '../conf/words.ts'
import { encapsulationFacts, showEncapsulation, takeEncapsulation } from './encapsulation.ts'
import {
  bare,
  deprecated,
  drop,
  ignore,
  type Line,
  nextWord,
  type Outcome,
  reportLacking,
  take,
  takeInterface,
  takeWord,
  valued,
} from './line.ts'
import {
  familyOption,
  protocolOption,
  realmsOption,
  trackGroupOption,
  untrackedOption,
} from './line-options.ts'
import {
  decimal,
  device,
  named,
  number32,
  oneOf,
  plainAddress,
  prefix,
  scopeName,
  tableName,
  trafficClass,
} from './line-values.ts'
import { nexthopWords, readNexthops } from './nexthop-options.ts'
import { agree, agreeAddress, type RouteDraft, type RouteOption } from './route-draft.ts'
import { metricOptions } from './route-metrics.ts'
import { mainTable, type RouteSettings } from './route-settings.ts'

/** Where the packets go. */
const wayOptions: readonly RouteOption[] = [
  {
    name: 'via',
    synonyms: ['gw'],
    parameters: '[inet|inet6] ADDRESS',
    about: 'The gateway',
    read: readVia,
    show: ({ via }) => via && [via],
  },
  {
    name: 'dev',
    synonyms: ['oif'],
    parameters: device.shape,
    about: 'The interface to send through; without no_track the instance also tracks it',
    read: (line, draft, word) => {
      const took = takeInterface(line, word, device)
      if (took.is === 'value') draft.interface = took.value
      return took.is === 'value' ? 'taken' : took.is
    },
    show: (route) => (route.interface === undefined ? undefined : [route.interface]),
  },
  {
    name: 'src',
    synonyms: [],
    parameters: plainAddress.shape,
    about: 'Source address of what this host sends by the route',
    read: (line, draft, word) => {
      const took = take(line, word, { kind: plainAddress })
      if (took.is !== 'value') return took.is
      draft.source = took.value
      return agreeAddress(line, draft, { address: took.value, word: took.word })
    },
    show: ({ source }) => source && [source],
  },
  {
    name: 'from',
    synonyms: [],
    parameters: prefix.shape,
    about: 'Only for packets from there; IPv6 only',
    read: (line, draft, word) => {
      const took = take(line, word, { kind: prefix })
      if (took.is !== 'value') return took.is
      if (familyOf(took.value.address) === 'ipv4') return drop(line, took.word, 'from is for IPv6 only')
      draft.from = took.value
      return agree(line, draft, { family: 'ipv6', word: took.word })
    },
    show: ({ from }) => from && [prefix.show(from)],
  },
  bare('onlink', {
    about: 'The gateway can be reached directly although no address of the interface says so',
    put: (draft: RouteDraft) => {
      draft.onlink = true
    },
    show: ({ onlink }: RouteSettings) => onlink,
  }),
]

/** Where the route is kept, and which of several counts. */
const placeOptions: readonly RouteOption[] = [
  valued('table', {
    kind: tableName,
    about: 'Routing table; main unless given',
    put: (draft: RouteDraft, value) => {
      draft.table = value
    },
    show: ({ table }: RouteSettings) => (table === mainTable ? undefined : table),
  }),
  {
    name: 'vrf',
    synonyms: [],
    parameters: device.shape,
    about: 'Use the table of this VRF interface, which must be there',
    read: (line, draft, word) => {
      const took = take(line, word, { kind: device })
      if (took.is !== 'value') return took.is
      if (line.hasInterface?.(took.value) === false) {
        return drop(line, took.word, `there is no VRF interface ${took.value} on this host`)
      }
      if (line.isVrf?.(took.value) === false)
        return drop(line, took.word, `${took.value} is no VRF interface`)
      draft.vrf = took.value
      return 'taken'
    },
    show: ({ vrf }) => (vrf === undefined ? undefined : [vrf]),
  },
  protocolOption('route', { kind: named('rt_protos', 255) }),
  valued('scope', {
    kind: scopeName,
    about: 'How far the destination is: global, site, link, host, nowhere',
    put: (draft: RouteDraft, value) => {
      draft.scope = value
    },
    show: ({ scope }: RouteSettings) => scope,
  }),
  valued('tos', {
    kind: trafficClass,
    synonyms: ['dsfield'],
    about: 'Only for packets of this type of service',
    put: (draft: RouteDraft, value) => {
      draft.tos = value
    },
    show: ({ tos }: RouteSettings) => tos,
  }),
  valued('metric', {
    kind: number32,
    synonyms: ['priority', 'preference'],
    about: 'Metric: of several routes the one with the lowest counts',
    put: (draft: RouteDraft, value) => {
      draft.priority = value
    },
    show: ({ priority }: RouteSettings) => priority,
  }),
  ...(['add', 'append', 'prepend'] as const).map((order) =>
    bare(order, {
      about: {
        add: 'Only where there is no equal route, as ip route add does it',
        append: 'Behind equal routes, as ip route append does it',
        prepend: 'Before equal routes, which is the default',
      }[order],
      put: (draft: RouteDraft) => {
        draft.order = order
      },
      show: (route: RouteSettings) => order !== 'prepend' && route.order === order,
    }),
  ),
]

const preferences = ['medium', 'high', 'invalid', 'low'] as const
const preference = oneOf(['low', 'medium', 'high'])

const preferenceKind = {
  shape: 'low|medium|high|0..255',
  read: (word: string, names: Parameters<typeof preference.read>[1]) => {
    const read = preference.read(word, names)
    // RFC 4191 section 2.1: two bits, of which 11 is low.
    return read.ok
      ? ({ ok: true, value: preferences.indexOf(read.value) } as const)
      : decimal(0, 255).read(word, names)
  },
  show: String,
}

const familyOptions: readonly RouteOption[] = [
  realmsOption('Realms that traffic of the route is counted for; IPv4 only'),
  {
    name: 'expires',
    synonyms: [],
    parameters: `SECONDS, ${number32.shape}`,
    about: 'The kernel drops the route after this time; IPv6 only',
    read: (line, draft, word) => {
      const took = take(line, word, { kind: number32 })
      if (took.is !== 'value') return took.is
      draft.expiresSeconds = took.value
      return agree(line, draft, { family: 'ipv6', word })
    },
    show: ({ expiresSeconds }) => (expiresSeconds === undefined ? undefined : [String(expiresSeconds)]),
  },
  {
    name: 'pref',
    synonyms: [],
    parameters: preferenceKind.shape,
    about: 'Preference of a router, RFC 4191; IPv6 only',
    read: (line, draft, word) => {
      const took = take(line, word, { kind: preferenceKind })
      if (took.is !== 'value') return took.is
      draft.preference = took.value
      return agree(line, draft, { family: 'ipv6', word })
    },
    show: (route) => (route.preference === undefined ? undefined : [String(route.preference)]),
  },
  valued('ttl-propagate', {
    kind: oneOf(['enabled', 'disabled']),
    about: 'Whether the TTL of a packet goes into its MPLS header',
    misfit: 'ignored',
    put: (draft: RouteDraft, value) => {
      draft.propagateTtl = value === 'enabled'
    },
    show: ({ propagateTtl }: RouteSettings) =>
      propagateTtl === undefined ? undefined : propagateTtl ? 'enabled' : 'disabled',
  }),
  familyOption('ipv4', { of: 'route', show: () => false }),
  familyOption('ipv6', { of: 'route', show: () => false }),
]

/** encap takes the words tos, src and hoplimit to itself: it stands behind those of the route. */
const otherOptions: readonly RouteOption[] = [
  {
    ...encapsulationFacts,
    read: (line, draft, word) => {
      const read = takeEncapsulation(line, word)
      if (read === 'dropped') return 'dropped'
      if (read !== undefined) draft.encapsulation = read
      return 'taken'
    },
    show: ({ encapsulation }) => encapsulation && showEncapsulation(encapsulation),
  },
  {
    name: 'as',
    synonyms: [],
    parameters: '[to] ADDRESS',
    about: 'Not done by keepalived either: only MPLS routes could use it',
    read: (line, _draft, word) => {
      const to = takeWord(line, 'to')
      const value = nextWord(line)
      if (value === undefined && to === undefined) return reportLacking(line, word, plainAddress.shape)
      return ignore(line, word, 'as is for MPLS routes only')
    },
    show: () => undefined,
  },
  {
    name: 'or',
    synonyms: [],
    parameters: plainAddress.shape,
    about: 'Deprecated: a second gateway; write both with nexthop',
    read: readOr,
    show: () => undefined,
  },
  untrackedOption('The loss of the route or of its interface has no consequence'),
]

const nexthop: RouteOption = {
  name: 'nexthop',
  synonyms: [],
  parameters: 'OPTION...',
  about: 'One of several ways, with options of its own; stands behind all other options',
  read: (line, draft, word) => {
    if (draft.orWord !== undefined) return drop(line, word, 'nexthop cannot be combined with or')
    return readNexthops(line, draft)
  },
  show: ({ nexthops }) => {
    const [first, ...rest] = nexthops
    return first && [...nexthopWords(first), ...rest.flatMap((hop) => ['nexthop', ...nexthopWords(hop)])]
  },
}

/** Of virtual_routes. Their order is that of the canonical line. */
export const routeOptions: readonly RouteOption[] = [
  ...wayOptions,
  ...placeOptions,
  ...familyOptions,
  ...metricOptions,
  ...otherOptions,
  nexthop,
]

/** Of static_routes. */
export const staticRouteOptions: readonly RouteOption[] = [trackGroupOption('route'), ...routeOptions]

function readVia(line: Line, draft: RouteDraft, word: Word): Outcome {
  if (word.text === 'gw') deprecated(line, word, { instead: 'it is read as via', suggestion: 'via' })
  takeWord(line, 'inet', 'inet6')
  const took = take(line, word, { kind: plainAddress })
  if (took.is !== 'value') return took.is
  draft.via = took.value
  return agreeAddress(line, draft, { address: took.value, word: took.word })
}

function readOr(line: Line, draft: RouteDraft, word: Word): Outcome {
  deprecated(line, word, { instead: 'both gateways become next hops', suggestion: 'nexthop' })
  const took = take(line, word, { kind: plainAddress })
  if (took.is !== 'value') return took.is
  if (draft.orWord !== undefined) return ignore(line, word, 'or can stand on a line only once')
  draft.orWord = word
  draft.or = took.value
  return agreeAddress(line, draft, { address: took.value, word: took.word })
}
