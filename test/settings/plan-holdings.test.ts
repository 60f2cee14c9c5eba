/** The plan of what a master holds beside its addresses, of VMACs, unicast, firewall and static things. */
import { describe } from 'node:test'
import { checkPlans, instance, second } from './plan-sides.ts'

const one = '192.0.2.2'
const vmac = 'vrrp.51 00:00:5e:00:01:33'
const route = '10.1.0.0/16 via 192.0.2.1'
const rule = 'from 10.1.0.0/16 table 100 preference 1001'
const held = `virtual_routes {\n${route}\n}\nvirtual_rules {\n${rule}\n}`
const statics = `static_routes {\n${route}\n}\nstatic_rules {\n${rule}\n}\n`
const unicast = (peers: string) => `unicast_src_ip 192.0.2.1\nunicast_peer {\n${peers}\n}`
const global = (line: string) => `global_defs {\n${line}\n}\n`
const followed = 'track_file f {\nfile /tmp/f\n}\nvrrp_track_process p {\nprocess /bin/sleep\n}\n'
const group = 'vrrp_sync_group G {\ngroup {\nV\nW\n}\n}\n'
const besides = { name: 'W', vrid: 52 }
const both = '192.0.2.101/24\n192.0.2.102/24'
const scripted = (weight: number) =>
  `vrrp_script s {\nscript /bin/true\nweight ${weight}\n}\n` +
  instance('track_script {\ns\n}') +
  instance('track_script {\ns\n}', { name: 'W', vrid: 52, vips: '192.0.2.101/24' })
const filed = (weight: string, own = '') =>
  `track_file f {\nfile /tmp/f\n${weight}\n}\n${instance(`track_file {\nf ${own}\n}`)}`
const trackers = 'track_file {\nf weight 0\n}\ntrack_process {\np\n}\ntrack_interface {\neth1\n}'

describe('the plan of what changes hands', () => {
  checkPlans([
    {
      says: 'a route and a rule that another instance gets are moves',
      old: instance(held) + second(),
      now: instance() + instance(held, { name: 'W', vrid: 52, vips: '192.0.2.101/24' }),
      lines: [
        `vrrp_instance W: moved virtual_routes ${route} from vrrp_instance V (moves)`,
        `vrrp_instance W: moved virtual_rules ${rule} from vrrp_instance V (moves)`,
      ],
    },
    {
      says: 'what becomes static, and the reverse, stays',
      old: instance(held),
      now: statics + instance(),
      lines: [
        `moved static_routes ${route} from vrrp_instance V (moves)`,
        `moved static_rules ${rule} from vrrp_instance V (moves)`,
      ],
    },
    {
      says: 'an address too',
      old: `static_ipaddress {\n192.0.2.101/24 dev eth0\n}\n${instance()}`,
      now: instance('', { vips: '192.0.2.100/24\n192.0.2.101/24 dev eth0' }),
      lines: [
        'vrrp_instance V: moved virtual_ipaddress 192.0.2.101/24 dev eth0 from static_ipaddress (moves)',
      ],
    },
    {
      says: 'to an instance that begins as BACKUP it does not stay',
      old: statics + instance(),
      now: instance() + instance(held, { name: 'W', vrid: 52, vips: '192.0.2.101/24' }),
      lines: [
        'added vrrp_instance W (starts)',
        `vrrp_instance W: moved virtual_routes ${route} from static_routes (returns)`,
        `vrrp_instance W: moved virtual_rules ${rule} from static_rules (returns)`,
        'vrrp_instance W: added virtual_ipaddress 192.0.2.101/24 dev eth0 (arrives)',
      ],
    },
    {
      says: 'between two VMACs an address leaves one interface for the other',
      old:
        instance('use_vmac', { vips: '192.0.2.100/24\n192.0.2.102/24' }) +
        instance('use_vmac', { name: 'W', vrid: 52, vips: '192.0.2.101/24' }),
      now:
        instance('use_vmac') +
        instance('use_vmac', { name: 'W', vrid: 52, vips: '192.0.2.101/24\n192.0.2.102/24' }),
      lines: [
        'vrrp_instance W: moved virtual_ipaddress 192.0.2.102/24 dev eth0 from vrrp_instance V (returns)',
      ],
    },
  ])
})

