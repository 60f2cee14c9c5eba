/**
 * Makes one VMAC or ipvlan, and gives it what it needs before it comes up: settings of the kernel, its
 * master, its addresses (keepalived.conf(5), use_vmac; RFC 9568, 7.3). Refuses to touch an interface of
 * another kind.
 */
import type { Address, Mac } from '../../base/address.ts'
import type { Failure } from '../../io/failure.ts'
import type { NetlinkSocket } from '../../io/netlink.ts'
import { decodeAddress, encodeListAddresses, ourProtocol } from '../../netlink/address.ts'
import {
  encodeGenerateNoAddress,
  encodeMakeLink,
  encodeSetGroup,
  encodeSetMaster,
  encodeSetUp,
  isLike,
  type VirtualLink,
} from '../../netlink/link-create.ts'
import { encodeAddOwnAddress, isLinkLocal, linkLocalOf } from '../../netlink/link-local.ts'
import type { VirtualLinkSettings } from '../../vrrp/virtual-links.ts'
import { settingsOfBase, settingsOfLink } from './virtual-link-settings.ts'
import { destroy, readOne, type State, tellOnce } from './virtual-link-state.ts'

interface Making {
  readonly wanted: VirtualLinkSettings
  readonly base: VirtualLink
  readonly there: VirtualLink | undefined
}

/** Both are 95: Node calls it by the first name. */
const unsupported: ReadonlySet<string> = new Set(['ENOTSUP', 'EOPNOTSUPP'])

type Refusal = Pick<Failure, 'code' | 'text'>

/** What is in its way goes, unless that is no interface of such a kind. */
export function make(state: State, { wanted, base, there }: Making): VirtualLink | undefined {
  const { socket, tell } = state.options
  const { name, kind, instances } = wanted
  if (there !== undefined) {
    if (there.kind !== 'macvlan' && there.kind !== 'ipvlan') {
      return refuse(state, wanted, { code: 'EEXIST', text: `${name} is another interface of this host` })
    }
    tell({ is: 'virtual-link-incompatible', interface: name, instances })
    destroy(state, there)
  }
  const inTheWay = [...state.present.values()].filter((other) => isInTheWay(state, other, { wanted, base }))
  for (const other of inTheWay) destroy(state, other)
  const group = wanted.group ?? base.group
  const [answer] = socket.exchange([
    encodeMakeLink({ name, baseIndex: base.index, kind, group, echo: wanted.notifyByNetlink }),
  ])
  if (answer?.is === 'refused') return refuse(state, wanted, answer.failure)
  const link = readOne(state, name)
  if (link === undefined) refuse(state, wanted, { code: 'ENODEV', text: 'it is gone again' })
  return link
}

/**
 * The kernel has one macvlan with a MAC address on an interface: one that a killed daemon named otherwise.
 */
function isInTheWay(
  state: State,
  other: VirtualLink,
  { wanted, base }: { readonly wanted: VirtualLinkSettings; readonly base: VirtualLink },
): boolean {
  return (
    wanted.kind.is === 'macvlan' &&
    other.name !== wanted.name &&
    !state.wanted.has(other.name) &&
    isLike(other, { baseIndex: base.index, kind: wanted.kind })
  )
}

function refuse(
  state: State,
  { name, kind, instances }: VirtualLinkSettings,
  { code, text }: Refusal,
): undefined {
  // The interface below has just gone: that will be told next.
  if (code === 'ENODEV') return
  if (unsupported.has(code)) state.unknown.add(name)
  tellOnce(state, name, { is: 'virtual-link-refused', link: kind.is, interface: name, instances, code, text })
}

/** Everything that it needs before it comes up, and then its addresses. */
export function prepare(
  state: State,
  of: Omit<Making, 'there'> & { link: VirtualLink; isAdopted: boolean },
): void {
  const { wanted, base, link, isAdopted } = of
  const { kernel, socket, sysctls, tell } = state.options
  const { index } = link
  for (const { path, value } of settingsOfLink(wanted)) {
    const written = sysctls.write(path, value)
    // A kernel without IPv6, or without a setting, lacks nothing for it.
    if (!written.ok && written.error.code !== 'ENOENT') {
      const { doing, code, text } = written.error
      tell({ is: 'kernel-setting-refused', doing, code, text })
    }
  }
  kernel.hold(wanted.name, settingsOfBase(wanted, base.name), isAdopted)
  state.options.beforeUp?.()
  const master = state.present.get(base.masterIndex)
  const isInVrf = master?.kind === 'vrf'
  // Answers do not matter: what the kernel does not do shows in the state of the interface.
  socket.exchange([
    ...(wanted.kind.is === 'macvlan' ? [encodeGenerateNoAddress(index)] : []),
    ...(isInVrf && link.masterIndex !== master.index ? [encodeSetMaster(index, master.index)] : []),
    ...(wanted.group !== undefined && link.group !== wanted.group
      ? [encodeSetGroup(index, wanted.group)]
      : []),
    encodeSetUp(index, true),
    ...ownAddresses(state, { wanted, base, index }),
  ])
  readOne(state, wanted.name)
}

/**
 * What it has for itself, whoever is master: the address of an ipvlan, the link-local one of IPv6 adverts.
 */
export function ownAddresses(
  state: State,
  {
    wanted,
    base,
    index,
  }: { readonly wanted: VirtualLinkSettings; readonly base: VirtualLink; readonly index: number },
): readonly Uint8Array[] {
  const own =
    wanted.address === undefined
      ? []
      : [encodeAddOwnAddress({ index, prefix: wanted.address, deprecated: false })]
  if (!wanted.needsLinkLocal) return own
  const address = presentLinkLocal(state.options.socket, base.index) ?? generated(base.mac)
  if (address === undefined) return own
  return [...own, encodeAddOwnAddress({ index, prefix: { address, length: 64 }, deprecated: true })]
}

/** Of those of the interface one that nobody floats. */
function presentLinkLocal(socket: NetlinkSocket, index: number): Address | undefined {
  const all = socket.dump(encodeListAddresses())
  if (!all.ok) return undefined
  for (const message of all.value) {
    const report = decodeAddress(message)
    if (report?.is !== 'address' || report.address.index !== index) continue
    const { prefix, protocol } = report.address
    if (protocol !== ourProtocol && isLinkLocal(prefix.address)) return prefix.address
  }
  return undefined
}

function generated(mac: Mac | undefined): Address | undefined {
  return mac === undefined ? undefined : linkLocalOf(mac)
}
