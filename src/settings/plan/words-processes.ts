/** Processes and buffers of global_defs in words; sockets that are open get another buffer, too. */
import type {
  BufferSettings,
  BuffersSettings,
  DbusSettings,
  ProcessesSettings,
  ProcessSettings,
} from '../global/settings.ts'
import { asList, inMicros, inOctal, inSeconds, plainly, yesNo } from './show.ts'
import { type Compare, compare, word } from './words.ts'

const kept = { cost: 'restart' } as const

const worker = (prefix: string): Compare<ProcessSettings> =>
  compare<ProcessSettings>({
    name: word(`${prefix}_process_name`, plainly),
    nice: word(`${prefix}_priority`, plainly),
    realTimePriority: word(`${prefix}_rt_priority`, plainly),
    noSwap: word(`${prefix}_no_swap`, yesNo),
    cpus: word(`${prefix}_cpu_affinity`, asList(plainly)),
    realTimeLimit: word(`${prefix}_rlimit_rttime`, inMicros),
  })

export const processesWords = compare<ProcessesSettings>({
  parentName: word('process_name', plainly),
  workers: compare<ProcessesSettings['workers']>({
    vrrp: worker('vrrp'),
    checker: worker('checker'),
    bfd: worker('bfd'),
  }),
  maxAutoPriority: word('max_auto_priority', plainly),
  minAutoPriorityDelay: word('min_auto_priority_delay', inMicros),
  umask: word('umask', inOctal),
  childWait: childWait(),
})

/** At the top level, unlike its neighbours. */
function childWait(): Compare<ProcessesSettings['childWait']> {
  const waits = word<NonNullable<ProcessesSettings['childWait']>>('child_wait_time', inSeconds)
  return (from, to) => waits(from, to, '')
}

const buffer = (keyword: string): Compare<BufferSettings> =>
  compare<BufferSettings>({
    bytes: word(keyword, plainly),
    force: word(`${keyword}_force`, yesNo),
  })

export const buffersWords = compare<BuffersSettings>({
  vrrpNetlinkCommand: buffer('vrrp_netlink_cmd_rcv_bufs'),
  vrrpNetlinkMonitor: buffer('vrrp_netlink_monitor_rcv_bufs'),
  lvsNetlinkCommand: buffer('lvs_netlink_cmd_rcv_bufs'),
  lvsNetlinkMonitor: buffer('lvs_netlink_monitor_rcv_bufs'),
  processMonitor: buffer('process_monitor_rcv_bufs'),
  adverts: word<NonNullable<BuffersSettings['adverts']>>('vrrp_rx_bufs_policy', (policy) => {
    if (policy.is === 'system') return undefined
    return policy.is === 'bytes' ? `${policy.bytes}` : `${policy.is.toUpperCase()} times ${policy.multiplier}`
  }),
})

export const dbusWords = compare<DbusSettings>({
  enabled: word('enable_dbus', yesNo, kept),
  serviceName: word('dbus_service_name', plainly, kept),
  noInterfaceName: word('dbus_no_interface_name', plainly, kept),
})
