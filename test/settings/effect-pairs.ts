/** Files that differ in one keyword, and what the difference does to the settings that run. */
import { fileAround } from './edge-host.ts'
import { linePairs } from './effect-lines.ts'
import { notifyPairs } from './effect-notify.ts'
import { load, programs } from './example-host.ts'

export interface Pair {
  readonly without: string
  readonly with: string
}

/** Lines that the keyword needs beside it, or values that the defaults would hide. */
const beside: Readonly<
  Record<string, { readonly in: string; readonly without: string; readonly with: string }>
> = {
  'global_defs state_file_location': { in: 'global_defs', without: '', with: 'state_file_location /run/x' },
  'global_defs stats_file_location': { in: 'global_defs', without: '', with: 'stats_file_location /run/x' },
  'global_defs json_file_location': { in: 'global_defs', without: '', with: 'json_file_location /run/x' },
  'global_defs handover': { in: 'global_defs', without: '', with: 'handover fast' },
  'global_defs vrrp_vmac_garp_intvl': { in: 'global_defs', without: '', with: 'vrrp_vmac_garp_intvl 100' },
  'vrrp_instance garp_extra_if': {
    in: 'vrrp_instance',
    without: 'virtual_ipaddress {\n10.99.0.3 dev eth1\n}',
    with: 'virtual_ipaddress {\n10.99.0.3 dev eth1\n}\ngarp_extra_if all 100',
  },
  'vrrp_instance vmac_garp_intvl': {
    in: 'vrrp_instance',
    without: 'virtual_ipaddress {\n10.99.0.3 dev eth1\n}',
    with: 'virtual_ipaddress {\n10.99.0.3 dev eth1\n}\nvmac_garp_intvl all 100',
  },
  'global_defs vrrp_rx_bufs_multiplier': {
    in: 'global_defs',
    without: 'vrrp_rx_bufs_policy MTU',
    with: 'vrrp_rx_bufs_policy MTU\nvrrp_rx_bufs_multiplier 7',
  },
  'vrrp_instance unicast_ttl': {
    in: 'vrrp_instance',
    without: 'unicast_peer {\n10.99.0.9\n}',
    with: 'unicast_peer {\n10.99.0.9\n}\nunicast_ttl 7',
  },
  'vrrp_instance check_unicast_src': {
    in: 'vrrp_instance',
    without: 'unicast_peer {\n10.99.0.9\n}',
    with: 'unicast_peer {\n10.99.0.9\n}\ncheck_unicast_src',
  },
  'vrrp_instance old_unicast_checksum': {
    in: 'vrrp_instance',
    without: 'unicast_peer {\n10.99.0.9\n}',
    with: 'unicast_peer {\n10.99.0.9\n}\nold_unicast_checksum',
  },
  'vrrp_instance/auth_hmac key': {
    in: 'vrrp_instance/auth_hmac',
    without: `key 1 ${'a'.repeat(32)}\nactive_key 1`,
    with: `key 1 ${'a'.repeat(32)}\nkey 2 ${'b'.repeat(32)}\nactive_key 1`,
  },
  'vrrp_instance/auth_hmac active_key': {
    in: 'vrrp_instance/auth_hmac',
    without: `key 1 ${'a'.repeat(32)}\nkey 2 ${'b'.repeat(32)}\nactive_key 1`,
    with: `key 1 ${'a'.repeat(32)}\nkey 2 ${'b'.repeat(32)}\nactive_key 2`,
  },
  'vrrp_instance owner_ignore_adverts': {
    in: 'vrrp_instance',
    without: 'priority 255',
    with: 'priority 255\nowner_ignore_adverts',
  },
  'vrrp_instance timer_expired_backup': {
    in: 'vrrp_instance',
    without: 'nopreempt',
    with: 'nopreempt\ntimer_expired_backup 200',
  },
  'vrrp_instance thread_timer_expired': {
    in: 'vrrp_instance',
    without: 'nopreempt',
    with: 'nopreempt\nthread_timer_expired 200',
  },
  'vrrp_instance track_src_ip': {
    in: 'vrrp_instance',
    without: 'mcast_src_ip 10.99.0.5',
    with: 'mcast_src_ip 10.99.0.5\ntrack_src_ip',
  },
  'vrrp_sync_group group': {
    in: 'vrrp_sync_group',
    without: '',
    with: 'group {\nB\nA\n}',
  },
  'vrrp_sync_group track_script': { in: 'vrrp_sync_group', without: '', with: 'track_script {\ns\n}' },
  'vrrp_sync_group track_file': { in: 'vrrp_sync_group', without: '', with: 'track_file {\nf weight 0\n}' },
  'vrrp_sync_group track_process': { in: 'vrrp_sync_group', without: '', with: 'track_process {\np\n}' },
  'vrrp_sync_group track_interface': {
    in: 'vrrp_sync_group',
    without: '',
    with: 'track_interface {\neth1\n}',
  },
  'vrrp_instance track_interface': {
    in: 'vrrp_instance',
    without: '',
    with: 'track_interface {\neth1\n}',
  },
  'vrrp_instance track_file': { in: 'vrrp_instance', without: '', with: 'track_file {\nf\n}' },
  'vrrp_instance track_process': { in: 'vrrp_instance', without: '', with: 'track_process {\np\n}' },
  'vrrp_instance track_script': { in: 'vrrp_instance', without: '', with: 'track_script {\ns\n}' },
  'vrrp_instance virtual_ipaddress': {
    in: 'vrrp_instance',
    without: '',
    with: 'virtual_ipaddress {\n10.99.0.3/24\n}',
  },
  'vrrp_instance virtual_ipaddress_excluded': {
    in: 'vrrp_instance',
    without: '',
    with: 'virtual_ipaddress_excluded {\n10.99.0.3/24\n}',
  },
  'vrrp_instance linkbeat_use_polling': { in: 'vrrp_instance', without: '', with: 'linkbeat_use_polling' },
  'vrrp_instance vmac_xmit_base': {
    in: 'vrrp_instance',
    without: 'use_vmac',
    with: 'use_vmac\nvmac_xmit_base',
  },
  'vrrp_instance use_vmac_addr': {
    in: 'vrrp_instance',
    without: 'virtual_ipaddress {\n10.99.0.3 dev eth1\n}',
    with: 'virtual_ipaddress {\n10.99.0.3 dev eth1\n}\nuse_vmac_addr',
  },
  interface_up_down_delays: { in: '', without: '', with: 'interface_up_down_delays {\neth0 1 2\n}' },
  linkbeat_interfaces: { in: '', without: '', with: 'linkbeat_interfaces {\neth0\n}' },
  'linkbeat_interfaces MII|ETHTOOL|IOCTL': {
    in: '',
    without: 'linkbeat_interfaces {\neth0\n}',
    with: 'linkbeat_interfaces {\neth0 ETHTOOL\n}',
  },
  'global_defs vrrp_nftables': { in: 'global_defs', without: '', with: 'vrrp_nftables t' },
  'global_defs nftables_priority': {
    in: 'global_defs',
    without: 'nftables t',
    with: 'nftables t\nnftables_priority 5',
  },
  'garp_group interfaces': {
    in: 'garp_group',
    without: '',
    with: 'interfaces {\neth0\neth1\n}',
  },
  'vrrp_instance accept': { in: 'vrrp_instance', without: 'no_accept', with: 'no_accept\naccept' },
  'vrrp_instance preempt': { in: 'vrrp_instance', without: 'nopreempt', with: 'nopreempt\npreempt' },
  'vrrp_instance unicast_src_ip': { in: 'vrrp_instance', without: '', with: 'unicast_src_ip 10.99.0.5' },
  'vrrp_instance/authentication auth_type': {
    in: 'vrrp_instance',
    without: '',
    with: 'authentication {\nauth_type PASS\nauth_pass x\n}',
  },
  'vrrp_script script': { in: 'vrrp_script', without: '', with: 'script "/bin/true x"' },
  'virtual_server lvs_method': { in: 'virtual_server', without: '', with: 'lvs_method DR' },
  'virtual_server quorum': { in: 'virtual_server', without: 'weight 9', with: 'weight 9\nquorum 5' },
  'virtual_server hysteresis': {
    in: 'virtual_server',
    without: 'weight 9\nquorum 5',
    with: 'weight 9\nquorum 5\nhysteresis 2',
  },
  'virtual_server/real_server lvs_method': {
    in: 'virtual_server/real_server',
    without: '',
    with: 'lvs_method DR',
  },
}

