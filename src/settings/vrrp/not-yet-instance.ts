/**
 * What an instance asks for that the daemon cannot do yet and that it would be dangerous to run without:
 * adverts that no peer understands, addresses that answer where they should not. Instances that ask for such
 * are completed and checked like the others, and left out of what runs; their rows are marked `later:
 * 'refused'`. What is merely missing is marked `later: true` instead.
 */
import type { Span } from '../../base/span.ts'
import type { ConfigurationFault } from '../../vrrp/link-settings.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'

export interface NotYet {
  /** As in "asks for ...". */
  readonly what: string
  readonly at: Span
}

const faults: Readonly<Record<ConfigurationFault, string>> = {
  'no-unicast-peer': 'the fault state, having no unicast_peer',
  'not-ethernet': 'the fault state: its interface is no Ethernet',
  'no-multicast': 'the fault state: its interface cannot do multicast',
  'ipvlan-without-address': 'the fault state, having no address for its ipvlan',
  'vmac-shared': 'the fault state: another instance has its VMAC',
  'vrid-taken': 'the fault state: another instance has its virtual_router_id',
}

/** Why the daemon cannot run it; empty: it can. */
export function instanceNotYet(instance: InstanceSettings, draft: WholeInstance): readonly NotYet[] {
  const { unicast } = draft
  const reasons: NotYet[] = []
  const ask = (what: string, at: Span | undefined) => reasons.push({ what, at: at ?? draft.name.at })
  for (const fault of instance.faults) ask(faults[fault], unicast.faultWithoutPeers)
  return reasons
}
