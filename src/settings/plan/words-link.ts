/** Unicast peers and virtual interfaces of an instance in words, and what their change costs. */
import { formatPrefix } from '../../base/address.ts'
import type { UnicastPeer, VirtualInterface } from '../../vrrp/link-settings.ts'
import { type Compare, word } from './words.ts'

/** The old virtual router ends, a new one begins. */
export const anew = { cost: 'failover', note: 'the instance stops and begins anew as BACKUP' } as const

export function peerText({ address, ttlMin, ttlMax }: UnicastPeer): string {
  const least = ttlMin === 0 ? [] : [`min_ttl ${ttlMin}`]
  const most = ttlMax === 255 ? [] : [`max_ttl ${ttlMax}`]
  return [address, ...least, ...most].join(' ')
}

function virtualText(own: VirtualInterface): string {
  const group = own.group === undefined ? [] : [`group ${own.group}`]
  if (own.is === 'ipvlan') {
    const address = own.address === undefined ? [] : [formatPrefix(own.address)]
    return ['ipvlan', own.name, own.mode, ...address, ...group].join(' ')
  }
  const base = own.sendFromBase ? ['vmac_xmit_base'] : []
  const told = own.notifyByNetlink ? ['netlink_notify_msg'] : []
  return [own.name, own.mac, ...base, ...told, ...group].join(' ')
}

/** Adding, taking away or exchanging it is a new life; the rest of it may change. */
export const virtualWords: Compare<VirtualInterface | undefined> = (from, to, path) => {
  const goesOn = { cost: to?.is === 'ipvlan' ? 'adverts' : 'none' } as const
  return word('use_vmac', virtualText, isOtherVirtual(from, to) ? anew : goesOn)(from, to, path)
}

/** What makes it another one to the router: keyOf in src/vrrp/roster.ts. */
function isOtherVirtual(from: VirtualInterface | undefined, to: VirtualInterface | undefined): boolean {
  const base = (own: VirtualInterface | undefined) => own?.is === 'vmac' && own.sendFromBase
  return from?.is !== to?.is || from?.name !== to?.name || base(from) !== base(to)
}
