/**
 * What is refused, for which reason and in which order. R numbers: packets that were injected into keepalived
 * 2.4.3; the same packet has to meet the same fate here.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { micros, seconds } from '../../src/base/time.ts'
import type { Complaint } from '../../src/vrrp/events.ts'
import { type Examiner, inspect } from '../../src/vrrp/inspect.ts'
import { clearCounters } from '../../src/vrrp/router.ts'
import { noDigests, openSecurity } from '../../src/vrrp/security.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'
import type { ReceivedPacket } from '../../src/wire/vrrp.ts'
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
  virtual,
} from './stage.ts'

type Fate = 'accepted' | Complaint['is'] | { readonly accepted: Complaint['is'] }

interface Row {
  readonly row: string
  readonly says: string
  readonly packet: Partial<ReceivedPacket>
  readonly settings?: Partial<InstanceSettings>
  readonly fate: Fate
}

const pass = { authentication: { is: 'pass', password: 's3cret' } } as const
const passBytes = Uint8Array.from([0x73, 0x33, 0x63, 0x72, 0x65, 0x74, 0, 0])
const v3 = { version: 3 } as const

const rows: readonly Row[] = [
  { row: 'R1', says: 'version 2, good', packet: {}, fate: 'accepted' },
  { row: 'R2', says: 'padded to 46 bytes', packet: { length: 46, ipTotalLength: 40 }, fate: 'accepted' },
  { row: 'R3', says: 'TTL 254', packet: { ttl: 254 }, fate: 'ttl' },
  {
    row: 'R5',
    says: 'version 4: first of all a wrong length',
    packet: { version: 4, length: 40 },
    fate: 'length',
  },
  { row: '', says: 'version 3 of right length to version 2', packet: { version: 3 }, fate: 'version' },
  { row: 'R6', says: 'type 2', packet: { type: 2 }, fate: 'type' },
  { row: 'R7', says: 'two addresses claimed, one there', packet: { count: 2 }, fate: 'length' },
  { row: 'R8', says: '4 bytes too many', packet: { length: 44 }, fate: 'length' },
  { row: '', says: 'a surplus beyond padding', packet: { length: 60 }, fate: 'length' },
  { row: 'R10', says: 'authentication type 3', packet: { authType: 3 }, fate: 'auth-type-invalid' },
  { row: 'R11', says: 'type 1 to none', packet: { authType: 1 }, fate: 'auth-type-mismatch' },
  { row: 'R12', says: 'type 2 to none', packet: { authType: 2 }, fate: 'auth-type-mismatch' },
  { row: 'R14', says: 'another interval', packet: { intervalSeconds: 2 }, fate: 'interval-v2' },
  {
    row: 'R17',
    says: 'two addresses instead of one',
    packet: { addresses: [address('10.0.0.100'), address('10.0.0.101')] },
    fate: { accepted: 'address-count' },
  },
  {
    row: '',
    says: 'another address instead of ours',
    packet: { addresses: [address('10.0.0.101')] },
    fate: { accepted: 'address-missing' },
  },
  { row: 'R22', says: 'IP options', packet: { ipHeaderLength: 24, length: 44 }, fate: 'accepted' },
  {
    row: 'R23',
    says: 'IP total length 4 short',
    packet: { length: 40, ipTotalLength: 36 },
    fate: 'ip-length',
  },
  {
    row: 'R25',
    says: 'the right password',
    packet: { authType: 1, authData: passBytes },
    settings: pass,
    fate: 'accepted',
  },
  {
    row: 'R25',
    says: 'a wrong password',
    packet: { authType: 1, authData: passBytes.toReversed() },
    settings: pass,
    fate: 'auth-failure',
  },
  { row: 'R25', says: 'no password', packet: {}, settings: pass, fate: 'auth-type-mismatch' },
  {
    row: '',
    says: 'a password cut short',
    packet: { authType: 1, authData: passBytes.slice(0, 6) },
    settings: pass,
    fate: 'auth-failure',
  },
  {
    row: 'R28',
    says: 'addresses in another order',
    packet: { version: 3, addresses: [address('10.0.0.101'), address('10.0.0.100')] },
    settings: { ...v3, addresses: [virtual('10.0.0.100'), virtual('10.0.0.101')] },
    fate: 'accepted',
  },
  {
    row: 'R29',
    says: 'version 3, another interval',
    packet: { version: 3, intervalCentis: 50 },
    settings: v3,
    fate: { accepted: 'interval-v3' },
  },
  {
    row: 'R33',
    says: 'version 3 without an address',
    packet: { version: 3, addresses: [] },
    settings: v3,
    fate: { accepted: 'address-count' },
  },
  { row: '', says: 'a bad sum', packet: { checksum: { plain: false, pseudo: true } }, fate: 'checksum' },
  {
    row: '',
    says: 'version 3 summed as version 2',
    packet: { version: 3, checksum: { plain: true, pseudo: false } },
    settings: v3,
    fate: { accepted: 'checksum-form' },
  },
]

function examiner(its: InstanceSettings): Examiner {
  return {
    settings: its,
    security: openSecurity(),
    digests: noDigests,
    wall: micros(0),
    priority: its.priority,
    state: 'backup',
    senderChanged: true,
  }
}

describe('the fate of a packet', () => {
  for (const row of rows) {
    test(`${row.row} ${row.says}`.trim(), () => {
      const inspection = inspect(packet(row.packet), examiner(instance(row.settings)))
      if (inspection.is === 'dropped') return assert.equal(inspection.complaint.is, row.fate)
      const note = inspection.notes[0]?.is
      assert.deepEqual(note === undefined ? 'accepted' : { accepted: note }, row.fate)
    })
  }
})

test('the first reason in the order of examination wins', () => {
  const faults: Partial<ReceivedPacket>[] = [
    { length: 39, ipTotalLength: 38 },
    { ttl: 1 },
    { version: 1 },
    { authType: 7 },
    { intervalSeconds: 9 },
    { type: 0 },
    { ipTotalLength: 24 },
    { checksum: { plain: false, pseudo: false } },
  ]
  // Version 1 has no authentication field, so its right length is shorter.
  const lengthOf = (more: Partial<ReceivedPacket>) => (more.version === 1 ? { length: 32 } : {})
  const reasons = faults.map((_, first) => {
    const all: Partial<ReceivedPacket> = Object.assign({}, ...faults.slice(first).toReversed())
    const inspection = inspect(packet({ length: 40, ...lengthOf(all), ...all }), examiner(instance()))
    return inspection.is === 'dropped' ? inspection.complaint.is : 'accepted'
  })
  assert.deepEqual(reasons, [
    'length',
    'ttl',
    'version',
    'auth-type-invalid',
    'interval-v2',
    'type',
    'ip-length',
    'checksum',
  ])
})

describe('packets that are nobody’s business', () => {
  test('R18: another destination: nothing told, nothing counted', () => {
    const node = mastering()
    const before = counted(node)
    assert.deepEqual(node.hears(4.2, { destination: address('10.0.0.5') }), [])
    assert.deepEqual(counted(node), before)
  })
  test('R19: an unknown VRID is told once and counted nowhere', () => {
    const node = mastering({}, { logUnknownVrids: true })
    assert.deepEqual(bare(node.hears(4.2, { vrid: 99 })), [`unknown-vrid eth0 99 ${higherPeer}`])
    assert.deepEqual(node.hears(4.3, { vrid: 99 }), [])
  })
  test('R50: in FAULT adverts are not even counted', () => {
    const node = mastering()
    node.at(4.2, down('eth0'))
    assert.deepEqual(node.hears(5), [])
    assert.equal(counted(node).received, 0)
  })
})

describe('telling and counting', () => {
  test('R48: the same reason is told once until the state changes, and counted always', () => {
    const node = started(settings([instance()]))
    const told = [1, 1.1, 1.2].map((at) => node.hears(at, { ttl: 1 }).length)
    assert.deepEqual(told, [1, 0, 0])
    assert.equal(counted(node).rejected.ttl, 3)
    node.until(4)
    assert.deepEqual(bare(node.hears(4.1, { ttl: 1 })), [
      `complaint V ${higherPeer} true {"is":"ttl","received":1}`,
    ])
  })
  test('another reason is told on its own', () => {
    const node = started(settings([instance()]))
    node.hears(1, { ttl: 1 })
    assert.equal(node.hears(1.1, { type: 3 }).length, 1)
  })
  test('a good advert of another sender allows telling again, a bad one does not', () => {
    const node = started(settings([instance()]))
    node.hears(1, { ttl: 1 })
    assert.deepEqual(node.hears(1.1, { ttl: 1, source: lowerPeer }), [])
    node.hears(1.2, { source: lowerPeer })
    assert.equal(node.hears(1.3, { ttl: 1 }).length, 1)
  })
  test('a count mismatch is noted, and counted as received', () => {
    const node = started(settings([instance()]))
    const lines = bare(node.hears(1, { addresses: [] }))
    assert.equal(lines[0], `complaint V ${higherPeer} false {"is":"address-count","received":0,"expected":1}`)
    assert.equal(node.hears(2, { addresses: [] }).length, 0)
    const counters = counted(node)
    assert.equal(counters.received, 2)
    assert.equal(counters.rejected['address-count'], 2)
  })
  test('counters are zeroed on request only', () => {
    const node = mastering()
    assert.equal(counted(node).becameMaster, 1)
    assert.equal(counted(node).sent, 1)
    clearCounters(node.router)
    assert.equal(counted(node).sent, 0)
  })
  test('released master counts each exit except the stop', () => {
    const node = mastering()
    node.hears(5)
    assert.equal(counted(node).releasedMaster, 1)
    const stopped = mastering()
    stopped.at(5, { is: 'stop' })
    assert.equal(counted(stopped).releasedMaster, 0)
  })
})

describe('a rejected advert changes nothing', () => {
  test('in BACKUP the wait goes on', () => {
    const node = started(settings([instance()]))
    for (const at of [1, 2, 3]) node.hears(at, { ttl: 1 })
    assert.ok(bare(node.until(3.61)).includes('entered V MASTER false []'))
  })
  test('R46, done right: a flood of bad adverts does not silence the master', () => {
    const node = mastering()
    for (let at = 4; at < 10; at += 0.01) node.hears(at, { checksum: { plain: false, pseudo: false } })
    assert.equal(node.lines.filter((line) => line.endsWith('V sends 100')).length, 1 + 6)
  })
  test('a priority 0 that does not pass is none', () => {
    const node = started(settings([instance()]))
    node.hears(1, { priority: 0, ttl: 1 })
    assert.deepEqual(node.until(1.7), [])
  })
  test('version 3 with interval 0 cannot make us take over at once', () => {
    const node = started(settings([instance({ version: 3, advertInterval: seconds(1) })]))
    node.hears(1, { version: 3, intervalCentis: 0 })
    assert.deepEqual(bare(node.until(1.03)), ['V probes 10.0.0.100'])
  })
})
