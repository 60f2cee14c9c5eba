/** Log lines of virtual routers as keepalived writes them. */
import { address, type Mac } from '../../src/base/address.ts'
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
          { is: 'no-address', interface: 'eth0' },
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
        complaint: { is: 'address-missing', address: vip },
      },
      'info',
      '(VI_1) ip address associated with VRID not present in advert from 10.0.0.2: 10.0.0.100',
    ],
  ],
  'packet-too-short': [
    [
      { is: 'packet-too-short', interface: 'eth0', length: 24 },
      'warning',
      'IPv4 VRRP packet too short - 24 bytes (on eth0; told at most every 10 s)',
    ],
  ],
  'unknown-vrid': [
    [
      { is: 'unknown-vrid', interface: 'eth0', vrid: 77, from: other },
      'detail',
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
  'address-lost': [
    [
      { is: 'address-lost', instance, address: vip, interface: 'eth0' },
      'warning',
      '(VI_1) address 10.0.0.100 was removed from eth0 by somebody else, forcing new election',
    ],
  ],
  'address-in-use': [
    [
      { is: 'address-in-use', instance, address: vip, mac: '02:00:00:00:00:09' as Mac },
      'warning',
      '(VI_1) address 10.0.0.100 is already in use by the host with MAC 02:00:00:00:00:09; take it ' +
        'off there, or correct virtual_ipaddress',
    ],
  ],
  'leftover-removed': [
    [
      { is: 'leftover-removed', address: vip, interface: 'eth0' },
      'info',
      'Removed address 10.0.0.100 from eth0, left there by a daemon that did not end in order',
    ],
  ],
  link: [
    [{ is: 'link', interface: 'eth0', up: false }, 'info', 'Netlink reports eth0 down'],
    [{ is: 'link', interface: 'eth0', up: true }, 'info', 'Netlink reports eth0 up'],
  ],
  'interface-gone': [[{ is: 'interface-gone', interface: 'eth0' }, 'info', 'Interface eth0 deleted']],
  'interface-added': [[{ is: 'interface-added', interface: 'eth0' }, 'info', 'Interface eth0 added']],
  'send-failed': [
    [
      { is: 'send-failed', instance, code: 'ENETDOWN', text: 'network is down' },
      'warning',
      '(VI_1): send advert error ENETDOWN (network is down)',
    ],
  ],
  'kernel-refused': [
    [
      {
        is: 'kernel-refused',
        doing: 'add-address',
        what: '10.0.0.100/32 on eth0',
        code: 'EPERM',
        text: 'operation not permitted',
      },
      'error',
      'Netlink: error: operation not permitted(EPERM), adding address 10.0.0.100/32 on eth0',
    ],
    [
      {
        is: 'kernel-refused',
        doing: 'be-preferred',
        what: 'asking for real-time priority',
        code: 'EPERM',
        text: 'operation not permitted',
      },
      'warning',
      'No real-time priority (operation not permitted): a busy machine may delay adverts. Cure: CAP_SYS_NICE',
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
