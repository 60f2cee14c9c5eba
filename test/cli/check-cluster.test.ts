/** `keepalived-ts check --cluster`: files to nodes, findings in every format, and the table of failures. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { check } from './check-run.ts'

function node(priority: number, more = ''): string {
  return `vrrp_instance V {
  interface eth0
  virtual_router_id 10
  priority ${priority}
  virtual_ipaddress { 192.0.2.9 }
  ${more}
}
`
}

const pair = { 'a.conf': node(100), 'b.conf': node(50, 'advert_int 2') }
const good = { 'a.conf': node(100), 'b.conf': node(50) }
const shared = {
  'k.conf': `vrrp_instance V {
  interface eth0
  virtual_router_id 10
  @lb1 priority 100
  @lb2 priority 50
  @lb2 advert_int 2
  virtual_ipaddress { 192.0.2.9 }
}
`,
}

describe('text', () => {
  test('a finding shows both places, and the table follows', async () => {
    const run = await check(['--cluster', 'a.conf', 'b.conf'], { files: pair })
    const says = 'vrrp_instance V of b.conf (VRID 10) sends every 2 s, but that of a.conf sends every 1 s'
    assert.equal(run.status, 1)
    assert.equal(
      run.printed,
      `b.conf:6:14: error: ${says} [cluster-interval]
  |   advert_int 2
  |              ^
  a.conf:1:15: a.conf: V sends every 1 s
  | vrrp_instance V {
  |               ^
  instead: version 2 drops adverts of another interval: both become master
  cure: Write the same advert_int on all nodes.

Who is master, and who would be in which failure:

VRID 10 (V): a.conf 100, b.conf 50
  all well                     a.conf and b.conf at once
  a.conf down                  b.conf until a.conf is back
  a.conf: interface eth0 down  b.conf (a.conf is in fault state)
  b.conf down                  a.conf until b.conf is back
  b.conf: interface eth0 down  a.conf (b.conf is in fault state)

1 error in 2 nodes
More about a code: keepalived-ts check --explain cluster-interval
`,
    )
  })

  test('nothing to complain about', async () => {
    const run = await check(['--cluster', 'a.conf', 'b.conf'], { files: good })
    assert.equal(run.status, 0)
    assert.match(run.printed, /^Who is master/)
    assert.match(run.printed, / {2}a\.conf down +b\.conf until a\.conf is back\n/)
    assert.match(run.printed, /nothing to complain about in 2 nodes\n$/)
  })

  test('--quiet: only errors', async () => {
    const run = await check(['--cluster', '-q', 'a.conf', 'b.conf'], { files: good })
    assert.equal(run.printed, '')
  })

  test('a weight that is too small: no failover, with the sum', async () => {
    const script =
      'global_defs {\nscript_user root\nenable_script_security\n}\nvrrp_script chk {\nscript /bin/true\n}\n'
    const files = {
      'a.conf': script + node(100, 'track_script { chk weight -20 }'),
      'b.conf': node(70),
    }
    const run = await check(['--cluster', 'a.conf', 'b.conf'], { files })
    assert.match(
      run.printed,
      /a\.conf: script chk fails +a\.conf \(no failover: 100 - 20 = 80, b\.conf has 70\)\n/,
    )
    assert.match(run.printed, /\[cluster-weight\]/)
  })

  test('a table names a sync group only where there is one', async () => {
    const script =
      'global_defs {\nscript_user root\nenable_script_security\n}\nvrrp_script chk {\nscript /bin/true\n}\n'
    const first = `${script}${node(100, 'track_script { chk weight -20 }')}`
    const strangers = {
      version: [first, node(90, 'version 3')],
      peers: [`${first.replace(/\}\n$/, 'unicast_peer { 192.0.2.3 }\n}\n')}`, node(90)],
      virtual_router_id: [first, node(90).replace('id 10', 'id 11')],
    }
    for (const [what, [a = '', b = '']] of Object.entries(strangers)) {
      const run = await check(['--cluster', 'a.conf', 'b.conf'], { files: { 'a.conf': a, 'b.conf': b } })
      assert.match(
        run.printed,
        /a\.conf: script chk fails +a\.conf and b\.conf at once \(100 - 20 = 80\)\n/,
        what,
      )
      assert.doesNotMatch(run.printed, /sync group/, what)
    }
    const shy = node(90, 'state BACKUP\nnopreempt')
    const run = await check(['--cluster', 'a.conf', 'b.conf'], { files: { 'a.conf': first, 'b.conf': shy } })
    assert.match(run.printed, /\(no failover: 100 - 20 = 80, but b\.conf has nopreempt\)\n/)
  })

  test('virtual routers of the same lines are told together', async () => {
    const more = (priority: number) =>
      node(priority).replace(' V ', ' W ').replace('id 10', 'id 11').replace('192.0.2.9', '192.0.2.10')
    const files = { 'a.conf': node(100) + more(100), 'b.conf': node(50) + more(50) }
    const run = await check(['--cluster', 'a.conf', 'b.conf'], { files })
    assert.match(run.printed, /\nVRID 10 \(V\), VRID 11 \(W\): a\.conf 100, b\.conf 50\n/)
  })
})

describe('which nodes', () => {
  test('one file with two ids', async () => {
    const run = await check(['--cluster', 'k.conf', 'k.conf', '--id', 'lb1', '--id', 'lb2'], {
      files: shared,
    })
    assert.equal(run.status, 1)
    assert.match(run.printed, /^k\.conf:6:\d+: error: vrrp_instance V of lb2 \(VRID 10\)/)
    assert.match(run.printed, /\nVRID 10 \(V\): lb1 100, lb2 50\n/)
  })

  test('what is wrong in a shared line is said once', async () => {
    const files = {
      'k.conf': shared['k.conf'].replace('virtual_ipaddress', 'prioritty 3\n virtual_ipaddress'),
    }
    const run = await check(['--cluster', 'k.conf', 'k.conf', '--id=lb1', '--id=lb2'], { files })
    assert.equal(run.printed.split('[unknown-keyword]').length, 2)
    assert.match(run.printed, /\n2 errors in 2 nodes\n/)
  })

  test('the same file and the same id twice', async () => {
    const run = await check(['--cluster', 'k.conf', 'k.conf'], { files: shared })
    assert.equal(run.status, 2)
    assert.equal(
      run.complained,
      'keepalived-ts: --cluster: k.conf is there twice: give --id for each, in the order of the files\n',
    )
  })

  test('one file', async () => {
    const run = await check(['--cluster', 'a.conf'], { files: good })
    assert.equal(run.status, 2)
    assert.match(run.complained, /give the file of each node/)
  })

  test('seventeen', async () => {
    const names = Array.from({ length: 17 }, (_, index) => `${index}.conf`)
    const run = await check(['--cluster', ...names], {})
    assert.equal(run.status, 2)
    assert.match(run.complained, /17 nodes; it compares at most 16/)
  })

  test('neither one id nor as many as files', async () => {
    const words = ['--cluster', 'a.conf', 'b.conf', '--id', 'x', '--id', 'y', '--id', 'z']
    const run = await check(words, { files: good })
    assert.equal(run.status, 2)
    assert.match(run.complained, /--id: one for all or one for each of the 2 files, in their order; not 3/)
  })

  test('one host for two nodes', async () => {
    const run = await check(['--cluster', 'a.conf', 'b.conf', '--host', 'facts.json'], { files: good })
    assert.equal(run.status, 2)
    assert.match(run.complained, /--host: one for each of the 2 files, in their order; not 1/)
  })

  test('standard input twice', async () => {
    const run = await check(['--cluster', '-', '-', '--id', 'x', '--id', 'y'], { stdin: node(100) })
    assert.equal(run.status, 2)
    assert.match(run.complained, /only one file can be standard input/)
  })

  test('standard input as one of the nodes', async () => {
    const run = await check(['--cluster', 'a.conf', '-'], { files: good, stdin: node(50) })
    assert.equal(run.status, 0)
    assert.match(run.printed, /VRID 10 \(V\): a\.conf 100, <stdin> 50/)
  })

  test('facts for each: names, and networks that do not fit', async () => {
    const host = (id: string, address: string) => ({
      id,
      interfaces: [{ name: 'eth0', addresses: [address] }],
    })
    const files = {
      ...good,
      'one.json': JSON.stringify(host('lb1', '192.0.2.2/24')),
      'two.json': JSON.stringify(host('lb2', '198.51.100.3/24')),
    }
    const run = await check(['--cluster', 'a.conf', 'b.conf', '--host', 'one.json', '--host', 'two.json'], {
      files,
    })
    assert.match(run.printed, /V of lb2 \(VRID 10\) is on eth0 with 198\.51\.100\.0\/24, but that of lb1/)
    assert.match(run.printed, /VRID 10 \(V\): lb1 100, lb2 50\n/)
    assert.equal(run.status, 0)
  })

  test('a file that is not there: what could be checked is shown, and nothing is compared', async () => {
    const run = await check(['--cluster', 'a.conf', 'none.conf'], { files: good })
    assert.equal(run.status, 2)
    assert.match(run.complained, /none\.conf/)
    assert.doesNotMatch(run.printed, /Who is master/)
  })
})

describe('formats', () => {
  test('JSON: nodes, findings with both places, virtual routers', async () => {
    const run = await check(['--cluster', '--format=json', 'a.conf', 'b.conf'], { files: pair })
    const { files, cluster, counts } = JSON.parse(run.printed)
    assert.deepEqual(counts, { errors: 1, warnings: 0, notes: 0, unreadable: 0 })
    assert.deepEqual(
      files.map((one: { node: string }) => one.node),
      ['a.conf', 'b.conf'],
    )
    assert.deepEqual(cluster.nodes, ['a.conf', 'b.conf'])
    const [one] = cluster.diagnostics
    assert.equal(one.code, 'cluster-interval')
    assert.deepEqual(one.related, [
      { message: 'a.conf: V sends every 1 s', file: 'a.conf', line: 1, column: 15, length: 1 },
    ])
    const [router] = cluster.virtualRouters
    assert.deepEqual(router.members[0], {
      node: 'a.conf',
      instance: 'V',
      vrid: 10,
      priority: 100,
      group: null,
    })
    assert.deepEqual(router.failures[0], {
      failure: 'none',
      masters: [['a.conf', 'b.conf']],
      restless: false,
      priorities: { 'a.conf': 100, 'b.conf': 50 },
    })
    assert.deepEqual(router.failures[3], {
      failure: 'trouble',
      node: 'a.conf',
      kind: 'interface',
      name: 'eth0',
      reversed: false,
      masters: [['b.conf']],
      restless: false,
      priorities: { 'a.conf': null, 'b.conf': 50 },
    })
  })

  test('SARIF: the other place is a related location', async () => {
    const run = await check(['--cluster', '--format=sarif', 'a.conf', 'b.conf'], { files: pair })
    const [{ results, tool }] = JSON.parse(run.printed).runs
    assert.deepEqual(
      tool.driver.rules.map((rule: { id: string }) => rule.id),
      ['cluster-interval'],
    )
    const [{ physicalLocation, message }] = results[0].relatedLocations
    assert.equal(physicalLocation.artifactLocation.uri, 'a.conf')
    assert.equal(physicalLocation.region.startLine, 1)
    assert.equal(message.text, 'a.conf: V sends every 1 s')
  })

  test('GitHub: the other place is in the text', async () => {
    const run = await check(['--cluster', '--format=github', 'a.conf', 'b.conf'], { files: pair })
    assert.match(
      run.printed,
      /^::error file=b\.conf,line=6,.*title=cluster-interval::.*%0Aa\.conf:1: a\.conf: V sends/,
    )
    assert.match(run.printed, /\n1 error in 2 nodes\n$/)
  })

  test('--level and --strict count for what is compared, too', async () => {
    const off = await check(['--cluster', '--level', 'cluster-interval=off', 'a.conf', 'b.conf'], {
      files: pair,
    })
    assert.equal(off.status, 0)
    const equal = { 'a.conf': node(50), 'b.conf': node(50) }
    assert.equal((await check(['--cluster', 'a.conf', 'b.conf'], { files: equal })).status, 0)
    assert.equal((await check(['--cluster', '--strict', 'a.conf', 'b.conf'], { files: equal })).status, 1)
  })
})

test('without --cluster the last --id and the last --host count', async () => {
  const run = await check(['k.conf', '--id', 'lb1', '--id', 'lb2', '--no-host', '--format=json'], {
    files: shared,
  })
  assert.equal(run.status, 0)
  assert.equal(JSON.parse(run.printed).cluster, undefined)
})
