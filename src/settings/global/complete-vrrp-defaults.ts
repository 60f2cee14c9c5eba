/** What global_defs says of VRRP: draft to settings, with the defaults that depend on one another. */
import { address } from '../../base/address.ts'
import { micros, seconds } from '../../base/time.ts'
import type { AnnounceDefaults, VrrpDefaults } from '../../vrrp/defaults.ts'
import type { AnnounceDefaultsDraft } from '../../vrrp/defaults-announce-rows.ts'
import type { VrrpDefaultsDraft } from '../../vrrp/defaults-rows.ts'

const none = micros(0)

export function completeVrrpDefaults(draft: VrrpDefaultsDraft): VrrpDefaults {
  const vmacPrefix = draft.vmacPrefix?.value ?? 'vrrp'
  return {
    version: draft.version?.value === 3 ? 3 : 2,
    destination: draft.destination?.value ?? address('224.0.0.18'),
    destination6: draft.destination6?.value ?? address('ff02::12'),
    downTimerAdverts: draft.downTimerAdverts?.value ?? 3,
    handover: draft.handover?.value ?? 'graceful',
    announce: completeAnnounceDefaults(draft.announce),
    strict: draft.strict?.value ?? false,
    lowerPriorityNoAdvert: draft.lowerPriorityNoAdvert?.value,
    higherPrioritySendAdvert: draft.higherPrioritySendAdvert?.value,
    ownerIgnoreAdverts: draft.ownerIgnoreAdverts?.value,
    checkUnicastSource: draft.checkUnicastSource !== undefined,
    skipCheckAdvertAddresses: draft.skipCheckAdvertAddresses?.value ?? false,
    checksumAsVersion2: draft.checksumAsVersion2 !== undefined,
    notifyPriorityChanges: draft.notifyPriorityChanges?.value ?? false,
    dynamicInterfaces: dynamicInterfaces(draft),
    defaultInterface: draft.defaultInterface?.value ?? 'eth0',
    disableLocalIgmp: draft.disableLocalIgmp !== undefined,
    vmacPrefix,
    vmacAddressPrefix: draft.vmacAddressPrefix?.value ?? vmacPrefix,
    startupDelay: draft.startupDelay?.value ?? none,
    delayAfterBoot: draft.delayAfterBoot?.value ?? none,
    logUnknownVrids: draft.logUnknownVrids !== undefined,
  }
}

function dynamicInterfaces({ dynamicInterfaces: given }: VrrpDefaultsDraft) {
  if (given === undefined) return 'no'
  return given.value.changes ? 'changing' : 'missing'
}

/** vrrp_min_garp only changes what nobody has given; keepalived.conf(5), vrrp_min_garp. */
export function completeAnnounceDefaults(draft: AnnounceDefaultsDraft): AnnounceDefaults {
  const least = draft.least?.value === true
  const repeat = draft.repeat?.value ?? (least ? 1 : 5)
  const delay = draft.delay?.value ?? (least ? none : seconds(5))
  return {
    repeat,
    delay,
    lowerPriorityRepeat: draft.lowerPriorityRepeat?.value ?? repeat,
    lowerPriorityDelay: draft.lowerPriorityDelay?.value ?? delay,
    refresh: draft.refresh?.value ?? none,
    refreshRepeat: draft.refreshRepeat?.value ?? (least ? 0 : 1),
    garpInterval: draft.garpInterval?.value ?? none,
    gnaInterval: draft.gnaInterval?.value ?? none,
    extra: draft.extra?.value,
  }
}
