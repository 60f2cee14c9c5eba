/** The firewall of the worker against a kernel of paper: when it is asked for what, and what it survives. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Family, Mac } from '../../src/base/address.ts'
import { address } from '../../src/base/address.ts'
import { err, ok } from '../../src/base/result.ts'
import { seconds } from '../../src/base/time.ts'
import { type FirewallWish, openFirewall } from '../../src/daemon/kernel/firewall.ts'
import type { Failure } from '../../src/io/failure.ts'
import type { TableWatchListener } from '../../src/io/nftables.ts'
import { decodeMessages } from '../../src/netlink/message.ts'
import type { FirewallSettings } from '../../src/settings/global/settings.ts'
import type { Placed } from '../../src/vrrp/router.ts'
import type { VirtualLinkSettings } from '../../src/vrrp/virtual-links.ts'

const nftables: FirewallSettings = {
  backend: { is: 'nftables', table: 'keepalived', chainPriority: -1 },
  ...{ byInterfaceNumber: false, counters: false, setsInNamespace: false },
}
const wish: FirewallWish = { settings: nftables, links: [], untracked: new Set() }
const families: readonly Family[] = ['ipv4', 'ipv6']
const refusal: Failure = { code: 'EPERM', text: 'no', doing: 'a test' }

function placed(text: string): Placed {
  const prefix = { address: address(text), length: 32 }
  return { interface: 'eth0', address: { prefix } } as Placed
}

function vmac(name: string): VirtualLinkSettings {
  return {
    ...{ name, base: 'eth0', kind: { is: 'macvlan', mac: '00:00:5e:00:01:33' as Mac }, group: undefined },
    ...{ notifyByNetlink: false, instances: ['V'], family: 'ipv4', carriesIpv6: false },
    ...{ needsLinkLocal: false, address: undefined },
  }
}

/** Answers with failures from a list, and well when that is used up. */
function open(failures: (Failure | undefined)[] = [], isThere = true, isLate = false) {
  /** Of each transaction the kinds of its messages, and 10 for a table of IPv6. */
  const commits: string[] = []
  const told: string[] = []
  const index = new Map([['eth0', 3]])
  const turns: (() => void)[] = []
  const ears = new Set<TableWatchListener>()
  const clock = { at: seconds(100) }
  const firewall = openFirewall({
    open: () =>
      isThere
        ? ok({
            port: 7,
            commit: (messages) => {
              commits.push(messages.flatMap((one) => decodeMessages(one).map(kindOf)).join(' '))
              return failures.shift()
            },
            close: () => void commits.push('closed'),
          })
        : err({ ...refusal, code: 'EPROTONOSUPPORT' }),
    indexOf: (name) => index.get(name) ?? 0,
    linkLocalOf: () => undefined,
    onRefused: ({ code }) => void told.push(code),
    later: (run) => (isLate ? void turns.push(run) : run()),
    watch: (listener) => {
      ears.add(listener)
      return { close: () => ears.delete(listener) }
    },
    now: () => clock.at,
    onLost: (table, outcome) => void told.push(`${table} ${outcome}`),
  })
  const turn = () => {
    for (const run of turns.splice(0)) run()
  }
  /** As the kernel tells it, of both tables. */
  const flush = (port = 99, table = 'keepalived') => {
    for (const ear of ears) for (const family of families) ear.onDeleted({ family, table }, port)
    turn()
  }
  return { firewall, commits, told, index, ears, flush, clock, turn }
}

const words = new Map<number, string>([
  ...([
    [0, 'table'],
    [2, 'no-table'],
    [3, 'chain'],
    [6, 'rule'],
  ] as const),
  ...([
    [9, 'set'],
    [12, 'add'],
    [14, 'delete'],
  ] as const),
])

function kindOf({ type }: { readonly type: number }): string {
  return words.get(type & 0xff) ?? String(type)
}

const gone = 'table no-table'
const nothingLeft = `${gone} ${gone}`

test('what a daemon before us left is taken away at the start', () => {
  const { firewall, commits } = open()
  firewall.require(wish)
  assert.deepEqual(commits, [nothingLeft])
})

test('without a need for it the kernel is not asked', () => {
  const { firewall, commits } = open()
  firewall.require({ ...wish, settings: { ...nftables, backend: { is: 'none' } } })
  firewall.refresh()
  firewall.close()
  assert.deepEqual(commits, [])
})

test('the tables come with the first address and go with the last', () => {
  const { firewall, commits } = open()
  firewall.require(wish)
  firewall.hide('V', [placed('10.0.0.100'), placed('10.0.0.101')])
  firewall.ready()
  firewall.show('V', [placed('10.0.0.100')], firewall.mark())
  firewall.show('V', [placed('10.0.0.101')], firewall.mark())
  assert.deepEqual(commits.slice(1), [`${gone} table chain chain set add rule rule`, 'delete', gone])
})

test('an address that two instances hide stays hidden until both let go', () => {
  const { firewall, commits } = open()
  firewall.require(wish)
  firewall.hide('V', [placed('10.0.0.100')])
  firewall.ready()
  firewall.hide('W', [placed('10.0.0.100')])
  firewall.ready()
  firewall.show('V', [placed('10.0.0.100')], firewall.mark())
  assert.equal(commits.length, 2)
  firewall.show('W', [placed('10.0.0.100')], firewall.mark())
  assert.equal(commits.at(-1), gone)
})

