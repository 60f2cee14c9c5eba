/**
 * What a change costs when a running daemon takes it by a reload: a closed list, in the order of how much
 * traffic notices. Refuses to know settings.
 */

/** From harmless to bad: of several costs the last one counts. */
export const costs = [
  'none',
  'not-yet',
  'restart',
  'balance',
  'adverts',
  'moves',
  'arrives',
  'starts',
  'answers',
  'leaves',
  'returns',
  'interrupted',
  'may-fail-over',
  'failover',
] as const
export type Cost = (typeof costs)[number]

const ranks = new Map<Cost, number>(costs.map((cost, rank) => [cost, rank]))
const harmless: ReadonlySet<Cost> = new Set(['none', 'not-yet', 'restart', 'balance'])

/** In words; `what` arrives or leaves: a VIP, a route. */
export function costText(cost: Cost, what: string): string {
  switch (cost) {
    case 'none':
      return 'no effect on traffic'
    case 'not-yet':
      return 'no effect in keepalived-ts yet'
    case 'restart':
      return 'not on reload: restart needed'
    case 'balance':
      return 'new connections are spread differently'
    case 'adverts':
      return 'adverts change'
    case 'moves':
      return `${what} moves`
    case 'arrives':
      return `${what} arrives`
    case 'starts':
      return `${what} starts`
    case 'answers':
      return 'VIPs begin to answer'
    case 'leaves':
      return `${what} leaves`
    case 'returns':
      return `${what} leaves and comes back`
    case 'interrupted':
      return 'service interrupted'
    case 'may-fail-over':
      return 'failover possible'
    case 'failover':
      return 'failover'
  }
}

export function worst(all: Iterable<Cost>): Cost {
  let found: Cost = 'none'
  for (const cost of all) if ((ranks.get(cost) ?? 0) > (ranks.get(found) ?? 0)) found = cost
  return found
}

/** Whether hosts around this one, or clients, can notice. */
export function isVisible(cost: Cost): boolean {
  return !harmless.has(cost)
}
