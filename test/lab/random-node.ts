/**
 * Configurations of one node by chance, each a few changes away from the one before, as an administrator's
 * are. Every address, route and rule belongs to one instance, to nobody, or to the static ones, and may go
 * from hand to hand. Refuses to generate what a daemon would refuse.
 */
import type { Random } from '../simulation/random.ts'
import { globals } from './configuration.ts'

type Owner = 0 | 1 | 2 | 3 | 'static' | 'nobody'
type Family = 4 | 6

interface Thing {
  readonly kind: 'ipaddress' | 'routes' | 'rules'
  readonly family: Family
  readonly text: string
  readonly owner: Owner
  readonly excluded: boolean
}

interface Part {
  readonly there: boolean
  readonly renamed: boolean
  readonly vrid: number
  readonly family: Family
  readonly lan: 0 | 1
  readonly version: 2 | 3
  readonly interval: number
  readonly priority: number
  /** Lines about its VMAC. */
  readonly virtual: string
  readonly unicast: boolean
  readonly file: 'none' | 'weighted' | 'bad'
  /** Keywords that are there or not. */
  readonly switches: ReadonlySet<string>
}

export interface RandomNode {
  readonly parts: readonly Part[]
  readonly things: readonly Thing[]
  readonly grouped: boolean
  readonly globals: ReadonlySet<string>
}

const owners: readonly [Owner, ...Owner[]] = [0, 0, 1, 1, 2, 3, 'static', 'nobody']
const switches = [
  'no_accept',
  'promote_secondaries',
  'nopreempt',
  'dont_track_primary',
  'preempt_delay 3',
  'garp_master_delay 1',
  'garp_master_refresh 60',
  'track_interface {\neth1 weight 5\n}',
  'higher_prio_send_advert true',
  'lower_prio_no_advert true',
  'skip_check_adv_addr',
  'smtp_alert false',
] as const
const globalLines = [
  'nftables keepalived',
  'vrrp_mcast_group4 224.0.0.18',
  'vrrp_garp_interval 0.001',
  'vrrp_gna_interval 0.001',
  'vrrp_garp_master_repeat 2',
  'nftables_counters',
] as const

function thing(kind: Thing['kind'], family: Family, text: string): Thing {
  return { kind, family, text, owner: 'nobody', excluded: false }
}

const things: readonly Thing[] = [
  ...['10.0.0.100', '10.0.0.101/16', '10.0.0.102', '172.16.1.1/24', '172.16.1.2/24', '172.16.1.3/24'].map(
    (text) => thing('ipaddress', 4, text),
  ),
  thing('ipaddress', 4, '10.1.0.100 dev eth1'),
  thing('ipaddress', 4, '10.0.0.105 dev eth0 label eth0:5'),
  thing('ipaddress', 4, '10.0.0.106/16 dev eth0 no_track'),
  ...['2001:db8::100', '2001:db8::101/64'].map((text) => thing('ipaddress', 6, text)),
  thing('routes', 4, '192.0.2.0/24 via 10.0.0.3 dev eth0'),
  thing('routes', 4, '198.51.100.0/24 dev eth1 metric 10'),
  thing('routes', 4, '203.0.113.0/24 via 10.0.0.3 dev eth0 src 10.0.0.1 table 100'),
  thing('routes', 4, 'blackhole 192.0.5.0/24'),
  thing('routes', 6, '2001:db8:2::/64 via fe80::3 dev eth0'),
  thing('rules', 4, 'from 192.0.2.0/24 table 100 priority 1001'),
  thing('rules', 4, 'to 198.51.100.0/24 iif eth1 table 101 priority 1002'),
  thing('rules', 6, 'from 2001:db8:2::/64 table 100 priority 1003'),
]

const named: readonly [string, ...string[]] = [
  '',
  'use_vmac NAME',
  'use_vmac NAMEa',
  'use_vmac NAME\nvmac_xmit_base',
]

export function firstNode(random: Random): RandomNode {
  const part = (index: number): Part => ({
    ...{
      there: index < 2,
      renamed: false,
      vrid: 51 + 10 * index,
      family: 4,
      lan: 0,
      version: 3,
      interval: 0.1,
    },
    ...{ priority: 100, virtual: '', unicast: false, file: 'none', switches: new Set() },
  })
  let node: RandomNode = {
    parts: [0, 1, 2, 3].map(part),
    things,
    grouped: false,
    globals: new Set(),
  }
  for (let left = 20; left > 0; left--) node = change(node, random)
  return node
}

/** One to six changes later. */
export function nextNode(node: RandomNode, random: Random): RandomNode {
  let next = node
  for (let left = random.between(1, 6); left > 0; left--) next = change(next, random)
  return next.parts.some(({ there }) => there) ? next : nextNode(next, random)
}

function change(node: RandomNode, random: Random): RandomNode {
  const dice = random.between(0, 19)
  if (dice < 8) {
    const at = random.between(0, node.things.length - 1)
    const how = random.chance(0.2) ? { excluded: random.chance(0.5) } : { owner: random.pick(owners) }
    return { ...node, things: node.things.map((one, index) => (index === at ? { ...one, ...how } : one)) }
  }
  if (dice === 8) return { ...node, grouped: !node.grouped }
  if (dice === 9) return { ...node, globals: toggled(node.globals, random.pick(globalLines)) }
  const at = random.between(0, 3)
  return {
    ...node,
    parts: node.parts.map((one, index) => (index === at ? changedPart({ ...one }, index, random) : one)),
  }
}

