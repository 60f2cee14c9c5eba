/** What the diagnostic codes mean that are about real servers and sorry servers. */
import type { CodePage } from './page.ts'

export const lvsServerPages: readonly CodePage[] = [
  {
    code: 'bad-server-address',
    about:
      'What follows virtual_server, real_server or sorry_server must be a numeric IPv4 or IPv6 ' +
      'address. Names are never looked up: the load balancer must come up without a name server.',
    cure: 'Write the address, such as `192.0.2.20` or `2001:db8::20`, and a blank before the port.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server web1.example.com 80 {
  }
}
`,
  },
  {
    code: 'bad-server-port',
    about:
      'A port is a number from 1 to 65535; 0, or none, means the port of the virtual server, or ' +
      'any port.',
    cure: 'Write the number of the port.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 http {
  }
}
`,
  },
  {
    code: 'bad-tunnel-option',
    about:
      'lvs_method TUN may name a type (ipip, gue or gre), the port of gue, and a checksum: nocsum, ' +
      'csum or remcsum. Only gue has a port, and needs it; ipip has no checksum, gre no remcsum. ' +
      'The method counts all the same, without these options.',
    cure: 'Write for example `lvs_method TUN type gue port 6080`.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method TUN type gue
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'other-family',
    about:
      'Only a tunnel can lead from IPv4 to IPv6 or back. The method that counts is that of the ' +
      'real server, or the one that the virtual server has where the block begins: a `lvs_method ' +
      'TUN` below it comes too late.',
    cure:
      'Give the real server an address of the family of the virtual server, or write `lvs_method ' +
      'TUN` in it.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
  real_server 2001:db8::20 80 {
  }
}
`,
  },
  {
    code: 'real-server-twice',
    about:
      'The same address and port stand twice in one virtual server. The first one counts; the ' +
      'weight of the second is lost.',
    cure: 'Remove one of them, and raise the weight of the other if it should get more.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'real-server-coincides',
    about:
      'Two real servers are written differently, but come to the same address and port: one leaves ' +
      'out the port that the other names, or both have the only port that their method allows. The ' +
      'kernel would refuse the second one; keepalived does not notice before.',
    cure: 'Remove one of them.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
  real_server 192.0.2.20 {
  }
}
`,
  },
  {
    code: 'port-cannot-change',
    about:
      'With DR and TUN packets reach the real server as they came, so the service must listen ' +
      'there on the port of the virtual server. That port is used; health checks still ask for the ' +
      'written one.',
    cure: 'Write the port of the virtual server, or none, or use `lvs_method NAT`.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method DR
  real_server 192.0.2.20 81 {
  }
}
`,
  },
  {
    code: 'port-not-used',
    about:
      'With DR and TUN the port of a packet stays as it is. Behind a firewall mark, or behind a ' +
      'group with other ports, the port of the real server means nothing.',
    cure: 'Leave out the port of the real server, or use `lvs_method NAT`.',
    example: `virtual_server fwmark 5 {
  lvs_sched rr
  lvs_method DR
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'sorry-server-first',
    about:
      'sorry_server_inhibit and sorry_server_lvs_method are about the sorry server in a line ' +
      'before them.',
    cure: 'Move the line below `sorry_server`.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  sorry_server_inhibit
  sorry_server 192.0.2.30 80
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'sorry-server-other-family',
    about: 'Only a tunnel can lead from IPv4 to IPv6 or back, for a sorry server too.',
    cure:
      'Give the sorry server an address of the family of the virtual server, or write ' +
      '`sorry_server_lvs_method TUN`.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  sorry_server 2001:db8::30 80
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'sorry-server-inhibit',
    about:
      'The sorry server is one of the real servers, so that the kernel has one entry for both. It ' +
      'can be kept with weight 0 or removed, but not both: the real server decides.',
    cure: 'Write `sorry_server_inhibit` exactly when the real server has `inhibit_on_failure`.',
    example: `virtual_server 192.0.2.9 80 {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  sorry_server 192.0.2.20 80
  sorry_server_inhibit
  real_server 192.0.2.20 80 {
  }
}
`,
  },
]
