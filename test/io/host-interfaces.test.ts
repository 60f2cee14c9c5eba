/** What the kernel tells of the interfaces of this namespace: every one has a loopback interface. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostInterfaces } from '../../src/io/host-interfaces.ts'

test('lo: what only netlink tells is there, with networks and their lengths', () => {
  const lo = hostInterfaces().find(({ name }) => name === 'lo')
  assert.deepEqual([lo?.loopback, lo?.ethernet, lo?.kind, lo?.base], [true, false, '', undefined])
  assert.equal(lo?.pointToPoint, false)
  assert.ok((lo?.mtu ?? 0) >= 1280)
  const ipv4 = lo?.networks?.find(({ address }) => address === '127.0.0.1')
  if (lo?.up) assert.equal(ipv4?.length, 8)
  assert.deepEqual(
    lo?.addresses,
    lo?.networks?.map(({ address }) => address),
  )
})
