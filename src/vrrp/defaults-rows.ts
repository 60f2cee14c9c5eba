/**
 * The vrrp_* part of global_defs: what instances do that do not say otherwise. keepalived.conf(5), GLOBAL
 * CONFIGURATION. Fills a draft; what it means for an instance is decided where instances are completed.
 */
import type { Address } from '../base/address.ts'
import { type Given, type Row, setting } from '../conf/rows.ts'
import { choice, multicastIpv4 } from '../conf/values.ts'
import { type AnnounceDraft, announceRows, downTimerAdverts, version } from './rows.ts'

export interface VrrpDefaultsDraft {
  version?: Given<number>
  destination?: Given<Address>
  downTimerAdverts?: Given<number>
  handover?: Given<'graceful' | 'fast'>
  readonly announce: AnnounceDraft
}

export const vrrpDefaultsRows: readonly Row<VrrpDefaultsDraft>[] = [
  setting('vrrp_version', {
    kind: version,
    about: 'VRRP version of IPv4 instances that give none',
    default: '2',
    put: (draft: VrrpDefaultsDraft, given) => {
      draft.version = given
    },
  }),
  setting('vrrp_mcast_group4', {
    kind: multicastIpv4,
    about: 'Where IPv4 adverts go',
    default: '224.0.0.18',
    put: (draft: VrrpDefaultsDraft, given) => {
      draft.destination = given
    },
  }),
  setting('vrrp_down_timer_adverts', {
    kind: downTimerAdverts,
    about: 'Missed adverts before take-over',
    default: '3',
    put: (draft: VrrpDefaultsDraft, given) => {
      draft.downTimerAdverts = given
    },
  }),
  setting('handover', {
    kind: choice<'graceful' | 'fast'>(['graceful', 'fast']),
    about: 'Of keepalived-ts: addresses answer until the successor has them (graceful) or go at once (fast)',
    default: 'graceful',
    put: (draft: VrrpDefaultsDraft, given) => {
      draft.handover = given
    },
  }),
  ...announceRows('vrrp_'),
]
