/**
 * All that a daemon may leave in a kernel, as sorted lines of text: links, addresses, routes, rules,
 * firewall, switches of interfaces, memberships, sockets. Without what merely counts or names the moment:
 * indexes, handles, life times. Refuses to say which of two addresses of a subnet is the first: that is who
 * came first.
 */
import assert from 'node:assert/strict'
import { type Host, run } from './network.ts'

type Shown = Readonly<Record<string, unknown>>

/** What differs from one namespace to the next, or from one moment to the next. */
const passing = new Set([
  ...['ifindex', 'link_index', 'link_netnsid', 'txqlen', 'num_tx_queues', 'num_rx_queues', 'handle'],
  ...['secondary', 'expires', 'addr_info', 'metainfo', 'bytes', 'packets', 'cache_id'],
])

/** The whole state; two kernels with the same answer are the same to everybody around. */
export async function kernelState(host: Host): Promise<readonly string[]> {
  const asked = await Promise.all([
    links(host),
    ...['-4', '-6'].map((family) => routes(host, family)),
    ...['-4', '-6'].map((family) => rules(host, family)),
    firewall(host),
    switches(host),
    memberships(host),
    sockets(host),
  ])
  return asked.flat().toSorted()
}

async function links(host: Host): Promise<readonly string[]> {
  const shown = await json(host, ['ip', '-j', '-d', 'address', 'show'])
  return shown.flatMap((link) => [
    line(`link ${link['ifname']}`, link),
    ...(link['addr_info'] as readonly Shown[]).map((one) => line(`address on ${link['ifname']}`, one)),
  ])
}

async function routes(host: Host, family: string): Promise<readonly string[]> {
  const shown = await json(host, ['ip', family, '-j', '-d', 'route', 'show', 'table', 'all'])
  return shown.map((route) => {
    const { prefsrc, ...rest } = route
    return line(`route ${family}`, route['protocol'] === 'kernel' ? rest : { ...rest, prefsrc })
  })
}

async function rules(host: Host, family: string): Promise<readonly string[]> {
  return (await json(host, ['ip', family, '-j', '-d', 'rule', 'show'])).map((one) =>
    line(`rule ${family}`, one),
  )
}

async function firewall(host: Host): Promise<readonly string[]> {
  const { stdout, status, stderr } = await run(host, ['nft', '-j', 'list', 'ruleset'])
  assert.equal(status, 0, stderr)
  const { nftables } = JSON.parse(stdout) as { readonly nftables: readonly Shown[] }
  return nftables.map((one) => line('nft', one))
}

/** Of every interface: src/daemon touches some of them for VMACs and promote_secondaries. */
async function switches(host: Host): Promise<readonly string[]> {
  const { stdout } = await run(host, ['sysctl', '-a', '-r', '^net\\.ipv[46]\\.conf\\.'])
  return stdout.split('\n').filter((one) => one !== '' && !one.includes('stable_secret'))
}

async function memberships(host: Host): Promise<readonly string[]> {
  const shown = await json(host, ['ip', '-j', 'maddress', 'show'])
  return shown.flatMap((one) =>
    (one['maddr'] as readonly Shown[])
      .filter(({ family }) => family !== undefined)
      .map(({ family, address }) => `member ${one['ifname']} ${family} ${address}`),
  )
}

/** How many there are of each kind, by what they are bound to. */
async function sockets(host: Host): Promise<readonly string[]> {
  const { stdout } = await run(host, [
    'sh',
    '-c',
    'tail -qn +2 /proc/net/raw /proc/net/raw6; tail -qn +2 /proc/net/packet | wc -l',
  ])
  return stdout.split('\n').flatMap((one) => {
    const [, local, , state] = one.trim().split(/\s+/)
    if (one.trim() === '') return []
    if (local === undefined) return [`sockets for packets ${one.trim()}`]
    // One that sends is bound to the source of what it sent last, which may have been anybody's.
    return [`socket ${local.endsWith(':00FF') ? 'for sending' : local} ${state}`]
  })
}

async function json(host: Host, command: readonly string[]): Promise<readonly Shown[]> {
  const { stdout, status, stderr } = await run(host, command)
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout.trim() === '' ? '[]' : stdout)
}

function line(what: string, value: unknown): string {
  return `${what} ${JSON.stringify(plain(value))}`
}

/** Keys in their order, lists of words in theirs, and nothing of the moment. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(plain)
    return items.every((item) => typeof item === 'string') ? items.toSorted() : items
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => !passing.has(key))
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, plain(item)]),
  )
}

/** What one has and the other lacks, for the message of a failure. */
export function comparedStates(ours: readonly string[], wanted: readonly string[]): readonly string[] {
  const [first, second] = [counted(ours), counted(wanted)]
  return [...new Set([...ours, ...wanted])].toSorted().flatMap((one) => {
    const more = (first.get(one) ?? 0) - (second.get(one) ?? 0)
    return more === 0 ? [] : [`${more > 0 ? 'too much: ' : 'missing:  '} ${one}`]
  })
}

function counted(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const one of lines) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}
