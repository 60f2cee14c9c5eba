/**
 * Workers as the parent sees them. The program that is started again is this file: with `--worker=` it is the
 * worker.
 */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { openSync } from 'node:fs'
import { test } from 'node:test'
import { openParentChannel } from '../../src/io/parent-channel.ts'
import { type Ending, startWorker } from '../../src/io/worker-process.ts'

const role = /^--worker=(\w+)$/.exec(process.argv[2] ?? '')?.[1]
if (process.argv[2] === '--starving') void starve()
else if (role === undefined) tell()
else work(role)

/** Without descriptors Node makes no streams for the child, and tells of it only afterwards. */
async function starve(): Promise<void> {
  const taken: number[] = []
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'))
  } catch {
    const { ending } = await started('crashing')
    process.send?.(ending, () => process.exit(0))
  }
}

function work(name: string): void {
  if (name === 'crashing') {
    for (let count = 1; count <= 50; count++) process.send?.({ count, padding: 'x'.repeat(100) })
    process.kill(process.pid, 'SIGKILL')
  }
  if (name === 'telling') process.send?.(process.execArgv, () => process.exit(0))
  if (name === 'late') {
    // Gone before anybody asks: what a parent that dies while its worker starts looks like.
    process.disconnect?.()
    setTimeout(() => openParentChannel()?.onGone(() => process.exit(7)), 20)
    setTimeout(() => process.exit(1), 2_000)
  }
}

function started(name: string): Promise<{ messages: number; messagesAtEnd: number; ending: Ending }> {
  return new Promise((resolve) => {
    let messages = 0
    startWorker({
      name,
      onMessage: () => {
        // A parent that is busy while its worker dies learns of both at once.
        if (messages++ === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
      },
      onOutput: () => undefined,
      onEnd: (ending) => {
        const messagesAtEnd = messages
        setTimeout(() => resolve({ messages, messagesAtEnd, ending }), 20)
      },
    })
  })
}

function flagsOf(name: string): Promise<unknown> {
  return new Promise((resolve) => {
    startWorker({ name, onMessage: resolve, onOutput: () => undefined, onEnd: () => undefined })
  })
}

function tell(): void {
  test('a worker waits for no thread of lower priority when it collects its garbage', async () => {
    const flags = await flagsOf('telling')
    assert.ok(Array.isArray(flags) && flags.includes('--single-threaded-gc'), String(flags))
  })

  test('the end of a worker is told after its last message, also when it is killed', async () => {
    for (let round = 0; round < 10; round++) {
      const { messages, messagesAtEnd, ending } = await started('crashing')
      assert.deepEqual(ending, { is: 'signal', signal: 'SIGKILL' })
      assert.equal(messagesAtEnd, messages)
    }
  })

  test('a worker that cannot be started is an ending, not an exception', async () => {
    const path = process.execPath
    process.execPath = '/nonexistent/node'
    const missing = await started('crashing')
    process.execPath = path
    assert.deepEqual(missing.ending, { is: 'not-started', code: 'ENOENT' })

    // Spawn throws what it does not expect, such as ENOMEM; this one is easier to come by.
    process.env['TOO_BIG'] = 'x'.repeat(3_000_000)
    const tooBig = await started('crashing')
    delete process.env['TOO_BIG']
    assert.deepEqual(tooBig.ending, { is: 'not-started', code: 'E2BIG' })
  })

  test('a worker that finds no descriptor left is an ending, not an exception', async () => {
    const starving = fork(import.meta.filename, ['--starving'], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const ending = await new Promise((resolve) => starving.on('message', resolve))
    assert.deepEqual(ending, { is: 'not-started', code: 'EMFILE' })
  })

  test('a parent that is gone already is told to whoever asks later', async () => {
    const { ending } = await started('late')
    assert.deepEqual(ending, { is: 'status', status: 7 })
  })
}
