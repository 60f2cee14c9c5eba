/** global_defs and the top level, continued: what others can ask, firewall, IPVS, files, VRRP. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { micros, seconds } from '../../src/base/time.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { instance, load } from './example-host.ts'
import { cases, settingsOf } from './global-cases.ts'

cases('SNMP', ({ snmp }) => Object.values(snmp), [
  ['', ['unix:/var/agentx/master', false, false, false, false, false, seconds(5), seconds(5)]],
  [
    'snmp_socket udp:localhost:705\nsnmp_socket x\nenable_traps\nenable_snmp_keepalived\nenable_snmp_checker',
    ['udp:localhost:705', true, true, true, false, false, seconds(5), seconds(5)],
  ],
  [
    'enable_snmp_rfc\nsnmp_vs_stats_update_interval 0.5',
    ['unix:/var/agentx/master', false, false, false, true, true, seconds(0.5), seconds(0.5)],
  ],
  [
    'enable_snmp_rfcv3\nsnmp_vs_stats_update_interval 31\nsnmp_rs_stats_update_interval 30',
    ['unix:/var/agentx/master', false, false, false, false, true, seconds(5), seconds(30)],
  ],
])

cases('D-Bus', ({ dbus }) => Object.values(dbus), [
  ['', [false, 'org.keepalived.Vrrp1', 'none']],
  ['enable_dbus\ndbus_service_name a.b\ndbus_no_interface_name any', [true, 'a.b', 'any']],
])

const keepalivedSets = {
  ipv4: 'keepalived',
  ipv6: 'keepalived6',
  ipv6Interface: 'keepalived_if6',
  igmp: 'keepalived_igmp',
  mld: 'keepalived_mld',
  neighbours: 'keepalived_nd',
}

cases('firewall', ({ firewall }) => firewall.backend, [
  ['', { is: 'none' }],
  ['nftables', { is: 'nftables', table: 'keepalived', chainPriority: -1 }],
  ['nftables t\nnftables_priority -10', { is: 'nftables', table: 't', chainPriority: -10 }],
  // Quirk prioritiesBeforeTables.
  ['nftables_priority 5\nnftables t', { is: 'nftables', table: 't', chainPriority: 5 }],
  ['vrrp_nftables t', { is: 'nftables', table: 't', chainPriority: -1 }],
  ['nftables_priority 5', { is: 'none' }],
  ['vrrp_iptables', { is: 'iptables', inputChain: 'INPUT', outputChain: 'OUTPUT', sets: keepalivedSets }],
  [
    'vrrp_iptables I\nvrrp_ipsets',
    { is: 'iptables', inputChain: 'I', outputChain: 'OUTPUT', sets: undefined },
  ],
  [
    'vrrp_iptables I O\nvrrp_ipsets a b c',
    {
      is: 'iptables',
      inputChain: 'I',
      outputChain: 'O',
      sets: { ipv4: 'a', ipv6: 'b', ipv6Interface: 'c', igmp: 'a_igmp', mld: 'a_mld', neighbours: 'a_nd' },
    },
  ],
  ['vrrp_iptables A A', { is: 'none' }],
  ['vrrp_iptables abcdefghijklmnopqrstuvwxyz12', { is: 'none' }],
  ['vrrp_iptables\nnftables', { is: 'nftables', table: 'keepalived', chainPriority: -1 }],
])

cases('rules of the firewall', ({ firewall }) => [firewall.byInterfaceNumber, firewall.counters], [
  ['', [false, false]],
  ['nftables_ifindex\nnftables_counters', [true, true]],
])

const noTimeouts = { tcp: undefined, tcpFin: undefined, udp: undefined }

cases('lvs_timeouts', ({ lvs }) => lvs.timeouts, [
  ['', noTimeouts],
  ['lvs_timeouts tcp 900 tcpfin 120 udp 300', { tcp: seconds(900), tcpFin: seconds(120), udp: seconds(300) }],
  ['lvs_timeouts tcp 5 udp', { ...noTimeouts, tcp: seconds(5) }],
  ['lvs_timeouts tcp 2678401 udp 7', { ...noTimeouts, udp: seconds(7) }],
  ['lvs_timeouts foo udp 7', { ...noTimeouts, udp: seconds(7) }],
])

cases(
  'lvs switches',
  ({ lvs }) => [lvs.flushOnStart, lvs.flushOnStop, lvs.notifyOnStart, lvs.logAllFailures],
  [
    ['', [false, undefined, false, false]],
    ['lvs_flush\nlvs_flush_onstop', [true, 'all', false, false]],
    ['lvs_flush_on_stop VS\nrs_init_notifies\nchecker_log_all_failures', [false, 'services', true, true]],
    ['lvs_flush_on_stop x\nrs_init_notifies 1', [false, undefined, false, false]],
  ],
)

const daemon = {
  interface: 'eth0',
  instance: undefined,
  id: undefined,
  lengthMax: undefined,
  port: undefined,
  ttl: undefined,
  group: undefined,
}

cases('lvs_sync_daemon', ({ lvs }) => lvs.syncDaemon, [
  ['', undefined],
  ['lvs_sync_daemon eth0', daemon],
  ['lvs_sync_daemon eth0 A id 5', { ...daemon, instance: 'A', id: 5 }],
  ['lvs_sync_daemon eth0 A 5', { ...daemon, instance: 'A', id: 5 }],
  [
    'lvs_sync_daemon eth0 inst A maxlen 1400 port 9000 ttl 2 group 224.0.0.99',
    { ...daemon, instance: 'A', lengthMax: 1400, port: 9000, ttl: 2, group: '224.0.0.99' },
  ],
  ['lvs_sync_daemon eth0 A id 256 port 0 ttl 7', { ...daemon, instance: 'A', ttl: 7 }],
  ['lvs_sync_daemon eth0 A inst B group 10.0.0.1', { ...daemon, instance: 'A' }],
  ['lvs_sync_daemon abcdefghijklmnop', undefined],
  ['lvs_sync_daemon eth0\nlvs_sync_daemon eth1', daemon],
])

cases('nftables_ipvs', ({ lvs }) => lvs.nftables, [
  ['', undefined],
  ['nftables_ipvs', { table: 'keepalived_ipvs', chainPriority: -1, firstFwmark: 1000 }],
  [
    'nftables_ipvs_start_fwmark 5\nnftables_ipvs t\nnftables_ipvs_priority 2',
    { table: 't', chainPriority: 2, firstFwmark: 5 },
  ],
])

cases('reload', ({ reload }) => Object.values(reload), [
  ['', [undefined, undefined, false, undefined]],
  [
    'reload_check_config\nreload_time_file /t\nreload_repeat\nreload_file',
    [{ logFile: undefined }, '/t', true, ''],
  ],
  [
    'reload_check_config /l\nreload_file /f\nreload_time_file /a /b',
    [{ logFile: '/l' }, undefined, false, '/f'],
  ],
])

cases('dumps', ({ files }) => Object.values(files).slice(0, 5), [
  ['', [undefined, undefined, undefined, 1, false]],
  [
    'state_dump_file /s\nstats_dump_file /t/\njson_dump_file /j\njson_version 2\ndata_use_instance',
    ['/s', '/t/', '/j', 2, true],
  ],
  // Quirk namesOfTheManual.
  [
    'state_file_location /s\nstats_file_location /t\njson_file_location /j\njson_version 3',
    ['/s', '/t', '/j', 1, false],
  ],
])

cases('directories', ({ files, randomSeed }) => [...Object.values(files).slice(5), randomSeed], [
  ['', [undefined, undefined, undefined, undefined, undefined]],
  [
    'config_save_dir /a\ntmp_config_directory /b\niproute_usr_dir /c\niproute_etc_dir /d\nrandom_seed 7',
    ['/a', '/b', '/c', '/d', 7],
  ],
])

test('lines at the top level', () => {
  const pick = (text: string) => {
    const {
      instance: name,
      pidDirectory,
      namespace,
      namespaceOfIpvs,
      linkPolling,
      processes,
    } = settingsOf(text, 'root')
    return [name, pidDirectory, namespace, namespaceOfIpvs, linkPolling, processes.childWait]
  }
  assert.deepEqual(pick(''), [undefined, false, undefined, undefined, false, seconds(5)])
  assert.deepEqual(pick('instance a\ninstance b'), ['a', true, undefined, undefined, false, seconds(5)])
  assert.deepEqual(pick('use_pid_dir\nlinkbeat_use_polling\nchild_wait_time 0'), [
    undefined,
    true,
    undefined,
    undefined,
    true,
    seconds(0),
  ])
  assert.deepEqual(pick('child_wait_time 5x'), [undefined, false, undefined, undefined, false, seconds(5)])
  assert.deepEqual(pick('net_namespace n\nnet_namespace_ipvs'), [undefined, true, 'n', '', false, seconds(5)])
  assert.deepEqual(pick('net_namespace a/b')[2], undefined)
})

test('IPVS runs in no other namespace than the one that was meant', () => {
  for (const line of ['net_namespace_ipvs', 'net_namespace_ipvs n']) {
    const { settings, fatal, diagnostics } = load(`${line}\n${instance()}`)
    assert.deepEqual([settings, fatal, testStatus(diagnostics)], [undefined, true, 0])
  }
})

cases(
  'VRRP defaults',
  ({ vrrp }) => [vrrp.strict, vrrp.lowerPriorityNoAdvert, vrrp.higherPrioritySendAdvert],
  [
    ['', [false, undefined, undefined]],
    ['vrrp_strict\nvrrp_lower_prio_no_advert off\nvrrp_higher_prio_send_advert', [true, false, true]],
    ['vrrp_strict x', [false, undefined, undefined]],
  ],
)

cases('where adverts go', ({ vrrp }) => [vrrp.version, vrrp.destination, vrrp.destination6], [
  ['', [2, '224.0.0.18', 'ff02::12']],
  [
    'vrrp_version 3\nvrrp_mcast_group4 224.0.0.99\nvrrp_mcast_group6 FF05::0:13',
    [3, '224.0.0.99', 'ff05::13'],
  ],
  ['vrrp_version 4\nvrrp_mcast_group4 10.0.0.1\nvrrp_mcast_group6 fe80::1', [2, '224.0.0.18', 'ff02::12']],
])

cases(
  'interfaces',
  ({ vrrp }) => [vrrp.dynamicInterfaces, vrrp.defaultInterface, vrrp.vmacPrefix, vrrp.vmacAddressPrefix],
  [
    ['', ['no', 'eth0', 'vrrp', 'vrrp']],
    [
      'dynamic_interfaces\ndefault_interface eth1\nvmac_prefix v\nvmac_prefix w',
      ['missing', 'eth1', 'v', 'v'],
    ],
    ['dynamic_interfaces allow_if_changes\nvmac_addr_prefix a', ['changing', 'eth0', 'vrrp', 'a']],
    ['dynamic_interfaces allow', ['missing', 'eth0', 'vrrp', 'vrrp']],
  ],
)

cases('VRRP as a whole', ({ vrrp }) => [vrrp.startupDelay, vrrp.delayAfterBoot, vrrp.downTimerAdverts], [
  ['', [0, 0, 3]],
  [
    'vrrp_startup_delay 1.5\nvrrp_delay_after_boot 0.001\nvrrp_down_timer_adverts 100',
    [seconds(1.5), 1000, 100],
  ],
  ['vrrp_startup_delay 0\nvrrp_down_timer_adverts 101', [0, 0, 3]],
])

cases(
  'VRRP switches',
  ({ vrrp }) => [
    vrrp.ownerIgnoreAdverts,
    vrrp.checkUnicastSource,
    vrrp.skipCheckAdvertAddresses,
    vrrp.checksumAsVersion2,
    vrrp.notifyPriorityChanges,
    vrrp.disableLocalIgmp,
    vrrp.logUnknownVrids,
  ],
  [
    ['', [undefined, false, false, false, false, false, false]],
    [
      'vrrp_owner_ignore_adverts\nvrrp_check_unicast_src\nvrrp_skip_check_adv_addr\nv3_checksum_as_v2',
      [true, true, true, true, false, false, false],
    ],
    [
      'vrrp_notify_priority_changes\ndisable_local_igmp\nlog_unknown_vrids\nvrrp_owner_ignore_adverts off',
      [false, false, false, false, true, true, true],
    ],
  ],
)

cases('gratuitous ARP', ({ vrrp: { announce } }) => Object.values(announce), [
  ['', [5, seconds(5), 5, seconds(5), 0, 1, 0, 0, undefined]],
  ['vrrp_min_garp', [1, 0, 1, 0, 0, 0, 0, 0, undefined]],
  ['vrrp_min_garp\nvrrp_garp_master_repeat 3', [3, 0, 3, 0, 0, 0, 0, 0, undefined]],
  [
    'vrrp_garp_master_repeat 0\nvrrp_garp_master_delay 9\nvrrp_garp_lower_prio_repeat 0',
    [1, seconds(9), 0, seconds(9), 0, 1, 0, 0, undefined],
  ],
  [
    'vrrp_garp_master_refresh 60\nvrrp_garp_master_refresh_repeat 2\n' +
      'vrrp_garp_interval 0.001\nvrrp_gna_interval 1',
    [5, seconds(5), 5, seconds(5), seconds(60), 2, micros(1000), seconds(1), undefined],
  ],
  [
    'vrrp_garp_extra_if all 60\nvrrp_garp_interval 0',
    [5, seconds(5), 5, seconds(5), 0, 1, 0, 0, { every: seconds(60), allInterfaces: true }],
  ],
  [
    'vrrp_vmac_garp_intvl 60',
    [5, seconds(5), 5, seconds(5), 0, 1, 0, 0, { every: seconds(60), allInterfaces: false }],
  ],
])
