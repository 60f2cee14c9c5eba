/** Who of several nodes is master, and what the master then does: `check --cluster`. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { clusterTableText } from '../../src/cli/check-cluster-table.ts'
import { comparisons, tableComparisons } from '../../src/settings/cluster/comparisons.ts'
import { pageOf } from '../../src/settings/pages/pages.ts'
import { compare, found, instance, lower } from './cluster-nodes.ts'

describe('who is master', () => {
  test('a positive weight counts while the script is good', () => {
    const script = 'vrrp_script chk {\nscript /bin/true\n}\n'
    const tracked = `${script}${instance({ priority: 98 }, 'track_script { chk weight 2 }')}`
    assert.deepEqual(found([tracked, instance()]), ['cluster-priority-equal warning n2.conf:4'])
  })

  test('equal priorities may be meant with nopreempt', () => {
    const node = instance({}, 'state BACKUP\nnopreempt')
    assert.deepEqual(found([node, node]), ['cluster-priority-equal note n2.conf:4'])
  })

  test('groups that pull in different directions, until one of the nodes is gone', () => {
    const group = 'vrrp_sync_group G {\ngroup {\nV\nW\n}\n}\n'
    const node = (first: number, other: number) =>
      group +
      instance({ priority: first }) +
      instance({ name: 'W', vrid: 11, addresses: '10.0.0.2', priority: other })
    const { tables } = compare([node(100, 50), node(50, 100), node(20, 20)])
    const ends = (is: string, index: number) =>
      tables[0]?.rows.find(({ failure }) => failure.is === is && 'node' in failure && failure.node === index)
    assert.deepEqual(tables[0]?.rows[0]?.routers[0], { masters: [[0], [1]], restless: true })
    assert.deepEqual(ends('down', 0)?.routers[0], { masters: [[1]], restless: false })
    assert.deepEqual(ends('back', 0)?.routers[0], { masters: [[1]], restless: false })
    assert.equal(ends('down', 2)?.routers[0]?.restless, true)
  })

  test('an owner on each side', () => {
    const owner = instance({ priority: 255 }, 'state MASTER')
    assert.deepEqual(found([owner, owner]), [
      'cluster-owners error n2.conf:4',
      'cluster-state-master warning n2.conf:6',
    ])
  })

  test('state MASTER on the lower node only', () => {
    assert.deepEqual(found([instance(), instance(lower, 'state MASTER')]), [
      'cluster-state-master note n2.conf:6',
    ])
  })

  test('the weight that is asked for is enough, and one less is not', () => {
    const script = 'vrrp_script chk {\nscript /bin/true\n}\n'
    const texts = (weight: string) => [
      `${script}${instance({ priority: 120 }, `track_script { chk weight ${weight} }`)}`,
      instance({ priority: 105 }),
    ]
    // Weights above 0 count while all is well; with `reverse` the script is bad while all is well.
    for (const given of ['-3', '3', '-15', '15', '40', '-3 reverse', '3 reverse']) {
      const [one] = compare(texts(given)).diagnostics
      assert.equal(one?.code, 'cluster-weight', given)
      const cure = /with weight (-?\d+(?: reverse)?) n2 would take over/.exec(one?.instead ?? '')?.[1] ?? ''
      assert.equal(cure, given.endsWith('reverse') ? '16 reverse' : '-16', given)
    }
    assert.deepEqual(found(texts('-16')), [])
    assert.deepEqual(found(texts('16 reverse')), [])
    assert.deepEqual(found(texts('-15')), ['cluster-weight warning n1.conf:9'])
    assert.deepEqual(found(texts('15 reverse')), ['cluster-weight warning n1.conf:9'])
  })

  test('what fails everywhere should move nothing; who comes to the same priority moves nothing', () => {
    const script = 'vrrp_script chk {\nscript /bin/true\n}\n'
    const texts = (...weights: readonly number[]) =>
      weights.map((weight, index) =>
        [script, instance({ priority: 100 - 10 * index }, `track_script { chk weight ${weight} }`)].join(''),
      )
    assert.deepEqual(found(texts(-30, -30)), [])
    assert.deepEqual(found(texts(-30, -15)), ['cluster-weight-uneven note n1.conf:9'])
    assert.deepEqual(found(texts(-150, -150)), [])
  })

  test('two weights that help only together are worth a note', () => {
    const scripts = 'vrrp_script a {\nscript /bin/true\n}\nvrrp_script b {\nscript /bin/true\n}\n'
    const track = 'track_script {\na weight -10\nb weight -10\n}'
    const tracked = `${scripts}${instance({ priority: 120 }, track)}`
    assert.deepEqual(found([tracked, instance({ priority: 105 })]), [
      'cluster-weight note n1.conf:13',
      'cluster-weight note n1.conf:14',
    ])
  })
})

test('nothing that a configuration can say throws', () => {
  const texts = ['conformance', 'semantic-cases'].flatMap((name) =>
    readFileSync(new URL(`../data/settings/${name}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((row): string => JSON.parse(row).text)
      .filter((text) => text.length < 20_000 && /vrrp_instance|virtual_server/.test(text)),
  )
  assert.ok(texts.length > 100)
  for (const [index, text] of texts.entries()) {
    const other = texts[(index + 1) % texts.length] ?? ''
    for (const pair of [
      [text, text],
      [text, other],
    ]) {
      const { tables } = compare(pair, index % 2 === 0 ? {} : { host: false })
      assert.doesNotMatch(clusterTableText(tables, ['n1', 'n2']), /undefined|NaN/)
    }
  }
})

describe('virtual servers', () => {
  const server = (address: string, more = '') => `real_server ${address} 80 {\n${more}\nTCP_CHECK {\n}\n}`
  const service = (more: string) =>
    `virtual_server 10.0.0.1 80 {\nprotocol TCP\nlvs_sched rr\nlvs_method NAT\n${more}\n}\n`
  const messages = (texts: readonly string[]) => compare(texts).diagnostics.map(({ message }) => message)
  const name = 'virtual_server 10.0.0.1 80 TCP of n2'

  test('each difference is told, and that of servers only for those on both nodes', () => {
    const one = service(`${server('10.9.0.1', 'weight 3')}\n${server('10.9.0.2')}`)
    const other = service(`persistence_timeout 60\n${server('10.9.0.1')}\n${server('10.9.0.3')}`)
    assert.deepEqual(messages([one, other]), [
      `${name} has the real servers 10.9.0.1:80, 10.9.0.3:80, not 10.9.0.1:80, 10.9.0.2:80 as on n1`,
      `${name} has persistence of 60 s for 255.255.255.255, not no persistence as on n1`,
      `${name} has 10.9.0.1:80 weight 1, not 10.9.0.1:80 weight 3 as on n1`,
    ])
  })

  test('their order is no matter, nor is a node without any', () => {
    const one = service(`${server('10.9.0.1')}\n${server('10.9.0.2')}`)
    const other = service(`${server('10.9.0.2')}\n${server('10.9.0.1')}`)
    assert.deepEqual(messages([one, other]), [])
    assert.deepEqual(
      messages([one, instance()]).filter((text) => text.startsWith('virtual_server')),
      [],
    )
  })

  test('a sync daemon whose id is that of its instance', () => {
    const daemon = (more: string) => `global_defs {\nlvs_sync_daemon eth0 ${more}\n}\n`
    const own = service(server('10.9.0.1'))
    assert.deepEqual(messages([daemon('V') + instance() + own, daemon('id 10') + instance(lower) + own]), [])
    assert.deepEqual(messages([daemon('V') + instance() + own, daemon('id 9') + instance(lower) + own]), [
      'lvs_sync_daemon: n2 has id 9, but n1 has id 10',
    ])
  })
})

test('a thing that one instance tracks plainly and another one in reverse is good when all is well', () => {
  const script = 'vrrp_script chk {\nscript /bin/true\n}\n'
  const plain = instance({}, 'track_script { chk weight -60 }')
  const reversed = instance(
    { name: 'W', vrid: 11, addresses: '10.0.0.2' },
    'track_script { chk weight 60 reverse }',
  )
  const others = instance(lower) + instance({ ...lower, name: 'W', vrid: 11, addresses: '10.0.0.2' })
  for (const first of [plain + reversed, reversed + plain]) {
    const { tables } = compare([script + first, others])
    const calm = tables.map(({ ensemble, rows }) => [
      ensemble.routers[0]?.members[0]?.settings.name,
      rows[0]?.routers[0]?.masters,
    ])
    assert.deepEqual(
      new Map(calm as [string, unknown][]),
      new Map([
        ['V', [[0]]],
        ['W', [[1]]],
      ]),
    )
  }
})

test('every comparison has its page, and none has two', () => {
  const codes = [...comparisons, ...tableComparisons].map(({ code }) => code)
  assert.equal(new Set(codes).size, codes.length)
  for (const code of codes) assert.ok(pageOf(code)?.peer !== undefined, code)
})

test('sixteen nodes with 250 instances each are compared within seconds', () => {
  const text = (priority: number) =>
    Array.from({ length: 250 }, (_, index) =>
      instance(
        { name: `V${index}`, vrid: index + 1, addresses: `10.0.${index}.1`, priority },
        'advert_int 1',
      ),
    ).join('')
  const texts = Array.from({ length: 16 }, (_, index) => text(200 - index))
  const { diagnostics, tables } = compare(texts)
  assert.deepEqual(diagnostics, [])
  assert.equal(tables.length, 250)
})
