/** Log lines of checks, real servers and services as keepalived writes them. */
import type { Golden } from './golden.ts'

const server = '[10.1.0.1]:tcp:80'
const service = '[10.9.9.1]:tcp:80'

export const check = {
  activated: [
    [
      { is: 'activated', server, service },
      'info',
      'Activating healthchecker for service [10.1.0.1]:tcp:80 for VS [10.9.9.1]:tcp:80',
    ],
  ],
  'check-succeeded': [
    [
      { is: 'check-succeeded', kind: 'tcp', target: server },
      'info',
      'TCP connection to [10.1.0.1]:tcp:80 success.',
    ],
    [
      { is: 'check-succeeded', kind: 'DNS_CHECK', target: server },
      'info',
      'DNS_CHECK on service [10.1.0.1]:tcp:80 success.',
    ],
  ],
  'check-failed': [
    [
      { is: 'check-failed', kind: 'TCP_CHECK', target: server, retries: 0 },
      'info',
      'TCP_CHECK on service [10.1.0.1]:tcp:80 failed.',
    ],
    [
      { is: 'check-failed', kind: 'tcp', target: server, retries: 3 },
      'info',
      'TCP_CHECK on service [10.1.0.1]:tcp:80 failed after 3 retries.',
    ],
  ],
  'check-could-not-run': [
    [
      { is: 'check-could-not-run', kind: 'tcp', target: server, text: 'invalid argument (EINVAL)' },
      'warning',
      'TCP_CHECK on service [10.1.0.1]:tcp:80 could not run: invalid argument (EINVAL). Rescheduling.',
    ],
  ],
  server: [
    [
      { is: 'server', change: 'added', server, service },
      'info',
      'Adding service [10.1.0.1]:tcp:80 to VS [10.9.9.1]:tcp:80',
    ],
    [
      { is: 'server', change: 'removed', server, service },
      'info',
      'Removing service [10.1.0.1]:tcp:80 from VS [10.9.9.1]:tcp:80',
    ],
    [
      { is: 'server', change: 'enabled', server, service },
      'info',
      'Enabling service [10.1.0.1]:tcp:80 of VS [10.9.9.1]:tcp:80',
    ],
    [
      { is: 'server', change: 'disabled', server, service },
      'info',
      'Disabling service [10.1.0.1]:tcp:80 of VS [10.9.9.1]:tcp:80',
    ],
    [
      { is: 'server', change: 'shutting-down', server, service },
      'info',
      'Shutting down service [10.1.0.1]:tcp:80 from VS [10.9.9.1]:tcp:80',
    ],
    [{ is: 'server', change: 'gone', server, service }, 'info', 'service [10.1.0.1]:tcp:80 no longer exist'],
  ],
  'weight-changed': [
    [
      { is: 'weight-changed', server, service, from: 1, to: 5, active: true },
      'info',
      'Changing weight from 1 to 5 for active service [10.1.0.1]:tcp:80 of VS [10.9.9.1]:tcp:80',
    ],
  ],
  quorum: [
    [
      { is: 'quorum', change: 'gained', service, quorum: 1, hysteresis: 0, sum: 2 },
      'info',
      'Gained quorum 1+0=1 <= 2 for VS [10.9.9.1]:tcp:80',
    ],
    [
      { is: 'quorum', change: 'lost', service, quorum: 3, hysteresis: 1, sum: 1 },
      'info',
      'Lost quorum 3-1=2 > 1 for VS [10.9.9.1]:tcp:80',
    ],
    [
      { is: 'quorum', change: 'starting-down', service, quorum: 1, hysteresis: 0, sum: 0 },
      'info',
      'Starting with quorum down 1-0=1 > 0 for VS [10.9.9.1]:tcp:80',
    ],
  ],
  'service-gone': [[{ is: 'service-gone', service }, 'info', 'Removing Virtual Server [10.9.9.1]:tcp:80']],
  'no-ipvs': [
    [
      { is: 'no-ipvs', code: 'ENOENT', text: 'no such file or directory' },
      'error',
      'IPVS is not available (no such file or directory, ENOENT): checks go on, but nothing is ' +
        'forwarded; load the module ip_vs, or run a kernel that has it',
    ],
  ],
  'ipvs-refused': [
    [
      { is: 'ipvs-refused', doing: 'adding service', what: service, code: 'EPERM', text: 'not permitted' },
      'error',
      'IPVS: adding service [10.9.9.1]:tcp:80: not permitted (EPERM)',
    ],
  ],
} satisfies Partial<Golden>
