/**
 * What a comparison is: something in which the nodes of a cluster do not go together. Pure: nodes go in,
 * findings come out, each with the places on both sides. And the form of most of them: one value that all
 * members of a virtual router should have.
 */
import type { Span } from '../../base/span.ts'
import type { Related, Severity } from '../../conf/diagnostics.ts'
import type { FailureTable } from './failures.ts'
import type { Cluster, VirtualRouter } from './matching.ts'
import { type Member, placeOf } from './node.ts'

export interface Finding {
  readonly at: Span
  readonly message: string
  /** What will happen. */
  readonly instead: string
  readonly related: readonly Related[]
  /** Another one than that of the comparison. */
  readonly severity?: Severity
}

export interface Comparison {
  readonly code: string
  /** `error`: the nodes do not work together. `warning`: not as anybody means it. `note`: good to know. */
  readonly severity: Severity
  readonly find: (cluster: Cluster) => Iterable<Finding>
}

/** A comparison of what comes of failures. */
export interface TableComparison extends Omit<Comparison, 'find'> {
  readonly find: (tables: readonly FailureTable[]) => Iterable<Finding>
}

/** A comparison of what decides whether a node takes the adverts of another one. */
export interface WireComparison extends Comparison {
  /** Whether `to` drops the adverts of `from`, or never gets them. */
  readonly refuses: (from: Member, to: Member) => boolean
}

/** One value of an instance. */
export interface Trait {
  /** Members with the same text agree. */
  readonly key: (member: Member) => string
  /** `has advert_int 2`: follows the name of the instance. */
  readonly shown: (member: Member) => string
  /** What is different where `shown` does not tell: `has another auth_pass`. */
  readonly apart?: (odd: Member, usual: Member) => string | undefined
  /** Where it is written; undefined: nowhere, so the place is that of the instance. */
  readonly at: (member: Member) => { readonly at: Span } | undefined
  /** What will happen. */
  readonly instead: (odd: Member, usual: Member) => string
  readonly severity?: (odd: Member, usual: Member) => Severity
}

/** One finding for each member that has another value than most. */
export function* differing({ routers }: Cluster, trait: Trait): Iterable<Finding> {
  for (const router of routers) {
    for (const { odd, usual } of oddOnes(router, trait.key)) {
      const apart = trait.apart?.(odd, usual)
      const name = usual.node.name
      yield {
        at: placeOf(odd, trait.at(odd)),
        message:
          apart === undefined
            ? `${titleOf(odd)} ${trait.shown(odd)}, but that of ${name} ${trait.shown(usual)}`
            : `${titleOf(odd)} ${apart} than that of ${name}`,
        instead: trait.instead(odd, usual),
        related: [related(usual, trait.at(usual), trait.shown(usual))],
        ...(trait.severity === undefined ? {} : { severity: trait.severity(odd, usual) }),
      }
    }
  }
}

/** `vrrp_instance VI_1 of lb2 (VRID 51)`. */
export function titleOf({ settings, node }: Member): string {
  return `vrrp_instance ${settings.name} of ${node.name} (VRID ${settings.vrid})`
}

/** A place of another node. */
export function related(member: Member, at: { readonly at: Span } | undefined, says: string): Related {
  return { span: placeOf(member, at), message: `${member.node.name}: ${member.settings.name} ${says}` }
}

/** Those that are not like most; of equally many, like the first node. */
export function oddOnes(
  { members }: VirtualRouter,
  key: (member: Member) => string,
): readonly { readonly odd: Member; readonly usual: Member }[] {
  const alike = new Map<string, Member[]>()
  for (const member of members) {
    const there = alike.get(key(member))
    if (there === undefined) alike.set(key(member), [member])
    else there.push(member)
  }
  if (alike.size < 2) return []
  const [most, ...others] = [...alike.values()].sort((a, b) => b.length - a.length)
  const usual = most?.[0]
  if (usual === undefined) return []
  return others.flat().map((odd) => ({ odd, usual }))
}

/** Every two of them, each once. */
export function* pairsOf<T>(all: readonly T[]): Iterable<readonly [T, T]> {
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1)) yield [one, other]
  }
}
