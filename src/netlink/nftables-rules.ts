/**
 * The rules of keepalived's tables, in its order and with its expressions, so that nft(8) lists them alike.
 * Refuses to know which addresses and interfaces they are about: those are in the sets.
 */
import type { Attribute } from './attribute.ts'
import {
  counter,
  duplicate,
  isEqual,
  isIn,
  mapped,
  masked,
  meta,
  nameBytes,
  payload,
  type Register,
  verdict,
} from './nftables-expressions.ts'
import type { Parts, Rule } from './nftables-tables.ts'

const ipv4 = { protocol: 9, source: 12, destination: 16, length: 4 } as const
const ipv6 = { source: 8, destination: 24, length: 16 } as const
const protocolNumber = { igmp: 2, icmp6: 58 } as const
const icmpType = { routerSolicitation: 133, neighbourAdvertisement: 136 } as const

/** What is drawn from a VMAC comes before what is hidden: a report of a hidden address leaves below. */
export function rulesOf(parts: Parts): readonly Rule[] {
  const end = (chain: string, what: Parameters<typeof verdict>[0], expressions: readonly Attribute[]) => ({
    chain,
    expressions: [...expressions, ...(parts.counters ? [counter()] : []), verdict(what)],
  })
  return parts.family === 'ipv4' ? rulesOfIpv4(parts, end) : rulesOfIpv6(parts, end)
}

type End = (chain: string, what: Parameters<typeof verdict>[0], expressions: readonly Attribute[]) => Rule

function rulesOfIpv4({ vmacs, hidden }: Parts, end: End): readonly Rule[] {
  const rules: Rule[] = []
  if (vmacs) {
    // ip protocol igmp meta oifkind "macvlan" dup to ip daddr device oif map @vmac_map drop
    const igmp = [
      header({ offset: ipv4.protocol, length: 1 }),
      isEqual(1, Uint8Array.of(protocolNumber.igmp)),
    ]
    const address = header({ offset: ipv4.destination, length: ipv4.length })
    rules.push(end('out', 'drop', [...igmp, ...fromMacvlan, address, ...throughBase]))
  }
  if (hidden) {
    const is = (offset: number) => [header({ offset, length: ipv4.length }), isIn('vips', 1)]
    rules.push(end('out', 'drop', is(ipv4.source)))
    rules.push(end('in', 'drop', is(ipv4.destination)))
  }
  return rules
}

function rulesOfIpv6({ vmacs, hidden, linkLocal, linkLocalByName }: Parts, end: End): readonly Rule[] {
  const source = header({ offset: ipv6.source, length: ipv6.length })
  const destination = header({ offset: ipv6.destination, length: ipv6.length })
  const rules: Rule[] = [
    // icmpv6 type nd-neighbor-advert meta oifkind "macvlan" ip6 saddr . oifname @parent_link_local drop
    end('out', 'drop', [
      ...icmp6(isEqual(1, Uint8Array.of(icmpType.neighbourAdvertisement))),
      ...fromMacvlan,
      ...[source, meta('outputName', 2), isIn('parent_link_local', 1)],
    ]),
  ]
  if (vmacs) {
    // icmpv6 type @mld-report meta oifkind "macvlan" dup to ip6 daddr device oif map @vmac_map drop
    rules.push(
      end('out', 'drop', [...icmp6(isIn('mld-report', 1)), ...fromMacvlan, destination, ...throughBase]),
    )
    // icmpv6 type nd-router-solicit meta oifkind "macvlan" oif @vmac_set drop
    const solicitation = icmp6(isEqual(1, Uint8Array.of(icmpType.routerSolicitation)))
    const ours = [meta('outputIndex', 1), isIn('vmac_set', 1)]
    rules.push(end('out', 'drop', [...solicitation, ...fromMacvlan, ...ours]))
  }
  if (!hidden) return rules
  for (const [chain, address] of [['out', source] as const, ['in', destination] as const]) {
    // icmpv6 type @neighbor-discovery accept: the addresses must be found though nobody may use them.
    rules.push(end(chain, 'accept', icmp6(isIn('neighbor-discovery', 1))))
    rules.push(end(chain, { goto: `${chain}_link_local` }, [address, ...isLinkLocalPrefix]))
    rules.push(end(chain, 'drop', [address, isIn('vips', 1)]))
  }
  const ways = [
    ...(linkLocal ? [['vips_link_local', 'inputIndex', 'outputIndex'] as const] : []),
    ...(linkLocalByName ? [['vips_link_local_name', 'inputName', 'outputName'] as const] : []),
  ]
  for (const [set, incoming, outgoing] of ways) {
    rules.push(end('in_link_local', 'drop', [destination, meta(incoming, 2), isIn(set, 1)]))
    rules.push(end('out_link_local', 'drop', [source, meta(outgoing, 2), isIn(set, 1)]))
  }
  return rules
}

/** meta oifkind "macvlan" */
const fromMacvlan = [meta('outputKind', 1), isEqual(1, nameBytes('macvlan'))]

/** dup to (the address in register 1) device oif map @vmac_map */
const throughBase = [meta('outputIndex', 2), mapped('vmac_map', 2), duplicate(1, 2)]

/** fe80::/10 */
const isLinkLocalPrefix = [
  masked(1, Uint8Array.of(0xff, 0xc0, ...new Uint8Array(14))),
  isEqual(1, Uint8Array.of(0xfe, 0x80, ...new Uint8Array(14))),
]

function icmp6(typed: Attribute): readonly Attribute[] {
  return [
    ...[meta('layer4Protocol', 1), isEqual(1, Uint8Array.of(protocolNumber.icmp6))],
    ...[payload({ header: 'transport', offset: 0, length: 1, register: 1 }), typed],
  ]
}

function header(field: { readonly offset: number; readonly length: number }): Attribute {
  const register: Register = 1
  return payload({ header: 'network', ...field, register })
}
