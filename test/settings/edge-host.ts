/**
 * The shortest good configuration around a line under test, by the block that the line stands in. Good means
 * that `keepalived -t` says nothing about it without the line.
 */

import type { SettingsQuirkName } from '../../src/settings/quirks.ts'
import { measured } from './measured.ts'

/** A line, or several, and what a configuration test says of a file that has it. */
export interface EdgeRow {
  /** Blocks around it, joined by `/`; empty at the top level. */
  readonly in: string
  readonly line: string
  readonly status: number
  /** Of keepalived 2.2.7, where it differs, and why. */
  readonly status227?: number
  readonly why?: SettingsQuirkName | 'newer' | 'build' | 'crash'
}

export function edgeRows(): readonly EdgeRow[] {
  return measured<EdgeRow>('edges')
}

/** What must stand in a block, and its head; the line under test comes after it. */
interface Shell {
  readonly head: string
  readonly inside?: readonly string[]
  /** What the whole file needs besides. */
  readonly before?: string
  readonly after?: string
}

/** Without it every script is worth status 6, which hides all else. */
const security = 'global_defs {\nenable_script_security\nscript_user root\n}'
const vip = 'virtual_ipaddress { 10.99.0.1/24 }'
const instance = `vrrp_instance A {\ninterface eth0\nvirtual_router_id 10\n${vip}\n}`
const second = `vrrp_instance B {\ninterface eth0\nvirtual_router_id 11\n${vip.replace('0.1', '0.2')}\n}`
const trackers = [
  'vrrp_script s {\nscript /bin/true\n}',
  'track_file f {\nfile /tmp/f\n}',
  'vrrp_track_process p {\nprocess x\n}',
  'bfd_instance b {\nneighbor_ip 10.99.0.7\n}',
].join('\n')
const tracked = { before: trackers }
const server = 'real_server 10.99.0.20 80 {\nTCP_CHECK {\n}\n}'
const url = 'url {\npath /\n}'

const shells: Readonly<Record<string, Shell>> = {
  global_defs: { head: 'global_defs', after: instance },
  track_group: { head: 'track_group g', after: instance, inside: ['group {\nA\n}'] },
  vrrp_sync_group: {
    head: 'vrrp_sync_group g',
    ...tracked,
    after: `${instance}\n${second}`,
    inside: ['group {\nA\nB\n}'],
  },
  garp_group: {
    head: 'garp_group',
    after: instance,
    inside: ['garp_interval 1', 'gna_interval 1', 'interface eth1'],
  },
  vrrp_instance: {
    head: 'vrrp_instance A',
    ...tracked,
    inside: ['interface eth0', 'virtual_router_id 10', vip],
  },
  'vrrp_instance/authentication': { head: 'authentication', inside: ['auth_type PASS', 'auth_pass x'] },
  'vrrp_instance/auth_hmac': { head: 'auth_hmac', inside: [`key 1 ${'k'.repeat(32)}`, 'active_key 1'] },
  vrrp_script: {
    head: 'vrrp_script s',
    inside: ['script /bin/true'],
    after: instance.replace('}\n}', '}\ntrack_script {\ns\n}\n}'),
  },
  vrrp_track_process: { head: 'vrrp_track_process p', inside: ['process x'], after: instance },
  track_file: { head: 'track_file f', inside: ['file /tmp/f'], after: instance },
  bfd_instance: { head: 'bfd_instance b', inside: ['neighbor_ip 10.99.0.7'], after: instance },
  SSL: { head: 'SSL' },
  virtual_server: {
    head: 'virtual_server 10.99.0.9 80',
    ...tracked,
    inside: ['protocol TCP', 'lvs_sched rr', 'lvs_method NAT', server],
  },
  'virtual_server/real_server': { head: 'real_server 10.99.0.21 80' },
  'virtual_server/real_server/HTTP_GET': { head: 'HTTP_GET', inside: [url] },
  'virtual_server/real_server/HTTP_GET/url': { head: 'url', inside: ['path /'] },
  'virtual_server/real_server/SSL_GET': { head: 'SSL_GET', inside: [url] },
  'virtual_server/real_server/SSL_GET/url': { head: 'url', inside: ['path /'] },
  'virtual_server/real_server/MISC_CHECK': { head: 'MISC_CHECK', inside: ['misc_path /bin/true'] },
  'virtual_server/real_server/FILE_CHECK': { head: 'FILE_CHECK', inside: ['track_file f'] },
  'virtual_server/real_server/BFD_CHECK': { head: 'BFD_CHECK', inside: ['name b'] },
}

/** The file with these lines in the block of this path; `''`: as it is without. */
export function fileAround(path: string, lines: string): string {
  if (path === '') return `${security}\n${lines}\n${instance}\n`
  const parts = path.split('/')
  const root = shells[parts[0] ?? '']
  let text = lines
  for (let depth = parts.length; depth > 0; depth--) {
    const shell = shells[parts.slice(0, depth).join('/')] ?? { head: parts[depth - 1] ?? '' }
    text = `${shell.head} {\n${[...besides(shell, text), text].join('\n')}\n}`
  }
  return `${[security, root?.before, text, root?.after].filter((part) => part !== undefined).join('\n')}\n`
}

/** What the block needs, without what the text in it brings itself. */
function besides({ inside = [] }: Shell, text: string): readonly string[] {
  const [keyword = ''] = text.split(/\s/)
  return inside.filter((statement) => statement === server || statement.split(/\s/)[0] !== keyword)
}
