/**
 * Configurations from a seed: good ones mostly, built from the grammar's own rows, some with a wrong word, a
 * missing line or a damaged text. The same seed gives the same file.
 */
import type { RowFacts } from '../../../src/conf/rows.ts'
import { grammar } from '../../../src/settings/grammar.ts'
import { openRandom, type Random } from '../../simulation/random.ts'
import { entryOf, knownHeads } from './lines.ts'
import { mutated } from './mutate.ts'
import { wordsFor } from './words.ts'

/** How many of the files are damaged afterwards. */
const damaged = 0.3

/** Not in the peer of the lab, which is 2.2.7, or with effects outside of a configuration test. */
const leftOut = new Set([
  ...['net_namespace', 'net_namespace_ipvs', 'config_save_dir', 'tmp_config_directory', 'random_seed'],
  ...['handover', 'reload_file', 'reload_time_file', 'iproute_usr_dir', 'iproute_etc_dir'],
])

export function configurationFrom(seed: number): string {
  const random = openRandom(seed)
  const text = parts(random).join('\n')
  return random.chance(damaged) ? mutated(random, text) : `${text}\n`
}

function parts(random: Random): readonly string[] {
  const some = <T>(share: number, make: () => T): readonly T[] => (random.chance(share) ? [make()] : [])
  const security = ['enable_script_security', 'script_user root']
  return [
    ...some(0.7, () => block(random, 'global_defs', { lines: random.chance(0.8) ? security : [], most: 3 })),
    ...some(0.3, () => block(random, 'vrrp_script', { name: 's', lines: ['script /usr/bin/env'], most: 2 })),
    ...some(0.2, () =>
      block(random, 'track_file', { name: 'f', lines: ['file /tmp/kt-differential/t'], most: 1 }),
    ),
    ...some(0.2, () => block(random, 'vrrp_track_process', { name: 'p', lines: ['process sshd'], most: 2 })),
    ...some(0.2, () =>
      block(random, 'bfd_instance', { name: 'b', lines: ['neighbor_ip 192.0.2.7'], most: 2 }),
    ),
    ...instances(random),
    ...some(0.25, () => list(random, random.pick(['static_ipaddress', 'static_routes', 'static_rules']))),
    ...some(0.1, () => list(random, random.pick(['interface_up_down_delays', 'linkbeat_interfaces']))),
    ...some(0.1, () =>
      block(random, 'garp_group', { lines: ['garp_interval 1', 'interface eth1'], most: 1 }),
    ),
    ...some(0.2, () => `virtual_server_group g {\n${entryOf(random, 'virtual_server_group')}\n}`),
    ...some(0.4, () => service(random)),
  ]
}

function instances(random: Random): readonly string[] {
  const count = random.between(0, 2)
  const groups = [
    () => block(random, 'track_group', { name: 'T', lines: ['group {\nA\n}'], most: 0 }),
    () => block(random, 'vrrp_sync_group', { name: 'G', lines: ['group {\nA\nB\n}'], most: 2 }),
  ]
  const made = ['A', 'B'].slice(0, count).map((name, index) => instance(random, name, 10 + index))
  return [...made, ...groups.slice(0, count).flatMap((make) => (random.chance(0.3) ? [make()] : []))]
}

interface BlockPlan {
  readonly name?: string
  /** What a good one needs; now and then one of them is left out. */
  readonly lines: readonly string[]
  /** Further lines, at most. */
  readonly most: number
}

const rowsByPath = new Map<string, readonly RowFacts[]>()

function rowsOf(path: string): readonly RowFacts[] {
  const known = rowsByPath.get(path)
  if (known !== undefined) return known
  let rows: readonly RowFacts[] = grammar
  for (const word of path.split('/')) rows = rows.find((row) => row.keyword === word)?.rows ?? []
  const usable = rows.filter(
    (row) => row.since === undefined && row.obsolete === undefined && !leftOut.has(row.keyword),
  )
  rowsByPath.set(path, usable)
  return usable
}

