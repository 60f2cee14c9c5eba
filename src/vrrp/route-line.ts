/**
 * One line of virtual_routes or static_routes: keepalived.conf(5), static_routes. Refuses the line when it
 * has no destination, mixes families, or has a word that means nothing; single options otherwise.
 */
import { address, type Family, type Prefix } from '../base/address.ts'
import type { Report } from '../conf/diagnostics.ts'
import type { Word } from '../conf/words.ts'
import {
  drop,
  indexed,
  judge,
  type Line,
  type LineIs,
  nearOption,
  nextWord,
  type Outcome,
  reportLacking,
  say,
  shownOptions,
  walk,
} from './line.ts'
import { prefix } from './line-values.ts'
import type { NameTables } from './name-tables.ts'
import { agree, agreeAddress, type RouteDraft } from './route-draft.ts'
import { routeOptions, staticRouteOptions } from './route-options.ts'
import { keepalivedProtocol, mainTable, type RouteSettings, routeTypes } from './route-settings.ts'

export type LineWords = readonly [Word, ...Word[]]

/** What lines are read with. */
export interface LineWorld {
  readonly report: Report
  readonly names: NameTables
  /** Undefined: nobody knows which interfaces there are. */
  readonly hasInterface: ((name: string) => boolean) | undefined
  /** Whether it may be a VRF; undefined: nobody knows. */
  readonly isVrf: ((name: string) => boolean) | undefined
  /** Undefined: a line of an instance. */
  readonly groups: StaticGroups | undefined
}

export interface StaticGroups {
  /** Whether the group is defined before the line. */
  readonly has: (name: string) => boolean
}

const everywhere = ['default', 'any', 'all', 'default6']
const virtualIndex = indexed(routeOptions)
const staticIndex = indexed(staticRouteOptions)
const types: ReadonlyMap<string, number> = new Map([
  ...Object.entries(routeTypes),
  ['brd', routeTypes.broadcast],
])

export function openLine(is: LineIs, words: LineWords, world: LineWorld): Line {
  const { report, names, hasInterface, isVrf } = world
  return { is, words, next: 0, report, names, hasInterface, isVrf }
}

/** The route of the line, or undefined when it is dropped; says why. */
export function readRoute(words: LineWords, world: LineWorld): RouteSettings | undefined {
  const line = openLine('route', words, world)
  const draft: RouteDraft = { metrics: {}, nexthops: [] }
  const options = world.groups === undefined ? virtualIndex : staticIndex
  if (walk(line, draft, { options, unknown: readDestination }) === 'dropped') return undefined
  return finished(line, draft, world)
}

/** `to`, a type, or a destination: whatever is no option. */
function readDestination(line: Line, draft: RouteDraft, first: Word): Outcome {
  const destination = behindType(line, draft, first)
  if (destination === undefined) return 'dropped'
  if (everywhere.includes(destination.text)) return readEverywhere(line, draft, destination)
  const read = prefix.read(destination.text, line.names)
  if (!read.ok && read.error.corrected === undefined) return unknownWord(line, destination)
  const took = read.ok
    ? ({ is: 'value', value: read.value } as const)
    : judge(line, destination, { kind: prefix, name: 'destination' })
  if (took.is !== 'value') return took.is
  setDestination(line, draft, { word: destination, prefix: took.value })
  return agreeAddress(line, draft, { address: took.value.address, word: destination })
}

/** The word after `to` and a type, in either order; undefined: it is missing, which is reported. */
function behindType(line: Line, draft: RouteDraft, first: Word): Word | undefined {
  let to = false
  let typed = false
  for (let word = first; ; ) {
    const type = word.text === 'to' || typed ? undefined : typeOf(word.text)
    if (type === undefined && word.text !== 'to') {
      if (to && typed) noteTypeBesideTo(line, first)
      return word
    }
    if (type === undefined) to = true
    else {
      draft.type = type
      typed = true
    }
    const next = nextWord(line)
    if (next === undefined) {
      reportLacking(line, word, prefix.shape)
      return undefined
    }
    word = next
  }
}

/** Quirk `typeBesideTo`. */
function noteTypeBesideTo(line: Line, word: Word): void {
  const message = 'keepalived 2.2.7 does not understand a type beside to'
  const instead = 'the type and the destination count here; leave out to, which has no meaning'
  say(line, { word, message, instead, severity: 'warning' })
}

function readEverywhere(line: Line, draft: RouteDraft, word: Word): Outcome {
  setDestination(line, draft, { word, prefix: undefined })
  draft.anywhere = true
  if (word.text !== 'default6') return 'taken'
  const message = 'default6 is deprecated'
  const instead = 'it is read as default of IPv6'
  say(line, {
    word,
    message,
    instead,
    code: 'deprecated-word',
    severity: 'note',
    suggestion: 'default inet6',
  })
  return agree(line, draft, { family: 'ipv6', word })
}

