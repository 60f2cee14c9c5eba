import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { attempt, failureFromErrno, failureOf, failureText } from '../../src/io/failure.ts'
import { AF_UNIX, int, SO_RCVBUF, SOCK_DGRAM, SOL_SOCKET, unixSocketAddress } from '../../src/io/linux.ts'
import { loadNative, type Native, type Watch } from '../../src/io/native.ts'
import { until } from './namespace.ts'

const native = loadNative()
/** As text of a program for another process. */
const addon = JSON.stringify(new URL('../../src/io/native.ts', import.meta.url).href)
const folder = mkdtempSync(join(tmpdir(), 'keepalived-ts-native-'))
after(() => rmSync(folder, { recursive: true }))
let made = 0

/** A datagram socket with an address, and a function that sends to it. */
function pair(): { fd: number; address: Uint8Array; send: (...texts: string[]) => void } {
  const fd = native.socket(AF_UNIX, SOCK_DGRAM, 0)
  const address = unixSocketAddress(join(folder, String(made++))) as Uint8Array
  native.bind(fd, address)
  const sender = native.socket(AF_UNIX, SOCK_DGRAM, 0)
  after(() => native.close(sender))
  return {
    fd,
    address,
    send: (...texts) => {
      for (const text of texts) native.send(sender, new TextEncoder().encode(text), address, 0)
    },
  }
}

/** Collects texts of at most 8 bytes, in batches as they come. */
function collect(
  fd: number,
  limits: { slots: number; batches: number },
  onBatch?: (batch: string[]) => void,
) {
  const buffer = new Uint8Array(8 * limits.slots)
  const meta = new Int32Array(8 * limits.slots)
  const batches: string[][] = []
  const watch = native.watch(fd, buffer, meta, limits.slots, limits.batches, (count) => {
    const batch = Array.from({ length: count }, (_, slot) => {
      const length = Math.min(meta[slot * 8] ?? 0, 8)
      return new TextDecoder().decode(buffer.subarray(slot * 8, slot * 8 + length))
    })
    batches.push(batch)
    onBatch?.(batch)
  })
  return { watch, batches, meta, buffer }
}

describe('the addon', () => {
  it('answers wrong arguments with a TypeError, never with a crash', () => {
    const anything: unknown[] = [
      undefined,
      null,
      'x',
      {},
      [],
      1.5,
      Number.NaN,
      2 ** 40,
      -1,
      new Uint16Array(4),
    ]
    for (const [name, method] of Object.entries(native)) {
      // A wrong fd is a matter of the kernel, and these two would change the test's own process.
      // inotify takes no argument that could be wrong.
      if (name === 'setScheduler' || name === 'prctl' || name === 'inotify') continue
      assert.throws(() => method(), TypeError, name)
      for (const wrong of anything) {
        for (let count = 1; count <= 6; count++) {
          try {
            method(...new Array(count).fill(wrong))
          } catch (error) {
            assert.ok(error instanceof Error, name)
          }
        }
      }
    }
    const fd = native.socket(AF_UNIX, SOCK_DGRAM, 0)
    const nothing = () => {}
    const wrong: [string, () => unknown][] = [
      ['no slots', () => native.watch(fd, new Uint8Array(64), new Int32Array(8), 0, 1, nothing)],
      ['too many slots', () => native.watch(fd, new Uint8Array(64), new Int32Array(8), 65, 1, nothing)],
      ['small meta', () => native.watch(fd, new Uint8Array(64), new Int32Array(8), 2, 1, nothing)],
      ['small buffer', () => native.watch(fd, new Uint8Array(1), new Int32Array(16), 2, 1, nothing)],
      ['lengths too long', () => native.sendBatch(fd, new Uint8Array(9), Int32Array.of(5, 5), null)],
      ['length negative', () => native.sendBatch(fd, new Uint8Array(9), Int32Array.of(5, -5), null)],
      ['half a filter record', () => native.attachFilter(fd, new Uint8Array(12))],
      ['a name too long', () => native.setName('sixteen bytes ..')],
      ['a time before the clock', () => native.setTimer(fd, -1)],
    ]
    for (const [what, action] of wrong) assert.throws(action, TypeError, what)
    native.close(fd)
  })

  it('says which call failed and why, as Node does', () => {
    assert.throws(() => native.close(-1), { code: 'EBADF', errno: -9, syscall: 'close' })
    assert.throws(() => native.socket(99, 1, 0), {
      message: 'EAFNOSUPPORT: Address family not supported by protocol, socket',
    })
  })

  it('reads and writes options and addresses', () => {
    const { fd, address } = pair()
    native.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int(100_000))
    assert.deepEqual(native.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, 4), int(200_000))
    assert.deepEqual(native.getsockname(fd), address)
    assert.equal(native.interfaceIndex('lo') > 0, true)
    assert.equal(native.interfaceIndex('nothing-like-it'), 0)
    native.close(fd)
  })

  it('tells that there is nothing to read, and the true length of what is longer than the buffer', () => {
    const { fd, send } = pair()
    assert.equal(native.receive(fd, new Uint8Array(8)), -1)
    send('0123456789')
    const buffer = new Uint8Array(4)
    assert.equal(native.receive(fd, buffer), 10)
    assert.equal(new TextDecoder().decode(buffer), '0123')
    native.close(fd)
  })

  it('sends many messages in one go, as far as there is room', () => {
    const { fd, address } = pair()
    const sender = native.socket(AF_UNIX, SOCK_DGRAM, 0)
    const letters = new TextEncoder().encode('abbccc')
    assert.equal(native.sendBatch(sender, letters, Int32Array.of(1, 2, 0, 3), address), 4)
    const lengths = Array.from({ length: 5 }, () => native.receive(fd, new Uint8Array(8)))
    assert.deepEqual(lengths, [1, 2, 0, 3, -1])
    const went = native.sendBatch(sender, new Uint8Array(5000), new Int32Array(5000).fill(1), address)
    assert.ok(went > 0 && went < 5000)
    assert.equal(native.sendBatch(sender, letters, Int32Array.of(6), address), 0)
    assert.equal(native.send(sender, letters, address, 0), -1)
    native.close(sender)
    native.close(fd)
  })
})

