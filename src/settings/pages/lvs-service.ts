/** What the diagnostic codes mean that are about virtual servers themselves. */
import type { CodePage } from './page.ts'

export const lvsServicePages: readonly CodePage[] = [
  {
    code: 'bad-fwmark',
    about:
      'A firewall mark is a number from 1 to 4294967295. Packets that no rule has marked carry 0, ' +
      'so 0 cannot be told from "not marked"; keepalived takes it and never forwards anything.',
    cure:
      'Use the number that the firewall sets, as in `nft ... meta mark set 5` and `virtual_server ' +
      'fwmark 5`.',
    example: `virtual_server fwmark 0 {
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'no-protocol',
    about:
      'A virtual server of an address has a transport protocol. keepalived takes UDP when none is ' +
      'given, which is hardly ever meant: a web server behind it would get no connection.',
    cure: 'Write `protocol TCP`, `protocol UDP` or `protocol SCTP`.',
    example: `virtual_server 192.0.2.9 80 {
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'no-scheduler',
    about:
      'Without lvs_sched the scheduler is wlc (weighted least connections). It works, but ' +
      'keepalived counts it as an error.',
    cure: 'Write the scheduler that is meant, such as `lvs_sched wlc`.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'no-forwarding',
    about:
      'Neither the virtual server nor all of its real servers say how packets reach them. NAT is ' +
      'used, which needs the way back through this host.',
    cure: 'Write `lvs_method NAT`, `lvs_method DR` or `lvs_method TUN` before the real servers.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'no-real-servers',
    about:
      'A virtual server without a usable real server could only refuse connections. It is left out ' +
      'as a whole; messages before this one say why real servers were dropped, if there were any.',
    cure: 'Add a real_server block, or remove the virtual server.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
}
`,
  },
  {
    code: 'service-twice',
    about:
      'The kernel knows a virtual server by its address, port and protocol, or by its mark. ' +
      'keepalived does not notice the second one and its two copies quarrel about one entry of the ' +
      'kernel; here the first one counts.',
    cure: 'Merge the real servers into one block, or give the second one an address or port of its own.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
}
virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.21 80 {
  }
}
`,
  },
  {
    code: 'any-port-needs-persistence',
    about:
      'A virtual server without a port forwards every port of its address. That makes sense only ' +
      'when a client stays with one real server, so persistence is switched on.',
    cure: 'Write the port after the address, or `persistence_timeout SECONDS`.',
    example: `virtual_server 192.0.2.9 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'ops-needs-udp',
    about:
      'One packet scheduling treats every packet for itself. A connection of TCP or SCTP would be ' +
      'torn apart, so the word counts only for UDP and for firewall marks.',
    cure: 'Remove `ops`, or write `protocol UDP`.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  ops
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'ha-suspend-fwmark',
    about:
      'ha_suspend lets the checks rest while this host does not have the address of the virtual ' +
      'server. A firewall mark is no address, so there is nothing to wait for.',
    cure: 'Remove `ha_suspend`, or use a virtual server of an address.',
    example: `virtual_server fwmark 5 {
  lvs_sched rr
  lvs_method NAT
  ha_suspend
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'fwmark-protocol',
    about:
      'Packets are chosen by the firewall mark alone; what protocol they have is up to the rule ' +
      'that marks them.',
    cure: 'Remove `protocol`, and match the protocol in the firewall.',
    example: `virtual_server fwmark 5 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'family-decided',
    about:
      'The address family is fixed by the address of the virtual server, by an earlier ip_family ' +
      'or persistence_granularity, or by the first real server without a tunnel. ip_family says ' +
      'another one and comes too late.',
    cure:
      'Remove `ip_family`, or write it as the first line of the block and give real servers of ' +
      'that family.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  ip_family inet6
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'netmask-in-bits',
    about:
      'keepalived reads persistence_granularity of IPv4 as a netmask, so that `24` becomes ' +
      '0.0.0.24 and nearly all clients count as one. Here the number of bits is taken that is ' +
      'meant.',
    cure: 'Write the netmask: 255.255.255.0 for 24 bits.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  persistence_granularity 24
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'scheduler-flag-misplaced',
    about:
      'Flags like sh-port belong to one scheduler and count only when that scheduler was named ' +
      'before them.',
    cure: 'Move the flag below `lvs_sched sh` or `lvs_sched mh`, or remove it.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  sh-port
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'one-name',
    about:
      'virtualhost and snmp_name take one name. snmp_name with several words is not used at all, ' +
      'while virtualhost uses the first.',
    cure: 'Write the name, in double quotes when it has blanks.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  snmp_name web one
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'quorum-too-high',
    about:
      'The quorum is more than all real servers weigh together, so that the virtual server could ' +
      'never come up. The sum of the weights is used; it may be 0 when every weight is 0.',
    cure: 'Lower `quorum`, or raise the weights.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  quorum 3
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'hysteresis-too-high',
    about:
      'The quorum is lost below quorum minus hysteresis. A hysteresis as big as the quorum could ' +
      'never be undercut, so quorum minus 1 is used.',
    cure: 'Write a `hysteresis` below the quorum.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  quorum 1
  hysteresis 1
  real_server 192.0.2.20 80 {
  }
}
`,
  },
]
