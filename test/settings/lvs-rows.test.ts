/** The words of virtual servers, real servers and groups: what they accept, and what comes of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupEntry } from '../../src/lvs/settings.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { load, service } from './example-host.ts'

function only(text: string) {
  const { understood, diagnostics } = load(text)
  const codes = diagnostics.map(({ code }) => code).filter((code) => !/^(no-effect|not)-yet$/.test(code))
  const [settings] = understood.lvs.services
  return { settings, server: settings?.realServers[0], codes, status: testStatus(diagnostics) }
}

test('tunnels have a type, and the options of that type only', () => {
  const tunnel = (words: string) => {
    const { server, codes, status } = only(service('', `lvs_method ${words}`))
    return [server?.forwarding, server?.tunnel, status, ...codes]
  }
  const ipip = { is: 'ipip' }
  assert.deepEqual(tunnel('TUN'), ['tun', ipip, 0])
  assert.deepEqual(tunnel('TUN type ipip nocsum'), ['tun', ipip, 0])
  assert.deepEqual(tunnel('TUN type gue port 6080'), ['tun', { is: 'gue', port: 6080, checksum: 'none' }, 0])
  assert.deepEqual(tunnel('TUN remcsum port 5 type gue'), [
    'tun',
    { is: 'gue', port: 5, checksum: 'remcsum' },
    0,
  ])
  assert.deepEqual(tunnel('TUN type gre csum'), ['tun', { is: 'gre', checksum: 'csum' }, 0])
  assert.deepEqual(tunnel('TUN type gre type gue port 5'), [
    'tun',
    { is: 'gue', port: 5, checksum: 'none' },
    0,
  ])
  // What no tunnel has is reported for the other methods too; what one has means nothing to them.
  assert.deepEqual(tunnel('DR type gre'), ['dr', undefined, 0])
  const bad = [
    'TUN type gue',
    'TUN port 5',
    'TUN type gre port 5',
    'TUN type gue port 0',
    'TUN type gue port 5x',
    'TUN type gue port',
    'TUN type',
    'TUN type vxlan',
    'TUN csum',
    'TUN type gre remcsum',
    'TUN zork',
  ]
  for (const words of bad) assert.deepEqual(tunnel(words), ['tun', ipip, 5, 'bad-tunnel-option'], words)
  assert.deepEqual(tunnel('DR zork'), ['dr', undefined, 5, 'bad-tunnel-option'])
})

test('options that cannot be used leave those of the line before', () => {
  const { server, codes } = only(service('', 'lvs_method TUN type gre\nlvs_method TUN type gue'))
  assert.deepEqual(server?.tunnel, { is: 'gre', checksum: 'none' })
  assert.deepEqual(codes, ['repeated-keyword', 'bad-tunnel-option'])
})

test('flags of a scheduler count after that scheduler', () => {
  const flags = (lines: string) => {
    const { settings, codes } = only(service(lines).replace('lvs_sched rr\n', ''))
    return [settings?.schedulerFlags.join(' '), ...codes]
  }
  assert.deepEqual(flags('lvs_sched sh\nsh-port\nsh-fallback'), ['1 2'])
  assert.deepEqual(flags('lvs_sched mh\nmh-fallback\nmh-port'), ['1 2'])
  assert.deepEqual(flags('lvs_sched sh\nmh-port\nhashed'), [''])
  assert.deepEqual(flags('lvs_sched rr\nflag-3\nflag-1'), ['1 3'])
  assert.deepEqual(flags('sh-port\nlvs_sched sh'), ['', 'scheduler-flag-misplaced'])
  for (const flag of ['hashed', 'sh-port', 'sh-fallback', 'mh-port', 'mh-fallback']) {
    assert.deepEqual(flags(`lvs_sched rr\n${flag}`), ['', 'scheduler-flag-misplaced'])
  }
})

test('masks of persistence: any numeric form for IPv4, a number of bits for IPv6', () => {
  const mask = (word: string, address = '192.0.2.9') => {
    const text = service(`persistence_granularity ${word}\nlvs_method TUN`).replace('192.0.2.9', address)
    const { settings, codes, status } = only(text)
    return [settings?.persistence?.mask, status, ...codes.filter((code) => code !== 'repeated-keyword')]
  }
  const good: Readonly<Record<string, number>> = {
    '255.255.255.0': 0xffffff00,
    '255.0.255.0': 0xff00ff00,
    '0.0.0.0': 0,
    '255.255': 0xff00_00ff,
    '1.2.3': 0x01020003,
    '0xffffff00': 0xffffff00,
    '0377.0.0.0': 0xff000000,
    '4294967040': 0xffffff00,
    '0': 0,
    '33': 33,
  }
  for (const [word, value] of Object.entries(good)) assert.deepEqual(mask(word), [value, 0], word)
  for (const word of [
    'foo',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.256',
    '08.1.1.1',
    '4294967296',
    '1..2',
    '::1',
  ]) {
    assert.deepEqual(mask(word), [undefined, 5, 'not-a-value'], word)
  }
  assert.deepEqual(mask('64', '2001:db8::9'), [64, 0])
  for (const word of ['0', '129', '255.255.255.0', 'x']) {
    assert.deepEqual(mask(word, '2001:db8::9'), [undefined, 5, 'not-a-value'], word)
  }
})

test('bits where a netmask belongs are what is meant (granularityInBits)', () => {
  for (const [bits, mask] of [
    ['1', 0x80000000],
    ['24', 0xffffff00],
    ['32', 0xffffffff],
  ] as const) {
    const { settings, codes, status } = only(service(`persistence_granularity ${bits}`))
    assert.deepEqual([settings?.persistence?.mask, status, ...codes], [mask, 0, 'netmask-in-bits'])
  }
})

test('names of virtual and real servers', () => {
  const names = (lines: string) => {
    const { settings, codes, status } = only(service(lines))
    return [settings?.virtualHost, settings?.snmpName, status, ...codes]
  }
  assert.deepEqual(names('virtualhost a b\nsnmp_name "a b"'), ['a', 'a b', 0])
  assert.deepEqual(names('virtualhost\nsnmp_name'), [undefined, undefined, 5, 'one-name', 'one-name'])
  assert.deepEqual(names('snmp_name a b'), [undefined, undefined, 5, 'one-name'])
  // As keepalived 2.4 has it; 2.2.7 says nothing.
  assert.deepEqual(names('virtualhost a\nvirtualhost b'), ['b', undefined, 5, 'repeated-keyword'])
  const real = only(service('virtualhost a', 'snmp_name a\nsnmp_name b'))
  assert.deepEqual([real.server?.virtualHost, real.server?.snmpName, real.status], ['a', 'b', 0])
  assert.equal(only(service('virtualhost a', 'virtualhost b')).server?.virtualHost, 'b')
})

test('what a sorry server does not say it has from the line before it', () => {
  const sorry = (lines: string) => {
    const { settings, codes } = only(service(lines))
    return [settings?.sorryServer, ...codes]
  }
  const nat = { address: '192.0.2.30', port: 80, forwarding: 'nat', tunnel: undefined }
  assert.deepEqual(sorry('sorry_server 192.0.2.30'), [{ ...nat, inhibitOnFailure: false }])
  assert.deepEqual(sorry('sorry_server 192.0.2.30 81\nsorry_server_inhibit'), [
    { ...nat, port: 81, inhibitOnFailure: true },
  ])
  assert.deepEqual(sorry('sorry_server 192.0.2.30\nsorry_server_lvs_method DR'), [
    { ...nat, forwarding: 'dr', inhibitOnFailure: false },
  ])
  assert.deepEqual(sorry('sorry_server_inhibit'), [undefined, 'sorry-server-first'])
  assert.deepEqual(sorry('sorry_server_lvs_method DR'), [undefined, 'sorry-server-first'])
  assert.deepEqual(sorry('sorry_server web'), [undefined, 'bad-server-address'])
})

test('options of real servers, and their defaults', () => {
  const { server } = only(service('', 'uthreshold 5\nlthreshold 3\nsmtp_alert off\nweight 7'))
  const { upperThreshold, lowerThreshold, smtpAlert, weight } = server ?? {}
  assert.deepEqual([upperThreshold, lowerThreshold, smtpAlert, weight], [5, 3, false, 7])
  const bare = only(service()).server
  assert.deepEqual([bare?.upperThreshold, bare?.lowerThreshold, bare?.smtpAlert], [0, 0, true])
  assert.deepEqual(only(service('', 'uthreshold 4294967296')).codes, ['out-of-range'])
})

test('mail: what is not said global_defs says, else real servers do and virtual servers do not', () => {
  const mail = (globals: string, lines = '', inside = '') => {
    const { settings, server } = only(`global_defs {\n${globals}\n}\n${service(lines, inside)}`)
    return [settings?.smtpAlert, server?.smtpAlert]
  }
  assert.deepEqual(mail(''), [false, true])
  assert.deepEqual(mail('smtp_alert on'), [true, true])
  assert.deepEqual(mail('smtp_alert on\nsmtp_alert_checker off'), [false, false])
  assert.deepEqual(mail('smtp_alert off', 'smtp_alert', ''), [true, false])
  assert.deepEqual(mail('smtp_alert on', '', 'smtp_alert off'), [true, false])
})

test('options of virtual servers', () => {
  const { settings, codes } = only(
    service('protocol UDP\nops\nha_suspend\nomega\nsmtp_alert\npersistence_engine sip\npersistence_timeout'),
  )
  assert.deepEqual(codes, ['repeated-keyword'])
  assert.deepEqual([settings?.onePacket, settings?.haSuspend, settings?.omega], [true, true, true])
  assert.deepEqual([settings?.smtpAlert, settings?.persistenceEngine], [true, 'sip'])
  const long = only(service('persistence_engine abcdefghijklmnopq'))
  assert.deepEqual([long.settings?.persistenceEngine, ...long.codes], ['abcdefghijklmno', 'too-long'])
  const quorum = only(service('quorum x'))
  assert.deepEqual([quorum.settings?.quorum, ...quorum.codes], [1, 'not-a-number'])
})

test('words behind the head of a block are one too many, and ignored', () => {
  for (const head of ['192.0.2.9 80 81', 'fwmark 5 6', 'group g h']) {
    const { codes } = only(service().replace('192.0.2.9 80', head))
    assert.equal(codes[0], 'extra-words', head)
    assert.ok(!codes.some((code) => code.startsWith('bad-')), head)
  }
})

const entriesOf = (lines: string) => {
  const { understood, diagnostics } = load(`virtual_server_group g {\n${lines}\n}`)
  return [understood.lvs.groups[0]?.entries, ...diagnostics.map(({ code }) => code)]
}
const range = (first: string, last: string, port = 80) =>
  ({ is: 'addresses', first, last, port }) as GroupEntry

test('lines of a group: addresses, ranges, networks and marks', () => {
  const good: readonly (readonly [string, GroupEntry])[] = [
    ['192.0.2.9 80', range('192.0.2.9', '192.0.2.9')],
    ['192.0.2.9', range('192.0.2.9', '192.0.2.9', 0)],
    ['192.0.2.9 0', range('192.0.2.9', '192.0.2.9', 0)],
    ['192.0.2.9-20 80', range('192.0.2.9', '192.0.2.20')],
    ['192.0.2.9-192.0.3.1 80', range('192.0.2.9', '192.0.3.1')],
    ['192.0.2.9-192.0.2.9 80', range('192.0.2.9', '192.0.2.9')],
    ['192.0.2.8/29 80', range('192.0.2.8', '192.0.2.15')],
    ['192.0.2.9/32 80', range('192.0.2.9', '192.0.2.9')],
    ['2001:db8::1-ff 80', range('2001:db8::1', '2001:db8::ff')],
    ['2001:db8::1-0xff 80', range('2001:db8::1', '2001:db8::ff')],
    ['2001:db8::1-2001:db8::5 80', range('2001:db8::1', '2001:db8::5')],
    ['2001:db8::/120 80', range('2001:db8::', '2001:db8::ff')],
    ['fwmark 5', { is: 'fwmark', mark: 5, family: undefined }],
    ['fwmark 5 inet', { is: 'fwmark', mark: 5, family: 'ipv4' }],
    ['fwmark 5 inet6', { is: 'fwmark', mark: 5, family: 'ipv6' }],
  ]
  for (const [line, entry] of good) assert.deepEqual(entriesOf(line), [[entry]], line)
})

test('lines of a group that keepalived skips', () => {
  const bad: readonly (readonly [string, string])[] = [
    ['192.0.2.9-300 80', 'bad-group-entry'],
    ['192.0.2.9-9 80', 'bad-group-entry'],
    ['192.0.2.9-192.0.2.8 80', 'bad-group-entry'],
    ['192.0.2.9-2001:db8::1 80', 'bad-group-entry'],
    ['192.0.2.9-0x12 80', 'bad-group-entry'],
    ['192.0.2.9- 80', 'bad-group-entry'],
    ['192.0.2.9/29 80', 'bad-group-entry'],
    ['192.0.2.8/33 80', 'bad-group-entry'],
    ['0.0.0.0/0 80', 'bad-group-entry'],
    ['192.0.2.8/ 80', 'bad-group-entry'],
    ['192.0.2.8/29-20 80', 'bad-group-entry'],
    ['2001:db8::ff-1 80', 'bad-group-entry'],
    ['2001:db8::1-fffff 80', 'bad-group-entry'],
    ['2001:db8::1/120 80', 'bad-group-entry'],
    ['2001:db8::/129 80', 'bad-group-entry'],
    ['web 80', 'bad-group-entry'],
    ['192.0.2.9 65536', 'bad-server-port'],
    ['192.0.2.9 80x', 'bad-server-port'],
    ['fwmark 5 inet4', 'bad-group-entry'],
    ['fwmark x', 'bad-fwmark'],
    // Named fwmarkZero: keepalived takes it, and nothing comes of it.
    ['fwmark 0', 'bad-fwmark'],
  ]
  for (const [line, code] of bad) {
    assert.deepEqual(entriesOf(line), [undefined, code, 'service-group-empty'], line)
    assert.deepEqual(entriesOf(`${line}\n192.0.2.1 1`), [[range('192.0.2.1', '192.0.2.1', 1)], code], line)
  }
  assert.deepEqual(entriesOf('fwmark'), [undefined, 'missing-parameter', 'service-group-empty'])
})

test('a mark without family needs addresses of one family', () => {
  const mixed = 'service-group-mixed'
  assert.deepEqual(entriesOf('192.0.2.9\n2001:db8::9\nfwmark 5').slice(1), [mixed])
  assert.deepEqual(entriesOf('192.0.2.9\nfwmark 6 inet6\nfwmark 5').slice(1), [mixed])
  assert.deepEqual(entriesOf('192.0.2.9\n2001:db8::9\nfwmark 5 inet').slice(1), [])
  assert.deepEqual(entriesOf('192.0.2.9\nfwmark 6 inet\nfwmark 5').slice(1), [])
})

test('a group has one name, and the first of that name counts', () => {
  const twice = load('virtual_server_group g {\n192.0.2.9\n}\nvirtual_server_group g {\n192.0.2.10\n}')
  assert.deepEqual(
    twice.understood.lvs.groups.map(({ entries }) => entries),
    [[range('192.0.2.9', '192.0.2.9', 0)]],
  )
  assert.deepEqual([testStatus(twice.diagnostics), twice.diagnostics[0]?.code], [0, 'service-group-twice'])
  const codeOf = (text: string) => load(text).diagnostics[0]?.code
  assert.equal(codeOf('virtual_server_group {\n192.0.2.9\n}'), 'missing-parameter')
  // Named groupOfTwoNames.
  assert.equal(codeOf('virtual_server_group g h {\n192.0.2.9\n}'), 'name-of-two-words')
})

test('only virtual servers of an address run, with tunnels of IP in IP', () => {
  const running = (text: string) => {
    const { settings, diagnostics } = load(text)
    const notYet = diagnostics.filter(({ code }) => code === 'not-yet').map(({ message }) => message)
    return [settings?.lvs.services.length, ...notYet]
  }
  const as = (head: string) => service().replace('192.0.2.9 80', head).replace('protocol TCP\n', '')
  const yet = 'is known to keepalived, but not to keepalived-ts yet'
  assert.deepEqual(running(service('', 'lvs_method TUN')), [1])
  assert.deepEqual(running(service('sorry_server 192.0.2.30\nomega')), [1])
  assert.deepEqual(running(as('fwmark 5')), [0, `virtual_server fwmark ${yet}`])
  const group = 'virtual_server_group g {\nfwmark 5\n}\n'
  assert.deepEqual(running(group + as('group g')), [0, `virtual_server group ${yet}`])
  assert.deepEqual(running(service('', 'lvs_method TUN type gre')), [0, `lvs_method TUN type gre ${yet}`])
})
