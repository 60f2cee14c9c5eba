/** What the codes of lints mean that are about virtual and real servers. */
import type { CodePage } from './page.ts'
import { block } from './vrrp-text.ts'

const instance = block('vrrp_instance A', [
  'interface eth0',
  'virtual_router_id 10',
  'virtual_ipaddress { 192.0.2.9/24 }',
])

const checked = 'TCP_CHECK { connect_timeout 3 }'

function server(address: string, ...lines: readonly string[]): string {
  return block(`real_server ${address}`, lines.length === 0 ? [checked] : lines).trimEnd()
}

/** On 192.0.2.9 80, by NAT and round robin. */
function service(...lines: readonly string[]): string {
  return serviceBy({ scheduler: 'rr', method: 'NAT' }, ...lines)
}

function serviceBy(
  { scheduler, method }: { readonly scheduler: string; readonly method: string },
  ...lines: readonly string[]
): string {
  return block('virtual_server 192.0.2.9 80', [
    'delay_loop 5',
    `lvs_sched ${scheduler}`,
    `lvs_method ${method}`,
    'protocol TCP',
    ...lines,
  ])
}

const addresses: readonly CodePage[] = [
  {
    code: 'service-silent',
    about:
      'The virtual server is on an address of an instance that accepts nothing: strict mode, or ' +
      'no_accept. The firewall rule for that drops packets to the address before the load balancer gets ' +
      'them.',
    cure: 'Take vrrp_strict, strict_mode or no_accept out; in version 3, accept is enough.',
    example: `${block('global_defs', ['vrrp_strict'])}${instance}${service(server('192.0.2.20 80'))}`,
  },
  {
    code: 'service-address-nowhere',
    about:
      'No instance has the address of the virtual server, and this host has it neither: no packet for ' +
      'it comes here. The address in virtual_ipaddress or the one here is misspelt, or was changed in ' +
      'one place only.',
    cure:
      'Correct the one that is wrong. Where the address comes and goes by other means, write ' +
      'ha_suspend, or switch the warning off.',
    example: `${instance.replace('192.0.2.9', '192.0.2.19')}${service(server('192.0.2.20 80'))}`,
  },
  {
    code: 'real-server-is-virtual',
    about:
      'A real server is a virtual address: that of its virtual server, or one of an instance. Whoever is ' +
      'master has it, so the master sends to itself, and the checks of the other node ask the master.',
    cure: 'Name an address that the server has of its own.',
    example: `${instance}${service(server('192.0.2.9 80'))}`,
  },
  {
    code: 'direct-server-not-connected',
    about:
      'Direct routing (lvs_method DR) leaves the packet as it is and only puts in the MAC address of ' +
      'the real server, which must therefore be a neighbour. This one is in no network of this host: ' +
      'the MAC address is that of a router, which sends the packet to where it came from.',
    cure: 'Use lvs_method TUN (or NAT), or a server in a network that this host is in.',
    example: `${instance}${serviceBy({ scheduler: 'rr', method: 'DR' }, server('203.0.113.20 80'))}`,
  },
  {
    code: 'balancers-serve-each-other',
    about:
      'This host is a real server of a virtual server whose address moves between the nodes, and direct ' +
      'routing or a tunnel leaves that address in the packets. The backup has the same virtual server ' +
      'in its kernel: what the master sends it is balanced once more there, perhaps back to the master, ' +
      'and round again.',
    cure:
      'Make it a virtual server of a firewall mark, set only on packets that come from outside (by ' +
      'interface or MAC address), or use NAT, or servers that are no balancers.',
    example: `${instance}${serviceBy(
      { scheduler: 'rr', method: 'DR' },
      server('192.0.2.2 80'),
      server('192.0.2.3 80'),
    )}`,
  },
  {
    code: 'sorry-server-is-real',
    about:
      'The sorry server takes over when the real servers are down. Here it is one of them, and down like ' +
      'them.',
    cure: 'Name a server that does not depend on the others, with a page that says so.',
    example: `${instance}${service('sorry_server 192.0.2.20 80', server('192.0.2.20 80'))}`,
  },
]

const health: readonly CodePage[] = [
  {
    code: 'real-server-unchecked',
    about:
      'A real server without a check counts as alive for ever: when it dies, its share of the ' +
      'connections dies with it.',
    cure: 'Give it a check: TCP_CHECK, HTTP_GET, MISC_CHECK, PING_CHECK or another one.',
    example: `${instance}${service(server('192.0.2.20 80', 'weight 1'))}`,
  },
  {
    code: 'checks-once-a-minute',
    about:
      'delay_loop, the time between checks, is a minute when it is not given: a server that has died gets ' +
      'connections for longer than that.',
    cure: 'Write delay_loop into virtual_server, 5 for instance.',
    example: `${instance}${service(server('192.0.2.20 80')).replace('  delay_loop 5\n', '')}`,
  },
  {
    code: 'quorum-never-gained',
    about:
      'A virtual server without its quorum gains it when the weights of the servers that are up reach ' +
      'quorum and hysteresis together. Here that is more than all weights. It begins without quorum, so ' +
      'it never has it. keepalived only looks whether each of the two is too high alone.',
    cure: 'Let quorum and hysteresis together be at most the sum of all weights.',
    example: `${instance}${service(
      'quorum 2',
      'hysteresis 1',
      'sorry_server 192.0.2.30 80',
      server('192.0.2.20 80'),
      server('192.0.2.21 80'),
    )}`,
  },
  {
    code: 'quorum-without-effect',
    about:
      'Losing the quorum brings in the sorry server, runs quorum_down, writes to the FIFO and sends a ' +
      'mail. This virtual server has none of them: the real servers that are left go on to get all ' +
      'connections.',
    cure: 'Add sorry_server or quorum_down, or take quorum out.',
    example: `${instance}${service('quorum 2', server('192.0.2.20 80'), server('192.0.2.21 80'))}`,
  },
  {
    code: 'thresholds-crossed',
    about:
      'A real server that has reached uthreshold connections gets no new ones until it has fewer than ' +
      'lthreshold. The kernel refuses a server whose lthreshold is above its uthreshold, also when ' +
      'there is no uthreshold; keepalived finds out when it adds the server, and the server gets ' +
      'nothing.',
    cure: 'Write an uthreshold, above lthreshold.',
    example: `${instance}${service(server('192.0.2.20 80', 'lthreshold 50', checked))}`,
  },
  {
    code: 'weights-ignored',
    about:
      'The schedulers rr and lc do not look at weights, except that weight 0 gets no new connections. ' +
      'The real servers have different ones, so a small server gets as much as a big one.',
    cure: 'Use wrr or wlc.',
    example: `${instance}${service(
      server('192.0.2.20 80', 'weight 1', checked),
      server('192.0.2.21 80', 'weight 3', checked),
    )}`,
  },
]

export const lintServerPages: readonly CodePage[] = [...addresses, ...health]
