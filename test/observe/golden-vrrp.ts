/** Log lines of virtual routers as keepalived writes them. */
import { address } from '../../src/base/address.ts'
import { milliseconds, seconds } from '../../src/base/time.ts'
import type { Golden } from './golden.ts'

const other = address('10.0.0.2')
const vip = address('10.0.0.100')
const instance = 'VI_1'

export const vrrp = {
  entered: [
    [
      { is: 'entered', instance, state: 'MASTER', starting: false, faults: [] },
      'info',
      '(VI_1) Entering MASTER STATE',
    ],
    [
      { is: 'entered', instance, state: 'BACKUP', starting: false, faults: [] },
      'info',
      '(VI_1) Entering BACKUP STATE',
    ],
    [
      { is: 'entered', instance, state: 'BACKUP', starting: true, faults: [] },
      'info',
      '(VI_1) Entering BACKUP STATE (init)',
    ],
    [
      {
        is: 'entered',
        instance,
        state: 'FAULT',
        starting: false,
        faults: [{ is: 'interface-down', interface: 'eth0' }],
      },
      'info',
      '(VI_1) Entering FAULT STATE',
    ],
    [
      { is: 'entered', instance, state: 'FAULT', starting: true, faults: [] },
      'info',
      '(VI_1) entering FAULT state',
    ],
    [
      {
        is: 'entered',
        instance,
        state: 'FAULT',
        starting: true,
        faults: [
          { is: 'interface-down', interface: 'eth0' },
          { is: 'no-address', interface: 'eth0', family: 'ipv4' },
          { is: 'script-bad', script: 'chk' },
          { is: 'script-undecided', script: 'slow' },
        ],
      },
      'info',
      '(VI_1): entering FAULT state (interface eth0 down, no IPv4 address for interface, due to script chk)',
    ],
    [
      {
        is: 'entered',
        instance,
        state: 'FAULT',
        starting: true,
        faults: [{ is: 'interface-missing', interface: 'eth7' }],
      },
      'info',
      '(VI_1): entering FAULT state (interface eth7 does not exist)',
    ],
    [
      {
        is: 'entered',
        instance,
        state: 'FAULT',
        starting: true,
        faults: [
          { is: 'interface-up', interface: 'eth2' },
          { is: 'no-address', interface: 'eth0', family: 'ipv6' },
          { is: 'source-missing', address: other },
          { is: 'file-bad', file: 'f', status: -254 },
          { is: 'process-bad', process: 'p' },
          { is: 'bfd-down', bfd: 'b' },
          { is: 'configuration', fault: 'no-multicast' },
        ],
      },
      'info',
      '(VI_1): entering FAULT state (interface eth2 up, no IPv6 link-local address for interface, ' +
        'src address 10.0.0.2 not configured, tracked file f has status -254, tracked process p quorum not ' +
        'achieved, BFD instance b is DOWN, its interface cannot do multicast)',
    ],
  ],
  'advert-timeout': [[{ is: 'advert-timeout', instance }, 'detail', '(VI_1) Receive advertisement timeout']],
  'priority-zero-heard': [
    [
      { is: 'priority-zero-heard', instance, state: 'backup', from: other },
      'detail',
      '(VI_1) Backup received priority 0 advertisement',
    ],
    [
      { is: 'priority-zero-heard', instance, state: 'master', from: other },
      'detail',
      '(VI_1) Master received priority 0 message',
    ],
  ],
  'priority-zero-sent': [[{ is: 'priority-zero-sent', instance }, 'detail', '(VI_1) sent 0 priority']],
  outranked: [
    [
      { is: 'outranked', instance, from: other, priority: 150, ours: 100 },
      'info',
      '(VI_1) Master received advert from 10.0.0.2 with higher priority 150, ours 100',
    ],
    [
      { is: 'outranked', instance, from: other, priority: 100, ours: 100 },
      'info',
      '(VI_1) Master received advert from 10.0.0.2 with same priority 100 but higher IP address than ours',
    ],
  ],
  'lower-heard': [
    [
      { is: 'lower-heard', instance, state: 'backup', from: other, priority: 50, ours: 100 },
      'info',
      '(VI_1) received lower priority (50) advert from 10.0.0.2 - discarding',
    ],
    [
      { is: 'lower-heard', instance, state: 'master', from: other, priority: 50, ours: 100 },
      'info',
      '(VI_1) Received advert from 10.0.0.2 with lower priority 50, ours 100, forcing new election',
    ],
    [
      { is: 'lower-heard', instance, state: 'master', silent: true, from: other, priority: 50, ours: 100 },
      'info',
      '(VI_1) Received advert from 10.0.0.2 with lower priority 50, ours 100',
    ],
  ],
  'master-changed': [
    [
      { is: 'master-changed', instance, from: undefined, to: other },
      'detail',
      '(VI_1) master set to 10.0.0.2',
    ],
    [
      { is: 'master-changed', instance, from: other, to: address('10.0.0.3') },
      'detail',
      '(VI_1) master changed from 10.0.0.2 to 10.0.0.3',
    ],
  ],
  complaint: [
    [
      { is: 'complaint', instance, from: other, dropped: true, complaint: { is: 'ttl', received: 64 } },
      'warning',
      '(VI_1) invalid TTL/HL from 10.0.0.2. Received 64 and expect 255',
    ],
    [
      {
        is: 'complaint',
        instance,
        from: other,
        dropped: false,
        complaint: { is: 'address-missing', address: vip, vrid: 51 },
      },
      'info',
      '(VI_1) ip address associated with VRID 51 not present in advert from 10.0.0.2: 10.0.0.100',
    ],
  ],
  'packet-too-short': [
    [
      { is: 'packet-too-short', interface: 'eth0', length: 24, form: 'ipv4' },
      'warning',
      'IPv4 VRRP packet too short - 24 bytes (on eth0; told at most every 10 s)',
    ],
  ],
  'priority-set': [
    [{ is: 'priority-set', instance, to: 90 }, 'info', '(VI_1) Setting effective priority to 90'],
  ],
  'preempt-delay': [
    [
      { is: 'preempt-delay', instance, delay: milliseconds(2_500) },
      'detail',
      '(VI_1) start preempt delay (2.500000)',
    ],
    [{ is: 'preempt-delay', instance, delay: undefined }, 'detail', '(VI_1) stop preempt delay'],
  ],
  'timer-expired': [
    [
      { is: 'timer-expired', instance, late: milliseconds(5_250), outcome: 'backup' },
      'warning',
      '(VI_1) VRRP thread timer expired 5.250000 seconds ago',
    ],
    [
      { is: 'timer-expired', instance, late: milliseconds(5_250), outcome: 'stays' },
      'warning',
      '(VI_1) A thread timer expired 5.250000 seconds ago',
    ],
  ],
  'startup-delayed': [
    [{ is: 'startup-delayed', by: seconds(3), again: false }, 'info', 'Delaying startup for 3 seconds'],
    [
      { is: 'startup-delayed', by: seconds(2), again: true },
      'info',
      'Delaying startup for a further 2 seconds',
    ],
    [{ is: 'startup-delayed', by: undefined, again: false }, 'info', 'Delayed start completed'],
  ],
  'delay-shortened': [
    [
      { is: 'delay-shortened', interface: 'eth0', to: milliseconds(1_996) },
      'warning',
      'interface_up_down_delays of eth0: cut to 1.996000 s, or the peers would take over first',
    ],
  ],
  'route-lost': [
    [
      { is: 'route-lost', instance, text: '192.0.2.0/24 via 10.0.0.3' },
      'warning',
      '(VI_1) virtual route 192.0.2.0/24 via 10.0.0.3 was removed by somebody else, forcing new election',
    ],
  ],
  'rule-lost': [
    [
      { is: 'rule-lost', instance, text: 'from 192.0.2.0/24 table 100' },
      'warning',
      '(VI_1) virtual rule from 192.0.2.0/24 table 100 was removed by somebody else, forcing new election',
    ],
  ],
  'static-lost': [
    [
      { is: 'static-lost', instance, text: '10.9.0.1/24 dev eth0' },
      'warning',
      '(VI_1) static 10.9.0.1/24 dev eth0 was removed by somebody else, forcing new election',
    ],
  ],
  'unknown-vrid': [
    [
      { is: 'unknown-vrid', interface: 'eth0', vrid: 77, from: other },
      'info',
      'Unknown VRID(77) received on interface(eth0). ignoring...',
    ],
  ],
  'priority-changed': [
    [
      { is: 'priority-changed', instance, from: 100, to: 60 },
      'info',
      '(VI_1) Changing effective priority from 100 to 60',
    ],
  ],
  'interval-learnt': [
    [
      { is: 'interval-learnt', instance, from: seconds(1), to: milliseconds(250) },
      'detail',
      '(VI_1) advertisement interval updated from 1000ms to 250ms by master',
    ],
  ],
  'group-syncing': [
    [
      { is: 'group-syncing', group: 'VG1', to: 'MASTER' },
      'info',
      'VRRP_Group(VG1) Syncing instances to MASTER state',
    ],
  ],
  'handed-over': [
    [
      { is: 'handed-over', instance, because: 'claimed' },
      'detail',
      '(VI_1) Addresses released: the new master has announced them',
    ],
    [
      { is: 'handed-over', instance, because: 'fast' },
      'detail',
      '(VI_1) Addresses released at once (handover fast)',
    ],
  ],
  'firewall-deleted': [
    [
      { is: 'firewall-deleted', table: 'keepalived', outcome: 'restored' },
      'warning',
      'nftables: table keepalived was deleted by somebody else; it is there again',
    ],
    [
      { is: 'firewall-deleted', table: 'keepalived', outcome: 'given-up' },
      'warning',
      'nftables: table keepalived was deleted by somebody else; too often, it is not made again before a ' +
        'reload: addresses with no_accept answer',
    ],
  ],
  'address-shared': [
    [
      { is: 'address-shared', instance, other: 'VI_2', addresses: [vip] },
      'info',
      '(VI_1) 10.0.0.100 stays: (VI_2) on this host holds the same',
    ],
    [
      { is: 'address-shared', instance, other: 'VI_2', addresses: [vip, other] },
      'info',
      '(VI_1) 10.0.0.100 and 1 more stay: (VI_2) on this host holds the same',
    ],
  ],
  'owner-conflict': [
    [
      { is: 'owner-conflict', instance, from: other, outcome: 'noticed' },
      'warning',
      '(VI_1) CONFIGURATION ERROR: local instance and 10.0.0.2 are both configured as address owner, ' +
        'please resolve',
    ],
    [
      { is: 'owner-conflict', instance, from: other, outcome: 'yielding' },
      'warning',
      '(VI_1) 10.0.0.2 is still advertising as address owner, please resolve - reducing our priority',
    ],
    [
      { is: 'owner-conflict', instance, from: other, outcome: 'stopped' },
      'warning',
      '(VI_1) rogue address owner appears to have stopped advertising',
    ],
  ],
  'tracked-file': [
    [
      { is: 'tracked-file', instance, file: 'load', fault: true },
      'info',
      '(VI_1): tracked file load now FAULT state',
    ],
    [
      { is: 'tracked-file', instance, file: 'load', fault: false },
      'info',
      '(VI_1): tracked file load leaving FAULT state',
    ],
  ],
  'tracked-bfd': [
    [
      { is: 'tracked-bfd', instance, bfd: 'b', up: true },
      'info',
      'VRRP_Instance(VI_1) Tracked BFD instance b is UP',
    ],
    [
      { is: 'tracked-bfd', instance, bfd: 'b', up: false },
      'info',
      'VRRP_Instance(VI_1) Tracked BFD instance b is DOWN',
    ],
  ],
  'events-dropped': [
    [
      { is: 'events-dropped', count: 49_000 },
      'warning',
      '49000 lines about received adverts were left out: there were too many at once',
    ],
  ],
  overrun: [
    [{ is: 'overrun', socket: 'monitor' }, 'warning', 'Netlink monitor overrun: messages were lost'],
    [{ is: 'overrun', socket: 'adverts' }, 'warning', 'VRRP receive socket overrun: messages were lost'],
  ],
} satisfies Partial<Golden>
