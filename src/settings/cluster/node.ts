/**
 * One node of a cluster as comparisons see it: its instances with the lines that they come from, its sync
 * groups and where its adverts come from. Pure, and refuses to judge.
 */
import { type Address, addressBytes, familyOf } from '../../base/address.ts'
import type { Span } from '../../base/span.ts'
import type { ImplicitInterface } from '../../track/settings.ts'
import type { Draft } from '../grammar.ts'
import { type GroundInstance, groundOf } from '../lints/ground.ts'
import type { CompletedService } from '../lvs/complete-lvs.ts'
import type { HostFacts, HostInterface } from '../settings.ts'
import type { Understood } from '../understood.ts'

/** What is compared. */
export interface NodeInput {
  /** As messages name it: its id, or its file. Different from that of all others. */
  readonly name: string
  readonly understood: Understood
  readonly draft: Draft
  readonly services: readonly CompletedService[]
  /** Undefined: nothing is known of the host. */
  readonly host: HostFacts | undefined
}

export interface ClusterNode extends NodeInput {
  /** In the order in which they were given, from 0. */
  readonly index: number
  readonly members: readonly Member[]
}

/** A vrrp_instance of a node. */
export interface Member extends GroundInstance {
  readonly node: Pick<ClusterNode, 'index' | 'name' | 'host'>
  /** Where its adverts come from; undefined: neither the configuration nor facts of the host say it. */
  readonly source: Address | undefined
  /** Its vrrp_sync_group. */
  readonly group: string | undefined
  readonly implicit: readonly ImplicitInterface[]
}

export function clusterNode(input: NodeInput, index: number): ClusterNode {
  const { instances } = groundOf(input)
  const { vrrp, tracks } = input.understood
  const groups = new Map(vrrp.groups.flatMap(({ name, members }) => members.map((one) => [one, name])))
  const interfaces = new Map(input.host?.interfaces.map((one) => [one.name, one]))
  const node = { index, name: input.name, host: input.host }
  const members = instances.map((instance): Member => {
    const { settings } = instance
    const link = settings.interface === undefined ? undefined : interfaces.get(settings.interface)
    return {
      ...instance,
      node,
      source: settings.source ?? firstAddress(link, settings.family),
      group: groups.get(settings.name),
      implicit: tracks.implicit[settings.name] ?? [],
    }
  })
  return { ...input, index, members }
}

/** The one that adverts come from: IPv6 has them from the link-local address (RFC 9568, 5.1.2.1). */
function firstAddress(link: HostInterface | undefined, family: 'ipv4' | 'ipv6'): Address | undefined {
  return link?.addresses.find((one) => {
    if (familyOf(one) !== family) return false
    const [first = 0, second = 0] = addressBytes(one)
    return family === 'ipv4' || (first === 0xfe && (second & 0xc0) === 0x80)
  })
}

/** `VI_1 of lb1`. */
export function named({ settings, node }: Member): string {
  return `${settings.name} of ${node.name}`
}

/** Where the block begins: the place of what is not written. */
export function placeOf(member: Member, given?: { readonly at: Span } | undefined): Span {
  return given?.at ?? member.draft.name.at
}

/** Of virtual_ipaddress and virtual_ipaddress_excluded. */
export function allAddresses({ settings }: Member): readonly Address[] {
  return [...settings.addresses, ...settings.excluded].map(({ prefix }) => prefix.address)
}