describe('the plan of interfaces, unicast and the firewall', () => {
  checkPlans([
    {
      says: 'a VMAC is another instance on the wire; the firewall that contains it is nobody’s change',
      old: instance(),
      now: instance('use_vmac'),
      lines: ['changed vrrp_instance V (failover)', '  use_vmac - -> vrrp.51 00:00:5e:00:01:33 (failover)'],
    },
    {
      says: 'so is where its adverts leave',
      old: instance('use_vmac'),
      now: instance('use_vmac\nvmac_xmit_base'),
      lines: [
        'changed vrrp_instance V (failover)',
        `  use_vmac ${vmac} -> ${vmac} vmac_xmit_base (failover)`,
      ],
    },
    {
      says: 'who is told of the link is not',
      old: instance('use_vmac'),
      now: instance('use_vmac netlink_notify_msg'),
      lines: ['changed vrrp_instance V (none)', `  use_vmac ${vmac} -> ${vmac} netlink_notify_msg (none)`],
    },
    {
      says: 'a unicast instance with a new name is found by its source',
      old: instance(unicast('192.0.2.2')),
      now: instance(unicast('192.0.2.2'), { name: 'W' }),
      lines: ['changed vrrp_instance W (none)', '  vrrp_instance V -> W (none)'],
    },
    {
      says: 'what a peer may send',
      old: instance(unicast('192.0.2.2')),
      now: instance(unicast(`${one} min_ttl 254`)),
      lines: [
        'changed vrrp_instance V (may-fail-over)',
        `  unicast_peer ${one}, ttl 255 -> ${one} min_ttl 254, ttl 255, check_unicast_src (may-fail-over)`,
      ],
    },
    {
      says: 'no_accept decides whether clients are answered; the other switches cost nothing',
      old: instance(),
      now: instance('no_accept\npromote_secondaries\nhigher_prio_send_advert true'),
      lines: [
        'changed vrrp_instance V (interrupted)',
        '  no_accept no -> yes (interrupted)',
        '  higher_prio_send_advert no -> yes (none)',
        '  promote_secondaries no -> yes (none)',
      ],
    },
    {
      says: 'an instance that begins anew in a group takes its state at once, and what it gets stays',
      old: group + instance('', { vips: '192.0.2.100/24\n192.0.2.102/24' }) + second(),
      now: group + instance() + instance('mcast_dst_ip 224.0.0.99', { ...besides, vips: both }),
      lines: [
        'changed vrrp_instance W (failover)',
        '  mcast_dst_ip 224.0.0.18 -> 224.0.0.99 (failover)',
        'vrrp_instance W: moved virtual_ipaddress 192.0.2.102/24 dev eth0 from vrrp_instance V (moves)',
      ],
    },
    {
      says: 'the weight of a script is told once, not by everybody who tracks it',
      old: scripted(5),
      now: scripted(9),
      lines: ['changed vrrp_script s (may-fail-over)', '  weight 5 -> 9 (may-fail-over)'],
    },
    {
      says: 'the weight of a file likewise',
      old: filed('weight 5'),
      now: filed('weight 9'),
      lines: ['changed track_file f (may-fail-over)', '  weight 5 -> 9 (may-fail-over)'],
    },
    {
      says: 'a weight that an instance has for itself is told there',
      old: filed('weight 5', 'weight 1'),
      now: filed('weight 5', 'weight 2'),
      lines: [
        'changed vrrp_instance V (may-fail-over)',
        '  track_file f weight 1 -> f weight 2 (may-fail-over)',
      ],
    },
    {
      says: 'without no_accept VIPs begin to answer, which interrupts nobody',
      old: instance('no_accept'),
      now: instance(),
      lines: ['changed vrrp_instance V (answers)', '  no_accept yes -> no (answers)'],
    },
    {
      says: 'a firewall that somebody has written is a change',
      old: global('vrrp_iptables IN OUT\nvrrp_ipsets k'),
      now: global('nftables'),
      lines: [
        'changed global_defs (restart)',
        '  nftables iptables IN OUT k k6 k_if6 k_igmp k_mld k_nd -> table keepalived, priority -1 (restart)',
      ],
    },
    {
      says: 'a table of the firewall keeps its name until a restart',
      old: global('nftables one'),
      now: global('nftables other'),
      lines: [
        'changed global_defs (restart)',
        '  nftables table one, priority -1 -> table other, priority -1 (restart)',
      ],
    },
    {
      says: 'buffers follow; the delay of the start counts while it runs',
      old: global('vrrp_startup_delay 10\nvrrp_netlink_cmd_rcv_bufs 100000'),
      now: global('vrrp_startup_delay 20\nvrrp_netlink_cmd_rcv_bufs 200000'),
      lines: [
        'changed global_defs (none)',
        '  vrrp_netlink_cmd_rcv_bufs 100000 -> 200000 (none)',
        '  vrrp_startup_delay 10 s -> 20 s (none)',
      ],
    },
    {
      says: 'what sockets joined stays joined',
      old: global('router_id a'),
      now: global('router_id a\ndisable_local_igmp'),
      lines: ['changed global_defs (restart)', '  disable_local_igmp no -> yes (restart)'],
    },
    {
      says: 'a tracked file, process or interface decides from now on',
      old: instance(),
      now: followed + instance(trackers),
      lines: [
        'changed vrrp_instance V (may-fail-over)',
        '  track_interface - -> eth1 (may-fail-over)',
        '  track_file - -> f (may-fail-over)',
        '  track_process - -> p (may-fail-over)',
        'added track_file f (none)',
        'added vrrp_track_process p (none)',
      ],
    },
  ])
})
