/** What the codes of lints mean that are about who becomes master, and when. */
import type { CodePage } from './page.ts'
import { block } from './vrrp-text.ts'

function instance(...lines: readonly string[]): string {
  return named('A', 10, ...lines)
}

function named(name: string, vrid: number, ...lines: readonly string[]): string {
  return block(`vrrp_instance ${name}`, [
    'interface eth0',
    `virtual_router_id ${vrid}`,
    `virtual_ipaddress { 192.0.2.${vrid}/24 }`,
    ...lines,
  ])
}

function script(weight: number): string {
  return block('vrrp_script probe', ['script /usr/local/bin/probe', `weight ${weight}`])
}

const tracked = 'track_script { probe }'

export const lintElectionPages: readonly CodePage[] = [
  {
    code: 'nopreempt-keeps-failing-master',
    about:
      'nopreempt makes a backup leave a running master alone although its own priority is higher. A ' +
      'tracked script, process, file, interface or BFD session with a weight only lowers the priority ' +
      'of the master: a backup with nopreempt sees the lower priority and does nothing. The master that ' +
      'fails its checks stays master.',
    cure:
      'Give it weight 0: when it is bad, that is a fault, the master leaves and the backup takes over. ' +
      'Or take nopreempt out.',
    example: `${script(-30)}${instance('nopreempt', tracked)}`,
  },
  {
    code: 'priority-above-254',
    about:
      'The effective priority ends at 254 (255 is the owner). With this priority and these positive ' +
      'weights it would be higher while all is well, so the loss of one of them lowers it by less than ' +
      'its weight, or not at all.',
    cure: 'Lower the priority, on the other nodes too, until priority and weights stay below 255.',
    example: `${script(50)}${instance('priority 250', tracked)}`,
  },
  {
    code: 'weight-too-small',
    about:
      'When a tracked script with a weight fails on the master, the other node takes over only if its ' +
      'priority is then the higher one. Here state MASTER keeps a priority above 100, which is the ' +
      'default and the most frequent one of the other node, whatever fails. What the other node really ' +
      'has is in its own file.',
    cure:
      'Let the weight be more than what lies between the two priorities, or give weight 0: failure is ' +
      'then a fault. With the file of the other node, check --cluster knows for certain.',
    example: `${script(-2)}${instance('state MASTER', 'priority 150', tracked)}`,
  },
  {
    code: 'lost-advert-elects',
    about:
      'A backup waits for down_timer_adverts adverts before it takes over; 3 is the default and what ' +
      'RFC 9568 has. With 1 a single lost packet makes a second master, and so does a pause of the ' +
      'master that is longer than the skew.',
    cure: 'For a faster take-over use version 3 with a shorter advert_int, and keep at least 2 adverts.',
    example: instance('down_timer_adverts 1'),
  },
  {
    code: 'slow-takeover',
    about:
      'A backup takes over after down_timer_adverts adverts that did not come. Here that takes more ' +
      'than half a minute. advert_int is in seconds, not in centiseconds or milliseconds.',
    cure: 'Write advert_int 1, or a fraction of it with version 3.',
    example: instance('advert_int 100'),
  },
  {
    code: 'group-members-differ',
    about:
      'The members of a sync group become master together, when each of them would. On one node they ' +
      'should have the same priority, the same advert_int and nopreempt in all or in none: otherwise ' +
      'the member that is worst off decides for the group.',
    cure: 'Give all members of the group the same values on this node.',
    example: `${block('vrrp_sync_group G', ['group {\n  A\n  B\n}'])}${named('A', 10, 'priority 150')}${named(
      'B',
      11,
      'priority 90',
    )}`,
  },
]
