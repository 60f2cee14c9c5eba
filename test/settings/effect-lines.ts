/**
 * Lines of addresses, routes and rules that differ in one option: for effect-pairs.ts, by the name of the
 * keyword and the option.
 */

export interface LinePair {
  readonly in: string
  readonly without: string
  readonly with: string
}

/** The line without the option, and with it. */
type Lines = readonly [string, string]

const address = '10.99.0.3/24'
const ipv6 = 'fe80::3/64 dev eth0'

const addressLines: Readonly<Record<string, Lines>> = {
  dev: [address, `${address} dev eth1`],
  brd: [address, `${address} brd +`],
  label: [address, `${address} label eth0:1`],
  scope: [address, `${address} scope link`],
  peer: ['10.99.0.3', '10.99.0.3 peer 10.99.9.3'],
  home: [address, `${address} home`],
  mngtmpaddr: [address, `${address} mngtmpaddr`],
  noprefixroute: [address, `${address} noprefixroute`],
  autojoin: [address, `${address} autojoin`],
  no_track: [address, `${address} no_track`],
}

/** Of IPv6; an instance of IPv4 has such only among the static ones. */
const ipv6Lines: Readonly<Record<string, Lines>> = {
  '-nodad': [ipv6, `${ipv6} -nodad`],
  preferred_lft: [ipv6, `${ipv6} preferred_lft 60`],
}

const route = '192.0.2.0/24 dev eth0'
const way = '192.0.2.0/24 via 10.99.0.9'
const route6 = '2001:db8:2::/64 dev eth0'

const metrics: readonly (readonly [string, string])[] = [
  ['mtu', '1400'],
  ['advmss', '1200'],
  ['reordering', '5'],
  ['cwnd', 'lock 20'],
  ['ssthresh', '30'],
  ['window', '1000'],
  ['initcwnd', '10'],
  ['initrwnd', '12'],
  ['hoplimit', '60'],
  ['rtt', '300ms'],
  ['rttvar', '250ms'],
  ['rto_min', '300ms'],
  ['features', 'ecn'],
  ['quickack', '1'],
  ['fastopen_no_cookie', '1'],
  ['congctl', 'reno'],
]

const routeLines: Readonly<Record<string, Lines>> = {
  via: [route, `${route} via 10.99.0.9`],
  dev: [way, `${way} dev eth1`],
  src: [way, `${way} src 10.99.0.1`],
  from: [route6, `${route6} from 2001:db8:9::/64`],
  onlink: [`${way} dev eth0`, `${way} dev eth0 onlink`],
  table: [way, `${way} table 100`],
  vrf: [way, `${way} vrf red`],
  protocol: [`${way} no_track`, `${way} no_track protocol 4`],
  scope: [route, `${route} scope link`],
  tos: [way, `${way} tos 0x10`],
  metric: [way, `${way} metric 5`],
  add: [way, `${way} add`],
  append: [way, `${way} append`],
  prepend: [`${way} append`, `${way} append prepend`],
  realms: [way, `${way} realms 3/4`],
  expires: [route6, `${route6} expires 60`],
  pref: [route6, `${route6} pref high`],
  'ttl-propagate': [way, `${way} ttl-propagate enabled`],
  inet: ['default dev eth0', 'default inet dev eth0 metric 5'],
  inet6: ['default dev eth0', 'default inet6 dev eth0'],
  encap: [route, `${route} encap mpls 100`],
  or: [way, `${way} or 10.99.0.10`],
  nexthop: [
    '192.0.2.0/24 nexthop via 10.99.0.9 dev eth0',
    '192.0.2.0/24 nexthop via 10.99.0.9 dev eth0 nexthop via 10.99.0.10 dev eth0 weight 3',
  ],
  no_track: [route, `${route} no_track`],
  ...Object.fromEntries(metrics.map(([name, value]) => [name, [way, `${way} ${name} ${value}`]])),
}

