/**
 * Interfaces and addresses on a real kernel, in the user-mode Linux, so that nothing of this host is touched.
 */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { inGuest, whyNoGuest } from './guest.ts'
import type { RtnetlinkSeen } from './seen.ts'

describe('rtnetlink on a real kernel', { skip: whyNoGuest() ?? false }, () => {
  let seen: Partial<RtnetlinkSeen> = {}
  before(async () => {
    seen = await inGuest<RtnetlinkSeen>('rtnetlink.ts')
  })

  test('the interfaces are listed', () => {
    for (const name of ['lo', 'left', 'right']) assert.ok(seen.links?.includes(name), name)
  })

  test('a thousand addresses are added, a hundred at a time, and carry our mark', () => {
    assert.deepEqual(seen.added, { done: 1000 })
    assert.equal(seen.present, 1000)
  })

  test('those that are there already are told apart', () => {
    assert.deepEqual(seen.again, { EEXIST: 1000 })
  })

  test('an IPv6 host address is deprecated at once and needs no duplicate detection', () => {
    const [noDuplicateDetection, deprecated, tentative] = [0x02, 0x20, 0x40]
    assert.deepEqual(seen.six, { done: 1 })
    assert.equal((seen.sixFlags ?? 0) & (noDuplicateDetection | deprecated | tentative), 0x22)
  })

  test('notifications of our own changes of IPv4 addresses carry our port', () => {
    // Added and removed, without the one that somebody else removed; the kernel tells no port with IPv6
    // addresses.
    assert.equal(seen.ownNotifications, 1000 + 999)
    assert.equal(seen.overruns, 0)
  })

  test('somebody else takes an address off: it is reported, and is gone when we remove it', () => {
    assert.ok(seen.reports?.includes('gone 10.78.0.7'))
    assert.deepEqual(seen.removed, { done: 999, EADDRNOTAVAIL: 1 })
  })

  test('the other end of the cable goes down: so does ours', () => {
    assert.equal(seen.reports?.at(-1), 'left down')
  })
})
