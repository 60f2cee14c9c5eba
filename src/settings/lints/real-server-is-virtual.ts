/** A real server that is an address of the balancers themselves, and moves with the master. */
import { alsoAt, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'
import { addressesOf, nameOf } from './service-addresses.ts'

export const realServerIsVirtual: Lint = {
  code: 'real-server-is-virtual',
  severity: 'warning',
  *find({ instances, services }) {
    const virtual = new Map(
      instances.flatMap(({ settings, addresses }) =>
        addresses.map(({ prefix, at }) => [prefix.address, { name: settings.name, at }] as const),
      ),
    )
    for (const { settings, draft } of services) {
      const own = new Set(addressesOf(settings).map(({ address }) => address))
      for (const { head } of draft.realServers) {
        const { address, at } = head
        const of = virtual.get(address)
        const isOwn = own.has(address)
        if (of === undefined && !isOwn) continue
        yield {
          at,
          ...alsoAt(isOwn ? draft.head.at : of?.at, 'the virtual address'),
          message: isOwn
            ? `real_server ${address} is the address of its virtual_server ${nameOf(settings)}`
            : `real_server ${address} is a virtual address of vrrp_instance ${of?.name} ` +
              `(${of === undefined ? '' : lineOf(of.at, at)})`,
          instead:
            'the balancer that is master sends to itself, and from the other one the checks reach the ' +
            'master: name the address that the server has of its own',
        }
      }
    }
  },
}
