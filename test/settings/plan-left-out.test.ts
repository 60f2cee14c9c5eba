/** The plan of what keepalived-ts understands and leaves out, beside what runs. */
import { describe } from 'node:test'
import { checkPlans, instance, second } from './plan-sides.ts'

/** Held in the fault state for ever, which the daemon leaves to a later release. */
const leftOut = 'unicast_fault_no_peer'

describe('instances that are left out', () => {
  checkPlans([
    {
      says: 'what cannot run yet costs nothing, and says so',
      old: instance(leftOut),
      now: instance(`${leftOut}\npriority 90`),
      lines: ['changed vrrp_instance V (not-yet)', '  priority 100 -> 90 (not-yet)'],
    },
    {
      says: 'one that cannot run yet takes nothing from one that runs',
      old: instance(),
      now: instance(leftOut, { name: 'X', vrid: 53, vips: '192.0.2.101/24' }) + instance(),
      lines: [
        'added vrrp_instance X (not-yet)',
        'vrrp_instance X: added virtual_ipaddress 192.0.2.101/24 dev eth0 (not-yet)',
      ],
    },
    {
      says: 'nor when it goes, or when it has the same address',
      old: instance(leftOut, { name: 'X', vrid: 53 }) + instance(),
      now: instance(),
      lines: [
        'removed vrrp_instance X (not-yet)',
        'vrrp_instance X: removed virtual_ipaddress 192.0.2.100/24 dev eth0 (not-yet)',
      ],
    },
    {
      says: 'an address moves to who runs, whoever else would like it',
      old: instance('', { vips: '192.0.2.100/24\n192.0.2.101/24' }) + second('192.0.2.102/24'),
      now:
        instance(leftOut, { name: 'X', vrid: 53, vips: '192.0.2.101/24' }) +
        instance() +
        second('192.0.2.102/24\n192.0.2.101/24'),
      lines: [
        'added vrrp_instance X (not-yet)',
        'vrrp_instance X: added virtual_ipaddress 192.0.2.101/24 dev eth0 (not-yet)',
        'vrrp_instance W: moved virtual_ipaddress 192.0.2.101/24 dev eth0 from vrrp_instance V (moves)',
      ],
    },
    {
      says: 'one that runs and is asked for what cannot be done stops',
      old: instance(),
      now: instance(leftOut),
      lines: ['changed vrrp_instance V (failover)'],
    },
    {
      says: 'a new name of what cannot run yet is a new name',
      old: instance(leftOut),
      now: instance(leftOut, { name: 'W' }),
      lines: ['changed vrrp_instance W (not-yet)', '  vrrp_instance V -> W (not-yet)'],
    },
    {
      says: 'an instance that was left out begins when it can run',
      old: instance(leftOut),
      now: instance(),
      lines: ['changed vrrp_instance V (starts)'],
    },
  ])
})
