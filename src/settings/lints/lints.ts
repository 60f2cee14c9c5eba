/** All lints: one kind, one file, one line. What they find is as `check` shows it. */
import type { Diagnostic } from '../../conf/diagnostics.ts'
import { addressInTwoInstances } from './address-in-two-instances.ts'
import { addressIsOwn } from './address-is-own.ts'
import { addressLengthDiffers } from './address-length-differs.ts'
import { addressNotAHost } from './address-not-a-host.ts'
import { addressOnWrongInterface } from './address-on-wrong-interface.ts'
import { addressOutsideNetworks } from './address-outside-networks.ts'
import { addressesSilent } from './addresses-silent.ts'
import { announcedOnce } from './announced-once.ts'
import { balancersServeEachOther } from './balancers-serve-each-other.ts'
import { checksOnceAMinute } from './checks-once-a-minute.ts'
import { directServerNotConnected } from './direct-server-not-connected.ts'
import { gatewayNotConnected } from './gateway-not-connected.ts'
import { groundOf, type LintInput } from './ground.ts'
import { groupMembersDiffer } from './group-members-differ.ts'
import { interfaceDown } from './interface-down.ts'
import { linkLossIgnored } from './link-loss-ignored.ts'
import type { Lint } from './lint.ts'
import { lostAdvertElects } from './lost-advert-elects.ts'
import { mailGoesNowhere } from './mail-goes-nowhere.ts'
import { mailNeverSent } from './mail-never-sent.ts'
import { mailPasswordInClear } from './mail-password-in-clear.ts'
import { nopreemptKeepsFailingMaster } from './nopreempt-keeps-failing-master.ts'
import { notifySameForStates } from './notify-same-for-states.ts'
import { ownerWithoutAddress } from './owner-without-address.ts'
import { peerIsSelf } from './peer-is-self.ts'
import { priorityAbove254 } from './priority-above-254.ts'
import { quorumNeverGained } from './quorum-never-gained.ts'
import { quorumWithoutEffect } from './quorum-without-effect.ts'
import { realServerIsVirtual } from './real-server-is-virtual.ts'
import { realServerUnchecked } from './real-server-unchecked.ts'
import { relativeFile } from './relative-file.ts'
import { scriptNoticesLate } from './script-notices-late.ts'
import { scriptOutlastsInterval } from './script-outlasts-interval.ts'
import { scriptWithoutShell } from './script-without-shell.ts'
import { serviceAddressNowhere } from './service-address-nowhere.ts'
import { serviceSilent } from './service-silent.ts'
import { slowTakeover } from './slow-takeover.ts'
import { sorryServerIsReal } from './sorry-server-is-real.ts'
import { sourceIsVirtual } from './source-is-virtual.ts'
import { thresholdsCrossed } from './thresholds-crossed.ts'
import { trackerUnused } from './tracker-unused.ts'
import { vridOnOneNetworkTwice } from './vrid-on-one-network-twice.ts'
import { weightTooSmall } from './weight-too-small.ts'
import { weightsIgnored } from './weights-ignored.ts'

export const lints: readonly Lint[] = [
  addressIsOwn,
  addressOnWrongInterface,
  addressOutsideNetworks,
  addressLengthDiffers,
  addressNotAHost,
  addressInTwoInstances,
  sourceIsVirtual,
  peerIsSelf,
  vridOnOneNetworkTwice,
  gatewayNotConnected,
  interfaceDown,
  linkLossIgnored,
  ownerWithoutAddress,
  nopreemptKeepsFailingMaster,
  priorityAbove254,
  weightTooSmall,
  lostAdvertElects,
  slowTakeover,
  groupMembersDiffer,
  addressesSilent,
  announcedOnce,
  scriptOutlastsInterval,
  scriptNoticesLate,
  scriptWithoutShell,
  notifySameForStates,
  trackerUnused,
  relativeFile,
  mailGoesNowhere,
  mailNeverSent,
  mailPasswordInClear,
  serviceSilent,
  serviceAddressNowhere,
  realServerIsVirtual,
  directServerNotConnected,
  balancersServeEachOther,
  realServerUnchecked,
  checksOnceAMinute,
  quorumNeverGained,
  quorumWithoutEffect,
  thresholdsCrossed,
  weightsIgnored,
  sorryServerIsReal,
]

/** What all of them find, never an error. */
export function findLints(input: LintInput): readonly Diagnostic[] {
  const ground = groundOf(input)
  return lints.flatMap(({ code, severity, find }) =>
    Array.from(
      find(ground),
      ({ at, ...said }): Diagnostic => ({ code, severity, span: at, ...said, lint: true }),
    ),
  )
}