function changedPart(part: Part, index: number, random: Random): Part {
  switch (random.between(0, 11)) {
    case 0:
      return { ...part, there: !part.there }
    case 1:
      return { ...part, renamed: !part.renamed }
    case 2:
      return { ...part, vrid: 51 + 10 * index + random.between(0, 1) }
    case 3:
      return { ...part, priority: random.pick([100, 150, 200, 255]) }
    case 4:
      return { ...part, version: 2, interval: 1, family: 4 }
    case 5:
      return { ...part, version: 3, interval: random.pick([0.1, 0.2, 0.5]) }
    case 6:
      return { ...part, version: 3, interval: 0.1, family: random.pick([4, 6]), unicast: false }
    case 7:
      return { ...part, lan: random.pick([0, 1]) }
    case 8:
      return {
        ...part,
        // Without a name the interface that is there would keep its own.
        virtual: random.pick(index < 2 ? ['', 'use_vmac', 'use_vmac\nvmac_xmit_base'] : named),
      }
    case 9:
      return { ...part, unicast: part.family === 4 && !part.unicast }
    case 10:
      return { ...part, file: random.pick(['none', 'weighted', 'bad']) }
    default:
      return { ...part, switches: toggled(part.switches, random.pick(switches)) }
  }
}

function toggled(set: ReadonlySet<string>, word: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(word)) next.add(word)
  return next
}

const nameOf = (part: Part, index: number) => `VI_${index}${part.renamed ? '_anew' : ''}`

/** Names of those that become master, when nobody else is there. */
export function mastersOf(node: RandomNode): readonly string[] {
  const grouped = node.grouped && isGrouped(node)
  const bad = node.parts.map(({ there, file }) => there && file === 'bad')
  const groupBad = grouped && (bad[0] || bad[1])
  return node.parts.flatMap((part, index) => {
    const fault = bad[index] || (index < 2 && groupBad)
    return part.there && !fault ? [nameOf(part, index)] : []
  })
}

function isGrouped({ parts }: RandomNode): boolean {
  return parts.slice(0, 2).every(({ there }) => there)
}

/** The file, for a host whose tracked file lies in `directory`. */
export function textOf(node: RandomNode, directory: string): string {
  const own = (owner: Owner, kind: Thing['kind']) =>
    node.things.filter((one) => one.owner === owner && one.kind === kind)
  const out = [globals([...node.globals].join('\n')), `track_file f {\nfile ${directory}/tracked\n}`]
  for (const kind of ['ipaddress', 'routes', 'rules'] as const) {
    const lines = own('static', kind).map(({ text }) =>
      kind === 'ipaddress' && !text.includes(' dev ') ? `${text} dev eth0` : text,
    )
    if (lines.length > 0) out.push(block(`static_${kind}`, lines))
  }
  if (node.grouped && isGrouped(node))
    out.push(`vrrp_sync_group G {\n${block('group', node.parts.slice(0, 2).map(nameOf))}\n}`)
  for (const [index, part] of node.parts.entries()) if (part.there) out.push(partText(node, part, index))
  return `${out.join('\n')}\n`
}

/** A weight counts neither for owners nor in groups; that is the business of other tests. */
function trackerOf(node: RandomNode, { file, priority }: Part, index: number): string {
  const cannotWeigh = priority === 255 || (node.grouped && index < 2)
  if (file === 'none' || (file === 'weighted' && cannotWeigh)) return ''
  return block('track_file', [file === 'bad' ? 'f weight 0' : 'f weight -7'])
}

function partText(node: RandomNode, part: Part, index: number): string {
  const mine = node.things.filter(({ owner }) => owner === index)
  const addresses = mine.filter(({ kind }) => kind === 'ipaddress')
  const isMain = (one: Thing) => one.family === part.family && !one.excluded
  const fixed = part.family === 6 ? `fe80::${part.vrid}/64` : `10.${part.lan}.0.${index + 50}`
  const lines = [
    'state BACKUP',
    `version ${part.version}`,
    `interface eth${part.lan}`,
    `virtual_router_id ${part.vrid}`,
    `priority ${part.priority}`,
    `advert_int ${part.interval}`,
    part.virtual.replace('NAME', `vm${index}`),
    ...[...part.switches].filter((one) => !(one === 'nopreempt' && part.priority === 255)),
    ...(part.unicast
      ? [`unicast_src_ip 10.${part.lan}.0.1`, block('unicast_peer', [`10.${part.lan}.0.9`])]
      : []),
    trackerOf(node, part, index),
    block('virtual_ipaddress', [fixed, ...addresses.filter(isMain).map(({ text }) => text)]),
    ...(['routes', 'rules'] as const).map((kind) =>
      block(
        `virtual_${kind}`,
        mine.filter((one) => one.kind === kind).map(({ text }) => text),
      ),
    ),
  ]
  const excluded = addresses.filter((one) => !isMain(one)).map(({ text }) => text)
  if (excluded.length > 0) lines.push(block('virtual_ipaddress_excluded', excluded))
  return block(
    `vrrp_instance ${nameOf(part, index)}`,
    lines.filter((one) => one !== ''),
  )
}

function block(head: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${head} {\n${lines.join('\n')}\n}`
}
