import assert from 'node:assert/strict'
import { test } from 'node:test'
import { micros } from '../../src/base/time.ts'
import { openAddresses } from '../../src/daemon/kernel/addresses.ts'
import { openLinks } from '../../src/daemon/kernel/links.ts'
import { watchKernel } from '../../src/daemon/kernel/watch-kernel.ts'
import type { NetlinkSocket } from '../../src/io/netlink.ts'
import type { RouterEvent } from '../../src/vrrp/router.ts'

test('interfaces that cannot be read are read again until they can, and the log says so once', () => {
  let refusals = 2
  const socket: NetlinkSocket = {
    port: 1,
    exchange: () => [],
    dump: () =>
      refusals-- > 0
        ? { ok: false, error: { code: 'EINTR', text: 'the list kept changing', doing: 'reading' } }
        : { ok: true, value: [] },
    close: () => undefined,
  }
  const links = openLinks(socket)
  const happened: RouterEvent[] = []
  const told: string[] = []
  const delayed: (() => void)[] = []
  const watcher = watchKernel({
    port: socket.port,
    links,
    addresses: openAddresses({ socket, indexOf: () => undefined, onRefused: () => undefined }),
    attachments: {
      follow: () => undefined,
      require: () => undefined,
      closeUnneeded: () => undefined,
      get: () => undefined,
      sender: () => undefined,
      drain: () => undefined,
      close: () => undefined,
    },
    wanted: () => ['eth0'],
    happen: (event) => happened.push(event),
    now: () => micros(1),
    later: (run) => delayed.push(run),
    onRefused: ({ code }) => told.push(code),
  })
  watcher.resynchronise()
  assert.equal(happened.length, 0, 'nothing is made of what is not known')
  delayed.shift()?.()
  delayed.shift()?.()
  assert.deepEqual(
    happened.map((event) => event.is),
    ['link'],
  )
  assert.equal(delayed.length, 0)
  assert.deepEqual(told, ['EINTR'])
})
