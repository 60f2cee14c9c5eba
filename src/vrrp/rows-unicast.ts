/**
 * Where adverts come from and where they go: keepalived.conf(5), mcast_src_ip, mcast_dst_ip, unicast_peer and
 * their relatives. Refuses addresses of another family than the one the instance has by then.
 */
import { type Address, familyOf, isMulticast } from '../base/address.ts'
import { readOne } from '../conf/bind.ts'
import { flag, type Given, list, noteExtra, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, type Kind, singleAddress } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import { type InstanceDraft, takesAddress } from './rows-draft.ts'
import type { UnicastPeerDraft } from './rows-draft-parts.ts'

const hops = integer({ min: 0, max: 255, unit: 'hops', strict: true })

/** RFC 9568, 5.1.2.2: an IPv6 advert never leaves its link. */
const multicastAddress: Kind<Address> = {
  shape: 'MULTICAST-ADDRESS',
  read: (word) => {
    const parsed = singleAddress.read(word)
    if (!parsed.ok) return parsed
    const { value } = parsed
    const linkLocal = familyOf(value) === 'ipv4' || /^ff.2:/.test(value)
    if (isMulticast(value) && linkLocal) return parsed
    const wanted = familyOf(value) === 'ipv4' ? '224.0.0.0/4' : 'of link-local scope, such as ff02::12'
    return { ok: false, error: { code: 'not-a-value', problem: `is not a multicast address (${wanted})` } }
  },
}

export const sourceRows: readonly Row<InstanceDraft>[] = [
  words('mcast_src_ip', {
    parameters: 'ADDRESS',
    least: 1,
    about: 'Source address of the adverts',
    default: 'the first address of the interface',
    read: readSource,
  }),
  words('unicast_src_ip', {
    parameters: 'ADDRESS',
    least: 1,
    about: 'Source address of the adverts of an instance with unicast_peer',
    default: 'the first address of the interface',
    read: (statement, draft: InstanceDraft, scene) => {
      means(statement.keyword, draft)
      readSource(statement, draft, scene)
    },
  }),
  words('mcast_dst_ip', {
    parameters: multicastAddress.shape,
    least: 1,
    about: 'Multicast group that the adverts are sent to',
    default: 'vrrp_mcast_group4 or vrrp_mcast_group6',
    read: (statement, draft: InstanceDraft, scene) => {
      const given = readAddress(statement, multicastAddress, scene)
      if (given === undefined) return
      if (takesAddress(draft, { ...given, what: 'mcast_dst_ip' }, scene)) draft.destination = given
    },
  }),
  flag('track_src_ip', {
    about: 'Enter the fault state while no interface has the address of mcast_src_ip or unicast_src_ip',
    put: ({ switches }: InstanceDraft, at) => {
      switches.trackSource = { value: true, at }
    },
  }),
]

export const unicastRows: readonly Row<InstanceDraft>[] = [
  list('unicast_peer', {
    parameters: 'ADDRESS [min_ttl HOPS] [max_ttl HOPS]',
    about: 'Addresses of the other nodes: each gets the adverts, instead of a multicast group',
    open: (draft: InstanceDraft, at) => {
      draft.unicast.meant ??= { value: 'unicast_peer', at }
    },
    entry: readPeer,
  }),
  setting('unicast_ttl', {
    kind: hops,
    about: 'TTL or hop limit of unicast adverts',
    default: '255; with IPv6 that of the kernel',
    put: ({ unicast }: InstanceDraft, given) => {
      unicast.ttl = given
    },
  }),
  flag('check_unicast_src', {
    about: 'Accept unicast adverts only from the addresses in unicast_peer',
    default: 'vrrp_check_unicast_src',
    put: (draft: InstanceDraft, at) => {
      draft.unicast.meant ??= { value: 'check_unicast_src', at }
      draft.unicast.checkSource = at
    },
  }),
  words('old_unicast_checksum', {
    parameters: '[never]',
    least: 0,
    about:
      'Checksum of unicast adverts as before keepalived 1.3.7; never: not even if the peer seems to use it',
    default: 'as the first advert of the peer has it',
    read: readOldChecksum,
  }),
  flag('unicast_fault_no_peer', {
    about: 'Enter the fault state when there is no unicast_peer, instead of using multicast',
    put: (draft: InstanceDraft, at) => {
      draft.unicast.meant ??= { value: 'unicast_fault_no_peer', at }
      draft.unicast.faultWithoutPeers = at
    },
  }),
]

