/** keepalived.stats, which monitoring reads by its words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statisticsText } from '../../src/observe/statistics.ts'
import type { Counters } from '../../src/vrrp/events.ts'

/** Every counter another number, so that none can stand in another's place. */
const counters: Counters = {
  received: 1,
  sent: 2,
  becameMaster: 3,
  releasedMaster: 4,
  priorityZeroReceived: 5,
  priorityZeroSent: 6,
  rejected: {
    length: 100,
    'ip-length': 1_000,
    ttl: 7,
    version: 8,
    type: 9,
    'interval-v2': 10,
    'interval-v3': 11,
    checksum: 12,
    'address-count': 200,
    'address-missing': 2_000,
    'auth-type-invalid': 13,
    'auth-type-mismatch': 14,
    'auth-failure': 15,
    'own-address': 16,
    'checksum-form': 17,
    'old-checksum': 18,
    cast: 20_000,
    'owner-ignores': 19,
    stranger: 20,
    'ttl-range': 70,
    ah: 130,
    'ah-index': 1_500,
    'ah-value': 15_000,
    'ah-sequence': 150_000,
    'ah-inside': 21,
    'hmac-missing': 22,
    'hmac-malformed': 23,
    'hmac-unknown-key': 24,
    'hmac-invalid': 25,
    'hmac-stale': 26,
    'hmac-replayed': 27,
    'hmac-skewed': 28,
  },
}

const expected = `VRRP Instance: VI_1
  Advertisements:
    Received: 1
    Sent: 2
  Became master: 3
  Released master: 4
  Packet Errors:
    Length: 1100
    TTL: 77
    Invalid Type: 9
    Advertisement Interval: 10
    Address List: 22200
  Authentication Errors:
    Invalid Type: 13
    Type Mismatch: 144
    Failure: 166515
  Authentication Extension Errors:
    Missing: 22
    Malformed: 23
    Unknown Key: 24
    Invalid HMAC: 25
    Stale: 26
    Replay: 27
  Priority Zero:
    Received: 5
    Sent: 6
`

test('one block an instance, in their order', () => {
  assert.equal(statisticsText({ VI_1: counters }), expected)
  const two = statisticsText({ VI_1: counters, A: counters })
  assert.equal(two, expected + expected.replace('VI_1', 'A'))
})

test('no instance, no text', () => {
  assert.equal(statisticsText({}), '')
})
