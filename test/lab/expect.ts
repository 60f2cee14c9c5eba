/**
 * What the lab asserts again and again: who is master, and times that have a theory below and patience above.
 */
import assert from 'node:assert/strict'
import type { Capture, Sighting } from './capture.ts'
import { filesOf } from './daemon.ts'
import { addressesOf, type Host, has } from './network.ts'
import { until } from './wait.ts'

/** How much later than theory is still right on a busy machine. The bench measures how late it really is. */
const patienceSeconds = 2

/**
 * How much earlier than theory a capture may see something: daemon and capture read a frame at different
 * moments.
 */
const slackSeconds = 0.02

/** Asserts that a duration is not shorter than theory, and not longer than theory and patience. */
export function assertLasted(what: string, spanMicros: number, theorySeconds: number): void {
  const seconds = spanMicros / 1e6
  const text = `${what} took ${seconds.toFixed(3)} s, theory ${theorySeconds.toFixed(3)} s`
  assert.ok(seconds >= theorySeconds - slackSeconds, text)
  assert.ok(seconds <= theorySeconds + patienceSeconds, text)
}

/** Asserts that a duration is at most this long. */
export function assertAtMost(what: string, spanMicros: number, limitSeconds: number): void {
  const seconds = spanMicros / 1e6
  assert.ok(
    seconds <= limitSeconds,
    `${what} took ${seconds.toFixed(4)} s, at most ${limitSeconds} s is right`,
  )
}

/** Waits until the host holds, or no longer holds, the address. */
export async function settles(
  host: Host,
  address: string,
  wanted: { readonly held: boolean; readonly interface?: string; readonly timeoutSeconds?: number },
): Promise<void> {
  const what = `${host.name} ${wanted.held ? 'to hold' : 'to let go of'} ${address}`
  await until(
    what,
    wanted.timeoutSeconds ?? 10,
    async () => (await has(host, address, wanted.interface)) === wanted.held,
  )
}

/** Asserts at this moment. */
export async function assertHolds(host: Host, address: string, held: boolean): Promise<void> {
  const present = (await addressesOf(host)).map((each) => each.address)
  assert.equal(
    present.includes(address),
    held,
    `${host.name} ${held ? 'lacks' : 'holds'} ${address}: ${present.join(' ')}`,
  )
}

/**
 * The first advert of the new master after the last one of the old: how long nobody announced, in
 * microseconds.
 */
export async function takeover(
  capture: Capture,
  change: { readonly from: string; readonly to: string; readonly after: number },
): Promise<{ readonly first: Sighting; readonly spanMicros: number }> {
  const first = await capture.advert({ from: change.to, after: change.after }, 15)
  const last = capture.adverts({ from: change.from, before: first.at }).at(-1)
  assert.ok(last, `${change.from} has never announced itself`)
  return { first, spanMicros: first.at - last.at }
}

/** Now, on the clock that captures and logs use: microseconds since 1970. */
export function nowMicros(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000)
}

/** Matches the path of the host's configuration followed by a line number. */
export function placeIn(host: Host): RegExp {
  const path = filesOf(host).config.replaceAll('.', '\\.')
  return new RegExp(`${path}[^0-9]{1,12}\\d+`)
}
