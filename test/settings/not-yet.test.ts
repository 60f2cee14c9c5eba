/** What is understood and cannot be done yet: it is left out of what runs, with all that depends on it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Diagnostic } from '../../src/conf/diagnostics.ts'
import { type Abilities, leaveOutWhatCannotRun } from '../../src/settings/not-yet.ts'
import { instance, load, programs } from './example-host.ts'

const at = { file: 'k.conf', line: 1, column: 1, length: 1 }
const member = (name: string, number: number, more = '') =>
  instance(more, name).replace('id 10', `id ${number}`).replace('10.0.0.1', `10.0.0.${number}`)
const script = (name: string) => `vrrp_script ${name} {\nscript /bin/ok\n}\n`
const cluster = [
  script('s'),
  script('t'),
  'vrrp_sync_group G {\ngroup {\nA\nB\n}\nnotify /bin/ok\n}\n',
  member('A', 1, 'track_script {\ns\n}'),
  member('B', 2, 'notify_master /bin/ok'),
  member('C', 3, 'track_script {\nt\n}\nnotify_master /bin/ok'),
].join('')

/** The settings of the cluster when these instances cannot run. */
function without(...names: readonly string[]) {
  const { understood } = load(cluster, { scripts: programs({ '/bin/ok': 0o755 }) })
  const said: Diagnostic[] = []
  const abilities: Abilities = {
    instance: ({ name }) => (names.includes(name) ? [{ what: 'use_vmac', at }] : []),
    placeOf: () => at,
    services: [],
  }
  return { settings: leaveOutWhatCannotRun(understood, abilities, (one) => said.push(one)), understood, said }
}

test('all that can run runs as it was understood', () => {
  const { settings, understood, said } = without()
  assert.deepEqual(settings, { ...understood, lvs: { services: [] } })
  assert.deepEqual(said, [])
})

test('an instance takes its scripts and what it tells along', () => {
  const { settings, understood, said } = without('C')
  assert.deepEqual(
    settings.vrrp.instances.map(({ name }) => name),
    ['A', 'B'],
  )
  assert.deepEqual(
    settings.scripts.map(({ name }) => name),
    ['s'],
  )
  assert.deepEqual(Object.keys(settings.notify.instances), ['B'])
  assert.deepEqual(Object.keys(settings.reports.instances), ['A', 'B'])
  assert.deepEqual(settings.vrrp.groups, understood.vrrp.groups)
  assert.deepEqual(
    said.map(({ code, severity, message }) => [code, severity, message]),
    [['not-yet', 'error', 'vrrp_instance C asks for use_vmac, which keepalived-ts cannot do yet']],
  )
})

test('half a sync group is dangerous: it goes as a whole, and every member is named', () => {
  const { settings, said } = without('B')
  assert.deepEqual(
    settings.vrrp.instances.map(({ name }) => name),
    ['C'],
  )
  assert.deepEqual(settings.vrrp.groups, [])
  assert.deepEqual(Object.keys(settings.notify.groups), [])
  assert.deepEqual(
    said.map(({ message }) => message.split(' ').slice(0, 3).join(' ')),
    ['vrrp_instance B asks', 'vrrp_instance A shares'],
  )
})

test('the whole way: understood has what runs not', () => {
  const loaded = load(member('A', 1, 'unicast_fault_no_peer') + member('B', 2))
  assert.deepEqual(
    loaded.understood.vrrp.instances.map(({ name }) => name),
    ['A', 'B'],
  )
  assert.deepEqual(
    loaded.settings?.vrrp.instances.map(({ name }) => name),
    ['B'],
  )
})
