/**
 * The interfaces of this network namespace, as the checks of a configuration want them. Asks the kernel over
 * netlink, which answers at once; without the addon or the socket, what Node and /proc know is all there is.
 * /sys/class/net is not asked: it belongs to the namespace in which it was mounted.
 */
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { type Prefix, parseAddress } from '../base/address.ts'
import type { HostInterface } from '../base/host-interface.ts'
import { ok, type Result } from '../base/result.ts'
import { decodeAddress, encodeListAddresses } from '../netlink/address.ts'
import { decodeLink, encodeListLinks, type Link } from '../netlink/link.ts'
import { decodeLinkDetail, type LinkDetail } from '../netlink/link-detail.ts'
import { type Failure, failureOf } from './failure.ts'
import { findNative } from './native.ts'
import { openNetlink } from './netlink.ts'

/** Those that are down included. */
export function hostInterfaces(): readonly HostInterface[] {
  const native = findNative()
  const opened = native.ok ? openNetlink(native.value, 'route') : undefined
  if (opened?.ok !== true) return interfacesWithoutNetlink()
  const asked = askKernel(opened.value)
  opened.value.close()
  return asked.ok ? asked.value : interfacesWithoutNetlink()
}

type Socket = Extract<ReturnType<typeof openNetlink>, { readonly ok: true }>['value']

function askKernel(socket: Socket): Result<readonly HostInterface[], Failure> {
  const links = socket.dump(encodeListLinks())
  if (!links.ok) return links
  const addresses = socket.dump(encodeListAddresses())
  if (!addresses.ok) return addresses
  const networks = new Map<number, Prefix[]>()
  for (const message of addresses.value) {
    const report = decodeAddress(message)
    if (report?.is !== 'address') continue
    const { index, prefix } = report.address
    const before = networks.get(index)
    if (before === undefined) networks.set(index, [prefix])
    else before.push(prefix)
  }
  const names = new Map<number, string>()
  const found = links.value.flatMap((message) => {
    const [report, detail] = [decodeLink(message), decodeLinkDetail(message)]
    if (report?.is !== 'link' || detail === undefined) return []
    names.set(report.link.index, report.link.name)
    return [{ link: report.link, detail }]
  })
  return ok(found.map((one) => interfaceOf(one, { networks: networks.get(one.link.index) ?? [], names })))
}

function interfaceOf(
  { link, detail }: { readonly link: Link; readonly detail: LinkDetail },
  around: { readonly networks: readonly Prefix[]; readonly names: ReadonlyMap<number, string> },
): HostInterface {
  return {
    name: link.name,
    loopback: link.loopback,
    addresses: around.networks.map((network) => network.address),
    networks: around.networks,
    up: detail.wantedUp,
    multicast: link.multicast,
    arp: !link.noArp,
    pointToPoint: detail.pointToPoint,
    ethernet: detail.ethernet,
    mtu: link.mtu === 0 ? undefined : link.mtu,
    kind: detail.kind,
    mac: link.mac,
    base: around.names.get(detail.baseIndex),
  }
}

function interfacesWithoutNetlink(): readonly HostInterface[] {
  const up = networkInterfaces()
  const names = new Set([...interfaceNames(), ...Object.keys(up)])
  return [...names].map((name) => {
    const entries = up[name] ?? []
    const networks = entries.flatMap((entry) => networkOf(entry.cidr ?? `${entry.address}/128`))
    return {
      name,
      loopback: name === 'lo' || entries.some((entry) => entry.internal),
      addresses: networks.map((network) => network.address),
      // Node does not tell the addresses of an interface that is down.
      ...(entries.length === 0 ? {} : { networks }),
    }
  })
}

function interfaceNames(): string[] {
  try {
    const lines = readFileSync('/proc/net/dev', 'utf8').split('\n').slice(2)
    return lines.flatMap((line) => /^\s*([^\s:]+):/.exec(line)?.[1] ?? [])
  } catch (error) {
    // Without /proc there are still those that have addresses.
    failureOf(error, 'reading /proc/net/dev')
    return []
  }
}

function networkOf(text: string): Prefix[] {
  const [address = '', length = ''] = text.split('/')
  const parsed = parseAddress(address.replace(/%.*$/, ''))
  return parsed.ok ? [{ address: parsed.value, length: Number(length) }] : []
}
