/** The kernel's notifications of processes, and /proc. Needs root in the first network namespace. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { after, describe, it } from 'node:test'
import { loadNative } from '../../src/io/native.ts'
import { openProcessEvents } from '../../src/io/process-events.ts'
import { processTable } from '../../src/io/process-table.ts'
import type { ProcessHappening } from '../../src/track/watching.ts'
import { until } from './namespace.ts'

const native = loadNative()
const system = { bytes: undefined, force: false } as const
const nobody = { onHappenings: () => undefined, onLost: () => undefined }
const probe = openProcessEvents(native, { buffer: system }, nobody)
if (probe.ok) probe.value.close()
const skip = probe.ok ? false : `no notifications of processes here: ${probe.error.text}`

describe('notifications of processes', { skip }, () => {
  it('tell of a program that starts and ends', async () => {
    const seen: ProcessHappening[] = []
    const opened = openProcessEvents(
      native,
      { buffer: system },
      {
        onHappenings: (happenings) => void seen.push(...happenings),
        onLost: () => undefined,
      },
    )
    assert.ok(opened.ok)
    after(() => opened.value.close())
    const child = spawn('/bin/true')
    const { pid } = child
    await until(() => seen.some((one) => one.is === 'ended' && one.pid === pid))
    const own = seen.filter((one) => (one.is === 'forked' ? one.child : one.pid) === pid)
    assert.deepEqual(
      own.map((one) => one.is),
      ['forked', 'changed', 'ended'],
    )
  })

  it('that do not fit the buffer are told as lost, and the buffer grows', async () => {
    const sizes: number[] = []
    const opened = openProcessEvents(
      native,
      { buffer: { bytes: 1, force: false } },
      {
        ...{ onHappenings: () => undefined },
        onLost: (bytes) => void sizes.push(bytes),
      },
    )
    assert.ok(opened.ok)
    after(() => opened.value.close())
    execFileSync('/bin/sh', ['-c', 'for i in 1 2 3 4 5 6 7 8 9 10; do /bin/true; done'])
    await until(() => sizes.length > 0)
    assert.ok((sizes[0] ?? 0) >= 4096, String(sizes))
  })
})

describe('the list of processes', () => {
  const table = processTable()

  it('has this one, with its name and its command line only when it is wanted', () => {
    const found = table.scan({ commandLines: true }).find(({ pid }) => pid === process.pid)
    assert.ok(found?.commandLine.some((word) => word.endsWith('process-events.test.ts')))
    const plain = table.look(process.pid, { commandLines: false })
    assert.deepEqual(plain?.commandLine, [])
    assert.equal(plain?.name, found?.name)
  })

  it('knows nobody that is gone, and no zombie', async () => {
    const child = spawn('/bin/sh', ['-c', '/bin/true & echo $!; exec sleep 30'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    after(() => child.kill('SIGKILL'))
    const { promise, resolve } = Promise.withResolvers<number>()
    child.stdout?.once('data', (text) => resolve(Number(text)))
    const zombie = await promise
    await until(() => table.look(zombie, { commandLines: false }) === undefined)
    assert.equal(table.look(4_194_999, { commandLines: true }), undefined)
  })
})
