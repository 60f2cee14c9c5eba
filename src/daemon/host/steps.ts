/**
 * The single steps of an effect, for a log with details (keepalived(8), -D). They are told before they are
 * done, as keepalived does it. Tells of nothing that is not there.
 */
import type { VrrpEvent } from '../../vrrp/events.ts'
import type { Holdings } from '../../vrrp/placement.ts'
import type { RouterEffect } from '../../vrrp/router.ts'

type Step = (VrrpEvent & { readonly is: 'holding' })['what']

export function stepsOf(effect: RouterEffect): readonly VrrpEvent[] {
  switch (effect.do) {
    case 'claim':
      return told(effect, 'setting', stepsWith(effect))
    case 'release':
      return told(effect, 'removing', stepsWith(effect).toReversed())
    case 'announce':
      return effect.addresses.map(({ interface: name, address }) => ({
        ...{ is: 'announcing', instance: effect.instance },
        ...{ interface: name, address: address.prefix.address },
      }))
    default:
      return []
  }
}

/** In the order in which they are set. */
function stepsWith(effect: { readonly holdings: Holdings; readonly hidden: boolean }): readonly Step[] {
  const { addresses, routes, rules } = effect.holdings
  const steps: Step[] = []
  if (effect.hidden && addresses.length > 0) steps.push('firewall')
  if (addresses.some(({ excluded }) => excluded !== true)) steps.push('addresses')
  if (addresses.some(({ excluded }) => excluded === true)) steps.push('excluded')
  if (routes.length > 0) steps.push('routes')
  if (rules.length > 0) steps.push('rules')
  return steps
}

function told(
  { instance }: { readonly instance: string },
  change: 'setting' | 'removing',
  steps: readonly Step[],
): readonly VrrpEvent[] {
  return steps.map((what) => ({ is: 'holding', instance, change, what }))
}
