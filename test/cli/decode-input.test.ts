/** What decode takes, how it tells what it was given, and what it says to input that it cannot use. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodePcap } from '../../src/wire/pcap.ts'
import { recognise } from '../../src/wire/recognise.ts'
import { bytesOf, recording, vectors } from '../wire/frames.ts'
import { decode, objects, reasons } from './decode-world.ts'

const v04 = vectors.adverts.find(({ name }) => name.includes('password'))?.frame ?? ''
const v09 = vectors.adverts.find(({ name }) => name.includes('half a second'))?.frame ?? ''
const garp = vectors.announcements[0]?.frame ?? ''
const packet = v04.slice(28)
const pdu2 = v04.slice(68)
const pdu3 = v09.slice(68)
const pairs = (hex: string) => hex.match(/../g) ?? []

function only(words: readonly string[]) {
  const answer = decode(words, { json: true })
  const [frame, more] = objects(answer)
  assert.deepEqual([answer.errors, more], ['', undefined])
  return frame
}

describe('hexadecimal digits on the command line are one frame', () => {
  const writings: readonly (readonly [string, readonly string[]])[] = [
    ['in one word', [v04]],
    ['in capitals', [v04.toUpperCase()]],
    ['with 0x before it', [`0x${v04}`]],
    ['a byte a word', pairs(v04)],
    ['with colons', [pairs(v04).join(':')]],
    ['with 0x and commas', pairs(v04).map((pair) => `0x${pair},`)],
    ['in one word with spaces', [pairs(v04).join(' ')]],
  ]
  for (const [name, words] of writings) {
    test(name, () => {
      const frame = only(words)
      assert.deepEqual(
        [frame?.assumed, frame?.vrrp?.password, frame?.verdict],
        ['ethernet-frame', 'secret12', 'ok'],
      )
    })
  }

  test('octets of one digit need colons', () => {
    assert.equal(only(['0:0:5e:0:1:33', garp.slice(12)])?.protocol, 'arp')
    assert.match(decode(['45', 'c', '00']).errors, /'c' is not pairs of hexadecimal digits/)
  })
})

describe('what the bytes are is told by themselves, and said', () => {
  test('an IP packet', () => {
    assert.equal(only([packet])?.assumed, 'ipv4-packet')
    assert.match(decode([packet]).text, /^frame 1, taken for an ipv4-packet$/m)
  })

  test('an IP packet from 8.0.0.0/16, which looks like a frame of EtherType 0800', () => {
    const tricky = '45c000280001000040700000080045040a0000022133ff010001d5650a0000640000000000000000'
    const header = bytesOf(tricky.slice(0, 40))
    let sum = 0
    for (let i = 0; i < 20; i += 2) sum += (header[i] ?? 0) * 256 + (header[i + 1] ?? 0)
    const checksum = (0xffff - ((sum & 0xffff) + (sum >> 16))).toString(16).padStart(4, '0')
    const right = `${tricky.slice(0, 20)}${checksum}${tricky.slice(24)}`
    assert.equal(only([right])?.assumed, 'ipv4-packet')
    assert.equal(recognise(bytesOf(tricky)), 'ethernet-frame')
  })

  test('an IPv6 packet', () => {
    const v14 = vectors.adverts.find(({ name }) => name === 'version 3 on IPv6')?.frame ?? ''
    const frame = only([v14.slice(28)])
    assert.deepEqual([frame?.assumed, frame?.verdict], ['ipv6-packet', 'ok'])
  })

  test('an ARP message', () => {
    const frame = only([garp.slice(28)])
    assert.deepEqual([frame?.assumed, frame?.arp?.kind], ['arp-message', 'gratuitous'])
  })

  test('a PDU of version 2, whose checksum needs no addresses', () => {
    const frame = only([pdu2])
    assert.deepEqual([frame?.assumed, frame?.ip, frame?.verdict], ['vrrp-pdu', undefined, 'ok'])
    assert.deepEqual(reasons(only([pdu2.replace('66e7', '66e8')])), ['checksum'])
    assert.match(decode([pdu2]).text, /^frame 1, taken for a vrrp-pdu$/m)
  })

  test('a PDU of version 3, whose checksum cannot be judged without them', () => {
    const frame = only([pdu3])
    assert.deepEqual([frame?.assumed, frame?.vrrp?.vrid, frame?.verdict], ['vrrp-pdu', 51, 'ok'])
    assert.match(frame?.remarks?.join() ?? '', /without its IP header/)
    assert.deepEqual(reasons(only([pdu3.slice(0, -8)])), ['length'])
  })

  test('a PDU of IPv6, told by its length', () => {
    const v14 = vectors.adverts.find(({ name }) => name === 'version 3 on IPv6')?.frame ?? ''
    const frame = only([v14.slice(2 * 54)])
    assert.deepEqual([frame?.vrrp?.addresses, frame?.verdict], [['fe80::100', '2001:db8::100'], 'ok'])
  })

  test('anything else is refused', () => {
    const { status, errors, text } = decode(['00', '11', '22'])
    assert.deepEqual([status, text], [1, ''])
    assert.match(
      errors,
      /^command line: offset 0: 3 bytes that do not start like an Ethernet frame, an IP packet/,
    )
  })
})

describe('standard input', () => {
  const stdin = (text: string) => new Uint8Array(Buffer.from(text))

  test('digits, a paragraph for each frame', () => {
    const answer = decode(['-'], {
      json: true,
      stdin: stdin(`\n${v04}\n\n${v09.slice(0, 60)}\n${v09.slice(60)}\n`),
    })
    assert.deepEqual([answer.status, answer.errors], [0, ''])
    assert.deepEqual(
      objects(answer).map(({ frame, verdict }) => [frame, verdict]),
      [
        [1, 'ok'],
        [2, 'ok'],
      ],
    )
  })

  test('what tcpdump -xx prints', () => {
    const lines = pairs(v04).map((pair, index) => {
      const label =
        index % 16 === 0 ? `${index === 0 ? '' : '\n'}\t0x${index.toString(16).padStart(4, '0')}: ` : ''
      return `${label}${index % 2 === 0 ? ' ' : ''}${pair}`
    })
    assert.equal(objects(decode(['-'], { json: true, stdin: stdin(lines.join('')) }))[0]?.verdict, 'ok')
  })

  test('it is read when no word is given, too', () => {
    assert.deepEqual(decode([], { stdin: stdin(v04) }), decode(['-'], { stdin: stdin(v04) }))
  })

  test('a capture', () => {
    const answer = decode(['-'], { stdin: recording('debian-v2-pass.pcap') })
    assert.equal(answer.status, 0)
    assert.match(answer.text, /^5 VRRP, 5 ARP, 3 ND; others, not shown: .*4 IGMP.*; none would be refused$/m)
  })

  test('a wrong word is named with where it is; the other frames are shown', () => {
    const answer = decode(['-'], { stdin: stdin(`${v04}\n\n45 xx\n`) })
    assert.equal(answer.status, 1)
    assert.equal(
      answer.errors,
      `standard input: offset ${v04.length + 5}: 'xx' is not pairs of hexadecimal digits\n`,
    )
    assert.match(answer.text, /^frame 1,/)
  })

  test('nothing at all', () => {
    assert.deepEqual(decode(['-']), {
      status: 1,
      text: '',
      errors: 'standard input: offset 0: there is nothing in it\n',
    })
  })
})

describe('input that cannot be used', () => {
  const good = encodePcap(1, [{ at: undefined, bytes: bytesOf(v04) }])
  const cases: readonly (readonly [string, readonly string[], Uint8Array, RegExp])[] = [
    [
      'a file that is not there',
      ['no.pcap'],
      good,
      /^no\.pcap: there is no such file; give a capture file, /,
    ],
    [
      'a word that is neither',
      ['xyzzy'],
      good,
      /^xyzzy: there is no such file; .* hexadecimal digits, or - /,
    ],
    ['two files', ['x.bin', 'y.bin'], good, /^decode reads one file at a time: .* each of x\.bin y\.bin\n$/],
    ['two files without dots', ['one', 'two'], good, /^decode reads one file at a time/],
    ['two files, the first like digits', ['cafe', './x'], good, /^decode reads one file at a time/],
    ['bytes with a typing error', ['45', '0g'], good, /^command line: offset 3: '0g' is not pairs of hex/],
    ['a file that is neither', ['x.bin'], Uint8Array.of(0x34, 0, 1), /^x\.bin: offset 1: neither a capture/],
    [
      'a compressed file',
      ['x.bin'],
      Uint8Array.of(0x1f, 0x8b, 8),
      /offset 0: .*\(it is compressed: gunzip it first\)/,
    ],
    [
      'a text file',
      ['x.bin'],
      bytesOf(Buffer.from('hello world').toString('hex')),
      /^x\.bin: offset 0: 'hello' is not/,
    ],
    [
      'a cut capture',
      ['x.bin'],
      good.subarray(0, -1),
      /^x\.bin: offset 24: the file ends in the middle of a record/,
    ],
    [
      'another link',
      ['x.bin'],
      encodePcap(147, [{ at: undefined, bytes: bytesOf(v04) }]),
      /^x\.bin: offset 24: link type 147 is not readable/,
    ],
  ]
  for (const [name, words, file, expected] of cases) {
    test(name, () => {
      const answer = decode(words, { files: { 'x.bin': file } })
      assert.equal(answer.status, 1)
      assert.match(answer.errors, expected)
    })
  }

  test('what the system refuses is said in plain words, with the cure', () => {
    const said = (code: string, text: string) => decode(['x'], { files: { x: { code, text } } }).errors
    assert.equal(
      said('EISDIR', 'illegal operation on a directory'),
      'x: this is a directory; give one capture file of it\n',
    )
    assert.match(said('EACCES', 'permission denied'), /^x: you may not read it; .* as root\n$/)
    assert.equal(said('EIO', 'i/o error'), 'x: i/o error\n')
  })

  test('it wins over a refusal, and what could be read is shown', () => {
    const refused = bytesOf(v04)
    refused[22] = 1
    const frame = { at: undefined, bytes: refused }
    const file = encodePcap(1, [frame, frame]).subarray(0, -1)
    const answer = decode(['x.pcap'], { files: { 'x.pcap': file } })
    assert.equal(answer.status, 1)
    assert.match(answer.text, /REFUSED: TTL or hop limit 1, 255 expected/)
    assert.match(answer.text, /1 would be refused\n$/)
  })
})

describe('captures', () => {
  test('frames that the capture has cut are judged as far as they are there', () => {
    const long = new Uint8Array(encodePcap(1, [{ at: undefined, bytes: bytesOf(v04).subarray(0, 48) }]))
    new DataView(long.buffer).setUint32(36, v04.length / 2, true)
    const answer = decode(['x.pcap'], { json: true, files: { 'x.pcap': long } })
    const [frame] = objects(answer)
    assert.deepEqual([answer.status, reasons(frame)], [2, ['cut-by-capture']])
  })

  test('raw IP and both cooked headers', () => {
    const cooked = `0000000100060200000000010000${'0800'}${packet}`
    const cooked2 = `0800000000000002000100060200000000010000${packet}`
    for (const [linkType, hex, source] of [
      [101, packet, undefined],
      [113, cooked, '02:00:00:00:00:01'],
      [276, cooked2, '02:00:00:00:00:01'],
    ] as const) {
      const file = encodePcap(linkType, [{ at: { seconds: 0, nanoseconds: 0 }, bytes: bytesOf(hex) }])
      const [frame] = objects(decode(['x.pcap'], { json: true, files: { 'x.pcap': file } }))
      const read = [frame?.link?.source, frame?.vrrp?.vrid, frame?.verdict]
      assert.deepEqual(read, [source, 51, 'ok'], `link type ${linkType}`)
    }
  })

  test('a frame of 802.3, which has a length instead of a type, is one of the others', () => {
    const file = encodePcap(1, [{ at: undefined, bytes: bytesOf(`${v04.slice(0, 24)}0026424203${packet}`) }])
    assert.match(
      decode(['x.pcap'], { files: { 'x.pcap': file } }).text,
      /not shown: 1 unreadable link header;/,
    )
  })

  test('VLAN tags', () => {
    const tagged = `${v04.slice(0, 24)}8100${'2064'}${v04.slice(24)}`
    const file = encodePcap(1, [{ at: undefined, bytes: bytesOf(tagged) }])
    assert.match(decode(['x.pcap'], { files: { 'x.pcap': file } }).text, /VLAN 100\n {2}VRRPv2 advert/)
  })

  test('other frames are counted, and a capture of nothing else is no error', () => {
    const bytes = bytesOf(vectors.others[0]?.frame ?? '')
    const file = encodePcap(1, [{ at: undefined, bytes }])
    assert.deepEqual(decode(['x.pcap'], { files: { 'x.pcap': file } }), {
      status: 0,
      text: '0 VRRP, 0 ARP, 0 ND; others, not shown: 1 IGMP; none would be refused\n',
      errors: '',
    })
    assert.equal(decode(['x.pcap'], { json: true, files: { 'x.pcap': file } }).text, '')
  })
})
