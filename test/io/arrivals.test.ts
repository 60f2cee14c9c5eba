/** Bursts: messages that may wait are read together, and none of them is lost or made late. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { watchArrivals } from '../../src/io/arrivals.ts'
import { now } from '../../src/io/clock.ts'
import { AF_UNIX, SOCK_DGRAM, unixSocketAddress } from '../../src/io/linux.ts'
import { loadNative } from '../../src/io/native.ts'
import { until } from './namespace.ts'

const native = loadNative()
const folder = mkdtempSync(join(tmpdir(), 'keepalived-ts-io-'))
after(() => rmSync(folder, { recursive: true }))

function open(name: string, mayWait: boolean) {
  const path = unixSocketAddress(join(folder, name)) as Uint8Array
  const fd = native.socket(AF_UNIX, SOCK_DGRAM, 0)
  native.bind(fd, path)
  const texts: string[] = []
  const rests: number[] = []
  const counting = {
    ...native,
    rest: (watch: Parameters<typeof native.rest>[0]) => {
      rests.push(now(native))
      native.rest(watch)
    },
  }
  const arrivals = watchArrivals(counting, {
    fd,
    messageBytesMax: 16,
    onMessage: (bytes) => texts.push(new TextDecoder().decode(bytes)),
    onError: (code) => assert.fail(code),
    mayWait: () => mayWait,
  })
  const out = native.socket(AF_UNIX, SOCK_DGRAM, 0)
  /** The queue of such a socket holds ten messages. */
  const send = async (text: string) => {
    while (native.send(out, new TextEncoder().encode(text), path, 0) < 0) await turn()
    await turn()
  }
  const close = () => {
    arrivals.close()
    native.close(out)
  }
  return { arrivals, texts, rests, send, close }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a burst of messages', { timeout: 10_000 }, () => {
  it('that may wait is read in a few goes, in order and whole', async () => {
    const { texts, rests, send, close } = open('patient', true)
    for (let number = 0; number < 50; number++) {
      await send(String(number))
    }
    await until(() => texts.length === 50)
    close()
    assert.deepEqual(
      texts,
      Array.from({ length: 50 }, (_, number) => String(number)),
    )
    assert.ok(rests.length > 0 && rests.length < 20, `${rests.length} rests`)
  })

  it('that waits is there for whoever drains', async () => {
    const { arrivals, texts, rests, send, close } = open('drained', true)
    for (let number = 0; rests.length === 0 && number < 50; number++) {
      await send(String(number))
    }
    const before = texts.length
    await send('last')
    assert.equal(texts.length, before)
    arrivals.drain()
    assert.equal(texts.at(-1), 'last')
    close()
  })

  it('that may not wait is read as it comes', async () => {
    const { texts, rests, send, close } = open('prompt', false)
    for (let number = 0; number < 20; number++) {
      await send(String(number))
    }
    await until(() => texts.length === 20)
    close()
    assert.equal(rests.length, 0)
  })
})