const rule = (rest: string) => `${rest} priority 1001`
const rule4 = 'from 192.0.2.0/24 table 100'
const action = (words: string): Lines => [rule(rule4), rule(`from 192.0.2.0/24 ${words}`)]
const match = (words: string): Lines => [rule(rule4), rule(`${rule4} ${words}`)]

const ruleLines: Readonly<Record<string, Lines>> = {
  not: [rule(rule4), rule(`not ${rule4}`)],
  from: [rule('to 198.51.100.0/24 table 100'), rule('from 192.0.2.0/24 to 198.51.100.0/24 table 100')],
  to: match('to 198.51.100.0/24'),
  tos: match('tos 0x10'),
  fwmark: match('fwmark 5/7'),
  iif: match('iif eth0'),
  oif: match('oif eth0'),
  'tunnel-id': match('tunnel-id 7'),
  uidrange: match('uidrange 5-10'),
  ipproto: match('ipproto 17'),
  sport: match('sport 5-6'),
  dport: match('dport 7-8'),
  table: [rule(rule4), rule('from 192.0.2.0/24 table 101')],
  goto: action('goto 1002'),
  l3mdev: action('l3mdev'),
  nop: action('nop'),
  blackhole: action('blackhole'),
  prohibit: action('prohibit'),
  unreachable: action('unreachable'),
  type: action('type blackhole'),
  realms: match('realms 5/6'),
  suppress_prefixlength: match('suppress_prefixlength 8'),
  suppress_ifgroup: match('suppress_ifgroup 3'),
  preference: [rule4, rule(rule4)],
  protocol: [rule(`${rule4} no_track`), rule(`${rule4} no_track protocol 4`)],
  inet: [rule('iif eth0 table 100'), rule('inet iif eth0 table 101')],
  inet6: [rule('iif eth0 table 100'), rule('inet6 iif eth0 table 100')],
  no_track: [rule(rule4), rule(`${rule4} no_track`)],
}

const group = 'track_group G {\ngroup { A }\n}\n'

function pairs(keyword: string, lines: Readonly<Record<string, Lines>>, isStatic: boolean) {
  return Object.entries(lines).map(([name, [without, wanted]]): readonly [string, LinePair] => {
    const block = isStatic ? '' : 'vrrp_instance'
    const around = (line: string) => `${isStatic ? group : ''}${keyword} {\n${line}\n}`
    return [
      `${block} ${keyword} ${name}`.trim(),
      { in: block, without: around(without), with: around(wanted) },
    ]
  })
}

const grouped = (line: string): Readonly<Record<string, Lines>> => ({
  track_group: [line, `${line} track_group G`],
})

const whole = (keyword: string, line: string, block = ''): readonly [string, LinePair] => [
  `${block} ${keyword}`.trim(),
  { in: block, without: '', with: `${keyword} {\n${line}\n}` },
]

export const linePairs: readonly (readonly [string, LinePair])[] = [
  ...pairs('virtual_ipaddress', addressLines, false),
  ...pairs('virtual_ipaddress_excluded', addressLines, false),
  ...pairs('static_ipaddress', { ...addressLines, ...ipv6Lines, ...grouped(address) }, true),
  ...pairs('virtual_routes', routeLines, false),
  ...pairs('static_routes', { ...routeLines, ...grouped(route) }, true),
  ...pairs('virtual_rules', ruleLines, false),
  ...pairs('static_rules', { ...ruleLines, ...grouped(rule(`${rule4} iif eth0`)) }, true),
  whole('virtual_routes', route, 'vrrp_instance'),
  whole('virtual_rules', rule(rule4), 'vrrp_instance'),
  whole('static_ipaddress', `${address} dev eth0`),
  whole('static_routes', route),
  whole('static_rules', rule(rule4)),
  ['track_group group', { in: '', without: '', with: `${group}static_routes {\n${route} track_group G\n}` }],
]