describe('a watch', () => {
  it('delivers in batches as large as there are slots, and lets the loop turn in between', async () => {
    const { fd, send } = pair()
    send('1', '2', '3', '4', '5', '6')
    let turns = 0
    const seen: number[] = []
    const { batches } = collect(fd, { slots: 2, batches: 2 }, () => seen.push(turns))
    const turn = setInterval(() => turns++, 0)
    setImmediate(function count() {
      turns++
      if (batches.length < 3) setImmediate(count)
    })
    await until(() => batches.length === 3)
    clearInterval(turn)
    assert.deepEqual(batches, [
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ])
    assert.equal(seen[0], seen[1])
    assert.notEqual(seen[1], seen[2])
    native.close(fd)
  })

  it('runs promises right after the callback, not when something else wakes the loop', () => {
    const code = `
      const { loadNative } = await import(${addon})
      const native = loadNative()
      const fd = native.socket(1, 2, 0)
      native.bind(fd, Uint8Array.of(1, 0))
      native.watch(fd, new Uint8Array(8), new Int32Array(8), 1, 1, async () => {
        await undefined
        console.log('promise')
        native.close(fd)
      })
      setTimeout(() => {
        native.send(fd, Uint8Array.of(1), native.getsockname(fd), 0)
        setTimeout(() => console.log('timer'), 300)
      }, 20)`
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      timeout: 5_000,
    })
    assert.equal(run.stdout, 'promise\ntimer\n', run.stderr)
  })

  it('can be ended and closed within its own callback', async () => {
    const { fd, send } = pair()
    send('1', '2', '3')
    const { watch, batches } = collect(fd, { slots: 1, batches: 8 }, () => {
      native.unwatch(watch)
      native.unwatch(watch)
      native.close(fd)
    })
    await until(() => batches.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert.deepEqual(batches, [['1']])
  })

  it('delivers at once when drained, but not into the middle of its own callback', () => {
    const { fd, send } = pair()
    send('1', '2')
    const { watch, batches } = collect(fd, { slots: 1, batches: 8 }, () => native.drain(watch))
    native.drain(watch)
    assert.deepEqual(batches, [['1'], ['2']])
    native.unwatch(watch)
    native.drain(watch)
    native.close(fd)
  })

  it('hands an exception of a drained callback to the caller', () => {
    const { fd, send } = pair()
    send('1')
    const { watch } = collect(fd, { slots: 1, batches: 1 }, () => {
      throw new Error('mine')
    })
    assert.throws(() => native.drain(watch), /mine/)
    native.close(fd)
  })

  it('gives up when its buffer was transferred away, as the memory is no longer its own', async () => {
    const { fd, send } = pair()
    const buffer = new Uint8Array(64)
    const counts: number[] = []
    native.watch(fd, buffer, new Int32Array(8), 1, 1, (count) => counts.push(count))
    structuredClone(buffer, { transfer: [buffer.buffer] })
    send('x')
    await until(() => counts.length > 0)
    assert.deepEqual(counts, [-14])
    native.close(fd)
  })

  it('holds the buffer and the callback', async () => {
    const { fd, send } = pair()
    let got = 0
    const start = (): Watch =>
      native.watch(fd, new Uint8Array(1 << 20), new Int32Array(8), 1, 1, () => {
        got++
      })
    start()
    for (let i = 0; i < 200; i++) new Uint8Array(1 << 20).fill(1)
    send('x')
    await until(() => got === 1)
    native.close(fd)
  })

  it('refuses a descriptor that cannot be watched, and one that is watched already', () => {
    assert.throws(() => collect(-1, { slots: 1, batches: 1 }), { code: 'EBADF' })
    const { fd } = pair()
    collect(fd, { slots: 1, batches: 1 })
    assert.throws(() => collect(fd, { slots: 1, batches: 1 }), { code: 'EEXIST' })
    native.close(fd)
  })

  it('waits for room in a queue, on a descriptor that is read at the same time', async () => {
    const { fd, address } = pair()
    const sender = native.socket(AF_UNIX, SOCK_DGRAM, 0)
    native.connect(sender, address)
    collect(sender, { slots: 1, batches: 1 })
    while (native.send(sender, Uint8Array.of(1), null, 0) === 1);
    const calls: number[] = []
    native.whenWritable(sender, (errno) => calls.push(errno))
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert.deepEqual(calls, [])
    while (native.receive(fd, new Uint8Array(8)) >= 0);
    await until(() => calls.length > 0)
    assert.deepEqual(calls, [0])
    native.close(sender)
    native.close(fd)
  })
})

