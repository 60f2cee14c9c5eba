/** A route while its line is read, and what the options of routes and next hops do to its family. */
import { type Address, type Family, familyOf } from '../base/address.ts'
import type { Word } from '../conf/words.ts'
import { drop, type Line, type LineOption, type Outcome } from './line.ts'
import type { NexthopSettings, RouteMetrics, RouteSettings } from './route-settings.ts'

export type Draft<T> = { -readonly [Key in keyof T]: T[Key] }

export interface RouteDraft extends Omit<Partial<Draft<RouteSettings>>, 'family' | 'metrics' | 'nexthops'> {
  /** By the first word that has one. */
  family?: Family
  readonly metrics: Draft<RouteMetrics>
  readonly nexthops: NexthopDraft[]
  /** `default`: everywhere in the family, which the rest of the line may tell. */
  anywhere?: true
  /** `protocol`, to complain of. */
  protocolWord?: Word
  /** `or`: the second gateway of the old spelling. */
  orWord?: Word
  or?: Address
  trackGroupWord?: Word
}

export type NexthopDraft = Draft<NexthopSettings>

export type RouteOption = LineOption<RouteDraft, RouteSettings>
export type NexthopOption = LineOption<
  { readonly route: RouteDraft; readonly hop: NexthopDraft },
  NexthopSettings
>

/** The first word that has a family decides; the others agree or the line goes. */
export function agree(line: Line, draft: { family?: Family }, its: { family: Family; word: Word }): Outcome {
  draft.family ??= its.family
  if (draft.family === its.family) return 'taken'
  return drop(
    line,
    its.word,
    `"${its.word.text}" is ${named(its.family)}, the ${line.is} is ${named(draft.family)}`,
  )
}

export function agreeAddress(
  line: Line,
  draft: { family?: Family },
  its: { readonly address: Address; readonly word: Word },
): Outcome {
  return agree(line, draft, { family: familyOf(its.address), word: its.word })
}

export function named(family: Family): 'IPv4' | 'IPv6' {
  return family === 'ipv4' ? 'IPv4' : 'IPv6'
}
