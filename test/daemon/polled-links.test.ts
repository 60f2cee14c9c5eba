/** Which interfaces are asked for their link. keepalived.conf(5), linkbeat_use_polling. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { polledOf } from '../../src/daemon/kernel/host-links.ts'
import { load } from '../settings/example-host.ts'

function polled(text: string): readonly string[] {
  const { global, tracks, vrrp } = load(text).understood
  const work = { vrrp, polled: tracks.polled, pollAll: global.linkPolling, disableLocalIgmp: false }
  return polledOf(work).map(({ interface: name, by }) => `${name} ${by ?? 'any'}`)
}

const instance = (more: string) =>
  `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\nvirtual_ipaddress { 10.0.0.9 }\n${more}\n}\n`

test('without the words none', () => {
  assert.deepEqual(polled(instance('use_vmac')), [])
})

test('linkbeat_use_polling of an instance: its own', () => {
  assert.deepEqual(polled(instance('linkbeat_use_polling\ntrack_interface { eth1 }')), ['eth0 any'])
})

test('linkbeat_use_polling at the top level: all that count, but for those that we make', () => {
  const text = `linkbeat_use_polling\n${instance('use_vmac\ntrack_interface { eth1 }')}`
  assert.deepEqual(polled(text), ['eth0 any', 'eth1 any'])
})

test('linkbeat_interfaces says how', () => {
  const text = `linkbeat_interfaces {\neth0 ETHTOOL\n}\n${instance('linkbeat_use_polling')}`
  assert.deepEqual(polled(text), ['eth0 ETHTOOL'])
})
