/**
 * Every keyword does something, or says that it does not: with the line the daemon gets other settings than
 * without, and a room that acts reads each one that differs. The others are marked `later`, or stand in a
 * block that is, or have their reason here.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { referenceEntries } from '../../src/conf/reference.ts'
import type { RowFacts } from '../../src/conf/rows.ts'
import { grammar } from '../../src/settings/grammar.ts'
import { edgeRows, fileAround } from './edge-host.ts'
import { changedPaths, type Pair, pairOf } from './effect-pairs.ts'
import { actingRooms, isRead } from './effect-readers.ts'

/** Without effect on settings, and rightly so. */
const reasons: Readonly<Record<string, string>> = {
  'global_defs reload_check_config': 'every reload is checked before it is taken',
  'global_defs tmp_config_directory': 'the processes get settings as messages: there is no copy to keep',
  'global_defs include_check': 'acts while includes are read: conf/include-lines.ts',
  'global_defs iproute_usr_dir': 'acts while names of scopes and tables are read: io/iproute-names.ts',
  'global_defs iproute_etc_dir': 'acts while names of scopes and tables are read: io/iproute-names.ts',
  'vrrp_sync_group global_tracking': 'the old name of sync_group_tracking_weight',
  'vrrp_instance no_virtual_ipaddress': 'an instance without addresses is not refused then',
  'vrrp_instance accept': 'what the daemon does anyway: it takes back no_accept, which is later',
  'vrrp_instance native_ipv6':
    'the first address says the same: test/settings/vrrp-role.test.ts has one without',
  'virtual_server hashed': 'keepalived ignores it, too',
  'virtual_server ip_family': 'only for fwmark and group services, which do not run: code not-yet',
}

/** Options that keepalived reads and ignores, too. */
const idle = ['as']

/** Properties of keywords that are `later`, which others set as well. */
const forLater = ['vrrp.instances[].refresh.repeat']

/** What others are made of when the configuration is read: names of VMACs, interfaces of addresses. */
const readAtCompletion = [
  'vmacPrefix',
  'vmacAddressPrefix',
  'defaultInterface',
  'destination6',
  'checkUnicastSource',
  'announce.extra.every',
  'announce.extra.allInterfaces',
].map((name) => `global.vrrp.${name}`)

const found = referenceEntries(grammar).filter(
  ({ row, path }) => row.obsolete === undefined && row.later === false && !isLaterAround(path),
)

function isLaterAround(path: string): boolean {
  let rows: readonly RowFacts[] = grammar
  for (const keyword of path === '' ? [] : path.split('/')) {
    const row = rows.find((one) => one.keyword === keyword)
    if (row === undefined || row.later !== false) return row?.later !== undefined
    rows = row.rows
  }
  return false
}

const idOf = (path: string, keyword: string) => `${path} ${keyword}`.trim()

/** The first good line of the edges that changes something, if none is given. */
function probesOf(path: string, keyword: string): readonly Pair[] {
  const given = pairOf(idOf(path, keyword))
  if (given !== undefined) return [given]
  const lines = edgeRows().filter(
    ({ in: block, line, status }) => block === path && status === 0 && line.split(/\s/)[0] === keyword,
  )
  return lines.map(({ line }) => ({ without: fileAround(path, ''), with: fileAround(path, line) }))
}

function unreadOf(changed: readonly string[] | undefined, rooms: readonly string[]): readonly string[] {
  return (changed ?? []).filter(
    (one) => ![...forLater, ...readAtCompletion].includes(one) && !isRead(one, rooms),
  )
}

test('every keyword that is not for later changes what runs, and a room that acts reads it', () => {
  const rooms = actingRooms()
  const wrong: string[] = []
  let judged = 0
  for (const { path, row } of found) {
    const id = idOf(path, row.keyword)
    if (row.shape === 'block' || id in reasons) continue
    judged++
    const changed = probesOf(path, row.keyword)
      .map(changedPaths)
      .find((paths) => paths.length > 0)
    if (changed === undefined) wrong.push(`${id}: changes nothing`)
    for (const unread of unreadOf(changed, rooms)) {
      wrong.push(`${id}: nobody reads ${unread}`)
    }
  }
  assert.deepEqual(wrong, [])
  assert.ok(judged > 70, `only ${judged} keywords were judged`)
})

test('every option of a line that is not for later changes what runs, and a room that acts reads it', () => {
  const rooms = actingRooms()
  const wrong: string[] = []
  for (const { path, row } of found) {
    for (const option of row.entries.filter(
      ({ later, name }) => later === undefined && !idle.includes(name),
    )) {
      const id = `${idOf(path, row.keyword)} ${option.name}`
      const pair = pairOf(id)
      const changed = pair && changedPaths(pair)
      if (changed === undefined || changed.length === 0) wrong.push(`${id}: changes nothing`)
      for (const unread of unreadOf(changed, rooms)) {
        wrong.push(`${id}: nobody reads ${unread}`)
      }
    }
  }
  assert.deepEqual(wrong, [])
})

test('reasons are about keywords that are there', () => {
  const ids = new Set(found.map(({ path, row }) => idOf(path, row.keyword)))
  assert.deepEqual(
    Object.keys(reasons).filter((id) => !ids.has(id)),
    [],
  )
})

test('what nobody reads is noticed', () => {
  const rooms = actingRooms()
  assert.equal(isRead('vrrp.instances[].advertInterval', rooms), true)
  assert.equal(isRead('vrrp.instances[].debugLevel', rooms), false)
  assert.equal(isRead('lvs.services[].omega', rooms), false)
  assert.equal(isRead('vrrp.instances[].addresses[].omega', rooms), false)
})
