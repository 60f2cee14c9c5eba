/** Direct routing to a server behind a router: only the MAC address of a neighbour can be put in. */
import type { Lint } from './lint.ts'
import { networkIndex } from './networks.ts'
import { addressesOf, nameOf } from './service-addresses.ts'

export const directServerNotConnected: Lint = {
  code: 'direct-server-not-connected',
  severity: 'warning',
  *find({ instances, services, host, understood: { statics } }) {
    if (host?.knowsNetworks !== true) return
    const brought = networkIndex()
    for (const { addresses } of instances)
      for (const { prefix, on } of addresses) brought.add(prefix, on ?? '')
    for (const { prefix } of statics.addresses) brought.add(prefix, '')
    for (const { settings, draft } of services) {
      const direct = new Set(
        settings.realServers.filter(({ forwarding }) => forwarding === 'dr').map(({ address }) => address),
      )
      for (const { head } of draft.realServers) {
        const { address, at } = head
        if (!direct.has(address)) continue
        if (host.networks.around(address).length > 0 || brought.around(address).length > 0) continue
        const [served] = addressesOf(settings)
        yield {
          at,
          message: `real_server ${address} (lvs_method DR) is in no network of this host`,
          instead:
            'the packets still say ' +
            `${served?.address ?? `what virtual_server ${nameOf(settings)} is for`}, and the next ` +
            'router sends them back here; use TUN, or a server in a network of this host',
        }
      }
    }
  },
}
