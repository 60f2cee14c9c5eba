/** In which order addresses come, go and are announced, and what a release leaves of what still waits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlacing } from '../../src/daemon/host/placing.ts'
import { openWorkQueue, sliceMax } from '../../src/daemon/work-queue.ts'
import type { Holdings } from '../../src/vrrp/placement.ts'
import type { Placed } from '../../src/vrrp/router.ts'
import { virtual } from '../vrrp/stage.ts'

function placedOf(count: number): readonly Placed[] {
  return Array.from({ length: count }, (_, at) => ({
    interface: 'eth0',
    address: virtual(`10.1.${Math.floor(at / 250)}.${at % 250}`),
  }))
}

const holdingsOf = (addresses: readonly Placed[]): Holdings => ({ addresses, routes: [], rules: [] })

/** A placing whose every step is noted, and which works on when `turn` is called. */
function noted() {
  const told: string[] = []
  const turns: (() => void)[] = []
  const note =
    (what: string) =>
    (...[first]: readonly unknown[]) =>
      void told.push(Array.isArray(first) ? `${what} ${first.length}` : what)
  const show = (owner: string, placed: readonly Placed[]) => {
    if (placed.length > 0) told.push(`show ${owner} ${placed.length}`)
  }
  const placing = openPlacing({
    addresses: {
      claim: note('claim'),
      release: note('release'),
      expectRelease: note('expect'),
      isRefused: () => false,
    },
    routing: { claim: note('claim routed'), release: note('release routed') },
    announcing: {
      send: (owner, placed) => void told.push(`announce ${owner} ${placed.length}`),
      forget: (owner) => void told.push(`forget ${owner}`),
    },
    queue: openWorkQueue((run) => void turns.push(run)),
    firewall: { hide: note('hide'), ready: note('ready'), mark: () => 1, show },
    releasable: (holdings) => holdings,
  })
  const turn = () => {
    for (let run = turns.shift(); run !== undefined; run = turns.shift()) run()
  }
  return { placing, told, turn }
}

test('what is released is not announced any more, though its rounds still wait', () => {
  const { placing, told, turn } = noted()
  const all = placedOf(sliceMax)
  placing.claimAndAnnounce('V', holdingsOf(all), { rounds: 3, hidden: false })
  placing.release('V', holdingsOf(all))
  turn()
  assert.deepEqual(
    told.filter((one) => /^(announce|forget|release) /.test(one)),
    // With the claim, and the first slice of the other rounds; the third one never.
    [`announce V ${sliceMax}`, `announce V ${sliceMax}`, 'forget V', `release ${sliceMax}`],
  )
})

test('the rounds of another instance go on', () => {
  const { placing, told, turn } = noted()
  const [one, other] = [placedOf(1), placedOf(2)]
  placing.claimAndAnnounce('W', holdingsOf(other), { rounds: 3, hidden: false })
  placing.claimAndAnnounce('V', holdingsOf(one), { rounds: 1, hidden: false })
  placing.release('V', holdingsOf(one))
  turn()
  assert.deepEqual(
    told.filter((one) => one.startsWith('announce W')),
    // The first with the claim, the other two together.
    ['announce W 2', 'announce W 4'],
  )
})

test('all that is about to go is known before the first slice goes', () => {
  const { placing, told, turn } = noted()
  placing.release('V', holdingsOf(placedOf(sliceMax + 1)))
  turn()
  assert.deepEqual(
    told.filter((one) => /^(expect|release) /.test(one)),
    [`expect ${sliceMax + 1}`, `release ${sliceMax}`, 'release 1'],
  )
})

test('what stays for another instance is hidden for this one no more, and nothing else happens', () => {
  const { placing, told, turn } = noted()
  const [own, shared] = [placedOf(2), placedOf(1)]
  placing.release('V', holdingsOf([]), shared)
  turn()
  assert.deepEqual(told.splice(0), ['show V 1'])
  placing.release('V', holdingsOf(own), shared)
  turn()
  assert.deepEqual(told, ['show V 1', 'forget V', 'expect 2', 'release 2', 'show V 2'])
})
