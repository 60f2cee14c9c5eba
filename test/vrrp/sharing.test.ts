/** Two instances of one host with the same address, route or rule. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { holdings } from '../../src/vrrp/router.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { bare, down, higherPeer, instance, settings, started, virtual } from './stage.ts'

const shared = virtual('10.0.0.100')
const own = virtual('10.0.0.101')

/** V on eth0 and W, which tracks eth1, are masters with one address alike. */
function masters(more: Partial<InstanceSettings> = {}) {
  const second = instance({
    ...{ name: 'W', vrid: 52, addresses: [shared, own] },
    trackInterfaces: [{ name: 'eth1', weight: 0, reverse: false }],
    ...more,
  })
  const node = started(settings([instance(), second]))
  node.until(4)
  return node
}

describe('sharedStays', () => {
  test('what another master of this host has stays, and the log says so', () => {
    const node = masters()
    const lines = bare(node.at(5, down('eth1')))
    assert.ok(lines.includes('address-shared W V ["10.0.0.100"]'), lines.join('\n'))
    assert.deepEqual(
      lines.filter((line) => line.includes('releases')),
      ['W releases 10.0.0.101 (not 10.0.0.100)'],
    )
    assert.deepEqual(
      holdings(node.router).addresses.map((placed) => placed.address),
      [shared],
    )
  })
  test('it goes with the last one that has it', () => {
    const node = masters()
    node.at(5, down('eth1'))
    const lines = bare(node.at(6, down('eth0')))
    assert.ok(lines.includes('V releases 10.0.0.100'), lines.join('\n'))
    const both = masters({ trackInterfaces: [] })
    const together = bare(both.at(5, down('eth0'))).filter((line) => line.includes('releases'))
    assert.deepEqual(together, ['V releases 10.0.0.100', 'W releases 10.0.0.100,10.0.0.101'])
  })
  test('it stays through a failback and a stop of one, for the time in which the other has it', () => {
    const node = masters({ addresses: [shared] })
    node.hears(5, { vrid: 52 })
    const claimed = { is: 'claimed', interface: 'eth0', address: address('10.0.0.100') } as const
    const lines = bare(node.at(5.01, { ...claimed, mac: '02:00:00:00:00:09' as never }))
    assert.ok(lines.includes('W releases  (not 10.0.0.100)'), lines.join('\n'))
    const stopped = bare([...node.at(6, { is: 'stop' }), ...node.until(9)])
    assert.equal(stopped.filter((line) => line.includes('releases 10.0.0.100')).length, 1)
  })
  test('the same address with another prefix or on another interface is another one', () => {
    for (const addresses of [
      [{ ...shared, prefix: { ...shared.prefix, length: 32 } }],
      [{ ...shared, interface: 'eth1' }],
    ]) {
      const lines = bare(masters({ addresses }).at(5, down('eth1')))
      assert.ok(lines.includes('W releases 10.0.0.100'), lines.join('\n'))
    }
  })
  test('a backup has nothing to keep it for', () => {
    const node = masters()
    node.hears(5, { source: higherPeer })
    node.until(5.5)
    const lines = bare(node.at(5.6, down('eth1')))
    assert.ok(lines.includes('W releases 10.0.0.100,10.0.0.101'), lines.join('\n'))
  })
})
