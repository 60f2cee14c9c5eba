/**
 * The addresses of a virtual router, which must be the same on all nodes: advertised ones, those without
 * advert, and the lengths of their networks. Their order is no matter: a receiver looks for each of its own
 * (RFC 9568, 7.1), and keepalived does so too.
 */
import { formatPrefix } from '../../base/address.ts'
import { type Comparison, differing, type Finding, titleOf } from './comparison.ts'
import type { Cluster, VirtualRouter } from './matching.ts'
import { type Member, named, placeOf } from './node.ts'

export const addresses: Comparison = {
  code: 'cluster-addresses',
  severity: 'error',
  *find(cluster): Iterable<Finding> {
    const homes = homesOf(cluster)
    for (const router of cluster.routers) yield* lacking(router, homes)
  },
}

type Homes = ReadonlyMap<string, Member>

const homeKey = (node: number, address: string) => `${node} ${address}`

/** Where each node has an address. */
function homesOf({ nodes }: Cluster): Homes {
  const homes = new Map<string, Member>()
  for (const { index, members } of nodes) {
    for (const member of members) {
      for (const { prefix } of member.addresses) homes.set(homeKey(index, prefix.address), member)
    }
  }
  return homes
}

const shownMax = 4

function* lacking({ members }: VirtualRouter, homes: Homes): Iterable<Finding> {
  const all = new Map<string, Member>()
  for (const member of members) {
    for (const { prefix } of member.addresses) {
      if (!all.has(prefix.address)) all.set(prefix.address, member)
    }
  }
  for (const member of members) {
    const own = new Set<string>(member.addresses.map(({ prefix }) => prefix.address))
    const absent = [...all].filter(
      ([address]) => !own.has(address) && !homes.has(homeKey(member.node.index, address)),
    )
    const [first] = absent
    if (first === undefined) continue
    const [, holder] = first
    const shown = absent.slice(0, shownMax).map(([address]) => address)
    const more = absent.length > shown.length ? ` and ${absent.length - shown.length} more` : ''
    yield {
      at: placeOf(member),
      message: `${titleOf(member)} lacks ${shown.join(', ')}${more}, which ${named(holder)} has`,
      instead:
        `while ${member.node.name} is master nobody has ${absent.length === 1 ? 'it' : 'them'}; and ` +
        'keepalived 2.2 drops adverts with another number of addresses: both become master',
      related: absent.slice(0, shownMax).flatMap(([address, there]) => {
        const line = there.addresses.find(({ prefix }) => prefix.address === address)
        return line === undefined ? [] : [{ span: line.at, message: `${there.node.name} has ${address}` }]
      }),
    }
  }
}

/** An address under one number here and under another one there. */
export const elsewhere: Comparison = {
  code: 'cluster-address-elsewhere',
  severity: 'error',
  *find(cluster): Iterable<Finding> {
    const first = new Map<string, Member>()
    const routerOf = new Map(cluster.routers.flatMap((one) => one.members.map((member) => [member, one])))
    for (const member of cluster.nodes.flatMap(({ members }) => members)) {
      for (const { prefix, at } of member.addresses) {
        const { address } = prefix
        const before = first.get(address)
        if (before === undefined) first.set(address, member)
        // The numbers of one virtual router are compared by themselves.
        else if (before.node.index !== member.node.index && routerOf.get(before) !== routerOf.get(member)) {
          const line = before.addresses.find((one) => one.prefix.address === address)
          yield {
            at,
            message:
              `${address} belongs to VRID ${member.settings.vrid} on ${member.node.name}, but to VRID ` +
              `${before.settings.vrid} on ${before.node.name}`,
            instead:
              'two virtual routers have it: when each node is master of one, both answer for the address',
            related: [
              {
                span: line?.at ?? placeOf(before),
                message: `${before.node.name}: in ${before.settings.name}`,
              },
            ],
          }
        }
      }
    }
  },
}

/** Advertised here, excluded there. */
export const advertised: Comparison = {
  code: 'cluster-address-advertised',
  severity: 'warning',
  *find({ routers }): Iterable<Finding> {
    for (const { members } of routers) {
      const [first, ...others] = members
      if (first === undefined) continue
      const own = new Set<string>(first.settings.addresses.map(({ prefix }) => prefix.address))
      const hidden = new Set<string>(first.settings.excluded.map(({ prefix }) => prefix.address))
      for (const other of others) {
        const inAdverts = new Set<string>(other.settings.addresses.map(({ prefix }) => prefix.address))
        const odd = other.addresses.find(({ prefix: { address } }) =>
          inAdverts.has(address) ? hidden.has(address) && !own.has(address) : own.has(address),
        )
        if (odd === undefined) continue
        const { address } = odd.prefix
        const line = first.addresses.find(({ prefix }) => prefix.address === address)
        const [here, there] = inAdverts.has(address) ? ['in', 'not in'] : ['not in', 'in']
        yield {
          at: odd.at,
          message:
            `${address} is ${here} the adverts of ${named(other)}, ` +
            `but ${there} those of ${named(first)}`,
          instead:
            'keepalived 2.2 drops adverts with another number of addresses, later ones complain: write it ' +
            'into virtual_ipaddress or virtual_ipaddress_excluded on all nodes',
          related: [{ span: line?.at ?? placeOf(first), message: `${first.node.name} has it here` }],
        }
      }
    }
  },
}

/** Another length of the network. */
export const lengths: Comparison = {
  code: 'cluster-address-length',
  severity: 'warning',
  *find({ routers }): Iterable<Finding> {
    for (const { members } of routers) {
      const seen = new Map<string, { readonly member: Member; readonly line: Member['addresses'][number] }>()
      for (const member of members) {
        for (const line of member.addresses) {
          const { address, length } = line.prefix
          const before = seen.get(address)
          if (before === undefined) seen.set(address, { member, line })
          else if (before.line.prefix.length !== length && before.member !== member) {
            yield {
              at: line.at,
              message:
                `${address} has a prefix of /${length} on ${member.node.name} and of ` +
                `/${before.line.prefix.length} on ${before.member.node.name}`,
              instead: 'the route to its network comes and goes with the master',
              related: [{ span: before.line.at, message: `${before.member.node.name} has it here` }],
            }
          }
        }
      }
    }
  },
}

/** virtual_routes and virtual_rules: as many, and to the same destinations. */
export const routes: Comparison = {
  code: 'cluster-routes',
  severity: 'warning',
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings }) =>
        JSON.stringify([settings.routes.map(destinationsOf).sort(), settings.rules.length]),
      shown: ({ settings: { routes: all, rules } }) =>
        `has ${count(all.length, 'virtual route')} and ${count(rules.length, 'virtual rule')}`,
      at: () => undefined,
      instead: () => 'what is routed changes with the master: compare virtual_routes and virtual_rules',
    }),
}

function destinationsOf(route: Member['settings']['routes'][number]): string {
  return `${formatPrefix(route.destination)} ${route.table}`
}

function count(number: number, what: string): string {
  return `${number === 0 ? 'no' : number} ${what}${number === 1 ? '' : 's'}`
}
