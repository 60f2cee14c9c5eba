/** What the diagnostic codes mean that are about virtual and static addresses. */
import type { CodePage } from './page.ts'

const around = (more: string, addresses = '10.0.0.1') =>
  `vrrp_instance A {\n  interface eth0\n  virtual_router_id 10\n` +
  `  virtual_ipaddress {\n    ${addresses}\n  }\n${more}}\n`

export const addressPages: readonly CodePage[] = [
  {
    code: 'bad-address-line',
    about:
      'A line of virtual_ipaddress, virtual_ipaddress_excluded or static_ipaddress cannot be used: it ' +
      'begins with no IP address, an option lacks its value or has an impossible one, or dev is there ' +
      'twice. The address is left out, as in keepalived, and everything else goes on without it.',
    cure: 'Write ADDRESS/LENGTH first, then each option with its value: `10.0.0.2/24 dev eth0 brd +`.',
    example: around('', '10.0.0.1\n    10.0.0.2/24 label'),
  },
  {
    code: 'bad-address-option',
    about:
      'An option of an address is unknown, has a value that is none, or does not go with this address: ' +
      'IPv6 has no label, a /32 no broadcast address, an address with a peer neither. The address is used ' +
      'without it. Names of scopes come from rt_scopes of iproute2.',
    cure: 'Correct the option or take it out; a netmask is written as a length, `192.0.2.100/24`.',
    example: around('', '10.0.0.1/24 scope planet'),
  },
  {
    code: 'bad-prefix-length',
    about:
      'What follows the / is no prefix length. keepalived and keepalived-ts then take the longest one, so ' +
      'that the address has no network and no route to its neighbours.',
    cure: 'Write 0 to 32 for IPv4 or 0 to 128 for IPv6; a netmask such as 255.255.255.0 is not understood.',
    example: around('', '10.0.0.1/255.255.255.0'),
  },
  {
    code: 'address-twice',
    about:
      'The same address is in one instance twice: twice in virtual_ipaddress, or twice on the same ' +
      'interface. keepalived 2.4 keeps the first one, keepalived 2.2 takes both and fails when it sets the ' +
      'second.',
    cure: 'Take one of them out.',
    example: around('', '10.0.0.1\n    10.0.0.1/24'),
  },
  {
    code: 'too-many-addresses',
    about:
      'An advert cannot carry so many addresses: their number is one byte, and the packet must fit the MTU ' +
      'of the interface. The rest is set and announced, but not in adverts; a peer that compares addresses ' +
      'sees the same only when it has the same ones in the same order.',
    cure: 'Put those that need not be in adverts under virtual_ipaddress_excluded, on every node alike.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a sequence of the configuration language
    example: around('', '~SEQ(n,0,127) 10.0.0.${n}\n    ~SEQ(n,0,127) 10.0.1.${n}'),
  },
  {
    code: 'no-addresses',
    about:
      'The instance has no virtual_ipaddress. With version 2 keepalived only warns: it elects a master who ' +
      'gets nothing. An advert of version 3 needs an address (RFC 9568, 5.2.9), so nothing starts then.',
    cure: 'Add the addresses, or no_virtual_ipaddress if the election alone is wanted.',
    example: 'vrrp_instance A {\n  interface eth0\n  virtual_router_id 10\n}\n',
  },
  {
    code: 'address-without-interface',
    about:
      'An address without dev goes to the interface of its instance, and this unicast instance has none. ' +
      'It goes to default_interface of global_defs, and is left out where that is not given. keepalived ' +
      '2.4 leaves it out in any case.',
    cure: 'Give the address a dev, or the instance an interface.',
    example:
      'vrrp_instance A {\n  virtual_router_id 10\n  unicast_src_ip 192.0.2.2\n  unicast_peer {\n    ' +
      '192.0.2.3\n  }\n  virtual_ipaddress {\n    10.0.0.1 dev eth0\n    10.0.0.2\n  }\n}\n',
  },
  {
    code: 'default-interface-missing',
    about:
      'A static address without dev goes to default_interface, which is eth0 unless global_defs says ' +
      'otherwise, and there is no such interface here. keepalived refuses to start; its configuration test ' +
      'ends with status 4 when this is all that is wrong.',
    cure: 'Give the address a dev, or set default_interface in global_defs.',
    example: 'global_defs {\n  default_interface ens3\n}\nstatic_ipaddress {\n  10.0.0.1/24\n}\n',
  },
]
