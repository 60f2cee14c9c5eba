/**
 * How fast announcements may follow one another (keepalived.conf(5), vrrp_garp_interval, vrrp_gna_interval,
 * garp_group): lanes, each with the moment of its next packet and a queue in which every address stands once
 * with the number of packets it is still owed. Deadlines as data; refuses to send and to know what a lane is.
 */
import { type Micros, plus } from '../base/time.ts'

/** A packet that is wanted. */
export interface Request<Item> {
  /** Of what shares a rate: an interface or a group, and ARP or neighbour advertisements. */
  readonly lane: string
  /** Between two packets of the lane, more than 0. */
  readonly interval: Micros
  /** The instance; its packets are forgotten together. */
  readonly owner: string
  /** Of the address within the lane. */
  readonly key: string
  readonly item: Item
  /** An address is never owed more than so many, however often it is asked for; at least 1. */
  readonly most: number
}

export interface Pace<Item> {
  readonly lanes: ReadonlyMap<string, Lane<Item>>
}

interface Lane<Item> {
  readonly nextAt: Micros
  /** First come first; the head is sent, and stands at the end again when it is owed more. */
  readonly queue: readonly Owed<Item>[]
}

interface Owed<Item> {
  readonly request: Request<Item>
  readonly count: number
}

/** What is sent now, in that order, and the pace thereafter. */
export type Paced<Item> = readonly [Pace<Item>, readonly Item[]]

export function openPace<Item>(): Pace<Item> {
  return { lanes: new Map() }
}

/** The first one of a lane goes at once, what follows too soon is queued. */
export function request<Item>(pace: Pace<Item>, wanted: readonly Request<Item>[], at: Micros): Paced<Item> {
  const lanes = new Map(pace.lanes)
  const now: Item[] = []
  for (const [name, requests] of byLane(wanted)) {
    const lane = lanes.get(name)
    // A thousand addresses in a row: the queue is searched by key, not from its start.
    const queue = new Map((lane?.queue ?? []).map((owed) => [owed.request.key, owed]))
    let nextAt = lane?.nextAt ?? at
    for (const one of requests) {
      if (queue.size === 0 && nextAt <= at) {
        now.push(one.item)
        nextAt = plus(at, one.interval)
        continue
      }
      const count = Math.min((queue.get(one.key)?.count ?? 0) + 1, one.most)
      queue.set(one.key, { request: one, count })
    }
    lanes.set(name, { nextAt, queue: [...queue.values()] })
  }
  return [{ lanes }, now]
}

/** What may go at this moment: at most one of each lane, so that a late wake-up does not make a burst. */
export function due<Item>(pace: Pace<Item>, at: Micros): Paced<Item> {
  const now: Item[] = []
  const lanes = new Map<string, Lane<Item>>()
  for (const [name, lane] of pace.lanes) {
    const [head, ...rest] = lane.queue
    if (lane.nextAt > at) lanes.set(name, lane)
    // An empty lane whose time is over may be forgotten: the next one goes at once.
    if (lane.nextAt > at || head === undefined) continue
    now.push(head.request.item)
    const queue = head.count > 1 ? [...rest, { ...head, count: head.count - 1 }] : rest
    lanes.set(name, { nextAt: plus(at, head.request.interval), queue })
  }
  return [{ lanes }, now]
}

/** What the instance is still owed is not sent: it is no master any more. */
export function forget<Item>(pace: Pace<Item>, owner: string): Pace<Item> {
  const kept = ({ request: one }: Owed<Item>) => one.owner !== owner
  const lanes = [...pace.lanes].map(
    ([name, lane]) => [name, { ...lane, queue: lane.queue.filter(kept) }] as const,
  )
  return { lanes: new Map(lanes) }
}

/** When `due` has something to send; undefined: never. */
export function wakeAt(pace: Pace<unknown>): Micros | undefined {
  let earliest: Micros | undefined
  for (const { nextAt, queue } of pace.lanes.values()) {
    if (queue.length > 0 && (earliest === undefined || nextAt < earliest)) earliest = nextAt
  }
  return earliest
}

function byLane<Item>(wanted: readonly Request<Item>[]): ReadonlyMap<string, readonly Request<Item>[]> {
  const lanes = new Map<string, Request<Item>[]>()
  for (const one of wanted) {
    const lane = lanes.get(one.lane)
    if (lane === undefined) lanes.set(one.lane, [one])
    else lane.push(one)
  }
  return lanes
}
