/** Where files of the daemon are, by instance, network namespace and what the command line says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dumpPathsOf } from '../../src/daemon/parent/dump-paths.ts'
import { markerPath, pidFilesOf, syslogIdent } from '../../src/daemon/parent/pid-paths.ts'

const nothing = { daemon: undefined, vrrp: undefined, checker: undefined }
const plain = { instance: undefined, pidDirectory: false }

test('pid files: /run, and /run/keepalived with an instance, a namespace or use_pid_dir', () => {
  assert.deepEqual(pidFilesOf(nothing, plain, undefined), {
    daemon: '/run/keepalived.pid',
    vrrp: '/run/vrrp.pid',
    checker: '/run/checkers.pid',
  })
  assert.deepEqual(pidFilesOf(nothing, { instance: 'one', pidDirectory: true }, undefined), {
    daemon: '/run/keepalived/keepalived_one.pid',
    vrrp: '/run/keepalived/vrrp_one.pid',
    checker: '/run/keepalived/checkers_one.pid',
  })
  assert.equal(pidFilesOf(nothing, plain, 'blue').daemon, '/run/keepalived/keepalived.pid')
  assert.equal(pidFilesOf(nothing, undefined, undefined).daemon, '/run/keepalived.pid')
})

test('-p, -r and -c come first', () => {
  const given = { daemon: '/p', vrrp: '/r', checker: '/c' }
  assert.deepEqual(pidFilesOf(given, { instance: 'one', pidDirectory: true }, 'blue'), given)
})

test('the name in the system log has namespace and instance', () => {
  assert.equal(syslogIdent(undefined, undefined), 'Keepalived')
  assert.equal(syslogIdent('one', 'blue'), 'Keepalived_blue_one')
})

test('reload_file without a path stands beside the pid file', () => {
  assert.equal(markerPath('', '/run/keepalived/keepalived_one.pid'), '/run/keepalived/keepalived.reload')
  assert.equal(markerPath('/m', '/run/keepalived.pid'), '/m')
  assert.equal(markerPath(undefined, '/run/keepalived.pid'), undefined)
})

const files = {
  stateDump: undefined,
  statisticsDump: undefined,
  jsonDump: undefined,
  namesWithInstance: false,
} as const
const names = { files, instance: 'one', namespace: 'blue', temporaryDirectory: '/tmp' }

test('dumps go to $TMPDIR or /tmp', () => {
  assert.deepEqual(dumpPathsOf(names), {
    state: '/tmp/keepalived.data',
    parentState: '/tmp/keepalived_parent.data',
    statistics: '/tmp/keepalived.stats',
    json: '/tmp/keepalived.json',
  })
})

test('data_use_instance: namespace and instance before the suffix; monitoring finds its JSON as ever', () => {
  assert.deepEqual(dumpPathsOf({ ...names, files: { ...files, namesWithInstance: true } }), {
    state: '/tmp/keepalived.blue_one.data',
    parentState: '/tmp/keepalived_parent.blue_one.data',
    statistics: '/tmp/keepalived.blue_one.stats',
    json: '/tmp/keepalived.json',
  })
})

test('a dump file of its own, and a directory with a final /', () => {
  const own = { ...files, stateDump: '/var/x', statisticsDump: '/var/d/', jsonDump: '/var/k.json' }
  assert.deepEqual(dumpPathsOf({ ...names, files: own }), {
    state: '/var/x',
    parentState: '/var/x_parent',
    statistics: '/var/d/keepalived.stats',
    json: '/var/k.json',
  })
})
