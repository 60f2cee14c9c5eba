/**
 * Two virtual routers that would be one on the wire: the same number, interface and destination. RFC 9568,
 * 5.2.3.
 */
import type { Report } from '../conf/diagnostics.ts'
import type { InstanceSettings } from '../vrrp/settings.ts'
import type { WholeInstance } from './blocks-vrrp.ts'

export function checkDuplicates(
  drafts: readonly WholeInstance[],
  instances: readonly InstanceSettings[],
  report: Report,
): void {
  const first = new Map<string, InstanceSettings>()
  for (const instance of instances) {
    const key = `${instance.family} ${instance.interface} ${instance.vrid} ${instance.destination}`
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, instance)
      continue
    }
    const draft = drafts.find((one) => one.name.value === instance.name)
    const span = draft?.vrid?.at ?? draft?.name.at
    if (span === undefined) continue
    report({
      code: 'vrid-taken',
      severity: 'error',
      span,
      message:
        `virtual_router_id ${instance.vrid} on ${instance.interface} belongs to ` +
        `vrrp_instance ${other.name} already: their adverts could not be told apart`,
      instead: 'nothing runs until one of them has another number or interface',
      fatal: true,
    })
  }
}
