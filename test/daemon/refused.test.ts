/** What the kernel refuses, in a kernel of its own: whose it is, what was asked, why not, and what helps. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { seconds } from '../../src/base/time.ts'
import { openKeeping } from '../../src/daemon/kernel/keeping.ts'
import { openLinks } from '../../src/daemon/kernel/links.ts'
import { openWorkQueue } from '../../src/daemon/work-queue.ts'
import { loadNative } from '../../src/io/native.ts'
import { openNetlink, openRouteMonitor } from '../../src/io/netlink.ts'
import { vrrpLine } from '../../src/observe/lines.ts'
import { holdingsOf } from '../../src/vrrp/placement.ts'
import { cannotMakeNamespaces, enterNewNamespace, ip, until } from '../io/namespace.ts'
import { load } from '../settings/example-host.ts'

const text = `
static_routes {
  192.0.2.64/28 via 203.0.113.9
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress {
    10.7.0.8/24 dev eth0 scope link
  }
  virtual_ipaddress_excluded {
    2001:db8::8/64 dev eth0
  }
  virtual_routes {
    198.51.100.0/24 via 203.0.113.7 dev eth0
    198.51.100.0/25 dev eth0 src 203.0.113.8
  }
}
`

const disableIpv6 = () => writeFileSync('/proc/sys/net/ipv6/conf/eth0/disable_ipv6', '1')

test('what the kernel refuses is told with its owner, the line and a cure', {
  skip: cannotMakeNamespaces,
}, async () => {
  const native = loadNative()
  await enterNewNamespace(native)
  for (const [old, name] of Object.entries({ left: 'eth0', right: 'eth1' })) {
    ip(`link set ${old} down`)
    ip(`link set ${old} name ${name}`)
  }
  ip('link set eth0 up')
  ip('link set eth1 up')
  ip('address add 10.7.0.1/24 dev eth0')
  disableIpv6()
  const socket = openNetlink(native, 'route')
  const monitor = openRouteMonitor(native, { onMessages: () => undefined, onOverrun: () => undefined })
  assert.ok(socket.ok && monitor.ok)
  after(() => {
    monitor.value.close()
    socket.value.close()
  })
  const links = openLinks(socket.value)
  await until(() => links.read().ok && links.byName('eth0')?.up === true)
  const told: string[] = []
  const keeping = openKeeping({
    ...{ socket: socket.value, links, queue: openWorkQueue(() => undefined) },
    held: () => ({ addresses: [], routes: [], rules: [] }),
    ...{
      lose: () => undefined,
      tell: (event) => void told.push(vrrpLine(event).text),
      clock: () => seconds(1),
      later: () => undefined,
    },
  })
  const { settings } = load(text)
  assert.ok(settings)
  const { instances } = settings.vrrp
  keeping.configure({ statics: settings.statics, instances }, monitor.value)
  for (const instance of instances) {
    const { addresses, routes } = holdingsOf(instance)
    keeping.addresses.claim(addresses)
    keeping.routing.claim(routes.map((route) => ({ is: 'route', route })))
  }
  // What stands between colon and code is the kernel's, and of its release.
  const plain = told.map((line) => line.replace(/error: .*(?=\((?:ENETUNREACH|EACCES|EINVAL)\))/, 'error'))
  const gateway =
    'Cure: an address in the network of the gateway, on the interface that leads there; or onlink'
  assert.deepEqual(plain, [
    `Netlink: error(ENETUNREACH), adding static route 192.0.2.64/28 via 203.0.113.9. ${gateway}`,
    '(VI_1) Netlink: error(EINVAL), adding address 10.7.0.8/24 dev eth0 scope 253. ' +
      'Cure: the scope that the other addresses of its subnet have on eth0',
    '(VI_1) Netlink: error(EACCES), adding address 2001:db8::8/64 dev eth0 preferred_lft forever. ' +
      'Cure: sysctl net.ipv6.conf.eth0.disable_ipv6=0',
    `(VI_1) Netlink: error(ENETUNREACH), adding route 198.51.100.0/24 via 203.0.113.7 dev eth0. ${gateway}`,
    '(VI_1) Netlink: error(EINVAL), adding route 198.51.100.0/25 dev eth0 src 203.0.113.8. ' +
      'Cure: as src an address that this host has at that time',
  ])
})
