/** From what a socket heard to the instance it is for, and what that instance makes of it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import type { UnicastSettings } from '../../src/vrrp/link-settings.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import {
  bare,
  counted,
  down,
  higherPeer,
  instance,
  lowerPeer,
  mastering,
  packet,
  settings,
  started,
  us,
} from './stage.ts'

const toUs = { destination: us } as const

function unicast(...peers: readonly (typeof us)[]): UnicastSettings {
  return {
    peers: peers.map((one) => ({ address: one, ttlMin: 0, ttlMax: 255 })),
    ...{ ttl: 255, checkSource: false, oldChecksum: 'detect' },
  }
}

const received = (node: ReturnType<typeof started>, ...names: readonly string[]) =>
  names.map((name) => counted(node, name).received)

describe('several instances with one number on one interface', () => {
  test('D4: those of different groups hear their own', () => {
    const other = { name: 'W', destination: address('224.0.0.50') }
    const node = started(settings([instance(), instance(other)]))
    node.hears(1)
    node.hears(1.1, { destination: other.destination })
    node.hears(1.2, { destination: other.destination })
    assert.deepEqual(received(node, 'V', 'W'), [1, 2])
  })

  test('D5: unicast ones by their peers', () => {
    const node = started(
      settings([
        instance({ unicast: unicast(lowerPeer) }),
        instance({ name: 'W', unicast: unicast(higherPeer) }),
      ]),
    )
    node.hears(1, { ...toUs, source: lowerPeer })
    node.hears(1.1, { ...toUs, source: higherPeer })
    node.hears(1.2, { ...toUs, source: higherPeer })
    node.hears(1.3, { ...toUs, source: address('10.0.0.77') })
    assert.deepEqual(received(node, 'V', 'W'), [1, 2])
  })

  test('D5: unicast ones by the address that was meant', () => {
    const second = { name: 'W', source: address('10.0.0.6'), unicast: unicast(higherPeer) }
    const node = started(settings([instance({ unicast: unicast(higherPeer) }), instance(second)]))
    node.hears(1, { destination: second.source })
    assert.deepEqual(received(node, 'V', 'W'), [0, 1])
  })

  test('a single unicast instance hears strangers, too, unless it is asked not to', () => {
    const node = started(settings([instance({ unicast: unicast(lowerPeer) })]))
    node.hears(1, { ...toUs, source: higherPeer })
    assert.deepEqual(received(node, 'V'), [1])
  })

  test('families do not mix', () => {
    const six: Partial<InstanceSettings> = {
      ...{ name: 'W', family: 'ipv6', version: 3, source: address('fe80::5') },
      destination: address('ff02::12'),
    }
    const node = started(settings([instance(), instance(six)]))
    node.hears(1, {
      ...{ family: 'ipv6', version: 3, source: address('fe80::9'), destination: address('ff02::12') },
      ...{ ipHeaderLength: 0, length: 24, addresses: [address('fe80::100')] },
    })
    assert.deepEqual(received(node, 'V', 'W'), [0, 1])
  })

  test('an instance without an interface hears on any', () => {
    const nowhere = instance({ interface: undefined, source: us, unicast: unicast(higherPeer) })
    const node = started(settings([nowhere]))
    node.at(1, { is: 'packet', interface: '', packet: packet(toUs) })
    assert.deepEqual(received(node, 'V'), [1])
  })

  test('behind a VMAC adverts come by the interface that they leave by', () => {
    const own = {
      ...{ is: 'vmac', name: 'vrrp.51', mac: '00:00:5e:00:01:33', notifyByNetlink: false, group: undefined },
    }
    const vmac = (sendFromBase: boolean) =>
      instance({
        virtualInterface: { ...own, sendFromBase } as NonNullable<InstanceSettings['virtualInterface']>,
      })
    for (const [sendFromBase, name] of [
      [false, 'vrrp.51'],
      [true, 'eth0'],
    ] as const) {
      const node = started(settings([vmac(sendFromBase)]))
      const link = { up: true, address: us, address6: undefined }
      node.at(0.1, { is: 'link', interface: 'vrrp.51', link })
      node.at(1, { is: 'packet', interface: name, packet: packet() })
      assert.deepEqual(received(node, 'V'), [1], name)
    }
  })
})

describe('who hears a packet at all', () => {
  test('D2: nobody as long as the start is delayed; D8: then BACKUP and MASTER do', () => {
    const node = started(settings([instance()], { startupDelay: seconds(3) }))
    assert.deepEqual(bare(node.hears(1)), [])
    assert.deepEqual(received(node, 'V'), [0])
    node.hears(3.5)
    assert.deepEqual(received(node, 'V'), [1])
    node.until(8)
    node.hears(8.1, { priority: 50 })
    assert.deepEqual(received(node, 'V'), [2])
  })

  test('D6: an instance in FAULT does not, and says nothing of bad ones either', () => {
    const node = started(settings([instance()]))
    node.at(0.5, down('eth0'))
    assert.deepEqual(bare(node.hears(1)), [])
    assert.deepEqual(bare(node.hears(1.1, { ttl: 7 })), [])
    assert.deepEqual(received(node, 'V'), [0])
    assert.equal(counted(node).rejected.ttl, 0)
  })

  test('D7: multicast is not for a unicast instance, nor the other way round', () => {
    for (const own of [instance({ unicast: unicast(higherPeer) }), instance()]) {
      const node = started(settings([own]))
      node.hears(1, own.unicast === undefined ? toUs : {})
      assert.deepEqual(received(node, 'V'), [0])
    }
  })
})

test('R20: priority 0 in BACKUP is received and counted, and shortens the wait to the skew', () => {
  const node = started(settings([instance()]))
  node.hears(1)
  node.hears(1.5, { priority: 0 })
  const { received: all, priorityZeroReceived } = counted(node)
  assert.deepEqual([all, priorityZeroReceived], [2, 1])
  node.until(2.1)
  assert.ok(!bare(node.lines).includes('V sends 100'))
  node.until(2.2)
  assert.ok(bare(node.lines).includes('V sends 100'))
})

test('R47: a flood of bad adverts silences no master with lower_prio_no_advert, nor one without it', () => {
  for (const lowerPriorityNoAdvert of [true, false]) {
    const node = mastering({ lowerPriorityNoAdvert })
    const before = counted(node).sent
    for (let at = 4.3; at < 10; at += 0.3) {
      node.hears(at, { checksum: { plain: false, pseudo: false } })
    }
    assert.ok(counted(node).sent - before >= 5)
    assert.ok(counted(node).rejected.checksum >= 18)
  }
})

test('complaints about security are told once as well, and counted always', () => {
  const node = started(settings([instance({ authentication: { is: 'ah', password: 'secret12' } })]))
  assert.equal(node.hears(1).length, 1)
  assert.equal(node.hears(1.1).length, 0)
  assert.equal(counted(node).rejected.ah, 2)
  assert.equal(counted(node).received, 0)
})

test('a stranger counts as received although it is dropped', () => {
  const checked = { ...unicast(lowerPeer), checkSource: true }
  const node = started(settings([instance({ unicast: checked, advertInterval: seconds(1) })]))
  const [line] = bare(node.hears(1, { ...toUs, source: higherPeer }))
  assert.equal(line, `complaint V ${higherPeer} true {"is":"stranger"}`)
  assert.equal(counted(node).received, 1)
})
