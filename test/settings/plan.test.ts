/** What a reload does, told in the words of the configuration. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { referenceEntries } from '../../src/conf/reference.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { planOf } from '../../src/settings/plan/plan.ts'
import { around } from './around.ts'
import { load } from './example-host.ts'
import { measured } from './measured.ts'
import { checkPlans, instance, linesOf, type PlanCase, planTexts, second } from './plan-sides.ts'

function service(servers: string, more = 'lvs_sched rr'): string {
  return `virtual_server 192.0.2.9 80 {\nprotocol TCP\n${more}\n${servers}\n}\n`
}

function twoServers(first: number, second: number): string {
  const server = (number: number, weight: number) => `real_server 10.1.0.${number} 80 {\nweight ${weight}\n}`
  return `${server(1, first)}\n${server(2, second)}`
}

function group(...members: readonly string[]): string {
  return `vrrp_sync_group G {\ngroup {\n${members.join('\n')}\n}\n}\n`
}

/** Two scripts that V follows. */
function scripts(first: string, interval: number): string {
  const script = (name: string, command: string, seconds: number) =>
    `vrrp_script ${name} {\nscript ${command}\ninterval ${seconds}\n}\n`
  return script('s', first, 2) + script('t', '/bin/true', interval) + instance('track_script {\ns\nt\n}')
}

