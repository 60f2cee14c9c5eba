/** What the diagnostic codes mean that are about tracked interfaces, scripts, files, processes and groups. */
import type { CodePage } from './page.ts'
import { trackEntryPages } from './track-entry.ts'

export const trackPages: readonly CodePage[] = [
  ...trackEntryPages,
  {
    code: 'tracker-shadowed',
    about:
      'Two blocks of one kind have the same name. keepalived says nothing of it: whoever tracks the ' +
      'name gets the first one.',
    cure: 'Give one of them another name.',
    example: `vrrp_script chk {
  script /usr/bin/true
}
vrrp_script chk {
  script /usr/bin/false
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  track_script { chk }
}
`,
  },
  {
    code: 'script-without-command',
    about:
      'A vrrp_script without `script` has nothing to run. It is left out, and entries that name it ' +
      'find nothing.',
    cure: 'Add `script` with the path of the program.',
    example: `vrrp_script chk {
  interval 2
}
`,
  },
  {
    code: 'track-file-without-file',
    about:
      'A track_file without `file` has nothing to read. It is left out, and entries that name it ' +
      'find nothing.',
    cure: 'Add `file` with the path.',
    example: `track_file load {
  weight 2
}
`,
  },
  {
    code: 'track-process-without-process',
    about:
      'A vrrp_track_process without `process` has nothing to look for. It is left out, and entries ' +
      'that name it find nothing.',
    cure: 'Add `process` with the name of the program.',
    example: `vrrp_track_process proxy {
  quorum 2
}
`,
  },
  {
    code: 'script-unused',
    about:
      'No instance and no sync group tracks this vrrp_script, so it never runs. keepalived says so ' +
      'when it starts, not in a configuration test.',
    cure: 'Name it in a track_script block, or take it out.',
    example: `vrrp_script chk {
  script /usr/bin/true
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
}
`,
  },
  {
    code: 'quorum-beyond-max',
    about:
      'A vrrp_track_process asks for more processes than it allows: quorum would be more than ' +
      'quorum_max. The later of the two statements is ignored.',
    cure: 'Make quorum_max at least quorum.',
    example: `vrrp_track_process proxy {
  process haproxy
  quorum 5
  quorum_max 3
}
`,
  },
  {
    code: 'line-interface-unknown',
    about:
      'interface_up_down_delays or linkbeat_interfaces names an interface that this host does not ' +
      'have. keepalived goes on without the line, and its configuration test ends with status 4 if ' +
      'nothing else is wrong.',
    cure: 'Correct the name; with dynamic_interfaces in global_defs interfaces may come later.',
    example: `interface_up_down_delays {
  eth9 2
}
`,
  },
  {
    code: 'delay-missing',
    about:
      'A line of interface_up_down_delays is the name of an interface and one or two numbers of ' +
      'seconds. Without a number there is no delay; keepalived says nothing of it.',
    cure: 'Write the delay for down, and if it is another one, the delay for up.',
    example: `interface_up_down_delays {
  eth0
}
`,
  },
  {
    code: 'interface-delay-cut',
    about:
      'While a master waits to believe that its link is down, it sends nothing that arrives, and ' +
      'the backup takes over after down_timer_adverts missed adverts. A longer delay than that ' +
      'could only make two masters, so it is cut; with down_timer_adverts 1 there is none.',
    cure: 'Use a shorter delay, a longer advert_int or more down_timer_adverts.',
    example: `interface_up_down_delays {
  eth0 4
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
}
`,
  },
  {
    code: 'garp-group-twice',
    about: 'An interface can be in one garp_group only, and once. It stays in the first.',
    cure: 'Take the second mention out.',
    example: `garp_group {
  garp_interval 0.01
  interfaces { eth0 eth1 }
}
garp_group {
  garp_interval 0.02
  interface eth0
}
`,
  },
  {
    code: 'garp-group-without-interval',
    about:
      'A garp_group says how much time must lie between messages: garp_interval, gna_interval or ' +
      'both. Without them it is left out, and its interfaces can be in another group.',
    cure: 'Add garp_interval or gna_interval.',
    example: `garp_group {
  interface eth0
}
`,
  },
  {
    code: 'empty-block',
    about: 'A block of interfaces that names none has no effect; mostly a line was lost.',
    cure: 'Name the interfaces, or take the block out.',
    example: `garp_group {
  garp_interval 0.01
  interfaces {
  }
}
`,
  },
]
