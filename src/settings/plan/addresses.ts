/**
 * Steps of virtual addresses, by address and interface over all instances: one that another instance gets
 * is a move. What a step costs follows from what the kernel is asked for, src/vrrp/placement.ts and
 * src/vrrp/reload.ts: the same placement stays where it is, any other is taken off and set anew.
 */
import { type Difference, difference } from '../../base/difference.ts'
import { addressLine } from '../../vrrp/address-line.ts'
import { placedKey } from '../../vrrp/placement.ts'
import type { Placed } from '../../vrrp/router.ts'
import { type InstanceSettings, type VirtualAddress, workingInterfaceOf } from '../../vrrp/settings.ts'
import type { Cost } from './costs.ts'
import { insideOf } from './instances.ts'
import type { Matched } from './matched.ts'
import { differenceOf, type Step, stepOf } from './step.ts'

interface Held {
  readonly keyword: 'virtual_ipaddress' | 'virtual_ipaddress_excluded'
  readonly address: VirtualAddress
  /** As the configuration has it; empty: of an instance without one. */
  readonly interface: string
  /** Where it really is: on the VMAC of the instance, if it has one. */
  readonly placed: Placed
  readonly matched: Matched
}

/** By the place in `matched` of the instance that they are in. */
export function addressSteps(matched: readonly Matched[]): ReadonlyMap<Matched, readonly Step[]> {
  const steps = new Map<Matched, Step[]>()
  const say = (one: Matched, ...said: readonly Step[]) => {
    const known = steps.get(one)
    if (known === undefined) steps.set(one, [...said])
    else known.push(...said)
  }
  const left: Held[] = []
  const came: Held[] = []
  for (const one of matched) {
    const keys = { ofPresent: keyOf, ofWanted: keyOf }
    const change = difference(heldBy(one.from, one), heldBy(one.to, one), keys)
    left.push(...change.removed)
    came.push(...change.added)
    for (const { present, wanted } of change.kept) {
      const step = changed(present, wanted)
      if (step !== undefined) say(one, step)
    }
  }
  const over = handedOver(left, came)
  for (const held of over.removed) say(held.matched, removed(held))
  for (const { present, wanted } of over.kept) say(wanted.matched, moved(present, wanted))
  for (const held of over.added) say(held.matched, added(held))
  return withPeers(steps)
}

/** From what runs to what runs first: who is left out takes nothing from it. */
function handedOver(left: readonly Held[], came: readonly Held[]): Difference<Held, Held> {
  const [goes, comes] = [
    Map.groupBy(left, ({ matched }) => matched.ran),
    Map.groupBy(came, ({ matched }) => matched.runs),
  ]
  const running = differenceOf({ old: goes.get(true) ?? [], now: comes.get(true) ?? [] }, keyOf)
  const rest = differenceOf(
    {
      old: [...running.removed, ...(goes.get(false) ?? [])],
      now: [...running.added, ...(comes.get(false) ?? [])],
    },
    keyOf,
  )
  return { ...rest, kept: [...running.kept, ...rest.kept] }
}

function heldBy(instance: InstanceSettings | undefined, matched: Matched): readonly Held[] {
  if (instance === undefined) return []
  const held = (keyword: Held['keyword']) => (address: VirtualAddress) => ({
    ...{ keyword, address, matched },
    interface: address.interface ?? instance.interface ?? '',
    placed: { interface: address.interface ?? workingInterfaceOf(instance), address },
  })
  return [
    ...instance.addresses.map(held('virtual_ipaddress')),
    ...instance.excluded.map(held('virtual_ipaddress_excluded')),
  ]
}

function keyOf(held: Held): string {
  return `${held.interface} ${held.address.prefix.address}`
}

/** The line, and the interface where it does not say it. */
function nameOf({ address, interface: link }: Held): string {
  const line = addressLine(address)
  return address.interface !== undefined || link === '' ? line : `${line} dev ${link}`
}

/** Whatever the version and skip_check_adv_addr. keepalived 2.4 and we say so in the log, and accept. */
const peersToo =
  'a backup with keepalived 2.2 refuses adverts with another number of addresses, and becomes master too, ' +
  'until it has as many'

/** Told once for each instance, at the first address that is another. */
function withPeers(steps: ReadonlyMap<Matched, readonly Step[]>): ReadonlyMap<Matched, readonly Step[]> {
  return new Map(
    [...steps].map(([one, said]) => {
      const count = (side: InstanceSettings | undefined) => side?.addresses.length
      const { from, to } = one
      if (from === undefined || to === undefined || count(from) === count(to)) return [one, said]
      const first = said.findIndex(({ keyword, is }) => keyword === 'virtual_ipaddress' && is !== 'changed')
      const noted = said.map((step, index) =>
        index === first ? { ...step, notes: [...step.notes, peersToo] } : step,
      )
      return [one, noted]
    }),
  )
}

function added(held: Held): Step {
  const { keyword, matched } = held
  const cost: Cost = matched.runs ? 'arrives' : 'not-yet'
  return stepOf({ is: 'added', keyword, name: nameOf(held), ...around(held), cost })
}

function removed(held: Held): Step {
  const { keyword, matched } = held
  const cost: Cost = matched.ran ? 'leaves' : 'not-yet'
  return stepOf({ is: 'removed', keyword, name: nameOf(held), ...around(held), cost })
}

/** From one instance to another. */
function moved(before: Held, after: Held): Step {
  const { keyword, matched } = after
  const [left, came] = [before.matched.ran, matched.runs]
  const stays = isPlacedAlike(before, after) && !beginsAsBackup(matched)
  const both: Cost = stays ? 'moves' : 'returns'
  const cost: Cost = left && came ? both : came ? 'arrives' : left ? 'leaves' : 'not-yet'
  const notes = cost === 'moves' ? ['while both are master it stays on its interface'] : []
  const from = insideOf(undefined, before.matched.from)
  return stepOf({ is: 'moved', keyword, name: nameOf(after), ...around(after), from, cost, notes })
}

function changed(before: Held, after: Held): Step | undefined {
  const [from, to] = [addressLine(before.address), addressLine(after.address)]
  if (from === to) return undefined
  const { keyword, matched } = after
  const alike = isPlacedAlike(before, after)
  const price: Cost = alike ? 'none' : 'returns'
  const cost: Cost = matched.ran && matched.runs ? price : 'not-yet'
  const note = alike ? 'an address that is there stays as it is until it is set anew' : undefined
  const changes = [{ keyword, from, to, cost, note }]
  return stepOf({ is: 'changed', keyword, name: nameOf(after), ...around(after), changes })
}

function around({ matched }: Held): { readonly inside: string } {
  return { inside: insideOf(matched.from, matched.to) }
}

/** The kernel is asked for the same. */
function isPlacedAlike(a: Held, b: Held): boolean {
  return placedKey(a.placed) === placedKey(b.placed)
}

/** It holds nothing until it becomes master. */
export function beginsAsBackup({ from, to, anew, joins, ran }: Matched): boolean {
  const begins = (from === undefined || anew || !ran) && !joins
  return begins && !(to?.priority === 255 && to.initial === 'master')
}
