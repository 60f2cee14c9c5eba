/** What the diagnostic codes mean that are about virtual_server_group. */
import type { CodePage } from './page.ts'

export const lvsGroupPages: readonly CodePage[] = [
  {
    code: 'bad-group-entry',
    about:
      'A line of virtual_server_group is an address, a range such as 192.0.2.9-20 or ' +
      '2001:db8::1-ff, a network such as 192.0.2.8/29, or a fwmark with inet or inet6 behind it. A ' +
      'range ends after it begins, and a network has no bits set behind its prefix.',
    cure: 'Correct the line; the other lines of the group are used.',
    example: `virtual_server_group web {
  192.0.2.9 80
  192.0.2.9/29 80
}
`,
  },
  {
    code: 'service-group-empty',
    about:
      'A group without any usable line stands for nothing, and virtual servers that name it are ' +
      'left out. Messages before this one say what was wrong with its lines.',
    cure: 'Add an address or a fwmark, or remove the group.',
    example: `virtual_server_group web {
}
`,
  },
  {
    code: 'service-group-mixed',
    about:
      'With lines of IPv4 and of IPv6 in one group nobody can tell which of them the packets of a ' +
      'mark are.',
    cure: 'Write `fwmark NUMBER inet` or `fwmark NUMBER inet6`, or use two groups.',
    example: `virtual_server_group web {
  192.0.2.9 80
  2001:db8::9 80
  fwmark 5
}
`,
  },
  {
    code: 'service-group-twice',
    about: 'Two groups have the same name. keepalived uses the first and does not say so.',
    cure: 'Merge the groups, or give the second another name.',
    example: `virtual_server_group web {
  192.0.2.9 80
}
virtual_server_group web {
  192.0.2.10 80
}
`,
  },
  {
    code: 'service-group-unknown',
    about:
      'The virtual server names a group that is not in the configuration, or that was left out. It ' +
      'may be defined before or after. keepalived only logs this and goes on without the virtual ' +
      'server.',
    cure: 'Define the group, or correct its name.',
    example: `virtual_server group web {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
}
`,
  },
  {
    code: 'service-group-family',
    about:
      'The real servers are of one address family and the group has lines of the other. keepalived ' +
      'only logs this and goes on without the virtual server.',
    cure: 'Use a group of the family of the real servers, or `lvs_method TUN` for all of them.',
    example: `virtual_server_group web {
  2001:db8::9 80
}
virtual_server group web {
  protocol TCP
  lvs_sched rr
  lvs_method NAT
  real_server 192.0.2.20 80 {
  }
}
`,
  },
]
