/** What the codes of lints mean that are about addresses and interfaces. */
import { address } from '../../base/address.ts'
import type { CodePage } from './page.ts'
import { block } from './vrrp-text.ts'

/** Instance A on eth0 with this address, and these lines. */
function withAddress(own: string, ...lines: readonly string[]): string {
  return numbered('A', { on: 'eth0', address: own, lines })
}

function numbered(
  name: string,
  it: { readonly on: string; readonly address: string; readonly lines?: readonly string[] },
): string {
  return block(`vrrp_instance ${name}`, [
    `interface ${it.on}`,
    'virtual_router_id 10',
    `virtual_ipaddress { ${it.address} }`,
    ...(it.lines ?? []),
  ])
}

const virtual: readonly CodePage[] = [
  {
    code: 'address-is-own',
    about:
      'This host has the virtual address as an address of its own. It then answers on this node whoever ' +
      'is master, two hosts have the same address, and when this node becomes backup the address is ' +
      'taken away from its interface. Only the owner (priority 255) has the virtual address as its own.',
    cure:
      'Take another address of the network for virtual_ipaddress, or take it out of the configuration ' +
      'of the network (/etc/network/interfaces, netplan, NetworkManager).',
    example: withAddress('192.0.2.2'),
  },
  {
    code: 'address-on-wrong-interface',
    about:
      'The address is of a network that this host has on another interface than the one that the ' +
      'address goes on. The new master announces it on a link where nobody looks for it.',
    cure: 'Write the interface that has the network, or dev INTERFACE after the address.',
    example: withAddress('198.51.100.9/24'),
  },
  {
    code: 'address-outside-networks',
    about:
      'No network of the interface contains the address. Without a prefix length it is a single address ' +
      '(/32, /128), which neighbours find only when a router sends them there: one of a routed block may ' +
      'be like this. With a length the master is in that network as long as it is master, and the other ' +
      'node is not: right where the link carries several networks. A misspelt address looks the same. ' +
      'Addresses of virtual_ipaddress_excluded that have a length are not looked at.',
    cure:
      'Correct the address, or write the length of its network (192.0.2.9/24). Where it is meant like ' +
      'this, switch the note off: --level address-outside-networks=off.',
    example: withAddress('10.0.0.1'),
  },
  {
    code: 'address-length-differs',
    about:
      'The interface is in the network of the address already, with another prefix length. The master ' +
      'gets a second route to that link with the length that is written here: a shorter one draws ' +
      'packets for other networks to this link, a longer one divides the network. Only the master has ' +
      'it, so the trouble comes and goes with the role.',
    cure: 'Write the length that the interface has, or none.',
    example: withAddress('192.0.2.9/16'),
  },
  {
    code: 'address-not-a-host',
    about:
      'The address is the first or the last of its network, a multicast address or one that is ' +
      'reserved. The kernel may take it, hosts do not use it (RFC 919, RFC 1122 3.2.1.3).',
    cure: 'Write an address that a host can have.',
    example: withAddress('192.0.2.255/24'),
  },
  {
    code: 'address-in-two-instances',
    about:
      'Two instances have the same address, or static_ipaddress has it too. The instances are masters on ' +
      'different nodes some day, and then two hosts have the address. On one node it stays while one of ' +
      'them is master; keepalived removes it when the first one leaves.',
    cure: 'Keep the address in one place; put instances that belong together into a vrrp_sync_group.',
    example: `${withAddress('192.0.2.9/24')}${block('vrrp_instance B', [
      'interface eth0',
      'virtual_router_id 11',
      'virtual_ipaddress { 192.0.2.9/24 }',
    ])}`,
  },
  {
    code: 'owner-without-address',
    about:
      'Priority 255 says that the addresses belong to this node (RFC 9568, 5.2.4): it becomes master ' +
      'without listening and its priority never changes. This host does not have them. keepalived says ' +
      'nothing.',
    cure: 'Write a priority of at most 254; the highest one wins all the same.',
    example: withAddress('192.0.2.9/24', 'state MASTER', 'priority 255'),
  },
]

