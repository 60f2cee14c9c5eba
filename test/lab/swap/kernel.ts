/**
 * What the kernel of a host holds at a moment, as sorted lines that two plays of one story can be compared
 * by: links, addresses, routes, rules, multicast memberships, firewall, the kernel settings that VRRP daemons
 * touch. Left out is what no two runs share: indexes, counters, handles, lifetimes that run down.
 */
import { type Host, run } from '../network.ts'

const volatileKeys = new Set([
  'ifindex',
  'link_index',
  'link_netnsid',
  'valid_life_time',
  'preferred_life_time',
  'age',
  'stats64',
  'stats',
  'group',
  'num_tx_queues',
  'num_rx_queues',
  'gso_max_size',
  'gso_max_segs',
  'tso_max_size',
  'tso_max_segs',
  'gro_max_size',
  'gso_ipv4_max_size',
  'gro_ipv4_max_size',
  'addr_info',
  'used',
  'parentbus',
])

const settings = {
  ipv4: [
    'arp_ignore',
    'arp_filter',
    'arp_announce',
    'arp_notify',
    'accept_local',
    'rp_filter',
    'promote_secondaries',
    'proxy_arp',
    'forwarding',
    'igmpv3_unsolicited_report_interval',
    'force_igmp_version',
  ],
  ipv6: [
    'accept_ra',
    'accept_dad',
    'autoconf',
    'addr_gen_mode',
    'disable_ipv6',
    'forwarding',
    'router_solicitations',
    'dad_transmits',
    'accept_untracked_na',
  ],
} as const

const mark = '=====8<====='

/** The one shell command that asks for everything, so that all parts are of nearly one moment. */
function question(): string {
  const files = Object.entries(settings).flatMap(([family, names]) =>
    names.map((name) => `/proc/sys/net/${family}/conf/*/${name}`),
  )
  const routes = ['-4', '-6'].map((family) => `ip -d -j ${family} route show table all`)
  const rules = ['-4', '-6'].map((family) => `ip -d -j ${family} rule`)
  return [
    'ip -d -j address',
    ...routes,
    ...rules,
    'ip -j maddress',
    'nft -s list ruleset',
    `grep -H . ${files.join(' ')}`,
  ].join(` 2>&1; echo '${mark}'; `)
}

type Shown = Readonly<Record<string, unknown>>

/** Sorted lines; each begins with the part that it is of. */
export async function kernelOf(host: Host): Promise<readonly string[]> {
  const { stdout } = await run(host, ['sh', '-c', question()])
  const [
    address = '',
    route4 = '',
    route6 = '',
    rule4 = '',
    rule6 = '',
    groups = '',
    firewall = '',
    sys = '',
  ] = stdout.split(`${mark}\n`)
  const links = parse(address)
  const lines = [
    ...links.map((one) => `link ${one['ifname']}${shown({ ...one, ifname: '' })}`),
    ...links.flatMap((one) =>
      list(one['addr_info']).map((info) => `address ${one['ifname']}${shown(info, lifetime(info))}`),
    ),
    ...[...parse(route4), ...parse(route6)].map((one) => `route${shown(one)}`),
    ...[...parse(rule4), ...parse(rule6)].map((one) => `rule${shown(one)}`),
    ...parse(groups).flatMap((one) =>
      list(one['maddr']).map((group) => `group ${one['ifname']}${shown(group)}`),
    ),
    ...firewall
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.length > 1)
      .map((line) => `firewall ${line}`),
    ...sys.split('\n').map((line) => line.replace('/proc/sys/net/', 'sysctl ')),
  ]
  return lines.filter((line) => line !== '').toSorted()
}

/** Of an address: whether it lasts for ever and may be a source. */
function lifetime(info: Shown): string {
  const forever = 4_294_967_295
  const say = (key: string) => (info[key] === forever ? 'forever' : info[key] === 0 ? 'none' : 'some')
  return ` valid=${say('valid_life_time')} preferred=${say('preferred_life_time')}`
}

function shown(one: Shown, more = ''): string {
  const words = Object.entries(one)
    .filter(([key, value]) => !volatileKeys.has(key) && value !== '')
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .toSorted()
  return ` ${words.join(' ')}${more}`
}

function parse(text: string): readonly Shown[] {
  return text.trim().startsWith('[') ? list(JSON.parse(text)) : []
}

function list(value: unknown): readonly Shown[] {
  return Array.isArray(value) ? value : []
}
