/** The pair of files that users of this kind start from: settings, diagnostics and reprint, whole. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { address } from '../../src/base/address.ts'
import { micros, seconds } from '../../src/base/time.ts'
import { renderDiagnostics } from '../../src/conf/diagnostics.ts'
import { completeGlobal } from '../../src/settings/global/complete-global.ts'
import { emptyGlobal } from '../../src/settings/global/rows.ts'
import { refusesReload } from '../../src/settings/load.ts'
import { reprint } from '../../src/settings/reprint.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { plainOptions } from '../../src/vrrp/instance-options.ts'
import { noTrackers, plainVrrp } from '../../src/vrrp/settings.ts'
import { load, programs } from './example-host.ts'

function seed(name: 'master' | 'backup'): string {
  return readFileSync(new URL(`../data/settings/${name}.conf`, import.meta.url), 'utf8')
}

const standard = completeGlobal(emptyGlobal(), false, () => {})
const silent = { mail: false, priorityChanges: false, lowerPriority: undefined, deleted: undefined }
const records = (name: string) => Object.assign(Object.create(null), { [name]: silent })

const wanted: Settings = {
  global: {
    ...standard,
    routerId: 'LVS_DEVEL',
    mail: {
      ...standard.mail,
      to: ['ops@example.com'],
      from: 'keepalived@example.com',
      server: { host: '198.51.100.209', port: 25 },
      connectTimeout: seconds(30),
    },
  },
  reports: {
    instances: records('VI_1'),
    groups: records('VG1'),
  },
  vrrp: {
    ...plainVrrp,
    instances: [
      {
        ...plainOptions,
        name: 'VI_1',
        interface: 'eth0',
        vrid: 51,
        version: 2,
        family: 'ipv4',
        initial: 'master',
        priority: 100,
        advertInterval: seconds(1),
        preempt: true,
        downTimerAdverts: 3,
        source: undefined,
        destination: address('224.0.0.18'),
        authentication: { is: 'pass', password: '1111' },
        addresses: [
          {
            prefix: { address: address('192.0.2.168'), length: 32 },
            interface: undefined,
            broadcast: undefined,
            label: undefined,
            scope: 0,
          },
        ],
        announce: {
          repeat: 5,
          delay: seconds(5),
          lowerPriorityRepeat: 5,
          lowerPriorityDelay: seconds(5),
        },
        excluded: [],
        routes: [],
        rules: [],
        ...noTrackers,
      },
    ],
    groups: [{ name: 'VG1', members: ['VI_1'], ...noTrackers }],
    handover: 'graceful',
  },
  scripts: [],
  notify: { instances: Object.create(null), groups: Object.create(null) },
  bfd: [],
  tracks: {
    files: [],
    processes: [],
    delays: [],
    polled: [],
    garpGroups: [],
    implicit: Object.assign(Object.create(null), { VI_1: [{ interface: 'eth0', because: 'own' }] }),
  },
  statics: { groups: [], addresses: [], routes: [], rules: [] },
  lvs: {
    services: [
      {
        is: 'address',
        protocol: 'tcp',
        address: address('192.0.2.168'),
        port: 80,
        scheduler: 'rr',
        schedulerFlags: [],
        onePacket: false,
        persistence: { seconds: 50, mask: 0xffffffff },
        persistenceEngine: undefined,
        haSuspend: false,
        omega: false,
        smtpAlert: false,
        virtualHost: undefined,
        snmpName: undefined,
        sorryServer: undefined,
        quorum: 1,
        hysteresis: 0,
        quorumUp: undefined,
        quorumDown: undefined,
        realServers: [
          {
            address: address('192.0.2.233'),
            port: 80,
            weight: 1,
            forwarding: 'nat',
            tunnel: undefined,
            upperThreshold: 0,
            lowerThreshold: 0,
            inhibitOnFailure: false,
            notifyUp: undefined,
            notifyDown: { argv: ['/etc/keepalived/restart.sh'], user: undefined, group: undefined },
            smtpAlert: true,
            virtualHost: undefined,
            snmpName: undefined,
            checks: [
              {
                is: 'tcp',
                timing: {
                  delayLoop: seconds(6),
                  retry: 1,
                  delayBeforeRetry: seconds(1),
                  warmup: seconds(6),
                  alpha: false,
                },
                address: address('192.0.2.233'),
                port: 80,
                connectTimeout: micros(3_000_000),
                logAllFailures: false,
                bindAddress: undefined,
                bindPort: undefined,
                bindInterface: undefined,
                fwmark: 0,
              },
            ],
          },
        ],
      },
    ],
  },
}

const scripts = programs({ '/etc/keepalived/restart.sh': 0o755 })

test('master.conf means what its users take it to mean', () => {
  assert.deepEqual(load(seed('master'), { scripts }).settings, wanted)
})

test('backup.conf differs in state, priority and real server', () => {
  const { settings } = load(seed('backup'), { scripts })
  const [instance] = settings?.vrrp.instances ?? []
  assert.deepEqual([instance?.initial, instance?.priority, instance?.preempt], ['backup', 50, true])
  assert.equal(settings?.lvs.services[0]?.realServers[0]?.address, '192.0.2.180')
})

const natMask = 'the netmask of NAT in kernels before 2.4; IPVS has none'
const single = 'vrrp_sync_group VG1 has one member, VI_1: nothing to keep in step'
const insecure = 'scripts run, but enable_script_security is not set in global_defs'
const said = `k.conf:13:3: warning: ${single} [group-of-one]
  | \t\tVI_1
  | \t\t^^^^
  instead: the group is kept; its notify scripts run
k.conf:36:5: note: nat_mask is a word of the old days: ${natMask} [obsolete-keyword]
  |     nat_mask 255.255.255.0
  |     ^^^^^^^^
  instead: it has no effect; the line can go
k.conf:41:21: warning: ${insecure} [scripts-without-security]
  |         notify_down /etc/keepalived/restart.sh
  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^
  instead: they run, also those that somebody else than root may change
`

for (const name of ['master', 'backup'] as const) {
  test(`${name}.conf: everything that is said about it`, () => {
    const loaded = load(seed(name), { scripts })
    assert.equal(renderDiagnostics(loaded.diagnostics, loaded.sources), said)
    assert.equal(loaded.fatal, false)
    assert.equal(refusesReload(loaded.diagnostics), false)
    assert.equal(testStatus(loaded.diagnostics), 6)
  })

  test(`${name}.conf: reprinted, read and reprinted again it stays the same`, () => {
    const first = load(seed(name))
    const printed = reprint(first.tree)
    const again = load(printed)
    assert.deepEqual(again.settings, first.settings)
    assert.equal(reprint(again.tree), printed)
  })
}

test('the reprint has current names and one form', () => {
  const printed = reprint(load(seed('master')).tree)
  assert.equal(
    printed.slice(printed.indexOf('virtual_server')),
    `virtual_server 192.0.2.168 80 {
    delay_loop 6
    lvs_sched rr
    lvs_method NAT
    nat_mask 255.255.255.0
    persistence_timeout 50
    protocol TCP
    real_server 192.0.2.233 80 {
        notify_down /etc/keepalived/restart.sh
        weight 1
        TCP_CHECK {
            connect_timeout 3
        }
    }
}
`,
  )
})

test('a script that is not there is said, and is no reason for another exit status', () => {
  const loaded = load(seed('master').replace('VI_1\n\t}', 'VI_1 VI_2\n\t}'), { scripts: programs({}) })
  assert.deepEqual(
    loaded.diagnostics.map(({ code }) => code).filter((code) => code !== 'no-effect-yet'),
    ['obsolete-keyword', 'unknown-member', 'group-of-one', 'script-missing'],
  )
  assert.equal(testStatus(loaded.diagnostics), 5)
})