const links: readonly CodePage[] = [
  {
    code: 'source-is-virtual',
    about:
      'mcast_src_ip or unicast_src_ip is a virtual address of the same instance. It moves with the ' +
      'master, so the backup has none to send from, and a node takes adverts from its own address for ' +
      'its own.',
    cure: 'Write the address that this node has for itself, or leave the line out.',
    example: withAddress('192.0.2.9/24', 'mcast_src_ip 192.0.2.9'),
  },
  {
    code: 'peer-is-self',
    about:
      'A unicast_peer is an address of this node. That is what a file looks like that was copied from the ' +
      'other node: the peers were not exchanged.',
    cure: 'List the addresses of the other nodes. Lines with @ID keep one file for all nodes.',
    example: withAddress('192.0.2.9/24', 'unicast_src_ip 192.0.2.2', 'unicast_peer {\n  192.0.2.2\n}'),
  },
  {
    code: 'vrid-on-one-network-twice',
    about:
      'Two instances of one family with the same virtual_router_id are on different interfaces of this ' +
      'host, which are in the same network. If that is one link, each instance hears the adverts of the ' +
      'other and takes them for those of its own router; with use_vmac, both also have the same MAC ' +
      'address.',
    cure: 'Give each of them a number of its own.',
    example: `${withAddress('192.0.2.9/24')}${numbered('B', { on: 'eth2', address: '192.0.2.10/24' })}`,
    interfaces: [second()],
  },
  {
    code: 'interface-down',
    about:
      'Nobody has set up the interface of the instance on this host. The instance is in the fault state ' +
      'until somebody does.',
    cure: 'Set it up (ip link set dev eth2 up), or correct the name.',
    example: numbered('A', { on: 'eth2', address: '192.0.2.9/24' }),
    interfaces: [{ ...second(), up: false }],
  },
  {
    code: 'gateway-not-connected',
    about:
      'A route in virtual_routes goes by a gateway that is in none of the networks of this host, nor in ' +
      'one that an address of the configuration brings. The kernel takes only gateways that it reaches ' +
      'without another one, so the route is refused when this node becomes master, and not before.',
    cure:
      'Correct the gateway, give the virtual address the length of its network, or add onlink to the route ' +
      'where the gateway is on the link all the same.',
    example: withAddress('192.0.2.9/24', 'virtual_routes { 10.1.0.0/16 via 203.0.113.1 }'),
  },
  {
    code: 'link-loss-ignored',
    about:
      'With dont_track_primary the loss of the link of the instance is no fault, and nothing else is ' +
      'tracked: a node with a broken cable stays master beside the new one, keeps its other addresses ' +
      'and routes, and no script hears of it.',
    cure: 'Take dont_track_primary out, or track what should decide instead.',
    example: withAddress('192.0.2.9/24', 'dont_track_primary'),
  },
  {
    code: 'addresses-silent',
    about:
      'With no_accept, and in strict mode unless accept is written, only the owner accepts packets to ' +
      'the virtual addresses (RFC 9568, 6.1, Accept_Mode). They work as gateways, but answer neither ' +
      'ping nor connections, on whichever node is master. vrrp_strict in global_defs has this effect on ' +
      'all instances.',
    cure:
      'Take vrrp_strict or no_accept out where something on the node listens on the address; in version 3, ' +
      'accept allows it in strict mode too.',
    example: `${block('global_defs', ['vrrp_strict'])}${withAddress('192.0.2.9/24')}`,
  },
  {
    code: 'announced-once',
    about:
      'A new master tells its neighbours by gratuitous ARP or neighbour advertisements where the ' +
      'addresses are now. With garp_master_repeat 1 and garp_master_delay 0 that is one frame for each ' +
      'address, and nothing repeats it. Switches that are busy with the same failure lose it.',
    cure: 'Keep the defaults (5 times, and once more after 5 s), or set garp_master_refresh.',
    example: withAddress('192.0.2.9/24', 'garp_master_repeat 1', 'garp_master_delay 0'),
  },
]

/** eth2, in the network of eth0. */
function second(): NonNullable<CodePage['interfaces']>[number] {
  const own = address('192.0.2.3')
  const networks = [{ address: own, length: 24 }]
  return {
    name: 'eth2',
    loopback: false,
    addresses: [own],
    networks,
    up: true,
    multicast: true,
    ethernet: true,
  }
}

export const lintAddressPages: readonly CodePage[] = [...virtual, ...links]
