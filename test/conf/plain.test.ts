/** A configuration as plain data: one property for each keyword, arrays where there may be several. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainTree } from '../../src/conf/plain.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { instance, load } from '../settings/example-host.ts'

function plain(text: string): unknown {
  return JSON.parse(JSON.stringify(plainTree(load(text).tree, grammar)))
}

test('blocks are arrays of objects, lists arrays of lines, flags true', () => {
  assert.deepEqual(plain(instance('nopreempt\npriority  90\nvirtual_ipaddress {\n10.0.0.2 dev  eth1\n}')), {
    vrrp_instance: [
      {
        parameters: 'A',
        interface: 'eth0',
        virtual_router_id: '10',
        virtual_ipaddress: ['10.0.0.1', '10.0.0.2 dev eth1'],
        nopreempt: true,
        priority: '90',
      },
    ],
  })
})

test('what counts is what is shown: the last one, or the first where the first counts', () => {
  assert.deepEqual(plain('global_defs {\nrouter_id a\nrouter_id b\n}'), { global_defs: [{ router_id: 'b' }] })
  assert.deepEqual(plain('vrrp_script s {\nscript "/bin/ok 1"\n}'), {
    vrrp_script: [{ parameters: 's', script: '"/bin/ok 1"' }],
  })
})

test('what nothing reads is left out', () => {
  assert.deepEqual(plain('foo 1\nglobal_defs {\nbar {\nx\n}\n}'), { global_defs: [{}] })
})

test('a word of the old days is left out, a synonym has its present name', () => {
  assert.deepEqual(plain('virtual_server 192.0.2.9 80 {\nnat_mask 255.255.255.0\nlb_algo rr\n}'), {
    virtual_server: [{ parameters: '192.0.2.9 80', lvs_sched: 'rr' }],
  })
})
