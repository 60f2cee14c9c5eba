/** What a host keeps for the daemon, in a kernel of its own: what goes with an interface comes with it. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { seconds } from '../../src/base/time.ts'
import { openKeeping } from '../../src/daemon/kernel/keeping.ts'
import { openLinks } from '../../src/daemon/kernel/links.ts'
import type { Routed } from '../../src/daemon/kernel/routing.ts'
import { openWorkQueue } from '../../src/daemon/work-queue.ts'
import { loadNative } from '../../src/io/native.ts'
import { openNetlink, openRouteMonitor } from '../../src/io/netlink.ts'
import type { NetlinkMessage } from '../../src/netlink/message.ts'
import { cannotMakeNamespaces, enterNewNamespace, ip, until } from '../io/namespace.ts'

const route: Routed = {
  is: 'route',
  route: {
    ...{ family: 'ipv4', type: 1, order: 'prepend', table: 254, interface: 'left', protocol: 18 },
    destination: { address: address('192.0.2.0'), length: 24 },
    ...{ metrics: {}, nexthops: [], tracked: true },
  },
}

const routes = () => execFileSync('ip', ['route', 'show', 'proto', '18'], { encoding: 'utf8' }).trim()

test('a route comes back on an interface of which going down and coming up are heard of together', {
  skip: cannotMakeNamespaces,
}, async () => {
  const native = loadNative()
  await enterNewNamespace(native)
  const socket = openNetlink(native, 'route')
  const heard: NetlinkMessage[] = []
  const monitor = openRouteMonitor(native, {
    onMessages: (messages) => void heard.push(...messages),
    onOverrun: () => assert.fail('nothing is lost'),
  })
  assert.ok(socket.ok && monitor.ok)
  after(() => {
    monitor.value.close()
    socket.value.close()
  })
  const links = openLinks(socket.value)
  assert.ok(links.read().ok)
  const keeping = openKeeping({
    ...{ socket: socket.value, links, queue: openWorkQueue(() => undefined) },
    held: () => ({ addresses: [], routes: [], rules: [] }),
    ...{ lose: () => undefined, tell: () => undefined, clock: () => seconds(1), later: () => undefined },
  })
  links.raised()
  keeping.routing.claim([route])
  assert.match(routes(), /^192\.0\.2\.0\/24 dev left/)
  ip('link set left down')
  ip('link set left up')
  assert.equal(routes(), '')
  // All at once, as a busy process hears of it.
  await until(() => {
    monitor.value.drain()
    links.take(heard, socket.value.port)
    return links.byName('left')?.up === true
  })
  keeping.take(heard)
  assert.match(routes(), /^192\.0\.2\.0\/24 dev left/)
})