function means({ text, span }: Word, { unicast }: InstanceDraft): void {
  unicast.meant ??= { value: text, at: span }
}

function readAddress(statement: Statement, kind: Kind<Address>, scene: Scene): Given<Address> | undefined {
  const [keyword, word, ...extra] = statement.words
  if (word === undefined) return undefined
  noteExtra(extra, scene)
  const value = readOne(word, { keyword: keyword.text, kind, fallback: undefined }, scene)
  return value === undefined ? undefined : { value, at: word.span }
}

function readSource(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const given = readAddress(statement, singleAddress, scene)
  if (given === undefined) return
  if (takesAddress(draft, { ...given, what: statement.keyword.text }, scene)) draft.source = given
}

function readOldChecksum(statement: Statement, draft: InstanceDraft, scene: Scene): void {
  const [keyword, word, ...extra] = statement.words
  noteExtra(extra, scene)
  means(keyword, draft)
  if (word === undefined) draft.unicast.oldChecksum = { value: 'always', at: keyword.span }
  else if (word.text === 'never') draft.unicast.oldChecksum = { value: 'never', at: word.span }
  else {
    scene.report({
      code: 'not-a-value',
      severity: 'error',
      span: word.span,
      message: `old_unicast_checksum: "${word.text}" is not never, the only word that may follow`,
      instead: 'the statement is ignored',
    })
  }
}

/** keepalived keeps a peer whose options are wrong. */
function readPeer(entry: readonly [Word, ...Word[]], draft: InstanceDraft, scene: Scene): void {
  const [word, ...options] = entry
  const { peers } = draft.unicast
  const value = readOne(word, { keyword: 'unicast_peer', kind: singleAddress, fallback: undefined }, scene)
  if (value === undefined) return
  const given = { value, at: word.span, what: 'unicast_peer' }
  if (!takesAddress(draft, given, scene)) return
  const peer: UnicastPeerDraft = { address: { value, at: word.span } }
  readHops(options, peer, scene)
  const before = peers.find((one) => one.address.value === value)
  if (before === undefined) peers.push(peer)
  else {
    scene.report({
      code: 'peer-twice',
      severity: 'error',
      span: word.span,
      message: `${value} is a unicast_peer already, in line ${before.address.at.line}`,
      instead: 'this one is ignored',
    })
  }
}

function readHops(options: readonly Word[], peer: UnicastPeerDraft, scene: Scene): void {
  for (let index = 0; index < options.length; index += 2) {
    const [name, word] = [options[index] as Word, options[index + 1]]
    const wrong = (message: string) =>
      scene.report({
        code: 'bad-peer-option',
        severity: 'error',
        span: name.span,
        message,
        instead: 'the peer is used without it',
      })
    if (name.text !== 'min_ttl' && name.text !== 'max_ttl') {
      wrong(`unicast_peer does not know "${name.text}": one peer on a line, then min_ttl or max_ttl`)
    } else if (word === undefined) wrong(`${name.text} lacks its value`)
    else {
      const value = readOne(word, { keyword: name.text, kind: hops, fallback: undefined }, scene)
      if (value !== undefined && name.text === 'min_ttl') peer.ttlMin = value
      else if (value !== undefined) peer.ttlMax = value
    }
  }
  const { ttlMin = 0, ttlMax = 255, address } = peer
  if (ttlMin <= ttlMax) return
  scene.report({
    code: 'peer-never-heard',
    severity: 'warning',
    span: address.at,
    message: `min_ttl ${ttlMin} is greater than max_ttl ${ttlMax}: no advert of ${address.value} passes`,
    instead: 'all adverts of this peer are dropped',
  })
}
