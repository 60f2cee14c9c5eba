/** Log lines of what the VRRP worker does in the kernel and hears from it. */
import { address, type Mac } from '../../src/base/address.ts'
import type { Golden } from './golden.ts'

const vip = address('10.0.0.100')
const instance = 'VI_1'

export const kernel = {
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
      'Removed address 10.0.0.100 from eth0: ' +
        'it was there before this start, left by a daemon that did not end in order or held by one that ' +
        'still runs',
    ],
  ],
  'leftover-routing-removed': [
    [
      { is: 'leftover-routing-removed', kind: 'route', text: '192.0.2.0/24 via 10.0.0.1' },
      'info',
      'Removed route 192.0.2.0/24 via 10.0.0.1: ' +
        'it was there before this start, left by a daemon that did not end in order or held by one that ' +
        'still runs',
    ],
  ],
  'static-restored': [
    [
      { is: 'static-restored', kind: 'address', text: '10.0.0.7/24 dev eth0' },
      'info',
      'Restoring deleted static address 10.0.0.7/24 dev eth0',
    ],
  ],
  'static-fought': [
    [
      { is: 'static-fought', kind: 'route', text: '192.0.2.0/24 via 10.0.0.1' },
      'warning',
      'Static route 192.0.2.0/24 via 10.0.0.1 is deleted again and again by another program: ' +
        'restoring it only once a second until that ends',
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
        what: '10.0.0.100/32 dev eth0',
        code: 'EPERM',
        text: 'operation not permitted',
        instance,
      },
      'error',
      '(VI_1) Netlink: error: operation not permitted(EPERM), adding address 10.0.0.100/32 dev eth0. ' +
        'Cure: CAP_NET_ADMIN',
    ],
    [
      {
        is: 'kernel-refused',
        doing: 'add-rule',
        what: 'from 10.0.0.0/8 table 100',
        code: 'EEXIST',
        text: 'file already exists',
        isStatic: true,
      },
      'error',
      'Netlink: error: file already exists(EEXIST), adding static rule from 10.0.0.0/8 table 100. ' +
        'Cure: take off the one that somebody else has put there, or give this one another priority',
    ],
    [
      {
        is: 'kernel-refused',
        doing: 'open-socket',
        what: 'eth0',
        code: 'ENODEV',
        text: 'no such device',
      },
      'error',
      'Netlink: error: no such device(ENODEV), opening the socket for eth0',
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
    [
      {
        is: 'kernel-refused',
        doing: 'contain',
        what: 'changing nftables',
        code: 'EOPNOTSUPP',
        text: 'operation not supported',
      },
      'error',
      'No firewall (operation not supported): addresses with no_accept answer, and IGMP and MLD of ' +
        'VMACs leave with their own MAC address. Cure: a kernel with nf_tables, and CAP_NET_ADMIN',
    ],
  ],
  'address-reported': [
    [
      { is: 'address-reported', address: vip, interface: 'eth0', gone: false },
      'info',
      'Netlink reflector reports IP 10.0.0.100 added to eth0',
    ],
    [
      { is: 'address-reported', address: vip, interface: 'eth0', gone: true },
      'info',
      'Netlink reflector reports IP 10.0.0.100 removed from eth0',
    ],
  ],
  'address-assigned': [
    [
      { is: 'address-assigned', address: vip, interface: 'eth0', gone: false },
      'detail',
      'Assigned address 10.0.0.100 for interface eth0',
    ],
    [
      { is: 'address-assigned', address: vip, interface: 'eth0', gone: true },
      'detail',
      'Deassigned address 10.0.0.100 from interface eth0',
    ],
  ],
  holding: [
    [
      { is: 'holding', instance, change: 'setting', what: 'firewall' },
      'detail',
      '(VI_1) setting firewall drop rule',
    ],
    [{ is: 'holding', instance, change: 'setting', what: 'addresses' }, 'detail', '(VI_1) setting VIPs.'],
    [
      { is: 'holding', instance, change: 'removing', what: 'routes' },
      'detail',
      '(VI_1) removing Virtual Routes',
    ],
    [
      { is: 'holding', instance, change: 'removing', what: 'rules' },
      'detail',
      '(VI_1) removing Virtual Rules',
    ],
  ],
  announcing: [
    [
      { is: 'announcing', instance, interface: 'eth0', address: address('10.0.0.100') },
      'detail',
      '(VI_1) Sending/queueing gratuitous ARPs on eth0 for 10.0.0.100',
    ],
    [
      { is: 'announcing', instance, interface: 'eth0', address: address('fe80::100') },
      'detail',
      '(VI_1) Sending/queueing Unsolicited Neighbour Adverts on eth0 for fe80::100',
    ],
  ],
  announced: [
    [
      { is: 'announced', interface: 'eth0', address: address('10.0.0.100') },
      'detail',
      'Sending gratuitous ARP on eth0 for 10.0.0.100',
    ],
    [
      { is: 'announced', interface: 'eth0', address: address('fe80::100') },
      'detail',
      'Sending unsolicited Neighbour Advert on eth0 for fe80::100',
    ],
  ],
} satisfies Partial<Golden>
