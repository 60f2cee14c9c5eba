/**
 * What lints look at: settings with the lines that they come from, and what is known of the host, by name.
 * Built once for all lints, so that none of them searches.
 */
import { type Address, familyOf, fullLength, type Prefix } from '../../base/address.ts'
import type { Span } from '../../base/span.ts'
import type { Related } from '../../conf/diagnostics.ts'
import type { Given } from '../../conf/rows.ts'
import type { ServiceSettings } from '../../lvs/settings.ts'
import type { TrackEntryDraft } from '../../track/kind.ts'
import type { VirtualAddressDraft } from '../../vrrp/address-options.ts'
import type { InstanceSettings, Trackers, VirtualAddress } from '../../vrrp/settings.ts'
import type { Draft } from '../grammar.ts'
import type { WholeVirtualServer } from '../lvs/blocks-lvs.ts'
import type { CompletedService } from '../lvs/complete-lvs.ts'
import type { HostFacts, HostInterface } from '../settings.ts'
import type { Understood } from '../understood.ts'
import type { WholeInstance } from '../vrrp/blocks-vrrp.ts'
import { type NetworkIndex, networkIndex } from './networks.ts'
import { ownPrefixesOf, type VirtualGround } from './own-addresses.ts'

export interface LintInput {
  readonly draft: Draft
  readonly understood: Understood
  readonly services: readonly CompletedService[]
  /** Undefined: nothing that depends on the host is looked at. */
  readonly host: HostFacts | undefined
}

/** A virtual address where it goes. */
export interface PlacedAddress extends VirtualAddress {
  /** Of virtual_ipaddress_excluded: adverts do not name it. */
  readonly excluded: boolean
  /** `dev`, else that of the instance. */
  readonly on: string | undefined
  readonly at: Span
}

export interface GroundInstance {
  readonly settings: InstanceSettings
  readonly draft: WholeInstance
  /** Of virtual_ipaddress, then of virtual_ipaddress_excluded. */
  readonly addresses: readonly PlacedAddress[]
  /** Where the entry stands, in the instance or in its group. */
  readonly trackerAt: (list: keyof Trackers, name: string) => Span
}

export interface GroundService {
  readonly settings: ServiceSettings
  readonly draft: WholeVirtualServer
}

export interface GroundHost {
  readonly interfaces: ReadonlyMap<string, HostInterface>
  /**
   * What the host has without this configuration: an address of the configuration that it holds right now,
   * because it is master, does not count.
   */
  readonly ownAddresses: ReadonlyMap<Address, string>
  /** The same by interface, with lengths; absent where they are not known. */
  readonly ownPrefixes: ReadonlyMap<string, readonly Prefix[]>
  /** All that it holds now. */
  readonly addresses: ReadonlySet<Address>
  readonly networks: NetworkIndex
  /**
   * Of all interfaces, and none has only single addresses, which are routed to in ways that are not known.
   */
  readonly knowsNetworks: boolean
}

export interface Ground {
  readonly draft: Draft
  readonly understood: Understood
  readonly instances: readonly GroundInstance[]
  readonly services: readonly GroundService[]
  readonly host: GroundHost | undefined
}

export function groundOf({ draft, understood, services, host }: LintInput): Ground {
  const instances = instancesOf(draft, understood)
  const drafts = new Map(draft.services.map((service) => [service.head.at, service]))
  return {
    draft,
    understood,
    instances,
    services: services.flatMap(({ settings, at }) => {
      const found = drafts.get(at)
      return found === undefined ? [] : [{ settings, draft: found }]
    }),
    host: host && groundHost(host, instances),
  }
}

