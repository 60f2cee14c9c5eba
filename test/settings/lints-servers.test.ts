/** Advice on virtual and real servers: what gives it, and the nearest that does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adviceOn, checkCases, link, router } from './lints-table.ts'

const check = 'TCP_CHECK {\n}'

function server(address = '192.0.2.20 80', more = check): string {
  return `real_server ${address} {\n${more}\n}`
}

/** In line 1; `more` from line 6 on. */
function service(more: string, as: { address?: string; scheduler?: string; method?: string } = {}): string {
  const { address = '192.0.2.9 80', scheduler = 'rr', method = 'NAT' } = as
  const head = `delay_loop 5\nlvs_sched ${scheduler}\nlvs_method ${method}\nprotocol TCP`
  return `virtual_server ${address} {\n${head}\n${more}\n}\n`
}

/** Of a group with this line. */
function grouped(line: string): string {
  return `virtual_server_group G {\n${line}\n}\n${service(server(), { address: 'group G' })}`
}

/** Without delay_loop of its own. */
function checkedBy(checks: string): string {
  return service(server('192.0.2.20 80', checks)).replace('delay_loop 5\n', '')
}

const instance = router('192.0.2.9')
const two = `${server()}\n${server('192.0.2.21 80')}`

const elsewhere = service(server(), { address: '192.0.2.99 80' })

checkCases([
  {
    code: 'service-silent',
    bad: service(server()) + router('192.0.2.9', 'no_accept'),
    good: [
      service(server()) + instance,
      service(server()) + router('192.0.2.8', 'no_accept'),
      service(server()) + router('192.0.2.9', 'no_accept\npriority 255'),
    ],
    line: 1,
    says: /192\.0\.2\.9 80 is on an address of vrrp_instance A \(line 15\), which accepts nothing/,
  },
  {
    code: 'service-silent',
    bad: grouped('192.0.2.9 80') + router('192.0.2.9', 'strict_mode'),
    good: grouped('192.0.2.8 80') + router('192.0.2.9', 'strict_mode'),
    line: 4,
    says: /virtual_server group G \(192\.0\.2\.9 80\)/,
  },
  {
    code: 'service-address-nowhere',
    bad: elsewhere + instance,
    good: [
      service(server()) + instance,
      service(server(), { address: '192.0.2.2 80' }) + instance,
      elsewhere,
      service(`ha_suspend\n${server()}`, { address: '192.0.2.99 80' }) + instance,
      `static_ipaddress {\n192.0.2.99 dev eth0\n}\n${elsewhere}${instance}`,
      service(server(), { address: 'fwmark 5' }) + instance,
    ],
    line: 1,
    says: /no vrrp_instance has 192\.0\.2\.99, and this host does not either/,
  },
  {
    code: 'real-server-is-virtual',
    bad: service(server('192.0.2.9 8080')),
    good: service(server('192.0.2.20 8080')),
    line: 6,
    says: /real_server 192\.0\.2\.9 is the address of its virtual_server 192\.0\.2\.9 80/,
  },
  {
    code: 'real-server-is-virtual',
    bad: service(server('192.0.2.10 80')) + router('192.0.2.9\n192.0.2.10'),
    good: service(server('192.0.2.11 80')) + router('192.0.2.9\n192.0.2.10'),
    line: 6,
    says: /is a virtual address of vrrp_instance A \(line 16\)/,
  },
  {
    code: 'direct-server-not-connected',
    bad: service(server('203.0.113.20 80'), { method: 'DR' }) + instance,
    good: [
      service(server(), { method: 'DR' }) + instance,
      service(server('203.0.113.20 80'), { method: 'TUN' }) + instance,
      service(server('203.0.113.20 80')) + instance,
      service(server('203.0.113.20 80'), { method: 'DR' }) + router('203.0.113.9/24'),
    ],
    line: 6,
    says: /real_server 203\.0\.113\.20 \(lvs_method DR\) is in no network .* still say 192\.0\.2\.9/,
  },
  {
    code: 'balancers-serve-each-other',
    bad: service(`${server('192.0.2.2 80')}\n${server('192.0.2.3 80')}`, { method: 'DR' }) + instance,
    good: [
      service(`${server('192.0.2.2 80')}\n${server('192.0.2.3 80')}`) + instance,
      service(server('192.0.2.2 80'), { method: 'DR' }) + instance,
      service(two, { method: 'DR' }) + instance,
      service(`${server('192.0.2.2 80')}\n${server('192.0.2.3 80')}`, { method: 'DR', address: 'fwmark 5' }) +
        instance,
    ],
    line: 6,
    says: /real_server 192\.0\.2\.2 is this host, and lvs_method DR/,
  },
  {
    code: 'sorry-server-is-real',
    bad: service(`sorry_server 192.0.2.21 80\n${two}`),
    good: [service(`sorry_server 192.0.2.22 80\n${two}`), service(`sorry_server 192.0.2.21 81\n${two}`)],
    line: 6,
    says: /sorry_server 192\.0\.2\.21 is also a real server .* \(line 11\)/,
  },
])

