/** Pages about where adverts come from and where they go. */
import type { CodePage } from './page.ts'
import { block, instanceWith } from './vrrp-text.ts'

const peer = 'unicast_peer {\n  192.0.2.3\n}'

export const vrrpUnicastPages: readonly CodePage[] = [
  {
    code: 'source-not-local',
    about:
      'mcast_src_ip or unicast_src_ip is on no interface of this host. If it is the other node’s address, ' +
      'copied with the file, both nodes speak with one voice: both can end up as master.',
    cure: 'Write an address of this node, or take the line out to use the first address of the interface.',
    example: instanceWith('mcast_src_ip 192.0.2.3'),
  },
  {
    code: 'first-address-not-link-local',
    about:
      'RFC 9568, 5.2.9 wants the link-local address of the virtual router first in IPv6 adverts. ' +
      'keepalived sends any order and only logs it, unless strict mode asks for the RFC.',
    cure: 'Put an address of fe80::/10, the same on all nodes, first in virtual_ipaddress.',
    example: instanceWith().replace('10.0.0.1', '2001:db8::1'),
  },
  {
    code: 'destination-without-effect',
    about:
      'mcast_dst_ip names a group, but adverts of an instance with unicast_peer go to each of its peers.',
    cure: 'Take one of the two out.',
    example: instanceWith('mcast_dst_ip 224.0.0.99', peer),
  },
  {
    code: 'ttl-without-peers',
    about:
      'unicast_ttl without unicast_peer has nothing to act on. keepalived then sends multicast adverts ' +
      'with TTL 0, which nobody accepts; keepalived-ts ignores the line.',
    cure: 'Add unicast_peer, or take unicast_ttl out.',
    example: instanceWith('unicast_ttl 64'),
  },
  {
    code: 'unicast-without-peers',
    about:
      'A keyword for unicast stands in an instance without unicast_peer. keepalived sends to the multicast ' +
      'group instead and calls that deprecated; a firewall that only lets unicast through would make two ' +
      'masters.',
    cure: 'Add unicast_peer; for multicast write mcast_src_ip instead of unicast_src_ip.',
    example: instanceWith('unicast_src_ip 192.0.2.2'),
  },
  {
    code: 'fault-without-peers',
    about:
      'unicast_fault_no_peer asks for the fault state rather than multicast when there is no unicast_peer, ' +
      'and there is none. keepalived only logs it, so that nodes can share a file before all peers are ' +
      'known.',
    cure: 'Add unicast_peer.',
    example: instanceWith('unicast_fault_no_peer'),
  },
  {
    code: 'unicast-in-strict-mode',
    about:
      'RFC 9568 has only multicast. In strict mode keepalived 2.4 allows unicast only on interfaces that ' +
      'cannot do multicast, and refuses the whole configuration otherwise; 2.2 allows it.',
    cure: 'Write strict_mode off in this instance, or take unicast_peer out.',
    example: instanceWith('strict_mode', peer),
  },
  {
    code: 'peer-twice',
    about: 'An address stands twice among the peers. It would get each advert twice; the first one counts.',
    cure: 'Take one of them out.',
    example: instanceWith('unicast_peer {\n  192.0.2.3\n  192.0.2.3\n}'),
  },
  {
    code: 'bad-peer-option',
    about:
      'A line of unicast_peer is one address, and min_ttl or max_ttl with a number behind it. Another ' +
      'word, or a second address on the line, is dropped; the peer stays.',
    cure: 'Write one peer on each line.',
    example: instanceWith('unicast_peer {\n  192.0.2.3 192.0.2.4\n}'),
  },
  {
    code: 'peer-never-heard',
    about: 'No TTL is at least min_ttl and at most max_ttl: every advert of this peer is dropped.',
    cure: 'Exchange the two numbers.',
    example: instanceWith('unicast_peer {\n  192.0.2.3 min_ttl 255 max_ttl 254\n}'),
  },
  {
    code: 'vrf-cleared',
    about:
      'vrf is for unicast instances without an interface; with an interface that one decides the VRF, and ' +
      'multicast needs an interface.',
    cure: 'Take vrf out, or the interface, and give unicast_src_ip and unicast_peer.',
    example: block('vrrp_instance A', [
      'vrf eth1',
      'interface eth0',
      'virtual_router_id 10',
      'virtual_ipaddress { 10.0.0.1 }',
    ]),
  },
]
