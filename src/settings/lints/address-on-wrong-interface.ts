/** A virtual address of the network of another interface than the one that it goes on. */
import { formatPrefix } from '../../base/address.ts'
import type { Lint } from './lint.ts'

export const addressOnWrongInterface: Lint = {
  code: 'address-on-wrong-interface',
  severity: 'warning',
  *find({ instances, host }) {
    if (host === undefined) return
    for (const { settings, addresses } of instances) {
      for (const { prefix, on, interface: dev, at } of addresses) {
        const facts = on === undefined ? undefined : host.interfaces.get(on)
        // On a loopback or dummy interface it is meant for whoever routes to it.
        if (facts?.networks === undefined || facts.loopback || facts.kind === 'dummy') continue
        const around = host.networks.around(prefix.address)
        const [nearest] = around
        if (nearest === undefined || around.some((one) => one.interface === on)) continue
        const where = dev === undefined ? `the interface of vrrp_instance ${settings.name}` : 'as dev says'
        yield {
          at,
          message:
            `${prefix.address} goes on ${on}, ${where}, but its network ${formatPrefix(nearest.network)} ` +
            `is on ${nearest.interface}`,
          instead: `the neighbours on ${nearest.interface} do not find it; write dev ${nearest.interface}`,
        }
      }
    }
  },
}
