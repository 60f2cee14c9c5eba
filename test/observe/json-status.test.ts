/** keepalived.json, byte for byte, and as exporters read it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../src/base/time.ts'
import { jsonStatus } from '../../src/observe/json-status.ts'
import { statisticsText } from '../../src/observe/statistics.ts'
import { pair, pairHappened, snapshotOf } from './snapshot-stage.ts'

const zeros =
  '"packet_len_err":0,"advert_interval_err":0,"ip_ttl_err":0,"invalid_type_rcvd":0,"addr_list_err":0,' +
  '"invalid_authtype":0,"authtype_mismatch":0,"auth_failure":0,"auth_ext_missing":0,"auth_ext_malformed":0,' +
  '"auth_ext_unknown_key":0,"auth_ext_invalid_hmac":0,"auth_ext_stale":0,"auth_ext_replay":0,' +
  '"pri_zero_rcvd":0,"pri_zero_sent":0}}'

/** What keepalived 2.4.3 writes for the same configuration in the same state. */
const first =
  '{"data":{"iname":"VI_1","dont_track_primary":0,"skip_check_adv_addr":0,"strict_mode":0,"vmac_ifname":"",' +
  '"ifp_ifname":"eth0","master_priority":0,"last_transition":1795342227.012672,"garp_delay":5,' +
  '"garp_refresh":60,"garp_rep":5,"garp_refresh_rep":1,"garp_lower_prio_delay":5,"garp_lower_prio_rep":5,' +
  '"lower_prio_no_advert":0,"higher_prio_send_advert":0,"vrid":51,"base_priority":100,' +
  '"effective_priority":110,"vipset":true,"promote_secondaries":false,"adver_int":1,"master_adver_int":1,' +
  '"accept":1,"nopreempt":false,"preempt_delay":0,"state":2,"wantstate":2,"version":2,"smtp_alert":false,' +
  '"notify_deleted":false,"vips":["10.0.0.100\\/24 dev eth0 scope global set",' +
  '"10.0.0.101\\/24 dev eth0 scope global label eth0:1 set"],' +
  '"evips":["10.0.0.180\\/24 dev eth0 scope global set"],' +
  '"vroutes":["prepend 192.0.2.0\\/24 via inet 10.0.0.3 dev eth0 proto 18 metric 5"],' +
  '"vrules":["from 192.0.2.0\\/24 priority 5000 tos 0x0 protocol 18 lookup 100"],"track_ifp":["eth1"],' +
  '"auth_type":1,"auth_data":"********"},' +
  `"stats":{"advert_rcvd":0,"advert_sent":3,"become_master":1,"release_master":0,${zeros}`
const second =
  '{"data":{"iname":"VI_2","dont_track_primary":0,"skip_check_adv_addr":0,"strict_mode":0,"vmac_ifname":"",' +
  '"ifp_ifname":"eth1","master_priority":0,"last_transition":1795342227.013058,"garp_delay":5,' +
  '"garp_refresh":0,"garp_rep":5,"garp_refresh_rep":1,"garp_lower_prio_delay":5,"garp_lower_prio_rep":5,' +
  '"lower_prio_no_advert":0,"higher_prio_send_advert":0,"vrid":52,"base_priority":120,' +
  '"effective_priority":120,"vipset":true,"promote_secondaries":false,"adver_int":0.5,' +
  '"master_adver_int":0.5,"accept":1,"nopreempt":true,"preempt_delay":0,"state":2,"wantstate":2,"version":3,' +
  '"smtp_alert":false,"notify_deleted":false,' +
  '"vips":["fe80::52\\/64 dev eth1 scope global preferred_lft forever set",' +
  '"2001:db8::52\\/64 dev eth1 scope global preferred_lft forever set"],"auth_type":0},' +
  `"stats":{"advert_rcvd":0,"advert_sent":5,"become_master":1,"release_master":0,${zeros}`

test('version 1: an array of the instances, in one line, with every / escaped', () => {
  assert.equal(jsonStatus(snapshotOf(pair, pairHappened), 1), `[${first},${second}]\n`)
})

test('version 2: the instances have a name, and there are no processes where none is tracked', () => {
  assert.equal(jsonStatus(snapshotOf(pair, pairHappened), 2), `{"vrrp":[${first},${second}]}\n`)
})

test('without an instance nothing is written', () => {
  assert.equal(jsonStatus(snapshotOf('', []), 1), undefined)
})

const busy = `
vrrp_track_process p {
  process "sleep 100"
  param_match initial
  quorum 1
  quorum_max 3
  delay 2
}
vrrp_script s {
  script "/bin/true 'a b'"
  interval 1
}
vrrp_instance A {
  interface eth0
  use_vmac
  virtual_router_id 51
  priority 100
  preempt_delay 2.5
  smtp_alert
  notify_master "/bin/n m"
  notify /bin/n
  notify_deleted "/bin/n d"
  notify_master_rx_lower_pri /bin/n
  track_script {
    s
  }
  track_process {
    p weight 5 reverse
  }
  virtual_ipaddress {
    10.0.0.100
  }
}
`

