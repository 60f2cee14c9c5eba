/**
 * The LVS slice on a real ip_vs, with real TCP through the virtual server: the seed's configuration with two
 * real servers, and the same under Debian's keepalived. Both guests are slow to start, so each runs once for
 * all tests.
 */
import assert from 'node:assert/strict'
import { accessSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import { inGuest, whyNoGuest } from './guest.ts'
import type { FailoverSeen, LeftoversSeen } from './seen.ts'

const why = whyNoGuest()
const keepalived = '/usr/sbin/keepalived'
const service = 'TCP 10.10.3.168:80 rr persistent 50'
const both = ['-> 10.20.0.11:80 Masq 1', '-> 10.20.0.12:80 Masq 1']

describe('a virtual server on a real ip_vs', { skip: why ?? false }, () => {
  let seen: Partial<FailoverSeen> = {}
  const log = () => seen.log ?? []
  before(async () => {
    seen = await inGuest<FailoverSeen>('failover.ts', 'ours')
  })

  test('start: the service and all servers', () => {
    assert.deepEqual(seen.started, [service, ...both, '-> 10.20.0.99:80 Masq 1'])
  })

  test('a server that swallows every packet is out after connect_timeout, and notify_down ran', () => {
    assert.deepEqual(seen.settled, [service, ...both])
    assert.deepEqual(seen.ranSettled, ['down3'])
  })

  test('clients reach the servers in turn, and each stays with its own', () => {
    const [first, second] = [new Set(seen.client1), new Set(seen.client2)]
    assert.equal(first.size, 1)
    assert.equal(second.size, 1)
    assert.deepEqual([...first, ...second].toSorted(), ['rs1', 'rs2'])
  })

  test('a server is killed: it leaves, its notify_down runs, its client goes on with the other', () => {
    const other = seen.dead === 'rs1' ? 'rs2' : 'rs1'
    assert.deepEqual(seen.whileDead, [service, both[other === 'rs1' ? 0 : 1]])
    assert.deepEqual(seen.client1WhileDead, [other, other, other])
    const number = seen.dead === 'rs1' ? 1 : 2
    assert.deepEqual(seen.ran, ['down3', `down${number}`, `up${number}`, 'down3'])
    assert.ok(log().includes(`TCP_CHECK on service [10.20.0.1${number}]:tcp:80 failed after 1 retries.`))
  })

  test('it comes back', () => {
    assert.deepEqual(seen.returned, [service, ...both])
  })

  test('SIGHUP with another weight changes that server and nothing else', () => {
    assert.deepEqual(seen.reloaded, [service, '-> 10.20.0.11:80 Masq 5', both[1]])
  })

  test('the checker is killed: traffic goes on, the next one finds its services', () => {
    assert.match(seen.whileCheckerDead?.client ?? '', /^rs[12]$/)
    assert.deepEqual(seen.whileCheckerDead?.table, seen.reloaded)
    assert.deepEqual(seen.afterCheckerDied, seen.reloaded, 'what was down does not come back untested')
    assert.ok(!log().some((line) => line.startsWith('IPVS')), 'the kernel refused nothing')
  })

  test('SIGTERM: nothing stays, status 0', () => {
    assert.deepEqual(seen.stopped, [])
    assert.equal(seen.status, 0)
  })

  test('the same configuration under keepalived: the same tables and the same lines', {
    skip: isThere(keepalived) ? false : `${keepalived} is not installed`,
  }, async () => {
    const theirs = await inGuest<FailoverSeen>('failover.ts', 'debian')
    for (const moment of ['started', 'settled', 'returned', 'reloaded', 'stopped', 'status'] as const) {
      assert.deepEqual(seen[moment], theirs[moment], moment)
    }
    // The first lines only: a second checker says them again.
    const said = (lines: readonly string[]) =>
      ['Gained quorum', 'TCP_CHECK on service [10.20.0.99]', 'Changing weight', 'Shutting down'].map(
        (words) => lines.find((line) => line.startsWith(words)),
      )
    assert.deepEqual(said(log()), said(theirs.log))
  })
})

describe('what killed processes leave', { skip: why ?? false }, () => {
  let seen: Partial<LeftoversSeen> = {}
  before(async () => {
    seen = await inGuest<LeftoversSeen>('leftovers.ts')
  })

  test('the parent is killed: the checker takes everything of ours out and ends', () => {
    assert.deepEqual(seen.afterParentKilled, [])
  })

  test('both are killed: the kernel goes on forwarding', () => {
    assert.deepEqual(seen.leftBehind, [
      'TCP 10.10.3.168:80 wlc',
      '-> 10.20.0.11:80 Masq 1',
      '-> 10.20.0.12:80 Masq 2',
    ])
  })

  test('the next start makes of it what its configuration says, and lets strangers alone', () => {
    assert.deepEqual(seen.adopted, [
      '-> 10.20.0.12:80 Masq 7',
      '-> 10.20.0.13:80 Masq 1',
      'TCP 10.10.3.168:80 wlc',
      'TCP 10.99.0.1:80 rr',
    ])
    assert.deepEqual(seen.stopped, ['TCP 10.99.0.1:80 rr'])
    assert.equal(seen.status, 0)
  })
})

function isThere(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}