function instancesOf(draft: Draft, { vrrp }: Understood): readonly GroundInstance[] {
  const drafts = new Map(draft.instances.map((instance) => [instance.name.value, instance]))
  const groups = new Map(draft.groups.map((group) => [group.name.value, group]))
  const groupOf = new Map(vrrp.groups.flatMap(({ name, members }) => members.map((one) => [one, name])))
  return vrrp.instances.flatMap((settings) => {
    const found = drafts.get(settings.name)
    if (found === undefined) return []
    const group = groups.get(groupOf.get(settings.name) ?? '')
    return [
      {
        settings,
        draft: found,
        addresses: placed(settings, found),
        trackerAt: (list, name) => {
          const named = (entry: TrackEntryDraft) => entry.name.value === name
          const entry = found[list].find(named) ?? group?.[list].find(named)
          return entry?.name.at ?? found.name.at
        },
      },
    ]
  })
}

function placed(settings: InstanceSettings, draft: WholeInstance): readonly PlacedAddress[] {
  const lines = new Map<string, VirtualAddressDraft>()
  for (const line of [...draft.addresses, ...draft.excluded]) {
    const key = `${line.prefix.address} ${line.interface?.value ?? ''}`
    if (!lines.has(key)) lines.set(key, line)
  }
  const place = (excluded: boolean) => (one: VirtualAddress) => {
    const line = lines.get(`${one.prefix.address} ${one.interface ?? ''}`)
    if (line === undefined) return []
    return [{ ...one, excluded, on: one.interface ?? settings.interface, at: line.at }]
  }
  return [...settings.addresses.flatMap(place(false)), ...settings.excluded.flatMap(place(true))]
}

function groundHost({ interfaces }: HostFacts, instances: readonly GroundInstance[]): GroundHost {
  const virtual = virtualGround(instances)
  const ownAddresses = new Map<Address, string>()
  const ownPrefixes = new Map<string, readonly Prefix[]>()
  const networks = networkIndex()
  for (const one of interfaces) {
    if (one.networks !== undefined) {
      const its = ownPrefixesOf({ ...one, networks: one.networks }, virtual)
      ownPrefixes.set(one.name, its)
      for (const prefix of its) {
        ownAddresses.set(prefix.address, one.name)
        networks.add(prefix, one.name)
      }
      continue
    }
    for (const address of one.addresses) {
      if (!virtual.lengths.has(address)) ownAddresses.set(address, one.name)
    }
  }
  return {
    interfaces: new Map(interfaces.map((one) => [one.name, one])),
    addresses: new Set(interfaces.flatMap((one) => one.addresses)),
    ownAddresses,
    ownPrefixes,
    networks,
    knowsNetworks: interfaces.every(hasKnownNetworks),
  }
}

function virtualGround(instances: readonly GroundInstance[]): VirtualGround {
  const lengths = new Map<Address, Set<number>>()
  const homes = new Set<string>()
  for (const { settings, addresses } of instances) {
    if (settings.interface !== undefined && settings.family === 'ipv4') homes.add(settings.interface)
    for (const { prefix } of addresses) {
      const known = lengths.get(prefix.address)
      if (known === undefined) lengths.set(prefix.address, new Set([prefix.length]))
      else known.add(prefix.length)
    }
  }
  return { lengths, homes }
}

function hasKnownNetworks({ loopback, kind, addresses, networks }: HostInterface): boolean {
  if (loopback || kind === 'dummy' || addresses.length === 0) return true
  return networks?.some(({ address, length }) => length < fullLength(familyOf(address))) === true
}

/** `line 7`, with the file when it is another one than that of `from`. */
export function lineOf(at: Span, from: Span): string {
  return at.file === from.file ? `line ${at.line}` : `${at.file}:${at.line}`
}

/** For a finding about two places; none when the other one was not written. */
export function alsoAt(at: Span | undefined, message: string): { readonly related?: readonly Related[] } {
  return at === undefined ? {} : { related: [{ span: at, message }] }
}

/** The place of the first that is given. */
export function placeOf(...given: readonly (Given<unknown> | undefined)[]): Span | undefined {
  return given.find((one) => one !== undefined)?.at
}