test('scripts, trackers and a VMAC; a backup has its addresses not set', () => {
  const snapshot = snapshotOf(
    busy,
    [{ state: 'BACKUP', priority: 100, transitionAt: 1, sent: 0, more: { masterPriority: 150 } }],
    {},
  )
  const process = load(snapshot)
  const text = jsonStatus({ ...snapshot, processes: [process] }, 2) ?? ''
  const parsed = JSON.parse(text)
  const [{ data }] = parsed.vrrp
  assert.deepEqual(
    [data.vmac_ifname, data.ifp_ifname, data.state, data.vipset, data.master_priority],
    ['vrrp.51', 'vrrp.51', 1, false, 150],
  )
  assert.deepEqual(data.vips, ['10.0.0.100 dev vrrp.51@eth0 scope global'])
  assert.deepEqual([data.preempt_delay, data.smtp_alert, data.notify_deleted], [2.5, true, true])
  assert.deepEqual(
    [data.script_master, data.script, data.script_deleted, data.script_master_rx_lower_pri],
    ["'/bin/n' 'm'", "'/bin/n'", "'/bin/n' 'd'", "'/bin/n'"],
  )
  assert.ok(!('script_backup' in data))
  assert.deepEqual([data.track_script, data.track_process], [["'/bin/true' 'a b'"], ['p']])
  assert.deepEqual(parsed.track_process, [
    {
      process: 'sleep',
      parameters: '100',
      param_match: 'initial',
      min_processes: 1,
      max_processes: 3,
      current_processes: 2,
      have_quorum: true,
      weight: -5,
      terminate_delay: 2,
      fork_delay: 2,
      fork_delay_timer_running: false,
      terminate_delay_timer_running: true,
      full_command: false,
    },
  ])
})

function load(snapshot: ReturnType<typeof snapshotOf>) {
  const settings = {
    name: 'p',
    process: 'sleep',
    fullCommand: false,
    match: 'initial',
    parameters: ['100'],
    quorum: 1,
    quorumMax: 3,
    forkDelay: seconds(2),
    terminateDelay: seconds(2),
  } as const
  assert.equal(snapshot.router.instances[0]?.settings.trackProcesses.length, 1)
  return { settings, current: 2, quorum: true, forkTimer: false, terminateTimer: true }
}

/** What exporters decode into typed structures: a field of another type ends them. */
const types: Readonly<Record<string, string>> = {
  iname: 'string',
  vmac_ifname: 'string',
  ifp_ifname: 'string',
  last_transition: 'number',
  garp_delay: 'number',
  vrid: 'number',
  base_priority: 'number',
  effective_priority: 'number',
  vipset: 'boolean',
  promote_secondaries: 'boolean',
  adver_int: 'number',
  master_adver_int: 'number',
  nopreempt: 'boolean',
  preempt_delay: 'number',
  state: 'number',
  wantstate: 'number',
  version: 'number',
  smtp_alert: 'boolean',
  auth_type: 'number',
}

test('an exporter of JSON finds every field it decodes, of its type', () => {
  for (const { data, stats } of JSON.parse(jsonStatus(snapshotOf(pair, pairHappened), 1) ?? '')) {
    for (const [name, type] of Object.entries(types)) assert.equal(typeof data[name], type, name)
    assert.equal(Object.keys(stats).length, 20)
    for (const [name, count] of Object.entries(stats)) assert.equal(typeof count, 'number', name)
  }
})

/** The way in which exporters read keepalived.stats: a section is a line that ends with a colon. */
function countersOf(text: string): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const found: Record<string, Record<string, number>> = {}
  let section = ''
  let current: Record<string, number> = {}
  for (const line of text.split('\n')) {
    const [name = '', value = ''] = line.split(':').map((part) => part.trim())
    if (name === 'VRRP Instance') {
      current = {}
      found[value] = current
    } else if (value === '') section = name
    else current[line.startsWith('    ') ? `${section}/${name}` : name] = Number(value)
  }
  return found
}

test('an exporter of keepalived.stats finds every counter', () => {
  const { instances } = snapshotOf(pair, pairHappened).router
  const text = statisticsText(Object.fromEntries(instances.map((one) => [one.settings.name, one.counters])))
  const found = countersOf(text)
  assert.deepEqual(Object.keys(found), ['VI_1', 'VI_2'])
  assert.deepEqual(Object.keys(found['VI_1'] ?? {}), [
    'Advertisements/Received',
    'Advertisements/Sent',
    'Became master',
    'Released master',
    'Packet Errors/Length',
    'Packet Errors/TTL',
    'Packet Errors/Invalid Type',
    'Packet Errors/Advertisement Interval',
    'Packet Errors/Address List',
    'Authentication Errors/Invalid Type',
    'Authentication Errors/Type Mismatch',
    'Authentication Errors/Failure',
    'Authentication Extension Errors/Missing',
    'Authentication Extension Errors/Malformed',
    'Authentication Extension Errors/Unknown Key',
    'Authentication Extension Errors/Invalid HMAC',
    'Authentication Extension Errors/Stale',
    'Authentication Extension Errors/Replay',
    'Priority Zero/Received',
    'Priority Zero/Sent',
  ])
  assert.equal(found['VI_2']?.['Advertisements/Sent'], 5)
})
