/**
 * keepalived.data, keepalived.stats and keepalived.json as exporters for Prometheus take them apart: line by
 * line with regular expressions, and as a list of `data` and `stats` with fixed names and types.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataText } from '../../src/observe/data-text.ts'
import type { Calendar } from '../../src/observe/data-time.ts'
import { jsonStatus } from '../../src/observe/json-status.ts'
import { statisticsText } from '../../src/observe/statistics.ts'
import { pair, pairHappened, snapshotOf } from './snapshot-stage.ts'

const someDay: Calendar = {
  weekday: 'Sun',
  month: 'Nov',
  day: 22,
  hour: 10,
  minute: 10,
  second: 27,
  year: 2026,
}
const snapshot = snapshotOf(pair, pairHappened)
const data = dataText(snapshot, () => someDay)

/** An exporter keeps the instance that it read last, and takes `key = value` of its indented lines. */
function instancesOf(text: string) {
  const instances: { name: string; values: Map<string, string>; addresses: string[] }[] = []
  let isTopology = false
  let isList = false
  for (const line of text.split('\n')) {
    if (line.startsWith('------<')) isTopology = line.includes('VRRP Topology')
    if (!isTopology) continue
    const [, name] = /^ VRRP Instance = (.*)$/.exec(line) ?? []
    if (name !== undefined) instances.push({ name, values: new Map(), addresses: [] })
    const current = instances.at(-1)
    const [, key, value] = /^ {3}(\S.*?) = (.*)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) current?.values.set(key, value)
    if (/^ {3}\S/.test(line)) isList = /^ {3}Virtual IP( Excluded)?( \(\d+\))? ?:$/.test(line)
    else if (isList) current?.addresses.push(line.trim())
  }
  return instances
}

test('the data file: state, interface, number and addresses of each instance', () => {
  const [first, second] = instancesOf(data)
  assert.ok(first !== undefined && second !== undefined)
  assert.deepEqual([first.name, second.name], ['VI_1', 'VI_2'])
  const read = ['State', 'Wantstate', 'Interface', 'Virtual Router ID', 'Gratuitous ARP delay', 'Priority']
  assert.deepEqual(
    read.map((key) => first.values.get(key)),
    ['MASTER', 'MASTER', 'eth0', '51', '5', '100'],
  )
  // Address, the word dev, interface: other words follow.
  const places = first.addresses.map((line) => /^(\S+) .*?\bdev (\S+) /.exec(line)?.slice(1))
  assert.deepEqual(places, [
    ['10.0.0.100/24', 'eth0'],
    ['10.0.0.101/24', 'eth0'],
    ['10.0.0.180/24', 'eth0'],
  ])
  assert.match(
    first.values.get('Last transition') ?? '',
    /^\d+\.\d{6} \(\w{3} \w{3} {1,2}\d+ [\d:.]+ \d{4}\)$/,
  )
})

test('the data file: status and state of each script, with words that exporters know', () => {
  const text = `global_defs {
  script_user root
}
vrrp_script good {
  script /bin/true
}
vrrp_script slow {
  script /bin/true
}
vrrp_instance V {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress {
    10.0.0.100
  }
  track_script {
    good
    slow
  }
}
`
  const courses = {
    good: { result: 1, is: 'idle' },
    slow: { result: 0, is: 'terminating' },
  } as const
  const verdicts = [
    { of: 'script', name: 'good', verdict: 'good' },
    { of: 'script', name: 'slow', verdict: 'bad' },
  ] as const
  const scripts = dataText(snapshotOf(text, pairHappened.slice(0, 1), { courses, verdicts }), () => someDay)
  const read = scripts
    .split(/^ VRRP Script = /m)
    .slice(1)
    .map((part) => [
      part.split('\n')[0],
      ...['Status', 'State', 'Result'].map((key) => new RegExp(`^ {3}${key} = (.*)$`, 'm').exec(part)?.[1]),
    ])
  assert.deepEqual(read, [
    ['good', 'GOOD', 'idle', '1'],
    ['slow', 'BAD', 'requested termination', '0'],
  ])
  const known = ['idle', 'running', 'requested termination', 'forcing termination']
  assert.ok(read.every(([, , state]) => state !== undefined && known.includes(state)))
})

test('the stats file: sections and counters by their words', () => {
  const counters = Object.fromEntries(
    snapshot.router.instances.map(({ settings, counters: own }) => [settings.name, own]),
  )
  const read = new Map<string, number>()
  let [instance, section] = ['', '']
  for (const line of statisticsText(counters).split('\n')) {
    const [, name] = /^VRRP Instance: (.*)$/.exec(line) ?? []
    if (name !== undefined) instance = name
    const [, title] = /^ {2}(\w[\w ]*):$/.exec(line) ?? []
    if (title !== undefined) section = title
    const [, blanks = '', key = '', value] = /^( {2,4})(\w[\w ]*): (\d+)$/.exec(line) ?? []
    if (value !== undefined)
      read.set([instance, ...(blanks === '  ' ? [] : [section]), key].join('/'), Number(value))
  }
  const wanted = [
    ...['Advertisements/Received', 'Advertisements/Sent', 'Became master', 'Released master'],
    ...['Length', 'TTL', 'Invalid Type', 'Advertisement Interval', 'Address List'].map(
      (key) => `Packet Errors/${key}`,
    ),
    ...['Invalid Type', 'Type Mismatch', 'Failure'].map((key) => `Authentication Errors/${key}`),
    ...['Priority Zero/Received', 'Priority Zero/Sent'],
  ]
  for (const key of wanted) assert.ok(read.has(`VI_1/${key}`) && read.has(`VI_2/${key}`), key)
  assert.deepEqual([read.get('VI_1/Advertisements/Sent'), read.get('VI_1/Became master')], [3, 1])
})

test('the JSON: a list of data and stats, each field of the type that a strict reader expects', () => {
  const all: unknown = JSON.parse(jsonStatus(snapshot, 1) ?? '')
  assert.ok(Array.isArray(all) && all.length === 2)
  const types = {
    data: {
      iname: 'string',
      state: 'number',
      wantstate: 'number',
      vrid: 'number',
      ifp_ifname: 'string',
      last_transition: 'number',
      garp_delay: 'number',
      base_priority: 'number',
      effective_priority: 'number',
      vipset: 'boolean',
    },
    stats: {
      advert_rcvd: 'number',
      advert_sent: 'number',
      become_master: 'number',
      release_master: 'number',
      packet_len_err: 'number',
      advert_interval_err: 'number',
      ip_ttl_err: 'number',
      invalid_type_rcvd: 'number',
      addr_list_err: 'number',
      invalid_authtype: 'number',
      authtype_mismatch: 'number',
      auth_failure: 'number',
      pri_zero_rcvd: 'number',
      pri_zero_sent: 'number',
    },
  }
  for (const one of all) {
    for (const [part, fields] of Object.entries(types)) {
      for (const [field, type] of Object.entries(fields)) assert.equal(typeof one[part][field], type, field)
    }
    // Counters and seconds of announcements go into whole numbers.
    assert.ok(Number.isInteger(one.data.garp_delay) && Number.isInteger(one.data.state))
    assert.ok(one.data.vips.every((line: string) => /^\S+ (brd \S+ )?dev \S+ scope /.test(line)))
  }
})
