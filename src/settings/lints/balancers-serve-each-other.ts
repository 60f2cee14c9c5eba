/** Balancers that are real servers of their own service, without NAT: packets may go round between them. */
import type { Lint } from './lint.ts'
import { addressesOf, nameOf } from './service-addresses.ts'

export const balancersServeEachOther: Lint = {
  code: 'balancers-serve-each-other',
  severity: 'warning',
  *find({ instances, services, host }) {
    if (host === undefined) return
    const virtual = new Set(
      instances.flatMap(({ addresses }) => addresses.map(({ prefix }) => prefix.address)),
    )
    for (const { settings, draft } of services) {
      if (!addressesOf(settings).some(({ address }) => virtual.has(address))) continue
      const others = new Set(settings.realServers.map(({ address }) => address))
      const own = settings.realServers.find(
        ({ address, forwarding }) => forwarding !== 'nat' && host.ownAddresses.has(address),
      )
      if (own === undefined || others.size < 2) continue
      const line = draft.realServers.find(({ head }) => head.address === own.address)
      yield {
        at: line?.head.at ?? draft.head.at,
        message:
          `real_server ${own.address} is this host, and lvs_method ${own.forwarding.toUpperCase()} leaves ` +
          `the address of virtual_server ${nameOf(settings)} in the packets`,
        instead:
          'the backup, which has the same virtual server, balances what the master sends it once more, and ' +
          'packets go back and forth; balance by a firewall mark that only packets from outside get',
      }
    }
  },
}
