/** Who is told of what: notify lines, mails and FIFO lines of instances and sync groups. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReportSettings } from '../../src/notify/settings.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { instance, load } from './example-host.ts'

const second = instance('', 'B').replace('id 10', 'id 11').replace('10.0.0.1', '10.0.0.2')
const group = (more = '') => `vrrp_sync_group G {\ngroup {\nA\nB\n}\n${more}\n}\n`
const global = (line: string) => `global_defs {\n${line}\n}\n`
const none: ReportSettings = {
  mail: false,
  priorityChanges: false,
  lowerPriority: undefined,
  deleted: undefined,
}

function reportsOf(text: string) {
  const { instances, groups } = load(text).understood.reports
  return { A: instances['A'], B: instances['B'], G: groups['G'] }
}

test('nobody is told unless somebody asks', () => {
  assert.deepEqual(reportsOf(instance()), { A: none, B: undefined, G: undefined })
  assert.deepEqual(reportsOf(group() + instance() + second), { A: none, B: none, G: none })
})

test('smtp_alert: the own word, then smtp_alert_vrrp, then smtp_alert, then off', () => {
  const mail = (line: string, more = '') => reportsOf(global(line) + instance(more)).A?.mail
  assert.equal(mail('smtp_alert'), true)
  assert.equal(mail('smtp_alert\nsmtp_alert_vrrp off'), false)
  assert.equal(mail('smtp_alert_checker'), false)
  assert.equal(mail('smtp_alert', 'smtp_alert no'), false)
  assert.equal(mail('smtp_alert off', 'smtp_alert'), true)
  assert.equal(mail('smtp_alert on', 'smtp_alert TRUE'), true)
})

test('smtp_alert of a group is its own: members do not inherit it', () => {
  const { A, G } = reportsOf(group('smtp_alert') + instance() + second)
  assert.deepEqual([A?.mail, G?.mail], [false, true])
})

test('notify_priority_changes: the own word, then that of the group, then that of global_defs', () => {
  const changes = (text: string) => {
    const { A, B, G } = reportsOf(text)
    return [A?.priorityChanges, B?.priorityChanges, G?.priorityChanges]
  }
  const off = instance('notify_priority_changes off')
  assert.deepEqual(changes(global('vrrp_notify_priority_changes') + instance() + second), [
    true,
    true,
    undefined,
  ])
  assert.deepEqual(changes(group('notify_priority_changes') + off + second), [false, true, true])
  const all = global('vrrp_notify_priority_changes')
  assert.deepEqual(changes(all + group('notify_priority_changes no') + instance() + second), [
    false,
    false,
    false,
  ])
  assert.deepEqual(changes(all + group() + instance() + second), [true, true, true])
})

test('notify_deleted: the word DELETED alone, or with a script', () => {
  const deleted = (line: string) => reportsOf(instance(line)).A?.deleted
  assert.equal(deleted(''), undefined)
  assert.deepEqual(deleted('notify_deleted'), { command: undefined })
  assert.deepEqual(deleted('notify_deleted "/bin/ok x" nobody'), {
    command: { argv: ['/bin/ok', 'x'], user: 'nobody', group: undefined },
  })
  assert.deepEqual(deleted('notify_deleted\nnotify_deleted /bin/ok'), { command: undefined })
})

test('notify_master_rx_lower_pri is a script; without one keepalived ends its test', () => {
  const loaded = load(instance('notify_master_rx_lower_pri /bin/ok nobody :staff'))
  assert.deepEqual(loaded.understood.reports.instances['A']?.lowerPriority, {
    argv: ['/bin/ok'],
    user: 'nobody',
    group: ':staff',
  })
  assert.equal(testStatus(load(instance('notify_master_rx_lower_pri')).diagnostics), 2)
})

test('both belong to instances only', () => {
  for (const line of ['notify_deleted', 'notify_master_rx_lower_pri /bin/ok']) {
    const codes = load(group(line) + instance() + second).diagnostics.map(({ code }) => code)
    assert.ok(codes.includes('misplaced-keyword'), line)
  }
})

test('the first script of a kind counts, another one is an error', () => {
  const loaded = load(instance('notify /bin/a\nnotify /bin/b'))
  assert.equal(loaded.understood.notify.instances['A']?.any?.argv[0], '/bin/a')
  assert.ok(
    loaded.diagnostics.some(({ code, severity }) => code === 'repeated-keyword' && severity === 'error'),
  )
})