const cases: readonly PlanCase[] = [
  {
    says: 'the same text written otherwise is nothing',
    old: instance('priority 100'),
    now: `# a comment\n$P=100\n${instance('priority $P')}`,
    lines: [],
  },
  {
    says: 'a priority says from what to what',
    old: instance('priority 100'),
    now: instance('priority 90'),
    lines: ['changed vrrp_instance V (may-fail-over)', '  priority 100 -> 90 (may-fail-over)'],
  },
  {
    says: 'what both nodes must have alike may fail over; a password is never shown',
    old: instance('authentication {\nauth_type PASS\nauth_pass secret\n}'),
    now: instance('version 3\nadvert_int 0.5'),
    lines: [
      'changed vrrp_instance V (may-fail-over)',
      '  version 2 -> 3 (may-fail-over)',
      '  advert_int 1 s -> 0.5 s (may-fail-over)',
      '  auth_type PASS -> - (may-fail-over)',
      '  auth_pass (not shown) -> - (may-fail-over)',
    ],
  },
  {
    says: 'another password is another one',
    old: instance('authentication {\nauth_type PASS\nauth_pass secret\n}'),
    now: instance('authentication {\nauth_type PASS\nauth_pass Secret\n}'),
    lines: [
      'changed vrrp_instance V (may-fail-over)',
      '  auth_pass (not shown) -> (not shown, another one) (may-fail-over)',
    ],
  },
  {
    says: 'a new name alone costs nothing: nothing on the wire has it',
    old: instance(),
    now: instance('', { name: 'W' }),
    lines: ['changed vrrp_instance W (none)', '  vrrp_instance V -> W (none)'],
  },
  {
    says: 'another virtual router of the same name begins anew',
    old: instance(),
    now: instance('', { vrid: 52 }),
    lines: ['changed vrrp_instance V (failover)', '  virtual_router_id 51 -> 52 (failover)'],
  },
  {
    says: 'instances come and go with their addresses',
    old: instance(),
    now: instance('', { name: 'W', vrid: 52, vips: '192.0.2.101/24' }),
    lines: [
      'removed vrrp_instance V (failover)',
      'vrrp_instance V: removed virtual_ipaddress 192.0.2.100/24 dev eth0 (leaves)',
      'added vrrp_instance W (starts)',
      'vrrp_instance W: added virtual_ipaddress 192.0.2.101/24 dev eth0 (arrives)',
    ],
  },
  {
    says: 'an address that another instance gets is a move',
    old:
      instance('', { vips: '192.0.2.100/24\n192.0.2.101/24' }) +
      instance('', { name: 'W', vrid: 52, vips: '192.0.2.102/24' }),
    now: instance() + instance('', { name: 'W', vrid: 52, vips: '192.0.2.102/24\n192.0.2.101/24' }),
    lines: ['vrrp_instance W: moved virtual_ipaddress 192.0.2.101/24 dev eth0 from vrrp_instance V (moves)'],
  },
  {
    says: 'a label is only changed by taking the address off',
    old: instance('', { vips: '192.0.2.100/24' }),
    now: instance('', { vips: '192.0.2.100/24 label eth0:1' }),
    lines: [
      'vrrp_instance V: changed virtual_ipaddress 192.0.2.100/24 label eth0:1 dev eth0 (returns)',
      '  virtual_ipaddress 192.0.2.100/24 -> 192.0.2.100/24 label eth0:1 (returns)',
    ],
  },
  {
    says: 'an address that adverts no longer name stays, and the adverts change',
    old: instance('', { vips: '192.0.2.100/24\n192.0.2.101/24' }),
    now: instance('virtual_ipaddress_excluded {\n192.0.2.101/24\n}'),
    lines: [
      'changed vrrp_instance V (adverts)',
      '  virtual_ipaddress 192.0.2.100, 192.0.2.101 -> 192.0.2.100 (adverts)',
    ],
  },
  {
    says: 'so does another order on the wire',
    old: instance('', { vips: '192.0.2.100/24\n192.0.2.101/24' }),
    now: instance('', { vips: '192.0.2.101/24\n192.0.2.100/24' }),
    lines: [
      'changed vrrp_instance V (adverts)',
      '  virtual_ipaddress 192.0.2.100, 192.0.2.101 -> 192.0.2.101, 192.0.2.100 (adverts)',
    ],
  },
  {
    says: 'routes and rules are found again by what tells them apart',
    old: instance('virtual_routes {\n10.1.0.0/16 via 192.0.2.1\n}'),
    now: instance('virtual_routes {\n10.1.0.0/16 via 192.0.2.3\n10.2.0.0/16 via 192.0.2.1\n}'),
    lines: [
      'vrrp_instance V: changed virtual_routes 10.1.0.0/16 via 192.0.2.3 (returns)',
      '  virtual_routes 10.1.0.0/16 via 192.0.2.1 -> 10.1.0.0/16 via 192.0.2.3 (returns)',
      'vrrp_instance V: added virtual_routes 10.2.0.0/16 via 192.0.2.1 (arrives)',
    ],
  },
  {
    says: 'a global default shows where it stands, and at each instance that takes it',
    old: `global_defs {\nvrrp_garp_master_delay 5\nrouter_id a\n}\n${instance()}`,
    now: `global_defs {\nvrrp_garp_master_delay 6\nrouter_id b\n}\n${instance('garp_lower_prio_delay 5')}`,
    lines: [
      'changed global_defs (none)',
      '  router_id a -> b (none)',
      '  vrrp_garp_master_delay 5 s -> 6 s (none)',
      '  vrrp_garp_lower_prio_delay 5 s -> 6 s (none)',
      'changed vrrp_instance V (none)',
      '  garp_master_delay 5 s -> 6 s (none)',
    ],
  },
  {
    says: 'what is kept until the daemon starts again',
    old: `net_namespace one\n${instance()}`,
    now: `net_namespace other\n${instance()}`,
    lines: ['changed (restart)', '  net_namespace one -> other (restart)'],
  },
  {
    says: 'a script with another command decides anew; another interval does not',
    old: scripts('/bin/true', 1),
    now: scripts('/bin/false', 3),
    lines: [
      'changed vrrp_script s (may-fail-over)',
      '  script /bin/true -> /bin/false (may-fail-over)',
      'changed vrrp_script t (none)',
      '  interval 1 s -> 3 s (none)',
      '  timeout 1 s -> 3 s (none)',
    ],
  },
  {
    says: 'a sync group binds its members to one state',
    old: instance() + second(),
    now: group('V', 'W') + instance() + second(),
    lines: ['added vrrp_sync_group G (may-fail-over)'],
  },
  {
    says: 'a member with a new name, or another order, is the same group',
    old: group('V', 'W') + instance() + second(),
    now: group('W', 'X') + instance('', { name: 'X' }) + second(),
    lines: [
      'changed vrrp_sync_group G (none)',
      '  group V, W -> W, X (none)',
      'changed vrrp_instance X (none)',
      '  vrrp_instance V -> X (none)',
    ],
  },
  {
    says: 'a real server that goes interrupts; a weight only moves new connections',
    old: service('real_server 10.1.0.1 80 {\nweight 1\n}\nreal_server 10.1.0.2 80 {\n}'),
    now: service('real_server 10.1.0.1 80 {\nweight 2\n}\nreal_server 10.1.0.3 80 {\n}'),
    lines: [
      'virtual_server 192.0.2.9 80 TCP: removed real_server 10.1.0.2 80 (interrupted)',
      'virtual_server 192.0.2.9 80 TCP: changed real_server 10.1.0.1 80 (balance)',
      '  weight 1 -> 2 (balance)',
      'virtual_server 192.0.2.9 80 TCP: added real_server 10.1.0.3 80 (arrives)',
    ],
  },
  {
    says: 'where no real server has a weight any more, nobody is served: a weight of zero is the end of that',
    old: service(twoServers(10, 10)),
    now: service(twoServers(0, 0)),
    lines: [
      'changed virtual_server 192.0.2.9 80 TCP (interrupted)',
      '  quorum 1 -> 0 (none)',
      'virtual_server 192.0.2.9 80 TCP: changed real_server 10.1.0.1 80 (balance)',
      '  weight 10 -> 0 (balance)',
      'virtual_server 192.0.2.9 80 TCP: changed real_server 10.1.0.2 80 (balance)',
      '  weight 10 -> 0 (balance)',
    ],
  },
  {
    says: 'a sorry server that has no effect yet does not help',
    old: service(twoServers(1, 0), 'lvs_sched rr\nsorry_server 10.1.0.9 80'),
    now: service(twoServers(0, 0), 'lvs_sched rr\nsorry_server 10.1.0.9 80'),
    lines: [
      'changed virtual_server 192.0.2.9 80 TCP (interrupted)',
      '  quorum 1 -> 0 (none)',
      'virtual_server 192.0.2.9 80 TCP: changed real_server 10.1.0.1 80 (balance)',
      '  weight 1 -> 0 (balance)',
    ],
  },
  {
    says: 'while one real server has a weight, the service goes on',
    old: service(twoServers(10, 10)),
    now: service(twoServers(0, 10)),
    lines: [
      'virtual_server 192.0.2.9 80 TCP: changed real_server 10.1.0.1 80 (balance)',
      '  weight 10 -> 0 (balance)',
    ],
  },
  {
    says: 'the first real server with a weight starts the service again',
    old: service(twoServers(0, 0)),
    now: service(twoServers(0, 1)),
    lines: [
      'changed virtual_server 192.0.2.9 80 TCP (starts)',
      '  quorum 0 -> 1 (none)',
      'virtual_server 192.0.2.9 80 TCP: changed real_server 10.1.0.2 80 (balance)',
      '  weight 0 -> 1 (balance)',
    ],
  },
  {
    says: 'checks change without touching traffic',
    old: service('real_server 10.1.0.1 80 {\nTCP_CHECK {\nconnect_timeout 3\n}\n}'),
    now: service(
      'real_server 10.1.0.1 80 {\nTCP_CHECK {\nconnect_timeout 4\n}\nTCP_CHECK {\nconnect_port 81\n}\n}',
    ),
    lines: [
      'virtual_server 192.0.2.9 80 TCP: changed real_server 10.1.0.1 80 (none)',
      '  TCP_CHECK connect_timeout 3 s -> 4 s (none)',
      '  TCP_CHECK (2) - -> there (none)',
    ],
  },
]

