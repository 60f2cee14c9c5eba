/** A virtual server on an address that neither an instance nor the host has. */
import type { Lint } from './lint.ts'
import { addressesOf, nameOf } from './service-addresses.ts'

export const serviceAddressNowhere: Lint = {
  code: 'service-address-nowhere',
  severity: 'warning',
  *find({ instances, services, host, understood }) {
    const there = new Set<string>(host?.addresses)
    for (const { addresses } of instances) for (const { prefix } of addresses) there.add(prefix.address)
    for (const { prefix } of understood.statics.addresses) there.add(prefix.address)
    // Without instances the addresses come from elsewhere.
    if (host === undefined || instances.length === 0) return
    for (const { settings, draft } of services) {
      if (settings.haSuspend) continue
      for (const served of addressesOf(settings)) {
        if (there.has(served.address)) continue
        yield {
          at: draft.head.at,
          message:
            `virtual_server ${nameOf(settings, served)}: no vrrp_instance has ${served.address}, ` +
            'and this host does not either',
          instead: 'nothing that is sent to it comes here; add it to virtual_ipaddress, or correct it',
        }
      }
    }
  },
}
