/**
 * Which instance a packet is for, among those that have its number on the interface it came in by. Refuses to
 * judge the packet.
 */
import { type Address, isMulticast } from '../base/address.ts'
import type { ReceivedPacket } from '../wire/vrrp.ts'
import type { InstanceSettings } from './settings.ts'
import type { Standing } from './standing.ts'
import type { State } from './state.ts'

export interface Candidate {
  readonly settings: InstanceSettings
  readonly standing: Standing
  readonly state: State
}

/**
 * The sockets have told groups, addresses and protocols apart; that is done once more, because several of
 * them lead here. Of several unicast instances with one number it is the one whose master sent it, else the
 * one that has the sender for a peer. A single one takes the packet whoever sent it: its own check of the
 * source is for the configuration to ask for.
 */
export function addressee<C extends Candidate>(
  candidates: readonly C[] | undefined,
  packet: Pick<ReceivedPacket, 'source' | 'destination' | 'ah'>,
): C | undefined {
  if (candidates === undefined) return undefined
  const { source, destination } = packet
  if (isMulticast(destination)) {
    return candidates.find(
      ({ settings }) => settings.unicast === undefined && settings.destination === destination,
    )
  }
  const mine = candidates.filter((one) => one.settings.unicast !== undefined && hears(one, destination))
  if (mine.length < 2) return mine[0]
  const known = mine.find(({ state }) => state.is === 'backup' && state.master === source)
  return known ?? mine.find(({ settings }) => isPeer(settings, source))
}

function hears({ standing }: Candidate, destination: Address): boolean {
  return standing.source === undefined || standing.source === destination
}

function isPeer({ unicast }: InstanceSettings, source: Address): boolean {
  return unicast?.peers.some((peer) => peer.address === source) === true
}