function setDestination(
  line: Line,
  draft: RouteDraft,
  to: { readonly word: Word; readonly prefix: Prefix | undefined },
): void {
  if (draft.destination !== undefined || draft.anywhere === true) {
    const message = 'a route has one destination, and there is one already'
    // Quirk `defaultBehindPrefix`: keepalived drops the route then.
    const severity =
      to.word.text !== 'default6' && to.prefix === undefined && draft.family !== undefined
        ? 'warning'
        : 'note'
    say(line, { word: to.word, message, instead: 'this one counts', severity })
  }
  delete draft.destination
  delete draft.anywhere
  if (to.prefix !== undefined) draft.destination = to.prefix
}

function unknownWord(line: Line, word: Word): Outcome {
  if (word.text === 'track_group') return drop(line, word, 'track_group is for static_routes only')
  const message = `"${word.text}" is neither an option of a route nor a destination`
  return drop(line, word, { message, near: nearOption(word, staticIndex) ?? nearOption(word, types) })
}

function typeOf(text: string): number | undefined {
  const byName = types.get(text)
  if (byName !== undefined) return byName
  return /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined
}

export function zeroPrefix(family: Family): Prefix {
  return { address: address(family === 'ipv4' ? '0.0.0.0' : '::'), length: 0 }
}

function finished(line: Line, draft: RouteDraft, world: LineWorld): RouteSettings | undefined {
  const family = draft.family ?? 'ipv4'
  const destination = draft.destination ?? (draft.anywhere === true ? zeroPrefix(family) : undefined)
  if (destination === undefined) {
    drop(line, line.words[0], 'the route has no destination: ADDRESS[/LENGTH] or default')
    return undefined
  }
  const { anywhere, protocolWord, orWord, or, trackGroupWord, ...given } = draft
  const tracked = draft.tracked ?? true
  noteContradiction(line, draft, world)
  if (draft.trackGroup !== undefined && !keepsGroup(line, draft, world)) delete given.trackGroup
  if (or !== undefined) delete given.via
  return {
    ...given,
    ...(or === undefined ? undefined : gatewaysOf(draft)),
    family,
    destination,
    type: draft.type ?? routeTypes.unicast,
    order: draft.order ?? 'prepend',
    table: draft.table ?? mainTable,
    protocol: protocolOf(line, draft),
    tracked,
  }
}

/** `via A or B`: the old spelling of two next hops. */
function gatewaysOf({ via, or }: RouteDraft): Pick<RouteDraft, 'nexthops'> {
  const first = via === undefined ? {} : { via }
  return { nexthops: [first, or === undefined ? {} : { via: or }] }
}

/** What belongs to others cannot be told from what they changed, so it cannot be tracked. */
export function protocolOf(
  line: Line,
  its: {
    readonly tracked?: boolean | undefined
    readonly protocol?: number | undefined
    readonly protocolWord?: Word | undefined
  },
): number {
  const { protocol = keepalivedProtocol, protocolWord } = its
  if (its.tracked === false || protocol === keepalivedProtocol || protocolWord === undefined) return protocol
  say(line, {
    word: protocolWord,
    message: `a ${line.is} of another protocol than keepalived (${keepalivedProtocol}) cannot be tracked`,
    instead: `protocol ${keepalivedProtocol} is used; add no_track to keep yours`,
  })
  return keepalivedProtocol
}

interface Grouped {
  readonly tracked?: boolean | undefined
  readonly trackGroup?: string | undefined
  readonly trackGroupWord?: Word | undefined
}

/** keepalived goes by no_track. */
export function noteContradiction(line: Line, its: Grouped, world: LineWorld): void {
  if (its.tracked !== false || its.trackGroupWord === undefined || world.groups === undefined) return
  say(line, {
    word: its.trackGroupWord,
    message: `the ${line.is} has both track_group and no_track`,
    instead: 'nothing tracks it',
    code: 'tracked-and-not',
    severity: 'note',
  })
}

/** Whether the group of a static line exists. */
export function knowsGroup(line: Line, its: Grouped, world: LineWorld): boolean {
  const { trackGroup, trackGroupWord } = its
  if (trackGroup === undefined || trackGroupWord === undefined) return false
  if (world.groups?.has(trackGroup) === true) return true
  say(line, {
    word: trackGroupWord,
    message: `there is no track_group ${trackGroup} above this line`,
    instead: `no instance tracks the ${line.is}`,
    code: 'track-group-unknown',
  })
  return false
}

function keepsGroup(line: Line, draft: RouteDraft, world: LineWorld): boolean {
  if (!knowsGroup(line, draft, world)) return false
  return hasTrackedInterface(line, draft, draft.interface)
}

/** What has no interface cannot be lost with one. */
export function hasTrackedInterface(line: Line, its: Grouped, interfaceName: string | undefined): boolean {
  if (interfaceName !== undefined || its.trackGroupWord === undefined) return true
  const message = `a ${line.is} without dev cannot have a track_group`
  say(line, { word: its.trackGroupWord, message, instead: `no instance tracks the ${line.is}` })
  return false
}

/** The line that gives these settings again: canonical words, numbers instead of names. */
export function routeLine(route: RouteSettings): string {
  const type = route.type === routeTypes.unicast ? [] : [typeText(route.type)]
  return [...type, prefix.show(route.destination), ...shownOptions(route, staticRouteOptions)].join(' ')
}

function typeText(type: number): string {
  return Object.entries(routeTypes).find(([, number]) => number === type)?.[0] ?? String(type)
}
