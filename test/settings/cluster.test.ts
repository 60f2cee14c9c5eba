/** What does not go together in a cluster: keepalived.conf(5) of several nodes; RFC 9568, 7.1. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compare, found, instance, lower } from './cluster-nodes.ts'

const unicast = (source: string, ...peers: readonly string[]) =>
  `unicast_src_ip ${source}\n  unicast_peer {\n${peers.join('\n')}\n }`

describe('nodes that go together', () => {
  const silent: Readonly<Record<string, readonly string[]>> = {
    'priorities differ': [instance(), instance(lower)],
    'the order of addresses is no matter': [
      instance({ addresses: '10.0.0.1 10.0.0.2' }),
      instance({ ...lower, addresses: '10.0.0.2 10.0.0.1' }),
    ],
    'names of instances and interfaces are those of each node': [
      instance({ name: 'web' }),
      instance({ ...lower, name: 'www' }),
    ],
    'three unicast nodes that know each other': [
      instance({}, unicast('192.0.2.2', '192.0.2.3', '192.0.2.4')),
      instance(lower, unicast('192.0.2.3', '192.0.2.2', '192.0.2.4')),
      instance({ priority: 20 }, unicast('192.0.2.4', '192.0.2.2', '192.0.2.3')),
    ],
    'the first address of the interface is the source': [
      instance({}, 'unicast_peer { 192.0.2.3 }'),
      instance(lower, 'unicast_peer { 192.0.2.2 }'),
    ],
    'nopreempt on both': [
      instance({}, 'state BACKUP\nnopreempt'),
      instance(lower, 'state BACKUP\nnopreempt'),
    ],
    'another instance of the same number on another interface': [
      instance() + instance({ name: 'W', interface: 'eth1', addresses: '10.1.0.1' }),
      instance(lower) + instance({ ...lower, name: 'W', interface: 'eth1', addresses: '10.1.0.1' }),
    ],
    'a node that rotates its keys': [
      instance(
        {},
        `auth_hmac {\nkey 1 hex:${'ab'.repeat(32)}\nkey 2 hex:${'cd'.repeat(32)}\nactive_key 2\n}`,
      ),
      instance(
        lower,
        `auth_hmac {\nkey 1 hex:${'AB'.repeat(32)}\nkey 2 hex:${'CD'.repeat(32)}\nactive_key 1\n}`,
      ),
    ],
    'weights that bring the master below its backup': [
      `vrrp_script chk {\nscript /bin/true\n}\n${instance({}, 'track_script { chk weight -51 }')}`,
      `vrrp_script chk {\nscript /bin/true\n}\n${instance(lower, 'track_script { chk weight -51 }')}`,
    ],
  }
  for (const [name, texts] of Object.entries(silent)) {
    test(name, () => assert.deepEqual(found(texts), []))
  }
})

describe('who is odd', () => {
  test('the one that differs from most, whichever file it is', () => {
    const odd = instance({}, 'advert_int 3')
    const plain = [instance({ priority: 90 }), instance({ priority: 80 })]
    assert.deepEqual(found([odd, ...plain]), ['cluster-interval error n1.conf:6'])
    assert.deepEqual(found([...plain, odd]), ['cluster-interval error n3.conf:6'])
  })

  test('each finding names the other place', () => {
    const { diagnostics } = compare([
      instance(),
      instance({ ...lower, addresses: '10.0.0.1/24' }, 'advert_int 2'),
    ])
    assert.equal(diagnostics.length, 2)
    for (const { span, related = [] } of diagnostics) {
      assert.equal(span.file, 'n2.conf')
      assert.deepEqual(
        related.map((other) => other.span.file),
        ['n1.conf'],
      )
    }
  })
})

describe('instances find each other', () => {
  test('by their addresses, when the number is not the same', () => {
    assert.deepEqual(found([instance(), instance({ ...lower, vrid: 11 })]), ['cluster-vrid error n2.conf:3'])
  })

  test('by their addresses, when several have the number', () => {
    const web = { name: 'web', vrid: 10, addresses: '10.0.0.1' }
    const mail = { name: 'mail', vrid: 10, interface: 'eth1', addresses: '10.1.0.1' }
    // The interfaces have other names on the second node.
    const swapped = [
      instance({ ...mail, ...lower, interface: 'eth0' }),
      instance({ ...web, ...lower, interface: 'eth1' }),
    ]
    assert.deepEqual(found([instance(web) + instance(mail), swapped.join('')], { host: false }), [
      'cluster-interface warning n2.conf:2',
      'cluster-interface warning n2.conf:9',
    ])
  })

  test('numbers that were exchanged are told once for each address', () => {
    const one = instance({ vrid: 10 }) + instance({ name: 'W', vrid: 11, addresses: '10.0.0.2' })
    const other =
      instance({ ...lower, vrid: 11 }) + instance({ ...lower, name: 'W', vrid: 10, addresses: '10.0.0.2' })
    assert.deepEqual(found([one, other]), [
      'cluster-address-elsewhere error n2.conf:12',
      'cluster-address-elsewhere error n2.conf:5',
    ])
  })

  test('without a counterpart nobody takes over', () => {
    const [only] = compare([
      instance(),
      instance(lower) + instance({ name: 'W', vrid: 12, addresses: '10.0.0.9' }),
    ]).diagnostics
    assert.equal(only?.code, 'cluster-alone')
    assert.equal(only?.span.line, 10)
    assert.match(only?.instead ?? '', /no other node takes over when n2 fails/)
  })
})

describe('addresses', () => {
  test('what one node lacks, with the line of the other', () => {
    const [one] = compare([
      instance({ addresses: '10.0.0.1 10.0.0.2 10.0.0.3' }),
      instance(lower),
    ]).diagnostics
    assert.equal(one?.message, 'vrrp_instance V of n2 (VRID 10) lacks 10.0.0.2, 10.0.0.3, which V of n1 has')
    assert.deepEqual(
      one?.related?.map(({ span }) => `${span.file}:${span.line}`),
      ['n1.conf:6', 'n1.conf:7'],
    )
  })

  test('many are not all named', () => {
    const many = Array.from({ length: 9 }, (_, index) => `10.0.0.${index + 1}`).join(' ')
    const [one] = compare([instance({ addresses: many }), instance(lower)]).diagnostics
    assert.match(one?.message ?? '', /lacks 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5 and 4 more, which/)
  })

  test('excluded ones count too', () => {
    const excluded = 'virtual_ipaddress_excluded {\n10.0.0.9\n}'
    assert.deepEqual(found([instance({}, excluded), instance(lower, excluded)]), [])
    assert.deepEqual(found([instance({}, excluded), instance(lower)]), ['cluster-addresses error n2.conf:1'])
  })
})

describe('adverts that are dropped', () => {
  test('version 3 learns the interval', () => {
    assert.deepEqual(found([instance({}, 'version 3'), instance(lower, 'version 3\nadvert_int 2')]), [
      'cluster-interval warning n2.conf:7',
    ])
  })

  test('passwords are compared and never shown', () => {
    const password = (text: string) => `authentication {\nauth_type PASS\nauth_pass ${text}\n}`
    const { diagnostics } = compare([instance({}, password('hush')), instance(lower, password('mush'))])
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['cluster-authentication'],
    )
    assert.doesNotMatch(JSON.stringify(diagnostics), /hush|mush/)
    assert.match(
      diagnostics[0]?.message ?? '',
      /^vrrp_instance V of n2 .* has another auth_pass than that of n1$/,
    )
  })

  test('two types of authentication are named', () => {
    const typed = (type: string) => `authentication {\nauth_type ${type}\nauth_pass hush\n}`
    const [found] = compare([instance({}, typed('PASS')), instance(lower, typed('AH'))]).diagnostics
    assert.match(found?.message ?? '', /V of n2 .* has auth_type AH, but that of n1 has auth_type PASS$/)
    const [none] = compare([instance({}, typed('PASS')), instance(lower)]).diagnostics
    assert.match(none?.message ?? '', /V of n2 .* has no authentication, but that of n1 has auth_type PASS$/)
  })

  test('only the first eight characters of a password count', () => {
    const password = (text: string) => `authentication {\nauth_type PASS\nauth_pass ${text}\n}`
    assert.deepEqual(found([instance({}, password('12345678a')), instance(lower, password('12345678b'))]), [])
  })

  test('keys are compared and never shown', () => {
    const hmac = (byte: string) => `auth_hmac {\nkey 1 hex:${byte.repeat(32)}\nactive_key 1\n}`
    const { diagnostics } = compare([instance({}, hmac('ab')), instance(lower, hmac('cd'))])
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => `${code} ${severity}`),
      ['cluster-hmac error'],
    )
    assert.doesNotMatch(JSON.stringify(diagnostics), /abab|cdcd/)
  })

  test('a permissive node takes adverts without signature, whose own are too long for the other', () => {
    const hmac = `auth_hmac {\nkey 1 hex:${'ab'.repeat(32)}\nactive_key 1\nmode permissive\n}`
    const [one, more] = compare([instance({}, hmac), instance(lower)]).diagnostics
    assert.equal(more, undefined)
    assert.match(one?.message ?? '', /V of n1 .*signs its adverts, but n2 has no auth_hmac/)
    assert.match(one?.instead ?? '', /n2 drops the adverts of n1/)
  })

  test('receive-only neither signs nor asks: it goes with a node without auth_hmac', () => {
    const hmac = `auth_hmac {\nkey 1 hex:${'ab'.repeat(32)}\nactive_key 1\nmode receive-only\n}`
    assert.deepEqual(found([instance({}, hmac), instance(lower)]), [])
  })

  test('v3_checksum_as_v2 takes any checksum: only the side without it drops', () => {
    const { diagnostics, tables } = compare([
      instance({}, 'version 3\nv3_checksum_as_v2'),
      instance(lower, 'version 3'),
    ])
    assert.match(diagnostics[0]?.instead ?? '', /^n2 drops the adverts of n1/)
    // The lower node hears nothing, and the higher one is not moved by it.
    assert.deepEqual(tables[0]?.rows[0]?.routers[0]?.masters, [[0, 1]])
  })

  test('unicast on one side only', () => {
    assert.deepEqual(found([instance({}, unicast('192.0.2.2', '192.0.2.3')), instance(lower)]), [
      'cluster-destination error n2.conf:1',
    ])
  })

  test('a copied unicast_src_ip', () => {
    const copied = unicast('192.0.2.2', '192.0.2.3')
    const [one] = compare([instance({}, copied), instance(lower, copied)]).diagnostics
    assert.match(one?.message ?? '', /n2 .* sends from 192.0.2.2, as that of n1 does/)
  })

  test('a source that nobody knows is asked for', () => {
    const texts = [
      instance({}, 'unicast_peer { 192.0.2.3 }'),
      instance(lower, unicast('192.0.2.3', '192.0.2.2')),
    ]
    assert.deepEqual(found(texts, { host: false }), ['cluster-peers warning n1.conf:6'])
  })

  test('a peer that is none of the nodes', () => {
    const texts = [
      instance({}, unicast('192.0.2.2', '192.0.2.3', '192.0.2.77')),
      instance(lower, unicast('192.0.2.3', '192.0.2.2')),
    ]
    assert.deepEqual(found(texts), ['cluster-peers warning n1.conf:9'])
  })

  test('check_unicast_src wants the very source, not another address of the host', () => {
    const first = instance({}, unicast('192.0.2.2', '192.0.2.3'))
    const other = (more: string) => instance(lower, `${unicast('192.0.2.3', '198.51.100.2')}\n${more}`)
    assert.deepEqual(found([first, other('')]), [])
    assert.deepEqual(found([first, other('check_unicast_src')]), ['cluster-peers error n2.conf:8'])
  })
})
