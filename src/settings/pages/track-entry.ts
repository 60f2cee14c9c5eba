/** What the diagnostic codes mean that are about the entries of track_* blocks and their weights. */
import type { CodePage } from './page.ts'

export const trackEntryPages: readonly CodePage[] = [
  {
    code: 'bad-weight',
    about:
      'A weight is a whole number: -253 to 253, for files and processes -254 to 254. Behind it may ' +
      'stand reverse, and in most track_* blocks noreverse. In an entry a word that is not ' +
      '`weight`, or a weight without its number, costs the entry: the thing is not tracked.',
    cure: 'Write `NAME weight NUMBER`, or the name alone for the weight of its definition.',
    example: `vrrp_script chk {
  script /usr/bin/true
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  track_script {
    chk wieght 20
  }
}
`,
  },
  {
    code: 'unknown-script',
    about:
      'track_script names a vrrp_script that is not there, or one that was left out because it has ' +
      'no script. The instance does not follow it: a failure that was meant to move the addresses ' +
      'will not.',
    cure: 'Define the vrrp_script above the instance, or correct the name.',
    example: `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  track_script { chk }
}
`,
  },
  {
    code: 'unknown-track-file',
    about:
      'track_file, in an instance, a sync group or a FILE_CHECK, names a file that no usable ' +
      'track_file block defines. What named it goes on without it.',
    cure: 'Define the track_file above its user, with the path as `file`, or correct the name.',
    example: `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  track_file { load }
}
`,
  },
  {
    code: 'unknown-track-process',
    about:
      'track_process names a vrrp_track_process that is not there, or one without process. The ' +
      'instance does not follow it.',
    cure: 'Define the vrrp_track_process above the instance, or correct the name.',
    example: `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  track_process { proxy }
}
`,
  },
  {
    code: 'unknown-bfd',
    about:
      'track_bfd or BFD_CHECK names a bfd_instance that is not there, or one that is for the other ' +
      'side only: with `checker` alone VRRP hears nothing of it, with `vrrp` alone the checks do ' +
      'not.',
    cure: 'Define the bfd_instance above its user; leave out vrrp and checker, or write both.',
    example: `bfd_instance peer {
  neighbor_ip 192.0.2.3
  checker
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  track_bfd { peer }
}
`,
  },
  {
    code: 'defined-after-use',
    about:
      'The file is read from top to bottom, and what is tracked must stand before what tracks it. ' +
      'keepalived does not find it and goes on without it, and so does keepalived-ts, so that both ' +
      'nodes of a pair do the same.',
    cure: 'Move the definition above the first block that names it.',
    example: `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  track_script { chk }
}
vrrp_script chk {
  script /usr/bin/true
}
`,
  },
  {
    code: 'tracked-twice',
    about:
      'The same thing stands twice in the track_* blocks of one instance or group. The first entry ' +
      'counts, also when the second has another weight.',
    cure: 'Take one of the entries out.',
    example: `vrrp_script chk {
  script /usr/bin/true
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  track_script {
    chk
    chk weight 20
  }
}
`,
  },
  {
    code: 'weight-cannot-count',
    about:
      'The priority of an address owner is 255 and never changes, and the members of a sync group ' +
      'share one state, so weights would pull them apart. Depending on the kind, the entry is ' +
      'dropped or its weight becomes 0: bad is then a fault. An interface that holds an address of ' +
      'the instance is a fault in any case.',
    cure:
      'Write weight 0 where a fault is meant; in a group, sync_group_tracking_weight lets weights ' +
      'count: give all members the same trackers.',
    example: `vrrp_script chk {
  script /usr/bin/true
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  priority 255
  track_script { chk weight 20 }
}
`,
  },
  {
    code: 'own-interface-tracked',
    about:
      'An instance follows its own interface without being told: when that is down it cannot be ' +
      'anything. An entry for it, with or without a weight, is dropped.',
    cure: 'Take the entry out.',
    example: `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
  track_interface { eth0 weight 20 }
}
`,
  },
  {
    code: 'tracked-by-group-too',
    about:
      'A sync group and one of its members track the same thing. Of scripts, files, processes and ' +
      'BFD sessions the entry of the group counts; of interfaces the tracking of the member does, ' +
      'also that of its own interface.',
    cure: 'Track it in the group or in the members, not in both.',
    example: `vrrp_sync_group G {
  group { VI_1 VI_2 }
  track_interface { eth0 weight 20 }
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  virtual_ipaddress { 192.0.2.100 }
}
vrrp_instance VI_2 {
  interface eth0
  virtual_router_id 52
  virtual_ipaddress { 192.0.2.101 }
}
`,
  },
]