checkCases([
  {
    code: 'real-server-unchecked',
    bad: service(`${server()}\n${server('192.0.2.21 80', '')}\n${server('192.0.2.22 80', 'weight 2')}`),
    good: service(two),
    line: 10,
    says: /real_server 192\.0\.2\.21 80 and 1 more have no check/,
  },
  {
    code: 'checks-once-a-minute',
    bad: checkedBy(check),
    good: [
      service(server()),
      checkedBy('delay_loop 5\nTCP_CHECK {\n}'),
      checkedBy('TCP_CHECK {\ndelay_loop 60\n}'),
      checkedBy(''),
      // They have no timer.
      `track_file f {\nfile /run/f\n}\n${checkedBy('FILE_CHECK {\ntrack_file f\n}')}`,
      `bfd_instance b {\nneighbor_ip 192.0.2.20\n}\n${checkedBy('BFD_CHECK {\nname b\n}')}`,
    ],
    line: 1,
    says: /a server that dies gets connections for up to 71 s/,
  },
  {
    code: 'quorum-never-gained',
    bad: service(`quorum 2\nhysteresis 1\n${two}`),
    good: [
      service(`quorum 1\nhysteresis 0\n${two}`),
      service(`quorum 2\n${two}`),
      service(`quorum 2\nhysteresis 1\n${two}\n${server('192.0.2.22 80')}`),
      service(
        `quorum 2\nhysteresis 1\n${two.replace(check, 'MISC_CHECK {\nmisc_path /bin/ok\nmisc_dynamic\n}')}`,
      ),
    ],
    line: 7,
    says: /needs quorum 2 \(line 6\) and hysteresis 1, 3, to come up, and all its real servers weigh 2/,
  },
  {
    code: 'quorum-never-gained',
    bad: service(`quorum 2\nhysteresis 1\nsorry_server 192.0.2.30 80\n${two}`),
    good: service(`quorum 2\nsorry_server 192.0.2.30 80\n${two}`),
    line: 7,
    says: /the sorry server gets everything/,
  },
  {
    code: 'quorum-without-effect',
    bad: service(`quorum 2\n${two}`),
    good: [
      service(two),
      service(`quorum 1\n${two}`),
      service(`quorum 2\nsorry_server 192.0.2.30 80\n${two}`),
      service(`quorum 2\nquorum_down /bin/ok\n${two}`),
      service(`quorum 2\nsmtp_alert\n${two}`),
      ...['lvs_notify_fifo /run/f', 'notify_fifo /run/f', 'enable_traps'].map(
        (heard) => `global_defs {\n${heard}\n}\n${service(`quorum 2\n${two}`)}`,
      ),
    ],
    line: 6,
    says: /has a quorum, but no sorry_server, quorum_down or smtp_alert/,
  },
  {
    code: 'thresholds-crossed',
    bad: service(server('192.0.2.20 80', `uthreshold 10\nlthreshold 20\n${check}`)),
    good: [
      service(server('192.0.2.20 80', `uthreshold 20\nlthreshold 10\n${check}`)),
      service(server('192.0.2.20 80', `uthreshold 20\nlthreshold 20\n${check}`)),
      service(server('192.0.2.20 80', `uthreshold 20\n${check}`)),
    ],
    line: 8,
    says: /has lthreshold 20 and uthreshold 10 \(line 7\)/,
  },
  {
    code: 'thresholds-crossed',
    bad: service(server('192.0.2.20 80', `lthreshold 20\n${check}`)),
    good: service(server('192.0.2.20 80', `lthreshold 0\n${check}`)),
    line: 7,
    says: /lthreshold 20 and no uthreshold/,
  },
  {
    code: 'weights-ignored',
    bad: service(`${server()}\n${server('192.0.2.21 80', `weight 3\n${check}`)}`),
    good: [
      service(two),
      service(`${server()}\n${server('192.0.2.21 80', `weight 3\n${check}`)}`, { scheduler: 'wrr' }),
      // Weight 0 counts with every scheduler.
      service(`${server()}\n${server('192.0.2.21 80', `weight 0\n${check}`)}`),
    ],
    line: 3,
    says: /lvs_sched rr does not look at the weights .* wrr looks at weights/,
  },
])

checkCases([
  {
    code: 'service-address-nowhere',
    bad: service(server(), { address: '203.0.113.7 80' }) + instance,
    good: service(server(), { address: '203.0.113.8 80' }) + instance,
    line: 1,
    says: /203\.0\.113\.7/,
    interfaces: [link('dummy0', ['203.0.113.8/32'], { kind: 'dummy' })],
  },
])

test('where single addresses are routed to, direct servers may be anywhere', () => {
  const text = service(server('203.0.113.20 80'), { method: 'DR' }) + instance
  assert.deepEqual(adviceOn(text, [link('eth2', ['10.1.0.1/32'])]), [])
})
