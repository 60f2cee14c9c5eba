/** The record of what runs: it reads back, is nobody else's business, and goes with its daemon. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ok } from '../../src/base/result.ts'
import { withMarkedKeys } from '../../src/daemon/parent/key-marks.ts'
import {
  openRunningText,
  readRunningRecord,
  removeRunningRecord,
  runningRecordPath,
  writeRunningRecord,
} from '../../src/daemon/parent/running-record.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { planOf } from '../../src/settings/plan/plan.ts'
import { host, noFiles, programs } from '../settings/example-host.ts'

const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-record-'))
after(() => rmSync(directory, { recursive: true }))
const daemon = join(directory, 'keepalived.pid')

const text = `global_defs {
script_user nobody
}
$VIP=192.0.2.100/24
@node vrrp_instance A {
interface eth0
virtual_router_id 51
authentication {
auth_type PASS
auth_pass "a # b"
}
notify_master "/bin/echo \\"a b\\"" nobody
virtual_ipaddress {
$VIP
}
}
virtual_server 192.0.2.9 80 {
protocol TCP
real_server 192.0.2.20 80 {
TCP_CHECK
}
}
`

function load(given: string, add: ReturnType<typeof openRunningText>['add'] = () => undefined) {
  const where = { file: '/etc/k.conf', read: noFiles, host, id: 'node' }
  return loadSettings({ ...where, text: given, forgetTree: true, onStatement: add })
}

test('beside the pid file', () => {
  assert.equal(runningRecordPath('/run/keepalived.pid'), '/run/keepalived.running.conf')
  assert.equal(runningRecordPath('/run/other'), '/run/other.running.conf')
})

test('what was understood reads back as the same settings, definitions and conditions gone', () => {
  const running = openRunningText()
  const first = load(text, running.add)
  const where = { configFile: '/etc/k "1"\n.conf', pidFile: daemon }
  assert.equal(writeRunningRecord(where, { ...running, instances: [] }), undefined)
  const path = runningRecordPath(daemon)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const written = readFileSync(path, 'utf8')
  assert.doesNotMatch(written, /\$VIP|@node/)
  const record = readRunningRecord(written)
  assert.deepEqual([record?.pid, record?.file], [process.pid, '/etc/k "1"\n.conf'])
  assert.ok(Math.abs(Date.now() - Date.parse(record?.loadedAt ?? '')) < 60_000)
  const again = load(written)
  assert.deepEqual(planOf(first, again).steps, [])
  assert.deepEqual(again.settings?.vrrp, first.settings?.vrrp)
  assert.deepEqual(again.settings?.lvs, first.settings?.lvs)
})

test('it goes with its daemon, and may be gone already', () => {
  removeRunningRecord(daemon)
  assert.ok(!existsSync(runningRecordPath(daemon)))
  removeRunningRecord(daemon)
})

test('where nothing can be written it says so and does not throw', () => {
  const running = openRunningText()
  const there = { configFile: '/k', pidFile: join(directory, 'no/such.pid') }
  assert.equal(writeRunningRecord(there, { ...running, instances: [] })?.code, 'ENOENT')
})

test('what is in a file with a key is known again by a salted hash, and the key is not written', () => {
  const keyed = (inside: string | undefined) => {
    const scripts = {
      ...programs(inside === undefined ? {} : { '/etc/key': 0o600 }),
      readKey: () => ok(new TextEncoder().encode(inside)),
    }
    const lines = 'interface eth0\nvirtual_router_id 51\nvirtual_ipaddress { 192.0.2.100 }'
    const given = `vrrp_instance A {\n${lines}\nauth_hmac {\nkey 1 file:/etc/key\nactive_key 1\n}\n}\n`
    return loadSettings({ file: '/etc/k.conf', text: given, read: noFiles, host, id: 'node', scripts })
  }
  const record = (of: ReturnType<typeof keyed>) => {
    const instances = of.understood.vrrp.instances
    writeRunningRecord({ configFile: '/etc/k.conf', pidFile: daemon }, { text: () => '', instances })
    return readFileSync(runningRecordPath(daemon), 'utf8')
  }
  const stepsTo = (written: string, before: ReturnType<typeof keyed>, now: ReturnType<typeof keyed>) => {
    const keys = readRunningRecord(written)?.keys
    assert.ok(keys !== undefined)
    // The record is read with the key file as it is now.
    const { vrrp } = now.understood
    const instances = withMarkedKeys(vrrp.instances, keys)
    const then = { ...before, understood: { ...before.understood, vrrp: { ...vrrp, instances } } }
    return planOf(then, now).steps.flatMap(({ changes }) =>
      changes.map(({ keyword, cost }) => [keyword, cost]),
    )
  }
  const [good, other, none] = [keyed('k'.repeat(32)), keyed('o'.repeat(32)), keyed(undefined)]
  const written = record(good)
  assert.notEqual(written, record(good), 'salted')
  assert.doesNotMatch(written, /kkkk|6b6b/)
  assert.deepEqual(stepsTo(written, good, good), [])
  assert.deepEqual(stepsTo(written, good, other), [['auth_hmac key', 'may-fail-over']])
  assert.deepEqual(stepsTo(record(none), none, good), [['auth_hmac key', 'may-fail-over']], 'there was none')
  rmSync(runningRecordPath(daemon))
})

test('a file that is none of ours is no record', () => {
  for (const other of ['', 'vrrp_instance A {\n}\n', '# {"pid":1}\n', '\0\0', '# What\n# {"pid":1}\n']) {
    assert.equal(readRunningRecord(other), undefined)
  }
  const [heading] = readFileSync(new URL(import.meta.url), 'utf8').split('\n')
  assert.equal(readRunningRecord(`${heading}\n# {broken`), undefined)
})
