/** Pages about interfaces that an instance has for itself: use_vmac and use_ipvlan. */
import { macFromBytes } from '../../base/address.ts'
import type { CodePage } from './page.ts'
import { instanceWith } from './vrrp-text.ts'

export const vrrpVmacPages: readonly CodePage[] = [
  {
    code: 'bad-vmac-option',
    about:
      'A word after use_vmac or use_ipvlan cannot be used: a second name or address, a name that Linux ' +
      'does not allow, the MAC address of a group or of another virtual router, or group and name without ' +
      'a value. The word is ignored, as in keepalived.',
    cure: 'Write `use_vmac [NAME] [MAC]` or `use_ipvlan [NAME] [ADDRESS/LENGTH]`.',
    example: instanceWith('use_vmac 01:00:5e:00:00:12'),
  },
  {
    code: 'vmac-option-cleared',
    about:
      'vmac_xmit_base is for instances with use_vmac only, and promote_secondaries is always on for an ' +
      'interface that the instance has for itself. The line has no effect.',
    cure: 'Take the line out.',
    example: instanceWith('vmac_xmit_base'),
  },
  {
    code: 'vmac-without-interface',
    about:
      'A VMAC or ipvlan stands on an interface, and the instance has none. It is left out, as in keepalived.',
    cure: 'Add interface, or take use_vmac out.',
    example: instanceWith('use_vmac', 'unicast_src_ip 192.0.2.2', 'unicast_peer { 192.0.2.3 }')
      .replace('  interface eth0\n', '')
      .replace('10.0.0.1', '10.0.0.1 dev eth0'),
  },
  {
    code: 'vmac-name-taken',
    about:
      'The name after use_vmac or use_ipvlan belongs to an interface of another kind, which must not be ' +
      'touched, or to another instance. keepalived takes a name that is free instead: vrrp.VRID, or ' +
      'vrrp1.VRID and so on.',
    cure: 'Write another name, or none.',
    example: instanceWith('use_vmac eth1'),
  },
  {
    code: 'vmac-and-ipvlan',
    about: 'use_vmac and use_ipvlan exclude each other. keepalived says nothing, and makes the ipvlan.',
    cure: 'Take one of them out.',
    example: instanceWith('use_vmac', 'use_ipvlan 192.0.2.9'),
  },
  {
    code: 'vmac-with-unicast',
    about:
      'Unicast adverts leave by the routing table, which never chooses a VMAC. keepalived sets ' +
      'vmac_xmit_base, so that they leave through the interface below.',
    cure: 'Write vmac_xmit_base.',
    example: instanceWith('use_vmac', 'unicast_peer { 192.0.2.3 }'),
  },
  {
    code: 'vmac-shared',
    about:
      'Two instances of one virtual_router_id would use one VMAC, and may be master and backup at the same ' +
      'time: the VMAC would have to be there and not be there. keepalived holds the later one in the fault ' +
      'state.',
    cure: 'Put both into one vrrp_sync_group, or give them different numbers or names.',
    example:
      instanceWith('use_vmac') +
      instanceWith('use_vmac', 'mcast_dst_ip 224.0.0.99')
        .replace(' A ', ' B ')
        .replace('10.0.0.1', '10.0.0.2'),
    interfaces: [
      {
        ...{ name: 'vrrp.10', loopback: false, addresses: [], kind: 'macvlan', base: 'eth0' },
        mac: macFromBytes(Uint8Array.of(0, 0, 0x5e, 0, 1, 10)),
      },
    ],
  },
  {
    code: 'interface-not-ethernet',
    about:
      'A VMAC is an Ethernet address, so it needs an Ethernet interface below; an ipvlan does too. ' +
      'keepalived holds the instance in the fault state for ever.',
    cure: 'Take use_vmac or use_ipvlan out.',
    example: instanceWith('use_vmac', 'vmac_xmit_base', 'unicast_peer { 192.0.2.3 }').replace('eth0', 'tun0'),
    interfaces: [{ name: 'tun0', loopback: false, addresses: [], multicast: false, ethernet: false }],
  },
  {
    code: 'ipvlan-without-address',
    about:
      'An ipvlan has the MAC address of the interface below, so only an IP address of its own tells their ' +
      'packets apart. Without one keepalived holds an IPv4 instance in the fault state.',
    cure: 'Write the address behind use_ipvlan, another one on each node: `use_ipvlan 192.0.2.9/24`.',
    example: instanceWith('use_ipvlan'),
  },
  {
    code: 'address-vmac-redundant',
    about:
      'use_vmac of an address asks for a VMAC of its own. The address is on the VMAC of the instance ' +
      'already, or use_vmac_addr says it for all such addresses.',
    cure: 'Take use_vmac out of the line of the address.',
    example: instanceWith('use_vmac', 'virtual_ipaddress {\n  10.0.0.2 use_vmac\n}'),
  },
]
