/** Pages about who of several nodes is master. `check --cluster`. */
import type { CodePage } from './page.ts'
import { block, instanceWith } from './vrrp-text.ts'

const script = block('vrrp_script chk', ['script /bin/true'])

function tracking(priority: number, weight: number): string {
  return (
    script + instanceWith(`priority ${priority}`, block('track_script', [`chk weight ${weight}`]).trimEnd())
  )
}

function two(first: number, other: number): string {
  const inside = instanceWith(`priority ${other}`)
  const outside = instanceWith(`priority ${first}`)
  return outside + inside.replace(' A ', ' B ').replace('id 10', 'id 11').replace('10.0.0.1', '10.0.0.2')
}

const group = block('vrrp_sync_group G', [block('group', ['A', 'B']).trimEnd()])

export const clusterRolePages: readonly CodePage[] = [
  {
    code: 'cluster-owners',
    about:
      'Priority 255 says that a node has the addresses as its own, which only one can. Both start as ' +
      'master, and no tracker lowers this priority.',
    cure: 'Use priorities up to 254, another one on each node.',
    example: instanceWith('state MASTER', 'priority 255'),
    peer: instanceWith('state MASTER', 'priority 255'),
  },
  {
    code: 'cluster-priority-equal',
    about:
      'Two nodes have the same priority while all is well. Whoever is first stays master, and when both ' +
      'start together the higher address decides: nobody can say beforehand who has the addresses.',
    cure: 'Give each node its own priority; with nopreempt on all of them the master stays who it is.',
    example: instanceWith('priority 100'),
    peer: instanceWith('priority 100'),
  },
  {
    code: 'cluster-state-master',
    about:
      'state MASTER stands on several nodes, or on one that does not have the highest priority. The ' +
      'priorities decide; below 255 state only says who is first for a moment, and clears nopreempt.',
    cure: 'Write state BACKUP everywhere, or state MASTER only where the priority is highest.',
    example: instanceWith('state MASTER', 'priority 100'),
    peer: instanceWith('state MASTER', 'priority 50'),
  },
  {
    code: 'cluster-nopreempt',
    about:
      'nopreempt counts on the node where it stands: a node without it takes the addresses back as soon ' +
      'as it returns with the higher priority.',
    cure: 'Write nopreempt, with state BACKUP, on all nodes, or on none.',
    example: instanceWith('priority 100'),
    peer: instanceWith('state BACKUP', 'nopreempt', 'priority 50'),
  },
  {
    code: 'cluster-preempt-delay',
    about: 'preempt_delay is another one on another node. Only that of the node that preempts matters.',
    cure: 'Write the same on all nodes, so that it stays when the priorities are exchanged.',
    example: instanceWith('preempt_delay 60', 'priority 100'),
    peer: instanceWith('priority 50'),
  },
  {
    code: 'cluster-down-timer',
    about:
      'The nodes wait for another number of missed adverts. When the master fails, the one that waits ' +
      'for fewer is first, whatever its priority is; with preemption the addresses then move twice.',
    cure: 'Write the same down_timer_adverts on all nodes.',
    example: instanceWith('down_timer_adverts 3', 'priority 100'),
    peer: instanceWith('down_timer_adverts 2', 'priority 50'),
  },
  {
    code: 'cluster-weight',
    about:
      'Something that the master tracks fails and lowers its priority, but not below that of the others, ' +
      'so that it stays master. An equal priority takes over from nobody. It is a note when it helps ' +
      'together with other failures.',
    cure: 'Use a weight greater than the difference of the priorities, or weight 0, which makes it a fault.',
    example: tracking(100, -10),
    peer: tracking(90, -10),
  },
  {
    code: 'cluster-weight-uneven',
    about:
      'When a script fails on all nodes, the weights move the addresses to a node on which it fails just ' +
      'the same: an outage of something behind all nodes causes failovers too.',
    cure: 'Give it the same weight on all nodes.',
    example: tracking(100, -50),
    peer: tracking(90, -5),
  },
  {
    code: 'cluster-group',
    about:
      'A vrrp_sync_group keeps virtual routers together on one node, and on another node they change state ' +
      'apart: that node can take one of them, and the first node then has to let go of all.',
    cure: 'Write the group with the same members on all nodes.',
    example: group + two(100, 100),
    peer: two(50, 50),
  },
  {
    code: 'cluster-group-split',
    about:
      'One node has the higher priority in one member of a sync group, another node in another member. A ' +
      'group rises only when all its members would, so that neither takes over from the other: whoever ' +
      'is master stays, and when both start together they can send each other back again and again. It ' +
      'is a note when it takes a failure to come to this.',
    cure: 'Give all members of a group the same order of priorities on the nodes.',
    example: group + two(100, 50),
    peer: group + two(50, 100),
  },
]
