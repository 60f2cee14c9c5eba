/** Virtual interfaces for tests. */
import { parseMac } from '../../src/base/address.ts'
import type { VirtualInterface } from '../../src/vrrp/link-settings.ts'

/** A macvlan with the MAC address of VRID 51. */
export function plainVmac(name: string): VirtualInterface & { readonly is: 'vmac' } {
  const mac = parseMac('00:00:5e:00:01:33')
  if (!mac.ok) throw new Error('no MAC')
  return {
    is: 'vmac',
    name,
    mac: mac.value,
    sendFromBase: false,
    notifyByNetlink: false,
    group: undefined,
  }
}
