/** The record of what runs: it reads back, is nobody else's business, and goes with its daemon. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  openRunningText,
  readRunningRecord,
  removeRunningRecord,
  runningRecordPath,
  writeRunningRecord,
} from '../../src/daemon/running-record.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { planOf } from '../../src/settings/plan/plan.ts'
import { host, noFiles } from '../settings/example-host.ts'

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
  assert.equal(writeRunningRecord({ configFile: '/etc/k "1"\n.conf', pidFile: daemon }, running), undefined)
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
  assert.equal(writeRunningRecord(there, running)?.code, 'ENOENT')
})

test('a file that is none of ours is no record', () => {
  for (const other of ['', 'vrrp_instance A {\n}\n', '# {"pid":1}\n', '\0\0', '# What\n# {"pid":1}\n']) {
    assert.equal(readRunningRecord(other), undefined)
  }
  const [heading] = readFileSync(new URL(import.meta.url), 'utf8').split('\n')
  assert.equal(readRunningRecord(`${heading}\n# {broken`), undefined)
})
