/** What the kernel is told around a VMAC: nobody else of the host answers or asks for its addresses. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mac } from '../../src/base/address.ts'
import { settingsOfBase, settingsOfLink } from '../../src/daemon/kernel/virtual-link-settings.ts'
import type { VirtualLinkSettings } from '../../src/vrrp/virtual-links.ts'

const vmac: VirtualLinkSettings = {
  ...{ name: 'vrrp.51', base: 'eth0', kind: { is: 'macvlan', mac: '00:00:5e:00:01:33' as Mac } },
  ...{ group: undefined, notifyByNetlink: false, instances: ['V'], family: 'ipv4', carriesIpv6: false },
  ...{ needsLinkLocal: false, address: undefined },
}
const text = (wanted: readonly { readonly path: string; readonly value: string }[]) =>
  wanted.map(({ path, value }) => `${path}=${value}`)

test('below an IPv4 VMAC: answers and questions only for what is on the interface itself', () => {
  const conf = 'ipv4/conf/eth0'
  assert.deepEqual(text(settingsOfBase(vmac, 'eth0')), [
    `${conf}/arp_ignore=1`,
    `${conf}/arp_filter=1`,
    `${conf}/arp_announce=2`,
  ])
  assert.deepEqual(settingsOfBase({ ...vmac, family: 'ipv6' }, 'eth0'), [])
  assert.deepEqual(settingsOfBase({ ...vmac, kind: { is: 'ipvlan', flags: 'private' } }, 'eth0'), [])
})

test('on a VMAC: IPv6 only where an address needs it', () => {
  const last = (more: Partial<VirtualLinkSettings>) => text(settingsOfLink({ ...vmac, ...more })).at(-1)
  assert.equal(last({}), 'ipv6/conf/vrrp.51/disable_ipv6=1')
  assert.equal(last({ carriesIpv6: true }), 'ipv6/conf/vrrp.51/disable_ipv6=0')
  assert.deepEqual(text(settingsOfLink({ ...vmac, family: 'ipv6' })), ['ipv4/conf/vrrp.51/arp_ignore=1'])
})
