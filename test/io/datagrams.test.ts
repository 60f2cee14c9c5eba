import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { AF_UNIX, SOCK_DGRAM, unixSocketAddress } from '../../src/io/linux.ts'
import { loadNative } from '../../src/io/native.ts'
import { openNotifySocket } from '../../src/io/notify-socket.ts'
import { openSyslog } from '../../src/io/syslog.ts'
import { until } from './namespace.ts'

const native = loadNative()
/** As text of a program for another process. */
const addon = JSON.stringify(new URL('../../src/io/native.ts', import.meta.url).href)
const folder = mkdtempSync(join(tmpdir(), 'keepalived-ts-io-'))
after(() => rmSync(folder, { recursive: true }))

/** A server at a Unix datagram socket that reads when told to. */
function listen(path: string) {
  const fd = native.socket(AF_UNIX, SOCK_DGRAM, 0)
  const address = unixSocketAddress(path)
  assert.notEqual(address, 'path-too-long')
  native.bind(fd, address as Uint8Array)
  const buffer = new Uint8Array(16_384)
  return {
    next(): string | undefined {
      const length = native.receive(fd, buffer)
      return length < 0 ? undefined : new TextDecoder().decode(buffer.subarray(0, length))
    },
    close: () => native.close(fd),
  }
}

describe('the notify socket of systemd', () => {
  it('gets its lines at a path', () => {
    const path = join(folder, 'notify')
    const server = listen(path)
    const opened = openNotifySocket(native, path)
    assert.ok(opened.ok)
    assert.equal(opened.value.send('READY=1\nSTATUS=Master of VI_1'), undefined)
    assert.equal(server.next(), 'READY=1\nSTATUS=Master of VI_1')
    opened.value.close()
    server.close()
  })

  it('gets its lines at an abstract name', () => {
    const name = `@keepalived-ts-test-${process.pid}`
    const server = listen(name)
    const opened = openNotifySocket(native, name)
    assert.ok(opened.ok)
    assert.equal(opened.value.send('WATCHDOG=1'), undefined)
    assert.equal(server.next(), 'WATCHDOG=1')
    opened.value.close()
    server.close()
  })

  it('may be gone or never have been', () => {
    const path = join(folder, 'nobody')
    const opened = openNotifySocket(native, path)
    assert.ok(opened.ok)
    assert.deepEqual(opened.value.send('READY=1'), {
      code: 'ENOENT',
      text: 'no such file or directory',
      doing: `telling systemd through ${path}`,
    })
    opened.value.close()
    const tooLong = openNotifySocket(native, `/${'x'.repeat(200)}`)
    assert.ok(!tooLong.ok)
    assert.equal(tooLong.error.code, 'ENAMETOOLONG')
  })
})

describe('the system log', () => {
  const settings = { ident: 'Keepalived_vrrp', facility: 3, pid: 42 }

  it('gets lines as RFC 3164 has them, control characters taken out', () => {
    const path = join(folder, 'log-1')
    const server = listen(path)
    const log = openSyslog(native, { ...settings, path })
    log.write(6, '(VI_1) Entering MASTER STATE\n')
    const line = server.next() ?? ''
    assert.match(
      line,
      /^<30>[A-Z][a-z]{2} [ 0-9]\d \d\d:\d\d:\d\d Keepalived_vrrp\[42\]: \(VI_1\) Entering MASTER STATE $/,
    )
    log.write(4, 'x'.repeat(20_000))
    assert.equal(server.next()?.length, 8192)
    assert.equal(log.dropped(), 0)
    log.close()
    server.close()
  })

  it('is counted on, not waited for, when nobody listens, and is found when it comes', () => {
    const path = join(folder, 'log-2')
    const log = openSyslog(native, { ...settings, path })
    log.write(6, 'unheard')
    assert.equal(log.dropped(), 1)
    const server = listen(path)
    log.write(6, 'heard')
    assert.match(server.next() ?? '', /: heard$/)
    assert.equal(log.dropped(), 1)
    log.close()
    server.close()
  })

  it('is connected anew after it was restarted, without a line lost', () => {
    const path = join(folder, 'log-3')
    const old = listen(path)
    const log = openSyslog(native, { ...settings, path })
    log.write(6, 'one')
    old.close()
    rmSync(path)
    const server = listen(path)
    log.write(6, 'two')
    assert.match(server.next() ?? '', /: two$/)
    assert.equal(log.dropped(), 0)
    log.close()
    server.close()
  })

  it('gets a burst that exceeds its queue in order, as soon as it reads', async () => {
    const path = join(folder, 'log-4')
    const server = listen(path)
    const log = openSyslog(native, { ...settings, path })
    for (let i = 0; i < 900; i++) log.write(6, `line ${i}`)
    const got: string[] = []
    await until(() => {
      for (let line = server.next(); line !== undefined; line = server.next()) got.push(line)
      return got.length === 900
    })
    assert.deepEqual(
      got.map((line) => Number(line.split(' ').at(-1))),
      got.map((_, index) => index),
    )
    assert.equal(log.dropped(), 0)
    log.close()
    server.close()
  })

  it('does not fill the memory when it reads no more', () => {
    const path = join(folder, 'log-5')
    const server = listen(path)
    const log = openSyslog(native, { ...settings, path })
    for (let i = 0; i < 15_000; i++) log.write(6, `line ${i}`)
    assert.ok(log.dropped() > 3_000 && log.dropped() <= 5_000, `${log.dropped()} dropped`)
    log.close()
    let delivered = 0
    while (server.next() !== undefined) delivered++
    assert.equal(delivered + log.dropped(), 15_000)
    server.close()
  })
})

describe('descriptors', () => {
  it('are not inherited by programs that the daemon runs', () => {
    const fd = native.socket(AF_UNIX, SOCK_DGRAM, 0)
    const timer = native.timer(() => {})
    const listing = execFileSync('ls', ['/proc/self/fd'], { encoding: 'utf8' }).split('\n')
    assert.ok(!listing.includes(String(fd)))
    assert.ok(!listing.includes(String(timer.fd)))
    native.close(fd)
    native.close(timer.fd)
  })

  it('under watch do not keep a process from ending in order', async () => {
    const code = `
      const { loadNative } = await import(${addon})
      const native = loadNative()
      for (let i = 0; i < 50; i++) native.setTimer(native.timer(() => {}).fd, 1e15)
      const fd = native.socket(1, 2, 0)
      native.watch(fd, new Uint8Array(64), new Int32Array(8), 1, 1, () => {})
      setTimeout(() => process.exit(7), 5)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' })
    assert.deepEqual(await once(child, 'exit'), [7, null])
  })
})
