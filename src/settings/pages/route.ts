/** What the diagnostic codes mean that are about routes, rules and the groups that follow static ones. */
import type { CodePage } from './page.ts'

const instance =
  'vrrp_instance A {\n  interface eth0\n  virtual_router_id 10\n  virtual_ipaddress {\n    10.0.0.1\n  }\n'

const routes = (line: string) => `${instance}  virtual_routes {\n    ${line}\n  }\n}\n`
const rules = (line: string) => `${instance}  virtual_rules {\n    ${line}\n  }\n}\n`
const group = 'track_group G {\n  group {\n    A\n  }\n}\n'

const linePages: readonly CodePage[] = [
  {
    code: 'bad-route-line',
    about:
      'A line of virtual_routes or static_routes cannot be used: it has no destination, mixes IPv4 and ' +
      'IPv6, has a word that is neither an option nor a destination, or an option with an impossible ' +
      'value. The route is left out, as in keepalived; everything else goes on without it.',
    cure: 'Write it as for ip-route(8), with whole words: `10.1.0.0/16 via 192.0.2.1 dev eth0 metric 5`.',
    example: routes('10.1.0.0/16 via 192.0.2.1 device eth0'),
  },
  {
    code: 'bad-route-option',
    about:
      'An option of a route is corrected or ignored, and the route stays. Most often a tracked route has ' +
      'another protocol than keepalived (18): its loss could not be told from what others change.',
    cure: 'The message says what is used instead; write that, or no_track to keep a protocol of your own.',
    example: routes('10.1.0.0/16 dev eth0 protocol static'),
  },
  {
    code: 'bad-rule-line',
    about:
      'A line of virtual_rules or static_rules cannot be used: it has no action or two of them, mixes IPv4 ' +
      'and IPv6, leads back with goto, or has an unknown word or an impossible value. The rule is left ' +
      'out, as in keepalived; everything else goes on without it.',
    cure: 'Write it as for ip-rule(8), with one action: `from 10.0.0.0/8 table 100 priority 50`.',
    example: rules('from 10.0.0.0/8 priority 50'),
  },
  {
    code: 'bad-rule-option',
    about:
      'An option of a rule is corrected or ignored, and the rule stays: it then counts for more packets ' +
      'than was meant.',
    cure: 'Correct it. Ports are always a range: for port 80 alone write 80-80.',
    example: rules('sport 80 table 100 priority 50'),
  },
  {
    code: 'range-reversed',
    about:
      'A range of ports or users ends before it begins. keepalived gives it to the kernel, which refuses ' +
      'the whole rule when it is set; the configuration test of keepalived passes it over.',
    cure: 'Write the lower number first.',
    example: rules('dport 90-80 table 100 priority 50'),
  },
  {
    code: 'rule-without-preference',
    about:
      'Rules are asked in the order of their preference. keepalived gives those without one 16384, 16383 ' +
      'and so on, which changes with every rule that is added and with the order in which instances become ' +
      'master.',
    cure: 'Give every rule a preference of its own.',
    example: rules('from 10.0.0.0/8 table 100'),
  },
  {
    code: 'family-word-not-last',
    about:
      'inet and inet6 say the family of a route or rule of which nothing else does. keepalived loses the ' +
      'word that follows them, so `inet6 default dev eth0` has no destination there and is dropped. ' +
      'keepalived-ts reads what was meant; the peer that runs keepalived does not.',
    cure: 'Write the word at the end of the line, where both understand it: `default dev eth0 inet6`.',
    example: routes('inet6 default via fe80::1 dev eth0'),
  },
  {
    code: 'deprecated-word',
    about: 'default6 is an old way to say that the default of IPv6 is meant. It still works everywhere.',
    cure: 'Write default, and inet6 at the end of the line if nothing else says that it is IPv6.',
    example: routes('default6 dev eth0'),
  },
]

const groupPages: readonly CodePage[] = [
  {
    code: 'name-missing',
    about:
      'A vrrp_instance, vrrp_sync_group or track_group has no name. keepalived leaves out the whole block, ' +
      'and so does keepalived-ts.',
    cure: 'Give it a name of its own: `track_group G {`.',
    example: 'track_group {\n  group {\n    A\n  }\n}\n',
  },
  {
    code: 'track-group-unknown',
    about:
      'Something static names a track_group that is not defined above it. keepalived knows only groups ' +
      'that it has read already. What is static is set all the same, and no instance follows its loss.',
    cure: 'Put the track_group above the block that names it, or correct the name.',
    example: `static_ipaddress {\n  10.9.9.9/24 dev eth0 track_group G\n}\n${group}${instance}}\n`,
  },
  {
    code: 'track-group-empty',
    about:
      'A track_group has no group of instances, so nothing could follow. keepalived 2.4 leaves it out too.',
    cure: 'List the instances: `track_group G { group { VI_1 } }`.',
    example: 'track_group G {\n}\n',
  },
  {
    code: 'track-group-instance-unknown',
    about: 'A track_group names a vrrp_instance that is not in this configuration. keepalived logs that.',
    cure: 'Correct the name, or take it out.',
    example: `track_group G {\n  group {\n    A\n    B\n  }\n}\n${instance}}\n`,
  },
  {
    code: 'track-group-without-instance',
    about: 'None of the instances of a track_group is in this configuration, so it has no effect.',
    cure: 'Correct the names, or take the group out.',
    example: 'track_group G {\n  group {\n    B\n  }\n}\n',
  },
  {
    code: 'tracked-and-not',
    about:
      'A static address, route or rule has both a track_group and no_track. keepalived goes by no_track ' +
      'and logs that.',
    cure: 'Take one of the two out.',
    example: `${group}static_ipaddress {\n  10.9.9.9/24 dev eth0 track_group G no_track\n}\n${instance}}\n`,
  },
]

export const routePages: readonly CodePage[] = [...linePages, ...groupPages]
