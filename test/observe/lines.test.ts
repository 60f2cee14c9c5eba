/** Every event as its log line: keepalived's words where it has any, since tools look for them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { lineOf, tellings } from '../../src/observe/lines.ts'
import type { Complaint } from '../../src/vrrp/events.ts'
import type { Golden } from './golden.ts'
import { check } from './golden-check.ts'
import { daemon } from './golden-daemon.ts'
import { kernel } from './golden-kernel.ts'
import { links } from './golden-links.ts'
import { notify } from './golden-notify.ts'
import { run, track } from './golden-track.ts'
import { vrrp } from './golden-vrrp.ts'

const other = address('10.0.0.2')
const vip = address('10.0.0.100')
const instance = 'VI_1'

const golden: Golden = { ...vrrp, ...kernel, ...links, ...check, ...track, ...run, ...notify, ...daemon }

for (const [kind, lines] of Object.entries(golden)) {
  test(`${kind} is said in known words`, () => {
    assert.ok(lines.length > 0)
    for (const [event, level, text] of lines) {
      const line = lineOf(event)
      assert.deepEqual([line.kind, line.level, line.text], [kind, level, text])
    }
  })
}

test('there is a line for every kind of event', () => {
  assert.deepEqual(Object.keys(golden).toSorted(), Object.keys(tellings).toSorted())
})

test("a line carries the event's own fields", () => {
  const line = lineOf({ is: 'priority-changed', instance, from: 100, to: 60 })
  assert.deepEqual(line.fields, { instance, from: 100, to: 60 })
})

test('the kind of a check does not hide the kind of the event', () => {
  const line = lineOf({ is: 'check-failed', kind: 'tcp', target: '[10.1.0.1]:tcp:80', retries: 0 })
  assert.equal(line.kind, 'check-failed')
  assert.deepEqual(line.fields, { check: 'tcp', target: '[10.1.0.1]:tcp:80', retries: 0 })
})

/** Reasons to refuse or note an advert, in the words of keepalived 2.4. */
const complaints: {
  readonly [Kind in Complaint['is']]: readonly [Complaint & { readonly is: Kind }, string]
} = {
  length: [
    { is: 'length', received: 50, expected: 40 },
    'vrrp packet from 10.0.0.2 too long, length 50 and expect 40',
  ],
  ttl: [{ is: 'ttl', received: 1 }, 'invalid TTL/HL from 10.0.0.2. Received 1 and expect 255'],
  version: [
    { is: 'version', received: 3, expected: 2 },
    'wrong VRRP version from 10.0.0.2. Received 3 and expect 2',
  ],
  'auth-type-invalid': [{ is: 'auth-type-invalid', received: 7 }, 'Invalid auth type from 10.0.0.2: 7'],
  'auth-type-mismatch': [
    { is: 'auth-type-mismatch', received: 0, expected: 1 },
    'received a 0 auth from 10.0.0.2, expecting 1!',
  ],
  'auth-failure': [{ is: 'auth-failure' }, 'received an invalid passwd from 10.0.0.2!'],
  'interval-v2': [
    { is: 'interval-v2', received: 5, expected: 1 },
    "advertisement interval mismatch with 10.0.0.2 mine=1 sec rcv'd=5 sec",
  ],
  type: [{ is: 'type', received: 2 }, 'Invalid packet type from 10.0.0.2. 2 and expect 1'],
  'ip-length': [
    { is: 'ip-length', header: 44, received: 40 },
    'ip_tot_len mismatch against received length from 10.0.0.2. 44 and received 40',
  ],
  'interval-v3': [
    { is: 'interval-v3', received: 50, expected: 100 },
    "advertisement interval mismatch ours = 100 centi-sec rcv'd=50 centi-sec",
  ],
  checksum: [{ is: 'checksum', version: 3, peer: undefined }, 'Invalid VRRPv3 checksum from 10.0.0.2'],
  'checksum-form': [
    { is: 'checksum-form', peer: 'plain', ours: 'pseudo' },
    '10.0.0.2 sums without the pseudo-header: v3_checksum_as_v2 differs; both forms are understood here',
  ],
  'old-checksum': [{ is: 'old-checksum' }, 'Setting unicast VRRPv3 checksum to old version'],
  cast: [
    { is: 'cast', expected: 'unicast' },
    'Expected unicast packet but received multicast packet from 10.0.0.2',
  ],
  'owner-ignores': [{ is: 'owner-ignores' }, 'Dropping packet(s) from 10.0.0.2 since we are address owner'],
  stranger: [{ is: 'stranger' }, 'unicast source address 10.0.0.2 not a unicast peer'],
  'ttl-range': [
    { is: 'ttl-range', received: 3, min: 4, max: 5 },
    'TTL/HL 3 from 10.0.0.2 not in range [4, 5]',
  ],
  ah: [{ is: 'ah', received: true }, 'Received AH header but auth type not AH from 10.0.0.2'],
  'ah-index': [
    { is: 'ah-index', received: 1, expected: 2 },
    'IPSEC AH : invalid IPSEC SPI value. 1 and expect 2',
  ],
  'ah-value': [
    { is: 'ah-value' },
    'IPSEC-AH : invalid IPSEC HMAC-MD5 value. Due to fields mutation or bad password !',
  ],
  'ah-sequence': [
    { is: 'ah-sequence', received: 7, last: 9 },
    'IPSEC-AH : sequence number 7 already processed. Packet dropped. Local(9)',
  ],
  'ah-inside': [{ is: 'ah-inside' }, 'the authentication header from 10.0.0.2 holds no VRRP'],
  'hmac-missing': [{ is: 'hmac-missing' }, 'missing authentication trailer from 10.0.0.2'],
  'hmac-malformed': [{ is: 'hmac-malformed' }, 'malformed authentication trailer from 10.0.0.2'],
  'hmac-unknown-key': [{ is: 'hmac-unknown-key', id: 7 }, 'unknown authentication key id 7 from 10.0.0.2'],
  'hmac-invalid': [{ is: 'hmac-invalid' }, 'invalid authentication HMAC from 10.0.0.2'],
  'hmac-stale': [
    { is: 'hmac-stale', skew: 200, window: 120 },
    'stale authentication trailer from 10.0.0.2, clock skew 200 sec exceeds window 120 sec',
  ],
  'hmac-replayed': [{ is: 'hmac-replayed' }, 'replayed authentication trailer from 10.0.0.2'],
  'hmac-skewed': [
    { is: 'hmac-skewed', skew: 80, window: 120 },
    'authentication clock skew 80 sec from 10.0.0.2 approaching window 120 sec',
  ],
  'address-count': [{ is: 'address-count', received: 1, expected: 2 }, 'expected 2 VIPs but received 1'],
  'address-missing': [
    { is: 'address-missing', address: vip, vrid: 51 },
    'ip address associated with VRID 51 not present in advert from 10.0.0.2: 10.0.0.100',
  ],
  'own-address': [
    { is: 'own-address' },
    'WARNING - equal priority advert received from remote host with our IP address. Likely: a second ' +
      'daemon with this virtual_router_id on this host; our own address in unicast_peer; or another ' +
      'host that has our address, too',
  ],
}

for (const [kind, [complaint, text]] of Object.entries(complaints)) {
  test(`an advert refused or noted for ${kind} is said in known words`, () => {
    const line = lineOf({ is: 'complaint', instance, from: other, dropped: true, complaint })
    assert.equal(line.text, `(VI_1) ${text}`)
  })
}

test('too short is told apart from too long', () => {
  const complaint = { is: 'length', received: 30, expected: 40 } as const
  const line = lineOf({ is: 'complaint', instance, from: other, dropped: true, complaint })
  assert.equal(line.text, '(VI_1) vrrp packet from 10.0.0.2 too short, length 30 and expect 40')
})