const checked = ['delay_loop', 'retry', 'delay_before_retry', 'warmup', 'connect_timeout'].map((keyword) => {
  const block = 'virtual_server/real_server'
  const check = 'TCP_CHECK {\n}'
  return [`${block} ${keyword}`, { in: block, without: check, with: `${keyword} 7\n${check}` }] as const
})

const ownMacs = ['virtual_ipaddress', 'virtual_ipaddress_excluded'].map((list) => {
  const around = (line: string) => `${list} {\n${line}\n}`
  const pair = { without: around('10.99.0.3/24'), with: around('10.99.0.3/24 dev eth1 use_vmac') }
  return [`vrrp_instance ${list} use_vmac`, { in: 'vrrp_instance', ...pair }] as const
})

const tracked = { track_interface: 'eth1', track_script: 's', track_file: 'f', track_process: 'p' } as const

const weights = ['vrrp_sync_group', 'vrrp_instance'].flatMap((block) =>
  Object.entries(tracked).map(([list, name]) => {
    const around = (line: string) => `${list} {\n${line}\n}`
    const pair = { without: around(name), with: around(`${name} weight 5`) }
    return [`${block} ${list} weight`, { in: block, ...pair }] as const
  }),
)

const all = new Map([
  ...Object.entries(beside),
  ...notifyPairs,
  ...checked,
  ...linePairs,
  ...ownMacs,
  ...weights,
])

