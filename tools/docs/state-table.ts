/**
 * docs/reference/state-machine.md, from the tables that run. Refuses to add anything that the code does not
 * say.
 */
import { groupRules } from '../../src/vrrp/group.ts'
import { table } from '../../src/vrrp/machine.ts'
import { quirks } from '../../src/vrrp/quirks.ts'
import type { Cell, MachineEventKind, StateKind } from '../../src/vrrp/state.ts'

const states = Object.keys(table) as StateKind[]
const events = Object.keys(table.idle) as MachineEventKind[]

/** What each event of the machine is, for the reader of the page. */
const meanings: Readonly<Record<MachineEventKind, string>> = {
  start: 'the daemon is ready, or a reload added the instance',
  due: 'a deadline of the state has come',
  advert: 'an advert passed inspection',
  faulted: 'an interface, its address or something tracked with weight 0 is missing or bad',
  healthy: 'no cause of FAULT is left, in the whole sync group',
  priority: 'something tracked changed the effective priority',
  lost: 'somebody else removed a virtual address, route or rule, or something static',
  postponed: 'a reload changed the delay of the start while it runs',
  claimed: 'a gratuitous ARP of another host for a virtual address',
  answered: 'another host answered our probe for a virtual address',
  settings: 'a reload changed the settings of the instance',
  raise: 'the sync group becomes MASTER',
  lower: 'the sync group falls to BACKUP',
  fail: 'the sync group is in FAULT',
  contested: 'another member of the sync group heard a lower priority',
  stop: 'the daemon stops',
  remove: 'a reload dropped the instance',
}

/** The whole page as Markdown. */
export function stateMachinePage(): string {
  return `${[
    '# The state machine',
    '',
    'Generated from `src/vrrp` by `npm run docs`; a test keeps it current. Every pair of state',
    'and event has a cell. Bold names behind an arrow are the states a cell may lead to; without one the',
    'state stays.',
    '',
    ...diagram(),
    ...states.flatMap(stateSection),
    ...groupSection(),
    ...quirkSection(),
  ].join('\n')}\n`
}

function diagram(): string[] {
  const edges = states.flatMap((from) => {
    const reached = new Map<StateKind, MachineEventKind[]>()
    for (const event of events) {
      for (const to of cellOf(from, event).leads) {
        if (to !== from) reached.set(to, [...(reached.get(to) ?? []), event])
      }
    }
    return [...reached].map(([to, by]) => `  ${from} --> ${to}: ${by.join(', ')}`)
  })
  return ['```mermaid', 'stateDiagram-v2', '  [*] --> idle', ...edges, '  gone --> [*]', '```', '']
}

function stateSection(state: StateKind): string[] {
  return [
    `## ${state}`,
    '',
    '| event | when | what happens |',
    '|---|---|---|',
    ...events.map((event) => `| ${event} | ${meanings[event]} | ${describe(state, event)} |`),
    '',
  ]
}

function describe(state: StateKind, event: MachineEventKind): string {
  const { says, leads } = cellOf(state, event)
  const others = leads.filter((to) => to !== state)
  return others.length === 0 ? says : `${says} → ${others.map((to) => `**${to}**`).join(', ')}`
}

function groupSection(): string[] {
  return [
    '## Sync groups',
    '',
    'A second table over the states of the members: the first rule that applies gives its order to the',
    'members in the listed states, and the rules run until none applies.',
    '',
    '| group is | rule | order | to members in |',
    '|---|---|---|---|',
    ...groupRules.map(
      ({ from, says, order, to }) => `| ${from.join(', ')} | ${says} | ${order} | ${to.join(', ')} |`,
    ),
    '',
  ]
}

function quirkSection(): string[] {
  return [
    '## Deliberate differences',
    '',
    '| name | differs from | what we do |',
    '|---|---|---|',
    ...Object.entries(quirks).map(
      ([name, { differsFrom, says }]) => `| ${name} | ${differsFrom} | ${says} |`,
    ),
  ]
}

function cellOf(state: StateKind, event: MachineEventKind): Cell {
  return table[state][event] as Cell
}
