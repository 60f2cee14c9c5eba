/** What systemd is told, and that scripts do not inherit the way to tell it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { AF_UNIX, SOCK_DGRAM, unixSocketAddress } from '../../src/io/linux.ts'
import { loadNative } from '../../src/io/native.ts'
import { openServiceManager } from '../../src/io/systemd.ts'

const native = loadNative()
const directory = mkdtempSync(join(tmpdir(), 'keepalived-ts-systemd-'))
after(() => rmSync(directory, { recursive: true }))

function listen(name: string) {
  const path = join(directory, name)
  const fd = native.socket(AF_UNIX, SOCK_DGRAM, 0)
  native.bind(fd, unixSocketAddress(path) as Uint8Array)
  after(() => native.close(fd))
  const next = () => {
    const buffer = new Uint8Array(1_000)
    const length = native.receive(fd, buffer)
    return length < 0 ? undefined : new TextDecoder().decode(buffer.subarray(0, length))
  }
  return { path, next }
}

test('O28: READY with the pid, RELOADING with the moment, STOPPING', () => {
  const systemd = listen('notify')
  process.env['NOTIFY_SOCKET'] = systemd.path
  const manager = openServiceManager(native)
  assert.equal(process.env['NOTIFY_SOCKET'], undefined)
  manager.ready()
  assert.equal(systemd.next(), `READY=1\nMAINPID=${process.pid}`)
  manager.reloading()
  assert.match(systemd.next() ?? '', /^RELOADING=1\nMONOTONIC_USEC=\d+$/)
  manager.stopping()
  assert.equal(systemd.next(), 'STOPPING=1')
})

test('without systemd nothing happens', () => {
  const manager = openServiceManager(native)
  manager.ready()
  assert.equal(manager.watchdogMillis, undefined)
})

test('the watchdog is ours only when its pid is', () => {
  for (const [pid, expected] of [
    [String(process.pid), 20_000],
    ['1', undefined],
  ] as const) {
    process.env['NOTIFY_SOCKET'] = listen(`watchdog-${pid}`).path
    process.env['WATCHDOG_USEC'] = '20000000'
    process.env['WATCHDOG_PID'] = pid
    assert.equal(openServiceManager(native).watchdogMillis, expected)
  }
})
