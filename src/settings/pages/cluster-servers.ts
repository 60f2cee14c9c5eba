/** Pages about virtual servers of several nodes. `check --cluster`. */
import type { CodePage } from './page.ts'
import { block } from './vrrp-text.ts'

function service(scheduler: string): string {
  const server = block('real_server 192.0.2.20 80', [block('TCP_CHECK', ['connect_timeout 3']).trimEnd()])
  return block('virtual_server 10.0.0.1 80', [
    'protocol TCP',
    `lvs_sched ${scheduler}`,
    'lvs_method NAT',
    server.trimEnd(),
  ])
}

const globals = (...lines: readonly string[]) => block('global_defs', lines)

export const clusterServerPages: readonly CodePage[] = [
  {
    code: 'cluster-services',
    about:
      'A virtual server is not on all nodes that balance, or it balances in another way: other real ' +
      'servers, forwarding, persistence, scheduler or weights. A take-over then breaks or moves ' +
      'connections; those that a sync daemon has told of find no server.',
    cure: 'Write the same virtual servers on all nodes; a shared file that all include keeps them so.',
    example: service('rr'),
    peer: service('sh'),
  },
  {
    code: 'cluster-sync-daemon',
    about:
      'lvs_sync_daemon tells the other node of connections, so that they go on after a take-over. It is ' +
      'missing on one node, or its id, port or group is another one.',
    cure: 'Write it on all nodes with the same id; the interface may differ.',
    example: globals('lvs_sync_daemon eth0 id 1') + service('rr'),
    peer: globals('lvs_sync_daemon eth0 id 2') + service('rr'),
  },
  {
    code: 'cluster-router-id',
    about: 'Nodes have the same router_id, which is there to tell them apart in mails and SNMP.',
    cure: 'Give each node its own, or leave it out: then it is the host name.',
    example: globals('router_id LVS'),
    peer: globals('router_id LVS'),
  },
]
