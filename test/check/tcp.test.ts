/** TCP_CHECK: which end of a connection says what of the server; and real connections over loopback. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import type { CheckResult, Connected } from '../../src/check/kind.ts'
import { checkOf } from '../../src/check/kinds.ts'
import type { TcpCheckSettings } from '../../src/check/settings.ts'
import { tcpConnect } from '../../src/io/connect.ts'

const settings: TcpCheckSettings = {
  is: 'tcp',
  timing: {
    delayLoop: seconds(6),
    retry: 1,
    delayBeforeRetry: seconds(1),
    warmup: seconds(0),
    alpha: false,
  },
  address: address('127.0.0.1'),
  port: 80,
  connectTimeout: seconds(3),
  logAllFailures: false,
  bindAddress: undefined,
  bindPort: undefined,
  bindInterface: undefined,
  fwmark: 0,
}

/** The result of a check whose connection ends as given. */
function judge(end: Connected): CheckResult | undefined {
  let result: CheckResult | undefined
  const connect = {
    connect: (_wish: object, onEnd: (how: Connected) => void) => {
      onEnd(end)
      return { cancel: () => undefined }
    },
  }
  checkOf(settings).run({ connect }, (given) => {
    result = given
  })
  return result
}

test('a connection is a success, a timeout a failure', () => {
  assert.deepEqual(judge({ is: 'connected' }), { is: 'success' })
  assert.deepEqual(judge({ is: 'timeout' }), { is: 'failure' })
})

const ofTheServer = [
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'ENETDOWN',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
]
for (const code of ofTheServer) {
  test(`${code} is a failure of the server`, () => {
    assert.deepEqual(judge({ is: 'failed', code, text: '' }), { is: 'failure' })
  })
}

for (const code of ['EINVAL', 'EADDRNOTAVAIL', 'EADDRINUSE', 'EMFILE', 'EPERM']) {
  test(`${code} says nothing of the server`, () => {
    assert.deepEqual(judge({ is: 'failed', code, text: 'why' }), { is: 'could-not-run', text: 'why' })
  })
}

test('checks that ask the same have the same identity, whatever their delays', () => {
  const identity = (given: Partial<TcpCheckSettings>) => checkOf({ ...settings, ...given }).identity
  assert.equal(identity({ timing: { ...settings.timing, retry: 9 } }), identity({}))
  assert.notEqual(identity({ port: 81 }), identity({}))
  assert.notEqual(identity({ address: address('127.0.0.2') }), identity({}))
  assert.notEqual(identity({ connectTimeout: seconds(4) }), identity({}))
})

function connect(target: { address: string; port: number }, timeout = seconds(3)): Promise<Connected> {
  const wish = { target: { address: address(target.address), port: target.port }, timeout }
  return new Promise((resolve) => tcpConnect.connect(wish, resolve))
}

function listening(server: Server, host: string): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, host, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0)
    }),
  )
}

for (const host of ['127.0.0.1', '::1']) {
  test(`a real server at ${host} is connected to, and the connection is closed at once`, async () => {
    const server = createServer()
    const port = await listening(server, host)
    const closed = new Promise<void>((resolve) =>
      server.once('connection', (socket) => socket.resume().once('close', () => resolve())),
    )
    assert.deepEqual(await connect({ address: host, port }), { is: 'connected' })
    await closed
    server.close()
  })
}

test('nobody listens: refused', async () => {
  const server = createServer()
  const port = await listening(server, '127.0.0.1')
  await new Promise((resolve) => server.close(resolve))
  const end = await connect({ address: '127.0.0.1', port })
  assert.equal(end.is === 'failed' && end.code, 'ECONNREFUSED')
})

test('an address that nobody can connect to is an error of this host, told by its code', async () => {
  const end = await connect({ address: '255.255.255.255', port: 80 })
  assert.ok(end.is === 'failed')
  assert.match(end.code, /^E[A-Z]+$/)
})

test('a cancelled attempt says nothing', async () => {
  let ended = false
  const target = { address: address('127.0.0.1'), port: 1 }
  tcpConnect
    .connect({ target, timeout: seconds(1) }, () => {
      ended = true
    })
    .cancel()
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(ended, false)
})
