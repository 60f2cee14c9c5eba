/**
 * Names of the interfaces that the daemon makes: `vrrp.51`, and where that is taken `vrrp6.51` (IPv6 only),
 * `vrrp1.51`, `vrrp2.51` ... keepalived.conf(5), use_vmac, vmac_prefix. Refuses names that another instance
 * or something else on the host has; a macvlan or ipvlan that is there may be a leftover of ours.
 */
import type { Family, Mac } from '../../base/address.ts'
import { bug } from '../../base/bug.ts'
import type { HostInterface } from '../settings.ts'

/** IFNAMSIZ without its zero byte. */
const nameMax = 15
/** Four digits fit into every name that vmac_prefix can make. */
const triesMax = 10_000

export interface NameWish {
  /** The instance. */
  readonly owner: string
  readonly prefix: string
  readonly vrid: number
  readonly family: Family
  readonly kind: 'macvlan' | 'ipvlan'
  /** `name` of the configuration. */
  readonly given: string | undefined
  /** What it stands on and its MAC address: the kernel has one such macvlan, so all who want it share it. */
  readonly link: { readonly base: string; readonly mac: Mac } | undefined
}

export type NameGiven =
  | { readonly is: 'new'; readonly name: string }
  /** `given` belongs to another instance, or to an interface of the host that is no such kind. */
  | { readonly is: 'taken'; readonly name: string; readonly by: string | undefined }
  /** Another instance has this very interface. */
  | { readonly is: 'shared'; readonly name: string; readonly by: string }

export interface VmacNames {
  nameFor(wish: NameWish): NameGiven
}

/** `reserved`: names that instances give; nobody gets one of them by chance. */
export function openVmacNames(
  host: ReadonlyMap<string, HostInterface> | undefined,
  reserved: ReadonlySet<string>,
): VmacNames {
  const owners = new Map<string, string>()
  const shared = new Map<string, { readonly name: string; readonly owner: string }>()
  const isForeign = (name: string, kind: string) => (host?.get(name)?.kind ?? kind) !== kind
  const take = (name: string, wish: NameWish): string => {
    owners.set(name, wish.owner)
    if (wish.link !== undefined) shared.set(linkKey(wish.link), { name, owner: wish.owner })
    return name
  }
  const there = new Map(
    [...(host?.values() ?? [])].flatMap(({ kind, base, mac, name }) =>
      kind === 'macvlan' && base !== undefined && mac !== undefined ? [[linkKey({ base, mac }), name]] : [],
    ),
  )
  const free = (wish: NameWish): string => {
    // Ours of before a reload, or left by a daemon that was killed: the kernel takes no second one.
    const present = wish.link === undefined ? undefined : there.get(linkKey(wish.link))
    if (present !== undefined && !owners.has(present) && !reserved.has(present)) return take(present, wish)
    for (let tries = 0; tries < triesMax; tries++) {
      const name = candidate(wish, tries)
      if (name === undefined || owners.has(name) || reserved.has(name)) continue
      if (!isForeign(name, wish.kind)) return take(name, wish)
    }
    return bug(`no name is left for a VMAC of ${wish.owner}`)
  }
  return {
    nameFor: (wish) => {
      const same = wish.link === undefined ? undefined : shared.get(linkKey(wish.link))
      if (same !== undefined) return { is: 'shared', name: same.name, by: same.owner }
      const { given } = wish
      if (given === undefined) return { is: 'new', name: free(wish) }
      const by = owners.get(given)
      if (by !== undefined || isForeign(given, wish.kind)) return { is: 'taken', name: free(wish), by }
      return { is: 'new', name: take(given, wish) }
    },
  }
}

function linkKey({ base, mac }: { readonly base: string; readonly mac: Mac }): string {
  return `${base} ${mac}`
}

/** The name of the given try; undefined: there is none. A long prefix is cut rather than the number. */
function candidate({ prefix, vrid, family }: NameWish, tries: number): string | undefined {
  if (tries === 1 && family === 'ipv4') return undefined
  const ending = `${tries === 0 ? '' : tries === 1 ? 6 : tries - 1}.${vrid}`
  // 6 was tried already where it means the family.
  if (tries === 7 && family === 'ipv6') return undefined
  return prefix.slice(0, nameMax - ending.length) + ending
}
