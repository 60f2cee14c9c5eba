/**
 * What a written configuration makes of the machine where keepalived corrects it. F numbers: behaviour
 * observed at keepalived 2.4.3.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes, instance, load } from '../settings/example-host.ts'

const only = (lines: string) => {
  const loaded = load(instance(lines))
  const [settings] = loaded.understood.vrrp.instances
  assert.ok(settings !== undefined)
  return { settings, codes: codes(loaded).map((code) => code.split(':')[0]), loaded }
}

test('F47: two instances of one number on one interface: nothing runs', () => {
  const { diagnostics } = load(instance() + instance('', 'B'))
  assert.ok(diagnostics.some(({ code, fatal }) => code === 'vrid-taken' && fatal === true))
})

test('F49: a unicast option without peers falls back to multicast, or is held in FAULT', () => {
  const plain = only('unicast_ttl 9')
  assert.equal(plain.settings.unicast, undefined)
  assert.equal(plain.settings.destination, '224.0.0.18')
  assert.deepEqual(plain.settings.faults, [])
  assert.notDeepEqual(plain.codes, [])
  const held = only('unicast_fault_no_peer')
  assert.deepEqual(held.settings.faults, ['no-unicast-peer'])
})

test('F50: state MASTER takes nopreempt and preempt_delay back', () => {
  const { settings } = only('state MASTER\nnopreempt\npreempt_delay 5')
  assert.equal(settings.preempt, true)
  assert.equal(settings.preemptDelay, 0)
})

test('the delays and switches of global_defs reach the virtual routers', () => {
  const lines = [
    'vrrp_startup_delay 3',
    'vrrp_delay_after_boot 60',
    'log_unknown_vrids',
    'dynamic_interfaces allow_if_changes',
  ]
  const delays = 'interface_up_down_delays {\neth0 1 2\n}\n'
  const { vrrp } = load(`global_defs {\n${lines.join('\n')}\n}\n${delays}${instance()}`).understood
  assert.equal(vrrp.startupDelay, 3_000_000)
  assert.equal(vrrp.delayAfterBoot, 60_000_000)
  assert.equal(vrrp.logUnknownVrids, true)
  assert.equal(vrrp.dynamicInterfaces, 'changing')
  assert.deepEqual(vrrp.delays, [{ interface: 'eth0', down: 1_000_000, up: 2_000_000 }])
})