/** The pair that is given for a keyword, `vrrp_instance priority`. */
export function pairOf(id: string): Pair | undefined {
  if (id === 'global_defs enable_script_security') {
    const file = fileAround('vrrp_script', '')
    return { without: file.replace('enable_script_security\n', ''), with: file }
  }
  if (id === 'vrrp_sync_group sync_group_tracking_weight') {
    const tracked = 'virtual_router_id 10\ntrack_script {\ns weight 5\n}'
    const [without, others] = ['', 'sync_group_tracking_weight'].map((line) =>
      fileAround('vrrp_sync_group', line).replace('virtual_router_id 10', tracked),
    )
    return { without: without ?? '', with: others ?? '' }
  }
  if (id === 'vrrp_instance vrf') {
    const unicast = 'unicast_src_ip 10.99.0.5\nunicast_peer {\n10.99.0.6\n}'
    const [without, others] = ['', 'vrf red'].map((line) =>
      fileAround('vrrp_instance', `${unicast}\n${line}`)
        .replace('interface eth0\n', '')
        .replace('10.99.0.1/24', '10.99.0.1/24 dev eth0'),
    )
    return { without: without ?? '', with: others ?? '' }
  }
  if (id === 'vrrp_track_process weight') {
    const [without, others] = ['', 'weight 7'].map((line) =>
      fileAround('vrrp_track_process', line).replace(
        'virtual_router_id 10',
        'virtual_router_id 10\ntrack_process {\np\n}',
      ),
    )
    return { without: without ?? '', with: others ?? '' }
  }
  const onIpv6 = /^vrrp_instance (virtual_ipaddress\S*) (-nodad|preferred_lft)$/.exec(id)
  if (onIpv6 !== null) {
    const [, list = '', option = ''] = onIpv6
    const written = option === '-nodad' ? option : `${option} 60`
    const [without, others] = ['', written].map((words) =>
      fileAround('vrrp_instance', `${list} {\nfe80::3/64 ${words}\n}`).replace('10.99.0.1/24', 'fe80::1/64'),
    )
    return { without: without ?? '', with: others ?? '' }
  }
  const alpha = id === 'virtual_server/real_server alpha'
  const given = alpha
    ? { in: 'virtual_server/real_server', without: 'TCP_CHECK {\n}', with: 'alpha\nTCP_CHECK {\n}' }
    : all.get(id)
  return given && { without: fileAround(given.in, given.without), with: fileAround(given.in, given.with) }
}

const scripts = programs({ '/bin/true': 0o755 })

/**
 * What differs: `vrrp.instances[].announce.delay`. Defaults that are handed on count where they arrive, and
 * commands as one value.
 */
export function changedPaths(pair: Pair): readonly string[] {
  const before = leaves(load(pair.without, { scripts }).settings)
  const after = leaves(load(pair.with, { scripts }).settings)
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  )
  const plain = new Set(changed.map(normal).filter((path) => !path.endsWith('.length')))
  const arrived = [...plain].filter((path) => !path.startsWith('global.'))
  return arrived.length > 0 ? arrived : [...plain]
}

function normal(path: string): string {
  return path
    .replace(/^notify\.(instances|groups)\..*/, 'notify.$1')
    .replace(/\.\d+(?=\.|$)/g, '[]')
    .replace(/\.(argv\[\]|argv\.length|user|group)$/, '')
}

function leaves(
  value: unknown,
  path = '',
  found: Map<string, string> = new Map(),
): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) {
    if (value !== undefined) found.set(path, String(value))
    return found
  }
  if (Array.isArray(value)) found.set(`${path}.length`, String(value.length))
  for (const [key, inner] of Object.entries(value)) leaves(inner, path === '' ? key : `${path}.${key}`, found)
  return found
}
