/**
 * Configurations of which a running node may be swapped. In the text a line that ends with `#own` is not in
 * the peer's file, `#old` only before and `#new` only after the changing reload; PRIORITY, DIR, OWN and PEER
 * stand for the node's.
 */
import type { Host } from '../network.ts'

export interface Row {
  readonly name: string
  /** Played in every run; the others with KEEPALIVED_TS_SWAP=all. */
  readonly always?: true
  readonly text: string
}

export interface Node {
  readonly own: Host
  readonly peer: Host
  readonly role: 'own' | 'peer'
  readonly changed: boolean
}

export function render(row: Row, { own, peer, role, changed }: Node): string {
  const left = role === 'peer' ? ['own', 'new'] : [changed ? 'old' : 'new']
  return row.text
    .split('\n')
    .filter((line) => !left.some((tag) => line.endsWith(`#${tag}`)))
    .map((line) => line.replace(/ *#(own|old|new)$/, ''))
    .join('\n')
    .replaceAll('PRIORITY', role === 'peer' ? '200' : changed ? '110' : '100')
    .replaceAll('DIR', own.directory)
    .replaceAll('OWN', own.addresses[0] ?? '')
    .replaceAll('PEER', peer.addresses[0] ?? '')
}

const head = (more = '') => `global_defs {
  router_id SWAP
  script_user root
  enable_script_security
  vrrp_garp_master_delay 1
  vrrp_notify_fifo DIR/fifo #own
  ${more}
}
`

const scripts = `  notify_master "DIR/said.sh to-master" #own
  notify_backup "DIR/said.sh to-backup" #own
  notify_fault "DIR/said.sh to-fault" #own
  notify_stop "DIR/said.sh to-stop" #own
  notify DIR/said.sh #own
`

interface Part {
  readonly name?: string
  readonly vrid?: number
  readonly interface?: string
  readonly vips?: string
  readonly more?: string
}

/** Version 3, five adverts a second. */
function v3({
  name = 'VI_1',
  vrid = 51,
  interface: on = 'eth0',
  vips = '10.0.0.100',
  more = '',
}: Part): string {
  return `vrrp_instance ${name} {
  state BACKUP
  version 3
  interface ${on}
  virtual_router_id ${vrid}
  priority PRIORITY
  advert_int 0.2
${scripts}${more}
  virtual_ipaddress {
    ${vips}
  }
}
`
}

const v2 = (more: string, vips = '10.0.0.100/24') =>
  v3({ more, vips }).replace('version 3', 'version 2').replace('advert_int 0.2', 'advert_int 1')

const pace = [
  'vrrp_garp_master_repeat 3',
  'vrrp_garp_interval 0.001',
  'vrrp_gna_interval 0.001',
  'vrrp_garp_master_refresh 2',
  'vrrp_garp_master_refresh_repeat 2',
].join('\n')
const onOther: Part = { name: 'VI_2', vrid: 52, interface: 'eth1', vips: '10.1.0.100' }
const secondVip = '10.0.0.101/16 dev eth0 #new'

export const rows: readonly Row[] = [
  {
    name: 'version 2 with a password, labels and excluded addresses',
    always: true,
    text:
      head() +
      v2(
        `  authentication {
    auth_type PASS
    auth_pass secret12
  }
  virtual_ipaddress_excluded {
    10.0.0.180/24 dev eth0
    192.0.2.7/32 dev eth0 scope link
    10.0.0.182/24 dev eth0 #new
  }`,
        '10.0.0.100/24 dev eth0 label eth0:1\n10.0.0.101/24 brd 10.0.0.255 dev eth0',
      ),
  },
  {
    name: 'version 3 with routes and rules',
    always: true,
    text: `${head()}static_ipaddress {
  10.77.0.1/24 dev eth0 scope global #own
}
static_routes {
  198.51.100.0/24 via 10.0.0.3 dev eth0 #own
}
static_rules {
  from 198.51.100.0/24 table 77 priority 7000 #own
}
${v3({
  vips: `10.0.0.100/16 dev eth0\n${secondVip}`,
  more: `  virtual_routes {
    192.0.2.0/24 via 10.0.0.3 dev eth0 metric 5
    203.0.113.0/24 dev eth0 table 100
    unreachable 198.18.0.0/15
    192.0.3.0/24 via 10.0.0.3 dev eth0 #new
  }
  virtual_rules {
    from 192.0.2.0/24 lookup 100 priority 5000
    to 203.0.113.0/24 table 100 priority 5001 #old
    fwmark 7 table 100 priority 5002 #new
  }`,
})}`,
  },
  {
    name: 'IPv6',
    always: true,
    text:
      head() +
      v3({
        vips: 'fe80::100/64 dev eth0\n2001:db8::100/64 dev eth0\n2001:db8::101/64 dev eth0 #new',
        more: `  virtual_routes {
    2001:db8:2::/48 via fe80::3 dev eth0
  }
  virtual_rules {
    from 2001:db8:2::/48 table 100 priority 5000
  }`,
      }),
  },
  {
    name: 'a VMAC',
    always: true,
    text: head() + v3({ vips: `10.0.0.100/16\n10.0.0.101/16 #new`, more: '  use_vmac' }),
  },
  {
    name: 'a VMAC that sends from the base',
    text: head() + v3({ more: '  use_vmac vip51\n  vmac_xmit_base' }),
  },
  {
    name: 'IPv6 on a VMAC',
    text: head() + v3({ vips: 'fe80::100/64\n2001:db8::100/64', more: '  use_vmac' }),
  },
  {
    name: 'unicast',
    always: true,
    text:
      head() +
      v3({
        vips: `10.0.0.100\n${secondVip}`,
        more: '  unicast_src_ip OWN\n  unicast_peer {\n    PEER\n  }\n  check_unicast_src',
      }),
  },
  {
    name: 'version 2 unicast with a password',
    text:
      head() +
      v2(
        '  unicast_src_ip OWN\n  unicast_peer {\n    PEER\n  }\n  authentication {\n' +
          '    auth_type PASS\n    auth_pass 1111\n  }',
      ),
  },
  {
    name: 'an authentication header',
    text: head() + v2('  authentication {\n    auth_type AH\n    auth_pass secret12\n  }'),
  },
  {
    name: 'addresses that do not accept',
    text: head('nftables') + v3({ vips: `10.0.0.100\n${secondVip}`, more: '  no_accept' }),
  },
  {
    name: 'a sync group over two LANs',
    always: true,
    text: `${head()}vrrp_sync_group VG {
  group {
    VI_1
    VI_2
  }
  notify "DIR/said.sh group" #own
  notify_master "DIR/said.sh group-master" #own
}
${v3({ vips: `10.0.0.100\n${secondVip}` })}${v3(onOther)}`,
  },
  {
    name: 'scripts, files and interfaces with weights',
    always: true,
    text: `${head()}vrrp_script good { #own
  script "/bin/true" #own
  interval 1 #own
  weight 5 #own
} #own
vrrp_script bad { #own
  script "/bin/false" #own
  interval 1 #own
  weight -7 #own
} #own
vrrp_track_file number { #own
  file DIR/number #own
} #own
${v3({
  vips: `10.0.0.100\n${secondVip}`,
  more: `  track_script { #own
    good #own
    bad #own
  } #own
  track_interface { #own
    eth1 weight 3 #own
  } #own
  track_file { #own
    number weight 2 #own
  } #own`,
})}`,
  },
  {
    name: 'nopreempt and a preempt delay of another',
    text: `${head()}${v3({ more: '  nopreempt #own' })}${v3({ ...onOther, more: '  preempt_delay 1 #own' })}`,
  },
  {
    name: 'garp options and promote_secondaries',
    text: `${head(pace)}${v3({
      vips: '10.0.0.100/16 dev eth0\n10.0.0.101/24 dev eth0',
      more: '  promote_secondaries\n  garp_lower_prio_repeat 2\n  garp_lower_prio_delay 1',
    })}`,
  },
  {
    name: 'two instances with notifications of priorities, and an owner',
    text: `${head('vrrp_notify_priority_changes true')}${v3({ vips: `10.0.0.100\n${secondVip}` })}${v3({
      name: 'VI_2',
      vrid: 52,
      vips: '10.0.0.120 dev eth0 label eth0:v2',
      more: '  notify_deleted\n  dont_track_primary',
    })}`,
  },
  {
    name: 'strict mode, with a node of its own for each family',
    text: `${head('vrrp_strict')}${v3({ vips: `10.0.0.100\n${secondVip}` })}${v3({
      name: 'VI_6',
      vrid: 51,
      vips: 'fe80::100',
    })}`,
  },
]
