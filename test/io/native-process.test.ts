/** What the addon does for a process: signals by number, processors and limits. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { loadNative } from '../../src/io/native.ts'

const native = loadNative()
/** As text of a program for another process. */
const addon = JSON.stringify(new URL('../../src/io/native.ts', import.meta.url).href)

describe('a signal', () => {
  const program = (code: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', timeout: 5_000 })

  it('calls back by its number, real-time signals included, and does not keep the process', () => {
    const run = program(`
      const { loadNative } = await import(${addon})
      const native = loadNative()
      native.onSignal(36, () => console.log('wrong: it was replaced'))
      native.onSignal(36, async () => {
        await undefined
        console.log('36')
        process.kill(process.pid, 63)
      })
      native.onSignal(63, () => console.log('63'))
      process.kill(process.pid, 36)
      setTimeout(() => {}, 200)`)
    assert.equal(run.stdout, '36\n63\n', run.stderr)
    assert.equal(run.status, 0)
  })

  it('comes through although node --disable-sigusr1 has blocked it', () => {
    const code = `
      const { loadNative } = await import(${addon})
      loadNative().onSignal(10, () => console.log('10'))
      process.kill(process.pid, 10)
      setTimeout(() => {}, 100)`
    const words = ['--disable-sigusr1', '--input-type=module', '-e', code]
    const run = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 5_000 })
    assert.equal(run.stdout, '10\n', run.stderr)
  })

  it('that nobody can catch is refused, and leaves nothing behind', () => {
    assert.throws(() => native.onSignal(9, () => {}), { code: 'EINVAL' })
    assert.throws(() => native.onSignal(65, () => {}), TypeError)
  })

  it('is given back at the end of a worker thread', async () => {
    const path = JSON.stringify(new URL('../../src/io/native.ts', import.meta.url).href)
    const code = `
      import(${path}).then(({ loadNative }) => {
        for (const number of [36, 63]) loadNative().onSignal(number, () => {})
        require('node:worker_threads').parentPort.postMessage('watched')
      })`
    const worker = new Worker(code, { eval: true })
    await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    await worker.terminate()
  })
})

describe('the process itself', () => {
  it('is bound to processors and limited as asked', () => {
    const run = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { loadNative } = await import(${addon})
        const { readFileSync } = await import('node:fs')
        const native = loadNative()
        native.setAffinity(0, Int32Array.of(0))
        native.setLimit(15, 123456)
        const status = readFileSync('/proc/self/status', 'utf8')
        console.log(/Cpus_allowed_list:\\s*(.*)/.exec(status)[1])
        console.log(/Max realtime timeout\\s+(\\S+)\\s+(\\S+)/.exec(readFileSync('/proc/self/limits', 'utf8')).slice(1).join(' '))`,
      ],
      { encoding: 'utf8', timeout: 5_000 },
    )
    assert.equal(run.stdout, '0\n123456 unlimited\n', run.stderr)
  })

  it('has no processors but those there are', () => {
    assert.throws(() => native.setAffinity(0, Int32Array.of(65_535)), { code: 'EINVAL' })
    assert.throws(() => native.setAffinity(0, Int32Array.of(65_536)), TypeError)
  })
})
