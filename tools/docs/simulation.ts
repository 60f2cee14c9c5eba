/**
 * docs/reference/simulation.md: what the simulated month does to its nodes and what must never be broken,
 * from the simulation itself. Refuses to add anything that the code does not say.
 */
import { blows, moments } from '../../test/simulation/day.ts'
import { invariants } from '../../test/simulation/watch.ts'
import { wrap } from './wrap.ts'

/** The whole page as Markdown. */
export function simulationPage(): string {
  const events = [
    ...blows.map((blow) => `- ${blow.says}, for ${blow.secondsLeast} to ${blow.secondsMost} s`),
    ...Object.values(moments).map((says) => `- ${says}`),
  ]
  return `${[
    '# The simulated month',
    '',
    ...wrap([
      'Generated from `test/simulation` by `npm run docs`. Three nodes, each with the router that the',
      'daemon runs, live thirty days on a LAN that loses, delays and doubles adverts. An observer who sees',
      'nothing but adverts, addresses and who runs holds them to what must never be broken.',
      '`KEEPALIVED_SEED` repeats the days of a seed.',
    ]),
    '',
    '## What must never be broken',
    '',
    '| name | promise |',
    '|---|---|',
    ...Object.entries(invariants).map(([name, promise]) => `| ${name} | ${promise} |`),
    '',
    '## What happens to the nodes',
    '',
    'One after the other and on top of each other, but always with one node left that nothing happens to:',
    '',
    ...events,
  ].join('\n')}\n`
}
