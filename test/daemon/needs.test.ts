/** Which sockets a configuration needs, and which instances share one. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { ipv6HoldersOf, needsOf } from '../../src/daemon/host/needs.ts'
import type { BuffersSettings } from '../../src/settings/global/settings.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import { sixth, unicastWith } from '../vrrp/fates.ts'
import { higherPeer, instance, settings, us, virtual } from '../vrrp/stage.ts'

function ears(...instances: readonly InstanceSettings[]) {
  const found: Record<string, readonly (readonly [string, unknown])[]> = {}
  for (const [name, needs] of needsOf(settings(instances))) {
    found[name] = [...needs].map(([key, { vrids }]) => [key, vrids])
  }
  return found
}

describe('ears', () => {
  test('are shared by family, group or source, and protocol', () => {
    const ah = { authentication: { is: 'ah', password: 'x' } } as const
    const found = ears(
      instance(),
      instance({ vrid: 52 }),
      instance({ vrid: 53, ...ah }),
      instance({ vrid: 54, ...sixth }),
      instance({ vrid: 55, unicast: unicastWith([higherPeer]), source: us }),
      instance({ vrid: 56, unicast: unicastWith([higherPeer]) }),
    )
    assert.deepEqual(found, {
      eth0: [
        ['ipv4 224.0.0.18', [51, 52]],
        ['ipv4 224.0.0.18 ah', [53]],
        ['ipv6 ff02::12', [54]],
        [`ipv4 ${us}`, [55]],
        ['ipv4 unicast', [56]],
      ],
    })
  })

  test('castsApart, D7: of IPv6 hear the group or the own address, never both', () => {
    const own = address('fe80::5')
    const unicast = { unicast: unicastWith([address('fe80::9')]), source: own }
    const needs = needsOf(settings([instance(sixth), instance({ vrid: 52, ...sixth, ...unicast })]))
    const heard = [...(needs.get('eth0')?.values() ?? [])].map(({ at, vrids }) => [at, vrids])
    assert.deepEqual(heard, [
      ['ff02::12', [51]],
      [own, [52]],
    ])
  })

  test('of an instance without an interface are on none, or on its VRF; its addresses want theirs', () => {
    const nowhere = { interface: undefined, source: us, unicast: unicastWith([higherPeer]) }
    const addresses = [virtual('10.0.0.100', { interface: 'eth1' })]
    assert.deepEqual(Object.keys(ears(instance({ ...nowhere, addresses }))), ['', 'eth1'])
    assert.deepEqual(Object.keys(ears(instance({ ...nowhere, addresses, vrf: 'red' }))), ['red', 'eth1'])
  })

  test('hear everybody when unknown virtual routers are to be told', () => {
    const [ear] =
      needsOf({ ...settings([instance()]), logUnknownVrids: true })
        .get('eth0')
        ?.values() ?? []
    assert.equal(ear?.vrids, 'all')
  })
})

describe('the queue of an ear', () => {
  const bytesOf = (policy: BuffersSettings['adverts'], ...instances: readonly InstanceSettings[]) => {
    const [ear] = needsOf(settings(instances), policy).get('eth0')?.values() ?? []
    return ear?.queueBytes(1500)
  }
  const two = [instance(), instance({ vrid: 52 })]

  test('is ours unless somebody has asked', () => assert.equal(bytesOf({ is: 'system' }, ...two), undefined))
  test('counts each instance on the socket', () => {
    assert.equal(bytesOf({ is: 'bytes', bytes: 4096 }, ...two), 8192)
    assert.equal(bytesOf({ is: 'mtu', multiplier: 3 }, ...two), 2 * 3 * 1500)
    assert.equal(bytesOf({ is: 'advert', multiplier: 3 }, ...two), 2 * 3 * 40)
  })
  test('kernel_rx_buf_size of an instance comes first', () => {
    const own = instance({ receiveBufferBytes: 1000 })
    assert.equal(bytesOf({ is: 'mtu', multiplier: 3 }, own, instance({ vrid: 52 })), 1000 + 4500)
    assert.equal(bytesOf({ is: 'system' }, own, instance({ vrid: 52 })), 1000)
  })
})

test('neighbour advertisements are listened to where addresses of IPv6 may come, and nowhere else', () => {
  const elsewhere = { ...virtual('2001:db8::9'), interface: 'eth7' }
  const six = instance({ vrid: 52, ...sixth, interface: 'eth1' })
  const mixed = instance({ vrid: 53, interface: 'eth2', excluded: [elsewhere] })
  assert.deepEqual([...ipv6HoldersOf(settings([instance(), six, mixed]))], ['eth1', 'eth7'])
})
