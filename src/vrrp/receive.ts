/**
 * A received packet on its way to an instance: whom it is for, whether it may speak, and what is told of it.
 * Refuses to judge the election.
 */

import { countInspection } from './counting.ts'
import { complain, drive } from './drive.ts'
import { tell } from './effects.ts'
import { addressee } from './hearing.ts'
import { inspect } from './inspect.ts'
import { listens } from './machine.ts'
import { type Entry, listenersOf, type Router, vridKey } from './roster.ts'
import type { RouterEffect, RouterEvent } from './router.ts'

/**
 * The order of the examination: delay of the start, VRID, destination, state, then the checks of the packet
 * itself. `affect` lets the sync group follow.
 */
export function receive(
  router: Router,
  event: RouterEvent & { readonly is: 'packet' },
  affect: (entry: Entry, act: () => RouterEffect[]) => RouterEffect[],
): RouterEffect[] {
  const { at, interface: name, packet } = event
  if (router.delayedUntil !== undefined && at < router.delayedUntil) return []
  const entry = addressee(listenersOf(router.roster, name, packet), packet)
  if (entry === undefined) {
    if (!router.settings.logUnknownVrids) return []
    const key = vridKey({ interface: name, family: packet.family, vrid: packet.vrid })
    if (router.strangers.has(key)) return []
    router.strangers.add(key)
    return [tell({ is: 'unknown-vrid', interface: name, vrid: packet.vrid, from: packet.source })]
  }
  if (!listens(entry.state)) return []
  const { state, standing } = entry
  const inspection = inspect(packet, {
    settings: entry.settings,
    security: entry.security,
    digests: router.digests,
    wall: router.wall,
    priority: standing.priority,
    state: state.is === 'master' ? 'master' : 'backup',
    senderChanged: state.is === 'backup' && state.master !== packet.source,
  })
  countInspection(entry.counters, inspection)
  const grumble = { is: 'complaint', instance: entry.settings.name, from: packet.source } as const
  const notes = () =>
    inspection.notes.flatMap((complaint) => complain(entry, { ...grumble, dropped: false, complaint }))
  if (inspection.is === 'dropped') {
    return [...notes(), ...complain(entry, { ...grumble, dropped: true, complaint: inspection.complaint })]
  }
  const { heard } = inspection
  // A sender that is a new one makes it forget what it complained of: the notes are about this one.
  const effects = affect(entry, () => drive(router, entry, { is: 'advert', at, heard }))
  return inspection.notes.length === 0 ? effects : [...notes(), ...effects]
}
