/** By whose interfaces a configuration is judged: those of the network namespace that it is meant for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { err, ok } from '../../src/base/result.ts'
import { type Facts, loadConfiguration } from '../../src/daemon/host-configuration.ts'

const instance =
  'vrrp_instance A {\ninterface eth7\nvirtual_router_id 1\nvirtual_ipaddress {\n10.0.0.1\n}\n}\n'

/** Codes of what is found on a host without any interface. */
function found(text: string, namespace: string | undefined): readonly string[] {
  const source = { configFile: '/k.conf', configId: 'node', namespace }
  const facts = { host: { interfaces: [] }, scripts: undefined }
  const result = loadConfiguration(source, { facts, bytes: new TextEncoder().encode(text) })
  assert.ok(result.is === 'loaded')
  return result.loaded.diagnostics.map(({ code }) => code)
}

test('without net_namespace: those of this host', () => {
  assert.ok(found(instance, undefined).includes('interface-unknown'))
})

test('with net_namespace, and somebody who looks into it: those inside, or a word that nobody could', () => {
  const text = `net_namespace blue\n${instance}`
  const judged = (inNamespace: NonNullable<Facts['inNamespace']>) => {
    const facts = { host: { interfaces: [] }, scripts: undefined, inNamespace }
    const source = { configFile: '/k.conf', configId: 'node' }
    const result = loadConfiguration(source, { facts, bytes: new TextEncoder().encode(text) })
    assert.ok(result.is === 'loaded')
    return [result.loaded.diagnostics.map(({ code }) => code), result.unseen]
  }
  const eth7 = { name: 'eth7', loopback: false, addresses: [] }
  const asked: string[] = []
  const looking = (name: string) => {
    asked.push(name)
    return ok({ interfaces: [eth7] })
  }
  assert.deepEqual(judged(looking), [[], undefined])
  assert.deepEqual(asked, ['blue'])
  assert.deepEqual(judged(() => ok({ interfaces: [] }))[0], ['interface-unknown'])
  assert.deepEqual(
    judged(() => err('it is not there')),
    [[], 'it is not there'],
  )
})

test('with net_namespace: none, as long as nobody is inside', () => {
  const text = `net_namespace blue\n${instance}`
  assert.deepEqual(found(text, undefined), [])
  assert.deepEqual(found(text, 'red'), [])
  assert.ok(found(text, 'blue').includes('interface-unknown'))
})