test('somebody has emptied the tables: they are made anew', () => {
  const { firewall, commits, told } = open([undefined, undefined, { ...refusal, code: 'ENOENT' }])
  firewall.require(wish)
  firewall.hide('V', [placed('10.0.0.100')])
  firewall.ready()
  firewall.hide('V', [placed('10.0.0.101')])
  firewall.ready()
  assert.deepEqual(commits.slice(2), ['add', `${gone} table chain chain set add rule rule ${gone}`])
  assert.deepEqual(told, [])
})

test('a kernel that refuses is told of once, and again after a reload', () => {
  const { firewall, told } = open(Array.from({ length: 100 }, () => refusal))
  firewall.require(wish)
  firewall.hide('V', [placed('10.0.0.100')])
  firewall.ready()
  firewall.show('V', [placed('10.0.0.100')], firewall.mark())
  assert.deepEqual(told, ['EPERM'])
  firewall.require(wish)
  assert.deepEqual(told, ['EPERM', 'EPERM'])
})

test('a kernel without netfilter is told of once', () => {
  const { firewall, told } = open([], false)
  firewall.require(wish)
  firewall.hide('V', [placed('10.0.0.100')])
  firewall.ready()
  firewall.close()
  assert.deepEqual(told, ['EPROTONOSUPPORT'])
})

test('a VMAC that is made anew is in the map with its new index', () => {
  const { firewall, commits, index } = open()
  firewall.require({ ...wish, links: [vmac('vrrp.51')] })
  assert.deepEqual(commits, [nothingLeft])
  index.set('vrrp.51', 7)
  firewall.refresh()
  assert.equal(commits.length, 2)
  firewall.refresh()
  assert.equal(commits.length, 2)
  index.set('vrrp.51', 8)
  firewall.refresh()
  assert.equal(commits.at(-1), 'delete add')
})

test('a reload with another name takes the tables of the old one away', () => {
  const { firewall, commits } = open()
  firewall.require(wish)
  firewall.hide('V', [placed('10.0.0.100')])
  firewall.ready()
  const backend = { is: 'nftables', table: 'other', chainPriority: -1 } as const
  firewall.require({ ...wish, settings: { ...nftables, backend } })
  assert.deepEqual(commits.slice(2), [`${gone} table chain chain set add rule rule ${gone}`, nothingLeft])
})

test('at the end the tables go, unless addresses stay that must not be used', () => {
  const clean = open()
  clean.firewall.require(wish)
  clean.firewall.close()
  assert.deepEqual(clean.commits.slice(1), [nothingLeft, 'closed'])
  const kept = open()
  kept.firewall.require(wish)
  kept.firewall.hide('V', [placed('10.0.0.100')])
  kept.firewall.ready()
  kept.firewall.close()
  assert.deepEqual(kept.commits.slice(2), ['closed'])
})

test('many that become master together are hidden in one transaction, with the first of them', () => {
  const { firewall, commits } = open()
  firewall.require(wish)
  for (const owner of ['V', 'W', 'X']) firewall.hide(owner, [placed('10.0.0.100')])
  for (let jobs = 0; jobs < 3; jobs++) firewall.ready()
  assert.equal(commits.length, 2)
})

test('a release that comes late does not show what was hidden again meanwhile', () => {
  const { firewall, commits } = open()
  firewall.require(wish)
  firewall.hide('V', [placed('10.0.0.100')])
  firewall.ready()
  const released = firewall.mark()
  firewall.hide('V', [placed('10.0.0.100')])
  firewall.show('V', [placed('10.0.0.100')], released)
  assert.equal(commits.length, 2)
  firewall.show('V', [placed('10.0.0.100')], firewall.mark())
  assert.equal(commits.length, 3)
})

const whole = `${gone} table chain chain set add rule rule`

function hiding() {
  const made = open([], true, true)
  made.firewall.require(wish)
  made.firewall.hide('V', [placed('10.0.0.100')])
  made.firewall.ready()
  made.commits.splice(0)
  return made
}

test('tablesRestored: tables that somebody flushes are made again, once for all of them', () => {
  const { flush, commits, told } = hiding()
  flush()
  assert.deepEqual(commits, [whole])
  assert.deepEqual(told, ['keepalived restored'])
})

test('what we delete ourselves, and the tables of others, are no news', () => {
  const { flush, commits, told } = hiding()
  flush(7)
  flush(99, 'filter')
  assert.deepEqual([commits, told], [[], []])
})

test('notifications that were lost count as a flush', () => {
  const { ears, turn, commits } = hiding()
  for (const ear of ears) ear.onOverrun()
  turn()
  assert.deepEqual(commits, [whole])
})

test('nobody listens while there is no table', () => {
  const { firewall, ears, turn } = hiding()
  assert.equal(ears.size, 1)
  firewall.show('V', [placed('10.0.0.100')], firewall.mark())
  turn()
  assert.equal(ears.size, 0)
  firewall.hide('V', [placed('10.0.0.100')])
  firewall.ready()
  assert.equal(ears.size, 1)
  firewall.close()
  assert.equal(ears.size, 0)
})

test('two who want the tables for themselves do not fight for ever; a reload tries again', () => {
  const { firewall, flush, commits, told } = hiding()
  for (let times = 0; times < 20; times++) flush()
  assert.equal(commits.length, 5)
  assert.deepEqual(told.slice(4), ['keepalived restored', 'keepalived given-up'])
  firewall.require(wish)
  flush()
  assert.equal(told.at(-1), 'keepalived restored')
  const patient = hiding()
  for (let times = 0; times < 20; times++) {
    patient.clock.at = seconds(100 + 20 * times)
    patient.flush()
  }
  assert.equal(patient.commits.length, 20)
})