function block(random: Random, path: string, plan: BlockPlan): string {
  const keyword = path.slice(path.lastIndexOf('/') + 1)
  const kept = plan.lines.filter(() => !random.chance(0.02))
  const lines = [
    ...kept,
    ...Array.from({ length: random.between(0, plan.most) }, () => anyLine(random, path)),
  ]
  const head = plan.name === undefined ? keyword : `${keyword} ${plan.name}`
  return `${head} {\n${lines.join('\n')}\n}`
}

function anyLine(random: Random, path: string): string {
  const rows = rowsOf(path)
  const row = rows[random.between(0, rows.length - 1)]
  if (row === undefined) return 'unknown_word 1'
  const inside = `${path}/${row.keyword}`
  if (row.shape === 'list') return list(random, inside)
  if (row.shape === 'block') return block(random, inside, planOf(random, inside))
  const words = entryOf(random, inside) ?? wordsFor(random, row.parameters)
  return `${random.chance(0.1) ? (row.synonyms[0] ?? row.keyword) : row.keyword} ${words}`.trimEnd()
}

/** What the blocks inside blocks need to be good. */
function planOf(random: Random, path: string): BlockPlan {
  const keyword = path.slice(path.lastIndexOf('/') + 1)
  const head = knownHeads[path]
  const name = head === undefined ? {} : { name: random.pick(head) }
  const needed: Readonly<Record<string, readonly string[]>> = {
    authentication: ['auth_type PASS', 'auth_pass secret'],
    MISC_CHECK: ['misc_path "/usr/bin/env true"'],
    HTTP_GET: ['url {\npath /\nstatus_code 200\n}'],
    SSL_GET: ['url {\npath /\nstatus_code 200\n}'],
    url: ['path /'],
    DNS_CHECK: ['name example.net'],
    FILE_CHECK: ['track_file f'],
    BFD_CHECK: ['name b'],
    real_server: ['weight 1', 'TCP_CHECK {\n}'],
  }
  return { ...name, lines: needed[keyword] ?? [], most: 2 }
}

function list(random: Random, path: string): string {
  const keyword = path.slice(path.lastIndexOf('/') + 1)
  const entries = Array.from({ length: random.between(1, 2) }, () => entryOf(random, path) ?? 'x')
  return `${keyword} {\n${entries.join('\n')}\n}`
}

function instance(random: Random, name: string, vrid: number): string {
  const lines = ['interface eth0', `virtual_router_id ${vrid}`, `virtual_ipaddress {\n10.0.${vrid}.1\n}`]
  return block(random, 'vrrp_instance', { name, lines, most: 4 })
}

function service(random: Random): string {
  const head = random.chance(0.6)
    ? '192.0.2.9 80'
    : random.pick(knownHeads['virtual_server'] ?? ['192.0.2.9 80'])
  const server = () => {
    const inside = 'virtual_server/real_server'
    const lines = ['weight 1', random.chance(0.5) ? 'TCP_CHECK {\n}' : anyCheck(random)]
    return block(random, inside, { name: random.pick(['192.0.2.20 80', '192.0.2.21 80']), lines, most: 1 })
  }
  const lines = ['lvs_sched rr', 'lvs_method NAT', ...(head.includes('fwmark') ? [] : ['protocol TCP'])]
  const servers = Array.from({ length: random.between(1, 2) }, server)
  const whole = block(random, 'virtual_server', { name: head, lines, most: 2 })
  return whole.replace(/\n\}$/, () => `\n${servers.join('\n')}\n}`)
}

function anyCheck(random: Random): string {
  const path = 'virtual_server/real_server'
  const checks = rowsOf(path).filter((row) => row.shape === 'block')
  const check = checks[random.between(0, checks.length - 1)]
  const inside = `${path}/${check?.keyword ?? 'TCP_CHECK'}`
  return block(random, inside, planOf(random, inside))
}
