/** Pages about nodes that do not hear each other. `check --cluster`. */
import type { CodePage } from './page.ts'
import { block, instanceWith } from './vrrp-text.ts'

const unicast = (source: string, peer: string, ...more: readonly string[]) =>
  instanceWith(`unicast_src_ip ${source}`, block('unicast_peer', [peer]).trimEnd(), ...more)

const hmac = (key: string) =>
  instanceWith(block('auth_hmac', [`key 1 hex:${key.repeat(4)}`, 'active_key 1']).trimEnd())

export const clusterAdvertPages: readonly CodePage[] = [
  {
    code: 'cluster-vrid',
    about:
      'Two nodes have the same addresses under different numbers. They are two virtual routers then: ' +
      'neither looks at the adverts of the other, both become master, and the addresses are there twice.',
    cure: 'Write the same virtual_router_id on all nodes.',
    example: instanceWith('priority 100'),
    peer: instanceWith('priority 50').replace('router_id 10', 'router_id 11'),
  },
  {
    code: 'cluster-version',
    about:
      'The nodes speak different versions of VRRP, and a node drops adverts of another version than its ' +
      'own (RFC 9568, 7.1).',
    cure: 'Write the same version on all nodes, or vrrp_version in global_defs.',
    example: instanceWith('version 2', 'priority 100'),
    peer: instanceWith('version 3', 'priority 50'),
  },
  {
    code: 'cluster-destination',
    about:
      'The adverts of one node go where the other one does not listen: to another multicast group, or to ' +
      'unicast peers on one side only.',
    cure: 'Write the same mcast_dst_ip on all nodes, or unicast_peer on all of them.',
    example: instanceWith('mcast_dst_ip 224.0.0.19', 'priority 100'),
    peer: instanceWith('priority 50'),
  },
  {
    code: 'cluster-peers',
    about:
      'The unicast peers of one node do not fit the source of another one: it is not listed, or two ' +
      'nodes send from the same address because a file was copied. Who gets no adverts becomes master. ' +
      'It is a warning when the source of a node is not known, or when a peer is none of these nodes.',
    cure: 'On each node, unicast_src_ip is its own address, and unicast_peer lists those of all the others.',
    example: unicast('192.0.2.2', '192.0.2.4', 'priority 100'),
    peer: unicast('192.0.2.3', '192.0.2.2', 'priority 50'),
  },
  {
    code: 'cluster-ttl',
    about:
      'A node sends its unicast adverts with a lower TTL than a peer accepts with min_ttl, so that the ' +
      'peer drops them.',
    cure: 'Send with unicast_ttl 255, and let min_ttl be 255 less the routers on the way.',
    example: unicast('192.0.2.2', '192.0.2.3', 'unicast_ttl 10', 'priority 100'),
    peer: unicast('192.0.2.3', '192.0.2.2 min_ttl 255', 'priority 50'),
  },
  {
    code: 'cluster-authentication',
    about:
      'The authentication of version 2 is not the same on the nodes, and a node drops adverts with another ' +
      'type or password. The passwords themselves are not shown.',
    cure: 'Write the same auth_type and auth_pass on all nodes; only the first eight characters count.',
    example: instanceWith(
      block('authentication', ['auth_type PASS', 'auth_pass one']).trimEnd(),
      'priority 100',
    ),
    peer: instanceWith(block('authentication', ['auth_type PASS', 'auth_pass two']).trimEnd(), 'priority 50'),
  },
  {
    code: 'cluster-hmac',
    about:
      'auth_hmac does not fit: one node signs and another does not expect it, or the key that signs here ' +
      'is not known or another one there, or one side compares the time of day and the other does not ' +
      'send it. The keys themselves are not shown, and what is in key files is not compared.',
    cure:
      'Give all nodes the same keys, first with the old active_key everywhere, then change active_key; use ' +
      'the mode permissive while nodes are changed one by one.',
    example: hmac('0123456789abcdef'),
    peer: hmac('fedcba9876543210'),
  },
  {
    code: 'cluster-interval',
    about:
      'The nodes send their adverts at different intervals. Version 2 drops adverts of another interval, ' +
      'so both become master. In version 3 backups learn the interval of their master: it works, but how ' +
      'long a failure lasts depends on who was master.',
    cure: 'Write the same advert_int on all nodes.',
    example: instanceWith('advert_int 1', 'priority 100'),
    peer: instanceWith('advert_int 2', 'priority 50'),
  },
  {
    code: 'cluster-checksum',
    about:
      'One node calculates the checksum of version 3 in another way than the other one expects: ' +
      'v3_checksum_as_v2 on one side only, or old_unicast_checksum against old_unicast_checksum never.',
    cure: 'Write the same on all nodes; v3_checksum_as_v2 is for peers that cannot do it right.',
    example: instanceWith('version 3', 'v3_checksum_as_v2', 'priority 100'),
    peer: instanceWith('version 3', 'priority 50'),
  },
]
