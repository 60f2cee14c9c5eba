/** Virtual servers: who inherits what, and the corrections in keepalived's order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testStatus } from '../../src/settings/test-status.ts'
import { codes, load, service } from './example-host.ts'

function one(text: string) {
  const loaded = load(text)
  const [settings] = loaded.settings?.lvs.services ?? []
  return { settings, server: settings?.realServers[0], codes: loaded.diagnostics.map(({ code }) => code) }
}

const bare = (more: string) =>
  `virtual_server 192.0.2.9 80 {\n${more}\nreal_server 192.0.2.20 80 {\nTCP_CHECK {\n}\n}\n}`

test('protocol, scheduler and method have defaults, each said', () => {
  const { settings, server, codes: said } = one(bare(''))
  assert.deepEqual([settings?.protocol, settings?.scheduler, server?.forwarding], ['udp', 'wlc', 'nat'])
  assert.deepEqual(said, ['no-protocol', 'no-scheduler', 'no-forwarding'])
  assert.deepEqual(one(bare('protocol tcp\nlvs_sched rr\nlvs_method NAT')).codes, [])
})

test('lb_algo and lb_kind are the old names; in a real_server only lvs_method is one', () => {
  const { settings, server, codes: said } = one(bare('protocol TCP\nlb_algo sh\nlb_kind DR'))
  assert.deepEqual([settings?.scheduler, server?.forwarding, said], ['sh', 'dr', []])
  const inside = one(service('', 'lb_kind DR'))
  assert.deepEqual([inside.server?.forwarding, inside.codes], ['nat', ['misplaced-keyword']])
  assert.equal(one(service('', 'lvs_method TUN')).server?.forwarding, 'tun')
})

test('words of the old days are accepted and have no effect (obsoleteServiceWords)', () => {
  for (const line of ['nat_mask 255.255.255.0', 'delay 5']) {
    const loaded = load(service(line))
    assert.deepEqual(codes(loaded), ['obsolete-keyword:5'])
    assert.equal(testStatus(loaded.diagnostics), 0)
  }
})

test('persistence: 360 s without a value, and where it is needed', () => {
  const persistence = (text: string) => one(text).settings?.persistence
  const full = 0xffffffff
  assert.equal(persistence(service()), undefined)
  assert.deepEqual(persistence(service('persistence_timeout 50')), { seconds: 50, mask: full })
  assert.deepEqual(persistence(service('persistence_timeout')), { seconds: 360, mask: full })
  assert.deepEqual(persistence(service('persistence_granularity 255.255.255.0')), {
    seconds: 360,
    mask: 0xffffff00,
  })
  assert.deepEqual(one(service('persistence_timeout 0')).codes, ['out-of-range'])
  const anyPort = one(service().replace('192.0.2.9 80', '192.0.2.9'))
  assert.deepEqual(
    [anyPort.settings?.port, anyPort.settings?.persistence, anyPort.codes],
    [0, { seconds: 360, mask: full }, ['any-port-needs-persistence']],
  )
})

test('retry 0 makes no sense in servers', () => {
  assert.deepEqual(one(service('retry 0')).codes, ['out-of-range'])
  assert.deepEqual(one(service('', 'retry 0')).codes, ['out-of-range'])
})

test('only NAT can change the port', () => {
  const outcome = (more: string, head: string) => {
    const { server, codes: said } = one(
      `virtual_server 192.0.2.9 80 {\nprotocol TCP\nlvs_sched rr\n${more}
real_server ${head} {\nTCP_CHECK {\n}\n}\n}`,
    )
    const [check] = server?.checks ?? []
    return [server?.port, check?.is === 'tcp' && check.port, ...said]
  }
  assert.deepEqual(outcome('lvs_method NAT', '192.0.2.20 81'), [81, 81])
  assert.deepEqual(outcome('lvs_method NAT', '192.0.2.20'), [80, 80])
  assert.deepEqual(outcome('lvs_method DR', '192.0.2.20'), [80, 80])
  assert.deepEqual(outcome('lvs_method DR', '192.0.2.20 81'), [80, 81, 'port-cannot-change'])
})

test('a real server is there once; one of the other family needs a tunnel', () => {
  const two = one(service('real_server 192.0.2.20 80 {\n}'))
  assert.deepEqual([two.settings?.realServers.length, two.codes], [1, ['real-server-twice']])
  const other = one(service('real_server 2001:db8::9 80 {\n}'))
  assert.deepEqual([other.settings?.realServers.length, other.codes], [1, ['other-family']])
  assert.deepEqual(one(service('real_server 2001:db8::9 80 {\nlvs_method TUN\n}')).codes, [])
  // The method counts that stands before the block.
  const late = `virtual_server 192.0.2.9 80 {\nprotocol TCP\nlvs_sched rr
real_server 2001:db8::9 80 {\n}\nlvs_method TUN\n}`
  assert.deepEqual(one(late).codes, ['other-family', 'no-real-servers'])
})

test('quorum and hysteresis stay below what the servers weigh', () => {
  const outcome = (more: string, server = '') => {
    const { settings, codes: said } = one(service(more, server))
    return [settings?.quorum, settings?.hysteresis, ...said]
  }
  assert.deepEqual(outcome(''), [1, 0])
  assert.deepEqual(outcome('quorum 5'), [1, 0, 'quorum-too-high'])
  assert.deepEqual(outcome('quorum 1\nhysteresis 1'), [1, 0, 'hysteresis-too-high'])
  assert.deepEqual(outcome('quorum 8\nhysteresis 5', 'weight 10'), [8, 5])
  assert.deepEqual(outcome('quorum 0'), [1, 0, 'out-of-range'])
  // hysteresisOfNoQuorum: keepalived's wraps to 4294967295 here.
  assert.deepEqual(outcome('', 'weight 0'), [0, 0, 'quorum-too-high'])
  assert.deepEqual(outcome('hysteresis 1', 'weight 0'), [0, 0, 'quorum-too-high', 'hysteresis-too-high'])
})

test('a bad head leaves out the whole block, silently inside', () => {
  const outcome = (head: string) =>
    codes(load(`virtual_server ${head} {\nzork\nreal_server 1.1.1.1 80 { bar }\n}`))
  assert.deepEqual(outcome('foo 80'), ['bad-server-address:1'])
  assert.deepEqual(outcome('192.0.2.9 65536'), ['bad-server-port:1'])
  assert.deepEqual(outcome(''), ['missing-parameter:1'])
  assert.deepEqual(outcome('fwmark 5x'), ['bad-fwmark:1'])
  // serviceWithoutValue: keepalived crashes.
  assert.deepEqual(outcome('fwmark'), ['missing-parameter:1'])
  assert.deepEqual(outcome('group'), ['missing-parameter:1'])
})

test('a service needs a real server, and is there once (serviceTwice)', () => {
  assert.deepEqual(codes(load('virtual_server 192.0.2.9 80 {\nprotocol TCP\n}')), ['no-real-servers:1'])
  const twice = load(`${service()}${service()}`)
  assert.equal(twice.settings?.lvs.services.length, 1)
  assert.deepEqual(codes(twice), ['service-twice:12'])
})

test('the head drops a range, as keepalived does', () => {
  assert.equal(one(service().replace('192.0.2.9 80', '192.0.2.9-20 80')).settings?.address, '192.0.2.9')
})
