/** Where a virtual router is: its interface, the network there, its MAC address. */
import { formatPrefix } from '../../base/address.ts'
import { networkOf } from '../lints/networks.ts'
import { type Comparison, differing, type Finding, pairsOf, related, titleOf } from './comparison.ts'
import { type Member, placeOf } from './node.ts'

/** An interface that plays this part on one node and another part on the other. */
export const interfaces: Comparison = {
  code: 'cluster-interface',
  severity: 'warning',
  *find({ nodes, routers }): Iterable<Finding> {
    const used = nodes.map(({ members }) => new Set(members.map(({ settings }) => settings.interface)))
    for (const { members } of routers) {
      for (const [one, other] of pairsOf(members)) {
        const [here, there] = [one.settings.interface, other.settings.interface]
        if (here === there || here === undefined || there === undefined) continue
        const areBothNames = [one, other].every(({ node }) =>
          [here, there].every((name) => used[node.index]?.has(name)),
        )
        if (!areBothNames || areNear(one, other) !== undefined) continue
        yield {
          at: placeOf(other, other.draft.interface),
          message: `${titleOf(other)} is on ${there}, but that of ${one.node.name} is on ${here}`,
          instead:
            `both nodes have instances on both; if ${here} and ${there} are different networks, neither ` +
            'hears the other and both become master',
          related: [related(one, one.draft.interface, `is on ${here}`)],
        }
      }
    }
  },
}

/** Interfaces in different networks, by the facts of the hosts. Unicast may cross networks. */
export const network: Comparison = {
  code: 'cluster-network',
  severity: 'warning',
  *find({ routers }): Iterable<Finding> {
    for (const { members } of routers) {
      for (const [one, other] of pairsOf(members)) {
        if (one.settings.unicast !== undefined || areNear(one, other) !== false) continue
        const says = (member: Member) =>
          `is on ${member.settings.interface} with ${networksOf(member)?.join(', ')}`
        yield {
          at: placeOf(other, other.draft.interface),
          message: `${titleOf(other)} ${says(other)}, but that of ${one.node.name} ${says(one)}`,
          instead: 'adverts stay in their network: unless both are one link, both become master',
          related: [related(one, one.draft.interface, says(one))],
        }
      }
    }
  },
}

/** Whether their interfaces share a network; undefined: not known. */
function areNear(one: Member, other: Member): boolean | undefined {
  const theirs = networksOf(other)
  const own = networksOf(one)
  if (own === undefined || theirs === undefined || own.length === 0 || theirs.length === 0) return undefined
  return own.some((text) => theirs.includes(text))
}

function networksOf({ settings, node }: Member): readonly string[] | undefined {
  const link = node.host?.interfaces.find(({ name }) => name === settings.interface)
  return link?.networks
    ?.filter(({ address }) => address.includes(':') === (settings.family === 'ipv6'))
    .map((prefix) => formatPrefix(networkOf(prefix)))
}

/** use_vmac or use_ipvlan on one side only, or with another MAC address. */
export const virtualMac: Comparison = {
  code: 'cluster-vmac',
  severity: 'warning',
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings: { virtualInterface: own } }) =>
        own === undefined ? '' : own.is === 'vmac' ? own.mac : own.is,
      shown: ({ settings: { virtualInterface: own } }) =>
        own === undefined
          ? 'has no use_vmac'
          : own.is === 'vmac'
            ? `has use_vmac with ${own.mac}`
            : 'has use_ipvlan',
      at: ({ draft }) => (draft.vmac.use === undefined ? undefined : { at: draft.vmac.use }),
      instead: () =>
        'their MAC address changes with the master: whoever ignores gratuitous ARP loses the addresses',
    }),
}

/** strict_mode, no_accept. */
export const acceptance: Comparison = {
  code: 'cluster-accept',
  severity: 'warning',
  find: (cluster) =>
    differing(cluster, {
      key: ({ settings }) => `${settings.strict} ${settings.accept}`,
      shown: ({ settings: { strict, accept } }) =>
        `${accept ? 'accepts' : 'drops'} packets to the virtual addresses${strict ? ' (strict mode)' : ''}`,
      at: ({ draft }) => draft.switches.accept ?? draft.switches.strict,
      instead: () => 'whether the addresses answer depends on who is master',
    }),
}
