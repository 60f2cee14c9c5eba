/** Pages about what nodes hold and where. `check --cluster`. */
import type { CodePage } from './page.ts'
import { block, instanceWith } from './vrrp-text.ts'

function addresses(...lines: readonly string[]): string {
  return instanceWith(block('virtual_ipaddress', lines).trimEnd())
}

const second = (number: number) =>
  instanceWith().replace(' A ', ' B ').replace('id 10', `id ${number}`).replace('10.0.0.1', '10.0.0.2')

export const clusterAddressPages: readonly CodePage[] = [
  {
    code: 'cluster-alone',
    about: 'A virtual router is not on all nodes, so that nobody, or not everybody, can take it over.',
    cure: 'Write it on the other nodes too, with a lower priority; or check it without this file.',
    example: instanceWith('priority 100') + second(11),
    peer: instanceWith('priority 50'),
  },
  {
    code: 'cluster-addresses',
    about:
      'An address is not on all nodes. When the node without it becomes master, nobody has the address; ' +
      'and keepalived 2.2 drops adverts with another number of addresses than its own, so that both ' +
      'become master. The order of the addresses is no matter.',
    cure: 'Write the same addresses on all nodes; a shared file that each of them includes keeps them so.',
    example: addresses('10.0.0.7', '10.0.0.8'),
    peer: addresses('10.0.0.7'),
  },
  {
    code: 'cluster-address-elsewhere',
    about:
      'An address belongs to one virtual router on this node and to another one on that node. When each ' +
      'node is master of one of them, both answer for the address.',
    cure: 'Move it into the instance of the same virtual_router_id on all nodes.',
    example: instanceWith() + second(11),
    peer: instanceWith().replace('id 10', 'id 11') + second(10),
  },
  {
    code: 'cluster-address-advertised',
    about:
      'An address is in the adverts of one node and not in those of the other: virtual_ipaddress here, ' +
      'virtual_ipaddress_excluded there. keepalived 2.2 drops adverts with another number of addresses.',
    cure: 'Write it into the same block on all nodes.',
    example: addresses('10.0.0.7', '10.0.0.8'),
    peer: instanceWith(
      block('virtual_ipaddress', ['10.0.0.7']).trimEnd(),
      block('virtual_ipaddress_excluded', ['10.0.0.8']).trimEnd(),
    ),
  },
  {
    code: 'cluster-address-length',
    about:
      'An address has another prefix length on another node. The kernel then makes the route to its ' +
      'network on one of the nodes and not, or another one, on the other.',
    cure: 'Write the same length on all nodes; without one it is /32, or /128.',
    example: addresses('10.0.0.7/24'),
    peer: addresses('10.0.0.7'),
  },
  {
    code: 'cluster-routes',
    about:
      'virtual_routes or virtual_rules are not the same: as many, and to the same destinations and tables.',
    cure: 'Write the same routes and rules on all nodes, each with its own interface names.',
    example: instanceWith(block('virtual_routes', ['198.18.0.0/15 via 192.0.2.1']).trimEnd()),
    peer: instanceWith('priority 50'),
  },
  {
    code: 'cluster-interface',
    about:
      'A virtual router is on one interface here and on another one there, and both nodes have instances ' +
      'on both: mostly two instances were mixed up.',
    cure: 'Put it on the interface of the same network; --host FACTS.json for each node tells which.',
    hosts: 'unknown',
    example: instanceWith() + second(11).replace('eth0', 'eth1'),
    peer: instanceWith().replace('eth0', 'eth1') + second(11),
  },
  {
    code: 'cluster-network',
    about:
      'The interfaces of a virtual router are in different networks, by the facts of both hosts. Multicast ' +
      'adverts stay in their network.',
    cure: 'Put the instance on the interface of the same network, or use unicast_peer across networks.',
    example: instanceWith(),
    peer: instanceWith().replace('eth0', 'eth1'),
  },
  {
    code: 'cluster-vmac',
    about:
      'One node has a virtual MAC address and the other has none, or another one. When the master ' +
      'changes, so does the MAC address behind the virtual addresses, which use_vmac is there to avoid.',
    cure: 'Write use_vmac on all nodes, or on none.',
    example: instanceWith('use_vmac', 'priority 100'),
    peer: instanceWith('priority 50'),
  },
  {
    code: 'cluster-accept',
    about:
      'As master one node takes packets to the virtual addresses and the other one drops them: ' +
      'strict_mode, vrrp_strict or no_accept is there on one side only. Pings and services at these ' +
      'addresses come and go with the master.',
    cure: 'Write the same on all nodes; with services on the addresses themselves: accept.',
    example: instanceWith('version 3', 'no_accept', 'priority 100'),
    peer: instanceWith('version 3', 'priority 50'),
  },
]
