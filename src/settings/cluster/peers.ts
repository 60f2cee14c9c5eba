/** unicast_peer: every node must list the source of every other one. keepalived.conf(5). */
import { type Finding, pairsOf, related, titleOf, type WireComparison } from './comparison.ts'
import type { VirtualRouter } from './matching.ts'
import { type Member, placeOf } from './node.ts'

export const peers: WireComparison = {
  code: 'cluster-peers',
  severity: 'error',
  refuses: (from, to) =>
    isUnicast(from) && isUnicast(to) && (!sendsTo(from, to) || !takesFrom(to, from) || isTwin(from, to)),
  *find({ routers }): Iterable<Finding> {
    for (const router of routers) {
      if (router.members.length < 2) continue
      for (const [one, other] of pairsOf(router.members)) {
        if (isTwin(one, other)) yield twin(one, other)
        else yield* [...missing(one, other), ...missing(other, one)]
      }
      for (const member of router.members) yield* [...unknownSource(member), ...strangers(member, router)]
    }
  },
}

function isUnicast({ settings }: Member): boolean {
  return settings.unicast !== undefined
}

function lists(member: Member, addresses: readonly (string | undefined)[]): boolean {
  return member.settings.unicast?.peers.some(({ address }) => addresses.includes(address)) === true
}

/** An unknown source may be among them. A peer may also be another address of the same host. */
function sendsTo(from: Member, to: Member): boolean {
  if (to.source === undefined) return true
  return lists(from, [to.source, ...(to.node.host?.interfaces ?? []).flatMap(({ addresses }) => addresses)])
}

function takesFrom(to: Member, from: Member): boolean {
  const asks = to.settings.unicast?.checkSource === true || to.settings.hmac !== undefined
  return !asks || from.source === undefined || lists(to, [from.source])
}

/** Both say that they are the same node, mostly because a file was copied. */
function isTwin(one: Member, other: Member): boolean {
  return isUnicast(one) && isUnicast(other) && one.source !== undefined && one.source === other.source
}

function twin(one: Member, other: Member): Finding {
  const at = other.draft.source
  return {
    at: placeOf(other, at),
    message: `${titleOf(other)} sends from ${other.source}, as that of ${one.node.name} does`,
    instead: 'neither hears the other, and with equal priorities no address decides: both can be master',
    related: [related(one, one.draft.source, `sends from ${one.source} too`)],
  }
}

function* missing(from: Member, to: Member): Iterable<Finding> {
  if (!isUnicast(from) || !isUnicast(to) || sendsTo(from, to)) {
    if (isUnicast(from) && isUnicast(to) && !takesFrom(from, to)) yield dropped(from, to)
    return
  }
  const listed = from.settings.unicast?.peers.map(({ address }) => address).join(', ')
  yield {
    at: placeOf(from, from.draft.unicast.peers[0]?.address),
    message:
      `${titleOf(from)} does not have ${to.source} of ${to.node.name} among its unicast peers ` +
      `(${listed})`,
    instead: `${to.node.name} never hears of ${from.node.name} and becomes master beside it`,
    related: [related(to, to.draft.source, `sends from ${to.source}`)],
  }
}

/** The peer is another address of the host, which is fine unless sources are looked at. */
function dropped(to: Member, from: Member): Finding {
  return {
    at: placeOf(to, to.draft.unicast.peers[0]?.address),
    message:
      `${titleOf(to)} takes adverts of its unicast peers only, ` +
      `and ${from.source} of ${from.node.name} is none`,
    instead: `it drops the adverts of ${from.node.name}: both become master`,
    related: [related(from, from.draft.source, `sends from ${from.source}`)],
  }
}

function* unknownSource(member: Member): Iterable<Finding> {
  if (!isUnicast(member) || member.source !== undefined) return
  yield {
    at: placeOf(member, member.draft.unicast.meant),
    severity: 'warning',
    message: `${titleOf(member)} has no unicast_src_ip: nobody can see whether the others have it as a peer`,
    instead: 'the first address of the interface is the source; write it down, or give --host for this node',
    related: [],
  }
}

function* strangers(member: Member, { members }: VirtualRouter): Iterable<Finding> {
  const others = members.filter((one) => one !== member)
  if (!isUnicast(member) || others.some((one) => one.source === undefined || !isUnicast(one))) return
  const known = new Set<string | undefined>(
    others.flatMap((one) => [
      one.source,
      ...(one.node.host?.interfaces ?? []).flatMap((link) => link.addresses),
    ]),
  )
  for (const { address } of member.draft.unicast.peers) {
    if (known.has(address.value)) continue
    yield {
      at: address.at,
      severity: 'warning',
      message: `${titleOf(member)} has the unicast peer ${address.value}, which is none of the other nodes`,
      instead: 'adverts go there too; take it out, or check that node together with these',
      related: others.map((one) => related(one, one.draft.source, `sends from ${one.source}`)),
    }
  }
}
