/** Snapshots of virtual routers as a configuration makes them, with what happened since put in by hand. */
import assert from 'node:assert/strict'
import { micros, seconds } from '../../src/base/time.ts'
import type { Snapshot } from '../../src/observe/snapshot.ts'
import { openCounters } from '../../src/vrrp/counting.ts'
import { openRouter } from '../../src/vrrp/router.ts'
import { type InstanceView, viewOfRouter } from '../../src/vrrp/view.ts'
import { load } from '../settings/example-host.ts'

export interface Happened {
  readonly state: InstanceView['state']
  readonly priority: number
  /** Seconds since 1970. */
  readonly transitionAt: number
  readonly sent: number
  readonly more?: Partial<InstanceView>
}

/** What happened to each instance, in their order. */
export function snapshotOf(
  text: string,
  happened: readonly Happened[],
  more: Partial<Snapshot> = {},
): Snapshot {
  const { understood } = load(text)
  const { vrrp, notify, reports, scripts, tracks, statics } = understood
  const view = viewOfRouter(openRouter(vrrp))
  assert.equal(view.instances.length, happened.length)
  const instances = view.instances.map((instance, at): InstanceView => {
    const now = happened[at]
    assert.ok(now !== undefined)
    return {
      ...instance,
      state: now.state,
      wants: now.state,
      holds: now.state === 'MASTER',
      effectivePriority: now.priority,
      totalPriority: now.priority,
      transitionAt: seconds(now.transitionAt),
      counters: { ...openCounters(), sent: now.sent, becameMaster: 1 },
      ...now.more,
    }
  })
  return {
    router: { ...view, instances },
    wallOffset: micros(0),
    notify,
    reports,
    scripts,
    files: tracks.files,
    processes: [],
    verdicts: [],
    courses: {},
    statics,
    interfaces: [],
    ...more,
  }
}

/** Two masters in a group: version 2 with a password on eth0, version 3 for IPv6 on eth1. */
export const pair = `
vrrp_sync_group G1 {
  group {
    VI_1
    VI_2
  }
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority 100
  advert_int 1
  garp_master_refresh 60
  authentication {
    auth_type PASS
    auth_pass secret
  }
  virtual_ipaddress {
    10.0.0.100/24
    10.0.0.101/24 label eth0:1
  }
  virtual_ipaddress_excluded {
    10.0.0.180/24
  }
  virtual_routes {
    192.0.2.0/24 via 10.0.0.3 dev eth0 metric 5
  }
  virtual_rules {
    from 192.0.2.0/24 table 100 priority 5000
  }
  track_interface {
    eth1
  }
}
vrrp_instance VI_2 {
  interface eth1
  version 3
  native_ipv6
  virtual_router_id 52
  priority 120
  advert_int 0.5
  nopreempt
  virtual_ipaddress {
    fe80::52/64
    2001:db8::52/64
  }
}
`

export const pairHappened: readonly Happened[] = [
  { state: 'MASTER', priority: 110, transitionAt: 1795342227.012672, sent: 3 },
  { state: 'MASTER', priority: 120, transitionAt: 1795342227.013058, sent: 5 },
]
