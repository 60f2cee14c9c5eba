/** What a reload cannot change: it is said, and the old value goes on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepUnchangeable } from '../../src/daemon/parent/unchangeable.ts'
import { load } from '../settings/example-host.ts'

function settingsOf(text: string) {
  const { settings } = load(text)
  assert.ok(settings !== undefined)
  return settings
}

function kept(before: string, after: string) {
  return keepUnchangeable(settingsOf(before), settingsOf(after))
}

test('O29: the network namespace', () => {
  const { settings, kept: told } = kept('net_namespace blue\n', 'net_namespace red\n')
  assert.deepEqual(told, ['network namespace'])
  assert.equal(settings.global.namespace, 'blue')
})

test('the name of the instance, and with it where pid files are', () => {
  const { settings, kept: told } = kept('instance one\n', '')
  assert.deepEqual(told, ['instance name'])
  assert.deepEqual([settings.global.instance, settings.global.pidDirectory], ['one', true])
})

test('the name of the nftables table, but not whether there is one', () => {
  const table = (name: string) => `global_defs {\nnftables ${name}\n}\n`
  const renamed = kept(table('a'), table('b'))
  assert.deepEqual(renamed.kept, ['nftables table name'])
  const { backend } = renamed.settings.global.firewall
  assert.equal(backend.is === 'nftables' ? backend.table : '', 'a')
  assert.deepEqual(kept('', table('b')).kept, [])
})

test('disable_local_igmp and tmp_config_directory', () => {
  const now = 'global_defs {\ndisable_local_igmp\ntmp_config_directory /x\n}\n'
  const { settings, kept: told } = kept('', now)
  assert.deepEqual(told, ['tmp_config_directory', 'disable_local_igmp'])
  assert.equal(settings.global.vrrp.disableLocalIgmp, false)
})

test('what is the same costs nothing: the very settings', () => {
  const next = settingsOf('net_namespace blue\n')
  assert.equal(keepUnchangeable(settingsOf('net_namespace blue\n'), next).settings, next)
})
