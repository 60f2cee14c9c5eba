/** What happens to the interfaces that the daemon makes for instances, as data for people and monitoring. */

export type VirtualLinkEvent =
  | {
      readonly is: 'virtual-link-made'
      readonly link: 'macvlan' | 'ipvlan'
      readonly interface: string
      readonly base: string
      readonly instances: readonly string[]
      /** A matching one was there: of before, or left by a daemon that was killed. */
      readonly adopted: boolean
    }
  | {
      readonly is: 'virtual-link-removed'
      readonly link: 'macvlan' | 'ipvlan'
      readonly interface: string
      readonly instances: readonly string[]
    }
  /** An interface of that name has another MAC address, parent or mode: it goes, and another one comes. */
  | {
      readonly is: 'virtual-link-incompatible'
      readonly interface: string
      readonly instances: readonly string[]
    }
  | {
      readonly is: 'virtual-link-refused'
      readonly link: 'macvlan' | 'ipvlan'
      readonly interface: string
      readonly instances: readonly string[]
      readonly code: string
      readonly text: string
    }
  /** dynamic_interfaces: the configuration names one that is not there yet. */
  | { readonly is: 'interface-awaited'; readonly interface: string }
  /** What it stands on is not there: it is made as soon as that comes. */
  | { readonly is: 'virtual-link-waits'; readonly interface: string; readonly base: string }
  /** all.rp_filter was set and would reach VMACs: `spread` to each interface, or put back. */
  | { readonly is: 'reverse-path-filter'; readonly change: 'spread' | 'restored' }
  /** A setting of the kernel could not be changed; what needs it goes on without. */
  | {
      readonly is: 'kernel-setting-refused'
      readonly doing: string
      readonly code: string
      readonly text: string
    }
