/**
 * What the kernel is to forward: services with their destinations, and the commands that lead from what it
 * has to what it should have. Knows no netlink: the daemon carries the commands over.
 */
import type { Address } from '../base/address.ts'
import { difference } from '../base/difference.ts'
import type { Forwarding, Protocol, RealServer, VirtualServer } from './settings.ts'

export interface KernelService {
  readonly protocol: Protocol
  readonly address: Address
  readonly port: number
  readonly scheduler: string
  /** Mask: IPv4 as a number, 255.255.255.0 is 0xffffff00; IPv6 the length of a prefix. */
  readonly persistence: { readonly seconds: number; readonly mask: number } | undefined
}

export interface KernelDestination {
  readonly address: Address
  readonly port: number
  /** `local`: what the kernel makes of an address of its own, whatever it was told. */
  readonly forwarding: Forwarding | 'local' | 'bypass'
  readonly weight: number
}

/** A service as the kernel has it. */
export interface KernelEntry {
  readonly service: KernelService
  readonly destinations: readonly KernelDestination[]
}

export type KernelCommand =
  | { readonly is: 'add-service' | 'change-service' | 'remove-service'; readonly service: KernelService }
  | {
      readonly is: 'add-destination' | 'change-destination' | 'remove-destination'
      readonly service: KernelService
      readonly destination: KernelDestination
    }

export function kernelService(settings: VirtualServer): KernelService {
  const { protocol, address, port, scheduler, persistence } = settings
  return { protocol, address, port, scheduler, persistence }
}

export function kernelDestination(settings: RealServer, weight: number): KernelDestination {
  const { address, port, forwarding } = settings
  return { address, port, forwarding, weight }
}

export function isSameKey(a: KernelService, b: KernelService): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port
}

/** Nothing when the service is the same, else the one command that makes it so. */
export function serviceCommands(present: KernelService | undefined, wanted: KernelService): KernelCommand[] {
  if (present === undefined) return [{ is: 'add-service', service: wanted }]
  const same =
    present.scheduler === wanted.scheduler &&
    present.persistence?.seconds === wanted.persistence?.seconds &&
    present.persistence?.mask === wanted.persistence?.mask
  return same ? [] : [{ is: 'change-service', service: wanted }]
}

/** Removals, then changes, then additions, each in the order given. */
export function destinationCommands(
  service: KernelService,
  present: readonly KernelDestination[],
  wanted: readonly KernelDestination[],
): KernelCommand[] {
  const key = (destination: KernelDestination) => `${destination.address} ${destination.port}`
  const { added, removed, kept } = difference(present, wanted, { ofPresent: key, ofWanted: key })
  const changed = kept.filter((pair) => differs(pair.present, pair.wanted)).map((pair) => pair.wanted)
  return [
    ...removed.map((destination): KernelCommand => ({ is: 'remove-destination', service, destination })),
    ...changed.map((destination): KernelCommand => ({ is: 'change-destination', service, destination })),
    ...added.map((destination): KernelCommand => ({ is: 'add-destination', service, destination })),
  ]
}

function differs(present: KernelDestination, wanted: KernelDestination): boolean {
  const sameWay = present.forwarding === wanted.forwarding || present.forwarding === 'local'
  return !sameWay || present.weight !== wanted.weight
}
