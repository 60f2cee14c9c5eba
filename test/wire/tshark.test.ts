/** An independent reader: tshark must find no fault in what we write, and read the same as we do. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { address, addressFromBytes } from '../../src/base/address.ts'
import { gratuitous, probe } from '../../src/wire/arp.ts'
import { decodeCapture } from '../../src/wire/capture.ts'
import { dissectFrame } from '../../src/wire/dissect.ts'
import { unsolicitedAdvertisement } from '../../src/wire/neighbour.ts'
import { encodePcap } from '../../src/wire/pcap.ts'
import { type Advert, encodePacket, passwordBytes } from '../../src/wire/vrrp.ts'
import { inFrame, mac, recording, recordings } from './frames.ts'

const isInstalled = spawnSync('tshark', ['--version']).status === 0
const skip = isInstalled ? false : 'tshark is not installed: apt-get install tshark'

const folder = mkdtempSync(join(tmpdir(), 'keepalived-ts-tshark-'))
after(() => rmSync(folder, { recursive: true }))

/** One row of fields for every frame; checks IP checksums, which tshark leaves out unless told. */
function tshark(frames: readonly Uint8Array[], fields: readonly string[]): readonly (readonly string[])[] {
  const capture = encodePcap(
    1,
    frames.map((bytes, index) => ({ at: { seconds: index, nanoseconds: 0 }, bytes })),
  )
  // Not by standard input: node gives a child a socket there, which tshark does not read.
  const file = join(folder, 'frames.pcap')
  writeFileSync(file, capture)
  const options = ['-r', file, '-n', '-T', 'fields', '-E', 'occurrence=a', '-o', 'ip.check_checksum:TRUE']
  const run = spawnSync('tshark', [...options, ...fields.flatMap((field) => ['-e', field])])
  assert.equal(run.status, 0, run.stderr.toString())
  const rows = run.stdout.toString().replace(/\n$/, '').split('\n')
  assert.equal(rows.length, frames.length)
  return rows.map((row) => row.split('\t'))
}

const faults = ['vrrp.checksum.status', 'ip.checksum.status', '_ws.malformed', '_ws.expert.message']
const flawless = ['1', '1', '', '']

const byte = fc.integer({ min: 0, max: 255 })
const anAddress = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(addressFromBytes)
const common = {
  vrid: fc.integer({ min: 1, max: 255 }),
  priority: byte,
  addresses: fc.array(anAddress, { minLength: 1, maxLength: 60, size: 'max' }),
}
const advert: fc.Arbitrary<Advert> = fc.oneof(
  fc
    .record({
      ...common,
      intervalSeconds: fc.integer({ min: 1, max: 255 }),
      password: fc.option(fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' })),
    })
    .map(({ password, ...rest }) => {
      const authType = password === null ? (0 as const) : (1 as const)
      return { ...rest, version: 2 as const, authType, authData: passwordBytes(password ?? '') }
    }),
  fc.record({
    ...common,
    version: fc.constant(3 as const),
    intervalCentis: fc.integer({ min: 1, max: 4095 }),
  }),
)

describe('tshark', { skip }, () => {
  test('finds no fault in 1000 adverts of ours, and does find the one that was damaged', () => {
    const id = fc.integer({ min: 0, max: 65_535 })
    const lastOctet = fc.integer({ min: 1, max: 254 })
    const packets = fc
      .sample(fc.tuple(advert, id, lastOctet), { seed: 20260727, numRuns: 1000 })
      .map(([sent, packetId, last]) => {
        const ends = { source: address(`10.0.0.${last}`), destination: address('224.0.0.18') }
        return inFrame(encodePacket(sent, { ...ends, id: packetId, ttl: 255 }))
      })
    const damaged = new Uint8Array(packets[0] ?? [])
    damaged[36] = (damaged[36] ?? 0) ^ 1
    const rows = tshark([...packets, damaged], faults)
    for (const [index, row] of rows.slice(0, -1).entries())
      assert.deepEqual(row, flawless, `frame ${index + 1}`)
    assert.equal(rows.at(-1)?.[0], '0')
  })

  test('finds no fault in our announcements', () => {
    const source = mac('02:00:00:00:00:01')
    const frames = [
      gratuitous(source, address('10.0.0.100')),
      probe(source, address('10.0.0.101')),
      unsolicitedAdvertisement({ mac: source, address: address('fe80::100'), router: true }),
    ]
    const fields = [
      'arp.isgratuitous',
      'arp.isprobe',
      'icmpv6.checksum.status',
      '_ws.malformed',
      '_ws.expert.message',
    ]
    assert.deepEqual(tshark(frames, fields), [
      ['1', '', '', '', ''],
      ['', '1', '', '', ''],
      ['', '', '1', '', ''],
    ])
  })

  test('reads every recorded advert as we do', () => {
    const names = ['vrrp.version', 'vrrp.type', 'vrrp.virt_rtr_id', 'vrrp.prio', 'vrrp.addr_count']
    const fields = [...names, 'vrrp.adver_int', 'vrrp.short_adver_int', 'vrrp.ip_addr', 'vrrp.ipv6_addr']
    const frames = recordings.flatMap((name) =>
      decodeCapture(recording(name)).frames.map(({ bytes }) => bytes),
    )
    const theirs = tshark(frames, fields)
    let adverts = 0
    for (const [index, bytes] of frames.entries()) {
      const { content } = dissectFrame('ethernet', bytes, { captured: bytes.length, original: bytes.length })
      const row = theirs[index] ?? []
      // An ICMP error quotes the advert that it is about: tshark shows that too.
      if (content.is !== 'advert' || content.parts === undefined) {
        if (content.is !== 'other' || content.what !== 'ICMP') assert.equal(row[0], '', `frame ${index}`)
        continue
      }
      adverts++
      const { packet } = content.parts
      const { version, type, vrid, priority, count } = packet
      const intervals = version === 2 ? [packet.intervalSeconds, ''] : ['', packet.intervalCentis]
      const list = packet.addresses.join(',')
      const lists = packet.family === 'ipv4' ? [list, ''] : ['', list]
      const ours = [version, type, vrid, priority, count, ...intervals, ...lists].map(String)
      assert.deepEqual(row, ours, `frame ${index}`)
    }
    assert.equal(adverts, 86)
  })
})
