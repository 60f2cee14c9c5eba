/**
 * What follows `nexthop` in a route: ip-route(8), NEXTHOP. A mistake costs this next hop and all after it,
 * and never the route: that is keepalived's way.
 */
import { familyOf } from '../base/address.ts'
import type { Word } from '../conf/words.ts'
import { encapsulationFacts, showEncapsulation, takeEncapsulation } from './encapsulation.ts'
import {
  bare,
  drop,
  indexed,
  type Line,
  nearOption,
  nextWord,
  type Outcome,
  peekWord,
  shownOptions,
  take,
  takeInterface,
  takeWord,
  valued,
} from './line.ts'
import { decimal, device, plainAddress, realms } from './line-values.ts'
import { type NexthopDraft, type NexthopOption, named, type RouteDraft } from './route-draft.ts'
import type { NexthopSettings } from './route-settings.ts'

type Hopping = Parameters<NexthopOption['read']>[1]

export const nexthopOptions: readonly NexthopOption[] = [
  {
    name: 'via',
    synonyms: [],
    parameters: '[inet|inet6] ADDRESS',
    about: 'The gateway',
    read: readVia,
    show: ({ via }) => via && [via],
  },
  {
    name: 'dev',
    synonyms: [],
    parameters: device.shape,
    about: 'The interface to send through',
    read: (line, { hop }, word) => {
      const took = takeInterface(line, word, device)
      if (took.is === 'value') hop.interface = took.value
      return took.is === 'value' ? 'taken' : took.is
    },
    show: (hop) => (hop.interface === undefined ? undefined : [hop.interface]),
  },
  valued('weight', {
    kind: decimal(1, 256),
    about: 'Share of the traffic that goes this way',
    put: ({ hop }: Hopping, value) => {
      hop.weight = value
    },
    show: ({ weight }: NexthopSettings) => weight,
  }),
  bare('onlink', {
    about: 'The gateway can be reached directly although no address of the interface says so',
    put: ({ hop }: Hopping) => {
      hop.onlink = true
    },
    show: ({ onlink }: NexthopSettings) => onlink,
  }),
  {
    ...encapsulationFacts,
    read: (line, { hop }, word) => {
      const read = takeEncapsulation(line, word)
      if (read === 'dropped') return 'dropped'
      if (read !== undefined) hop.encapsulation = read
      return 'taken'
    },
    show: ({ encapsulation }) => encapsulation && showEncapsulation(encapsulation),
  },
  {
    name: 'realms',
    synonyms: [],
    parameters: realms.shape,
    about: 'Realms that traffic of this way is counted for; IPv4 only',
    read: readRealms,
    show: (hop) => hop.realms && [realms.show(hop.realms)],
  },
]

const optionsByName = indexed(nexthopOptions)

/** Reads all that follows the first `nexthop`; the words of the route itself are over. */
export function readNexthops(line: Line, route: RouteDraft): Outcome {
  line.part = 'nexthop'
  do {
    const hop: NexthopDraft = {}
    if (readHop(line, { route, hop }) === 'dropped') break
    route.nexthops.push(hop)
  } while (takeWord(line, 'nexthop') !== undefined)
  delete line.part
  return 'rest'
}

function readHop(line: Line, hopping: Hopping): Outcome {
  for (let word = peekWord(line); word !== undefined; word = peekWord(line)) {
    if (word.text === 'nexthop') return 'taken'
    nextWord(line)
    const option = optionsByName.get(word.text)
    if (option === undefined) {
      const message = `"${word.text}" is no option of a next hop; those of the route stand before nexthop`
      return drop(line, word, { message, near: nearOption(word, optionsByName) })
    }
    if (option.read(line, hopping, word) === 'dropped') return 'dropped'
  }
  return 'taken'
}

function readVia(line: Line, { route, hop }: Hopping, word: Word): Outcome {
  takeWord(line, 'inet', 'inet6')
  const took = take(line, word, { kind: plainAddress })
  if (took.is !== 'value') return took.is
  const family = familyOf(took.value)
  const routed = route.family ?? 'ipv4'
  route.family ??= family
  if (route.family !== family) {
    return drop(line, took.word, `${took.value} is ${named(family)}, the route is ${named(routed)}`)
  }
  hop.via = took.value
  return 'taken'
}

function readRealms(line: Line, { route, hop }: Hopping, word: Word): Outcome {
  const took = take(line, word, { kind: realms })
  if (took.is !== 'value') return took.is
  if (route.family === 'ipv6') return drop(line, word, 'IPv6 has no realms')
  hop.realms = took.value
  return 'taken'
}

/** As it would be written behind `nexthop`. */
export function nexthopWords(hop: NexthopSettings): readonly string[] {
  return shownOptions(hop, nexthopOptions)
}