describe('an exception in a callback of the loop', () => {
  it('is an uncaught exception like any other, and the watch goes on', () => {
    const code = `
      const { loadNative } = await import(${addon})
      const native = loadNative()
      let calls = 0
      process.on('uncaughtException', (error) => console.log(error.message))
      const timer = native.timer(() => {
        calls++
        if (calls === 2) return native.close(timer.fd)
        native.setTimer(timer.fd, 1)
        throw new Error('call ' + calls)
      })
      native.setTimer(timer.fd, 1)
      process.on('exit', () => console.log('calls', calls))`
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      timeout: 5000,
    })
    assert.equal(run.stdout, 'call 1\ncalls 2\n', run.stderr)
  })
})

describe('a worker thread', () => {
  it('has a world of its own, taken down with watches open', async () => {
    const path = JSON.stringify(new URL('../../src/io/native.ts', import.meta.url).href)
    const code = `
      import(${path}).then(({ loadNative }) => {
        const native = loadNative()
        for (let i = 0; i < 20; i++) native.timer(() => {})
        const timer = native.timer(() => require('node:worker_threads').parentPort.postMessage('due'))
        native.setTimer(timer.fd, 1)
      })`
    for (let i = 0; i < 3; i++) {
      const worker = new Worker(code, { eval: true })
      await new Promise((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
      await worker.terminate()
    }
  })
})

describe('a failure', () => {
  it('is what a system call says, from the addon or from Node, in words', () => {
    const opened = attempt('opening a socket', () => native.socket(99, 1, 0))
    assert.ok(!opened.ok)
    assert.deepEqual(opened.error, {
      code: 'EAFNOSUPPORT',
      text: 'address family not supported',
      doing: 'opening a socket',
    })
    assert.equal(
      failureText(failureFromErrno(-105, 'sending')),
      'sending: no buffer space available (ENOBUFS)',
    )
    assert.equal(failureFromErrno(105, 'sending').code, 'ENOBUFS')
    assert.equal(failureFromErrno(4000, 'sending').code, 'ERRNO_4000')
  })

  it('never hides a bug', () => {
    const broken = {} as Native
    assert.throws(() => attempt('opening a socket', () => broken.socket(1, 1, 1)), TypeError)
    assert.throws(() => attempt('opening', () => native.socket(1.5, 1, 1)), TypeError)
    assert.throws(
      () => failureOf('text', 'opening'),
      (thrown) => thrown === 'text',
    )
  })
})
