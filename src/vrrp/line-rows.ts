/**
 * virtual_routes and virtual_rules: keepalived.conf(5), vrrp_instance. Their lines are kept as words and read
 * when the whole configuration is known, since names of tables, interfaces and numbers of rules depend on it.
 */
import { list, type Row } from '../conf/rows.ts'
import type { LineWords } from './route-line.ts'
import { routeOptions } from './route-options.ts'
import { ruleOptions } from './rule-options.ts'

export interface LinesDraft {
  readonly routes: LineWords[]
  readonly rules: LineWords[]
}

export function emptyLines(): LinesDraft {
  return { routes: [], rules: [] }
}

export const routeParameters = '[TYPE] ADDRESS[/LENGTH]|default OPTION... [nexthop OPTION...]...'
export const ruleParameters = 'SELECTOR... ACTION OPTION...'

export const lineRows: readonly Row<LinesDraft>[] = [
  list('virtual_routes', {
    parameters: routeParameters,
    about: 'Routes that exist while this node is master',
    entries: routeOptions,
    entry: (words, draft: LinesDraft) => {
      draft.routes.push(words)
    },
  }),
  list('virtual_rules', {
    parameters: ruleParameters,
    about: 'Rules of policy routing that exist while this node is master',
    entries: ruleOptions,
    entry: (words, draft: LinesDraft) => {
      draft.rules.push(words)
    },
  }),
]