describe('the plan of a reload', () => {
  checkPlans(cases)

  test('from nothing and to nothing everything comes and goes', () => {
    const all = instance() + service('real_server 10.1.0.1 80 {\n}')
    const up = linesOf(planTexts('', all))
    const down = linesOf(planTexts(all, ''))
    assert.deepEqual(up, [
      'added vrrp_instance V (starts)',
      'vrrp_instance V: added virtual_ipaddress 192.0.2.100/24 dev eth0 (arrives)',
      'added virtual_server 192.0.2.9 80 TCP (starts)',
    ])
    assert.deepEqual(down, [
      'removed vrrp_instance V (failover)',
      'vrrp_instance V: removed virtual_ipaddress 192.0.2.100/24 dev eth0 (leaves)',
      'removed virtual_server 192.0.2.9 80 TCP (interrupted)',
    ])
  })
})

describe('nothing is left out', () => {
  const rows = ['conformance', 'global', 'semantic-cases'].flatMap((file) =>
    measured<{ readonly where?: string; readonly text?: string }>(file),
  )
  const byPlace = Map.groupBy(rows, ({ where = 'root' }) => where)

  /** Derived from the rest, and told there; a group's trackers show at its members. */
  const withoutDerived = (side: ReturnType<typeof load>['understood']) => ({
    ...side,
    tracks: { ...side.tracks, implicit: {} },
    vrrp: {
      ...side.vrrp,
      groups: side.vrrp.groups.map(({ name, members }) => ({ name, members })),
    },
  })

  /** A field that is undefined is as good as none. */
  const isAlike = (a: unknown, b: unknown) =>
    isDeepStrictEqual(JSON.parse(JSON.stringify([a])), JSON.parse(JSON.stringify([b])))

  test('whatever the measured texts say, two of one place that differ have a plan that says so', () => {
    let compared = 0
    for (const [where, all] of byPlace) {
      const put = around[where]
      if (put === undefined) continue
      let before = load(put(''))
      for (const { text = '' } of all) {
        const now = load(put(text))
        const same = isAlike(withoutDerived(before.understood), withoutDerived(now.understood))
        const { steps } = planOf(before, now)
        if (!same) assert.notEqual(steps.length, 0, `${where}: ${text}`)
        const alike = same && isAlike(before.settings, now.settings)
        if (alike) assert.deepEqual(linesOf({ steps, cost: 'none', visible: false }), [], `${where}: ${text}`)
        compared++
        before = now
      }
    }
    assert.ok(compared > 600, `only ${compared}`)
  })

  test('every word of a plan is a keyword, or a check with one', () => {
    const known = new Set(referenceEntries(grammar).map(({ row }) => row.keyword))
    for (const [where, all] of byPlace) {
      const put = around[where]
      for (const { text = '' } of put === undefined ? [] : all) {
        for (const { changes } of planOf(load(put?.('') ?? ''), load(put?.(text) ?? '')).steps) {
          for (const { keyword } of changes) {
            for (const word of keyword.replace(/ \(\d+\)/, '').split(' ')) assert.ok(known.has(word), word)
          }
        }
      }
    }
  })
})

test('of a long file only the change is told', () => {
  const many = (priority: number) =>
    Array.from({ length: 400 }, (_, index) =>
      instance(`priority ${index === 300 ? priority : 100}`, {
        name: `V${index}`,
        vrid: (index >> 1) + 1,
        vips: `10.${index >> 8}.${index & 255}.1/24`,
      }).replace('eth0', `eth${index % 2}`),
    ).join('')
  const plan = planTexts(many(100), many(90))
  assert.deepEqual(linesOf(plan), [
    'changed vrrp_instance V300 (may-fail-over)',
    '  priority 100 -> 90 (may-fail-over)',
  ])
})
