/** keepalived.data: the lines that people and exporters look for, in their order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { type Micros, micros, milliseconds, seconds } from '../../src/base/time.ts'
import { dataText } from '../../src/observe/data-text.ts'
import type { Calendar } from '../../src/observe/data-time.ts'
import { globalDefinitions } from '../../src/settings/global/definitions-text.ts'
import { load } from '../settings/example-host.ts'
import { pair, pairHappened, snapshotOf } from './snapshot-stage.ts'

/** UTC, so that the test says the same everywhere. */
function utc(at: Micros): Calendar {
  const date = new Date(Math.floor(at / 1_000))
  const [weekday = '', day = '', month = ''] = date.toUTCString().replace(',', '').split(' ')
  return {
    weekday,
    month,
    day: Number(day),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    year: date.getUTCFullYear(),
  }
}

const expected = `------< VRRP Topology >------
 VRRP Instance = VI_1
   VRRP Version = 2
   Sync group = G1
   State = MASTER
   Flags: none
   Wantstate = MASTER
   Number of config faults = 0
   Number of tracker faults = 0
   Flags of interface faults - (none)
   Number of track scripts init = 0
   Last transition = 1795342227.012672 (Sun Nov 22 10:10:27.012672 2026)
   Read timeout = 1795342230.023253 (Sun Nov 22 10:10:30.023253 2026)
   Master down timer = 3570312 usecs
   Interface = eth0
   Using src_ip = 10.0.0.1
   Multicast address 224.0.0.18
   Gratuitous ARP delay = 5
   Gratuitous ARP repeat = 5
   Gratuitous ARP refresh = 60
   Gratuitous ARP refresh repeat = 1
   Gratuitous ARP lower priority delay = 5
   Gratuitous ARP lower priority repeat = 5
   Down timer adverts = 3
   Send advert after receive lower priority advert = true
   Send advert after receive higher priority advert = false
   Virtual Router ID = 51
   Priority = 100
   Effective priority = 110
   Total priority = 110
   Advert interval = 1 sec
   Last advert sent = 1795342229.023227
   Accept = enabled
   Preempt = enabled
   Promote_secondaries = disabled
   Authentication type = SIMPLE_PASSWORD
   Password = ********
   Virtual IP (2):
     10.0.0.100/24 dev eth0 scope global set
     10.0.0.101/24 dev eth0 scope global label eth0:1 set
   Virtual IP Excluded :
     10.0.0.180/24 dev eth0 scope global set
   Virtual Routes :
     prepend 192.0.2.0/24 via inet 10.0.0.3 dev eth0 proto 18 metric 5
   Virtual Rules :
     from 192.0.2.0/24 priority 5000 tos 0x0 protocol 18 lookup 100
   Tracked interfaces :
     eth1 weight 0
   Using smtp notification = no
   Notify deleted = Fault
   Notify priority changes = false
`

const [first, second] = pairHappened

test('an instance, line by line as keepalived 2.4 has it', () => {
  assert.ok(first !== undefined && second !== undefined)
  const more = {
    source: address('10.0.0.1'),
    faults: { all: [], configuration: 0, tracked: 0, undecided: 0, interfaces: [] },
    deadline: seconds(30.023253),
    masterDownTime: micros(3_570_312),
    advertSentAt: seconds(1795342229.023227),
  }
  const snapshot = snapshotOf(pair, [{ ...first, more }, second], { wallOffset: seconds(1795342200) })
  const text = dataText(snapshot, utc)
  assert.equal(text.slice(0, text.indexOf(' VRRP Instance = VI_2')), expected)
})

test('sections follow in their order, and those without content are left out', () => {
  const text = dataText(snapshotOf(pair, pairHappened), utc)
  assert.deepEqual(text.match(/------< .* >------/g), [
    '------< VRRP Topology >------',
    '------< VRRP Sockpool >------',
    '------< VRRP Sync groups >------',
  ])
  assert.match(text, / VRRP Sync Group = G1, \w+\n {3}Num member fault \d, num member init \d\n/)
  assert.match(text, / {3}VRRP member instances :\n {5}VI_1\n {5}VI_2\n/)
  assert.equal(dataText(snapshotOf('', []), utc), '')
})

test('O30: a backup tells of its master, and in version 3 of its interval', () => {
  const backup = (at: number, priority: number) => ({
    state: 'BACKUP' as const,
    priority: 100,
    transitionAt: at,
    sent: 0,
    more: {
      master: address('10.0.0.9'),
      masterPriority: priority,
      masterAdvertInterval: milliseconds(250),
      faults: { all: [], configuration: 0, tracked: 0, undecided: 0, interfaces: [] },
    },
  })
  const text = dataText(snapshotOf(pair, [backup(1, 200), backup(2, 201)]), utc)
  const of = (name: string) => text.slice(text.indexOf(` VRRP Instance = ${name}`))
  assert.match(
    of('VI_1'),
    /State = BACKUP\n {3}Master router = 10\.0\.0\.9\n {3}Master priority = 200\n {3}Flags/,
  )
  assert.match(of('VI_2'), /Master priority = 201\n {3}Master advert interval = 250 milli-sec\n/)
  assert.doesNotMatch(of('VI_1'), / set\n/)
})

test('no password is ever in it', () => {
  assert.doesNotMatch(dataText(snapshotOf(pair, pairHappened), utc), /secret/)
})

/** What exporters without JSON look for, with their own patterns. */
test('an exporter of keepalived.data finds what it looks for', () => {
  const text = dataText(snapshotOf(pair, pairHappened), utc)
  const found = [...text.matchAll(/^ VRRP Instance = (.*)$/gm)].map(([, name]) => name)
  assert.deepEqual(found, ['VI_1', 'VI_2'])
  for (const pattern of [
    /^ {3}State = (MASTER|BACKUP|FAULT|INIT|STOP)$/m,
    /^ {3}Wantstate = \w+$/m,
    /^ {3}Interface = \S+$/m,
    /^ {3}Gratuitous ARP delay = \d+$/m,
    /^ {3}Virtual Router ID = \d+$/m,
    /^ {3}Virtual IP \(\d+\):$/m,
  ]) {
    assert.match(text, pattern)
  }
})

test('global definitions: what is configured, one option a line', () => {
  const { global } = load(
    'instance one\nglobal_defs {\nrouter_id A\nnotification_email {\na@b.c\n}\n' +
      'max_auto_priority 9\njson_version 2\n}\n',
  ).understood
  const lines = globalDefinitions(global, 'blue').split('\n')
  assert.equal(lines[0], '------< Global definitions >------')
  for (const line of [
    ' Network namespace = blue',
    ' Instance name = one',
    ' Router ID = A',
    '   a@b.c',
    ' Max auto priority = 9',
    ' json_version 2',
    ' umask = 0177',
  ]) {
    assert.ok(lines.includes(line), line)
  }
})
