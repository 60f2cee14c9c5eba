/** Pages about what an instance must have, and who becomes master. */
import type { CodePage } from './page.ts'
import { block, instanceWith } from './vrrp-text.ts'

const role: readonly CodePage[] = [
  {
    code: 'strict-mode',
    about:
      'vrrp_strict in global_defs or strict_mode in the instance asks for RFC 9568 to the letter, and a ' +
      'line of the instance departs from it: authentication, a state that the priority does not give, a ' +
      'delay, another down_timer_adverts than 3, a VMAC with a MAC address of its own. The RFC wins, as in ' +
      'keepalived.',
    cure: 'Take the line out, or write strict_mode off in this instance.',
    example: instanceWith('strict_mode', 'preempt_delay 5'),
  },
  {
    code: 'owner-by-default',
    about:
      'Without a priority, state MASTER gives priority 255: this node owns the addresses, starts as master ' +
      'and never waits for anybody. keepalived does the same and says nothing.',
    cure: 'Write a priority, 100 for instance; 255 only where the addresses belong to this node.',
    example: instanceWith('state MASTER'),
  },
  {
    code: 'state-contradicts',
    about: 'state is given twice, and BACKUP never takes back an earlier MASTER, as in keepalived.',
    cure: 'Keep one of the two lines.',
    example: instanceWith('state MASTER', 'state BACKUP', 'priority 100'),
  },
  {
    code: 'version-contradicts',
    about:
      'A second version says something else than the first one, or version 2 stands after a line that ' +
      'makes the instance an IPv6 one, which is version 3. keepalived keeps what it knows already.',
    cure: 'Keep one version; an IPv6 instance needs none.',
    example: instanceWith('version 3', 'version 2'),
  },
  {
    code: 'family-mixed',
    about:
      'An instance has one family, by the first line that has one: an address, mcast_src_ip, ' +
      'unicast_src_ip, mcast_dst_ip, a unicast_peer, the address of use_ipvlan, native_ipv6. Later lines ' +
      'of the other family are ignored, as in keepalived. Only virtual_ipaddress_excluded, routes and ' +
      'rules may be of both.',
    cure: 'Write a second instance for the other family; it may have the same virtual_router_id.',
    example: instanceWith('mcast_src_ip fe80::1'),
  },
  {
    code: 'nopreempt-cleared',
    about:
      'nopreempt leaves a running master of lower priority alone. With state MASTER or priority 255 this ' +
      'node is meant to be master whenever it runs, so keepalived clears nopreempt.',
    cure: 'Write state BACKUP on all nodes when you want nopreempt.',
    example: instanceWith('state MASTER', 'priority 150', 'nopreempt'),
  },
  {
    code: 'preempt-delay-cleared',
    about:
      'preempt_delay is how long a master of lower priority is left alone. With state MASTER nothing is ' +
      'waited for, and with nopreempt it is left alone for ever.',
    cure: 'Take preempt_delay out, or write state BACKUP and no nopreempt.',
    example: instanceWith('nopreempt', 'preempt_delay 60'),
  },
  {
    code: 'late-backup-cleared',
    about:
      'timer_expired_backup makes a master backup that was too busy to send its adverts in time. Unless ' +
      'nopreempt is there its priority would make it master again at once.',
    cure: 'Add nopreempt, or take timer_expired_backup out.',
    example: instanceWith('timer_expired_backup'),
  },
  {
    code: 'advert-interval-rounded',
    about:
      'Version 2 announces its interval in whole seconds from 1 to 255, version 3 in steps of 0.01 s up to ' +
      '40.95 s. What lies between is rounded half up; a backup would otherwise wait for something else ' +
      'than what the master does.',
    cure: 'Write a value that the version can carry, or version 3 for less than a second.',
    example: instanceWith('advert_int 0.5'),
  },
  {
    code: 'owner-ignore-adverts',
    about:
      'owner_ignore_adverts drops all adverts that come in. The owner of the addresses (priority 255) may ' +
      'do so and always does when it is asked; any other node would be master beside the real one.',
    cure: 'Take the line out: with priority 255 global_defs decides, with others it is off.',
    example: instanceWith('owner_ignore_adverts'),
  },
]

const needed: readonly CodePage[] = [
  {
    code: 'vrid-missing',
    about:
      'An instance has no virtual_router_id, or only values that are none. Without the number no peer ' +
      'knows which adverts are meant; keepalived refuses the whole configuration.',
    cure: 'Write virtual_router_id with a number from 1 to 255, the same on all nodes.',
    example: block('vrrp_instance A', ['interface eth0', 'virtual_ipaddress { 10.0.0.1 }']),
  },
  {
    code: 'interface-missing',
    about:
      'An instance has no interface. Only a unicast instance with a source address that is not link-local ' +
      'may go without (keepalived 2.4); keepalived refuses the whole configuration otherwise.',
    cure: 'Write interface with the name that `ip link` shows.',
    example: block('vrrp_instance A', ['virtual_router_id 10', 'virtual_ipaddress { 10.0.0.1 }']),
  },
  {
    code: 'interface-loopback',
    about:
      'A virtual router on the loopback interface has no peer that could hear it; keepalived refuses it.',
    cure: 'Name the interface that the peers are on.',
    example: instanceWith().replace('eth0', 'lo'),
  },
  {
    code: 'interface-without-multicast',
    about:
      'Adverts go to a multicast group unless there are unicast peers, and this interface cannot do ' +
      'multicast: many tunnels cannot. keepalived holds the instance in the fault state for ever.',
    cure: 'Add unicast_peer with the addresses of the other nodes.',
    example: instanceWith().replace('eth0', 'tun0'),
    interfaces: [{ name: 'tun0', loopback: false, addresses: [], multicast: false, ethernet: false }],
  },
  {
    code: 'interface-without-arp',
    about:
      'The interface does not resolve neighbours (NOARP) and is no point-to-point link, so gratuitous ARP ' +
      'reaches nobody: after a takeover neighbours send to the old master until they find out by themselves.',
    cure: 'Switch ARP on (`ip link set dev eth0 arp on`), or use another interface.',
    example: instanceWith().replace('eth0', 'noarp0'),
    interfaces: [{ name: 'noarp0', loopback: false, addresses: [], arp: false, ethernet: true }],
  },
  {
    code: 'vrid-taken',
    about:
      'Two instances have the same virtual_router_id, family and interface, and the same multicast group ' +
      'or a common peer. Nobody could tell their adverts apart, so keepalived refuses the whole ' +
      'configuration.',
    cure: 'Give one of them another number, on all nodes.',
    example: instanceWith() + instanceWith().replace(' A ', ' B ').replace('10.0.0.1', '10.0.0.2'),
  },
  {
    code: 'vrid-taken-for-now',
    about:
      'Two instances would be one on the wire, but dynamic_interfaces has allow_if_changes: their ' +
      'interfaces may change so that they are two again. Until then one of them stays in the fault state, ' +
      'as in keepalived.',
    cure: 'Nothing, if the interfaces are about to change; otherwise another virtual_router_id.',
    example:
      block('global_defs', ['dynamic_interfaces allow_if_changes']) +
      instanceWith() +
      instanceWith().replace(' A ', ' B ').replace('10.0.0.1', '10.0.0.2'),
  },
]

export const vrrpInstancePages: readonly CodePage[] = [...needed, ...role]
