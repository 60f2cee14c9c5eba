/** Addresses, routes and rules outside instances, and their groups: keepalived.conf(5), STATIC. */
import { block, type Given, list, type Row } from '../../conf/rows.ts'
import { staticAddressOptions } from '../../vrrp/address-options.ts'
import { routeParameters, ruleParameters } from '../../vrrp/line-rows.ts'
import { type NameTables, nameTables } from '../../vrrp/name-tables.ts'
import type { LineWords } from '../../vrrp/route-line.ts'
import { staticRouteOptions } from '../../vrrp/route-options.ts'
import { staticRuleOptions } from '../../vrrp/rule-options.ts'
import { oneName } from '../block-name.ts'
import type { VrrpBlocks } from './blocks-vrrp.ts'

/** A line, and how much of the configuration stands above it. */
export interface StaticLine {
  readonly words: LineWords
  readonly groupsAbove: number
  readonly instancesAbove: number
}

export interface TrackGroupDraft {
  readonly name: Given<string>
  readonly members: Given<string>[]
}

export interface StaticBlocks {
  readonly trackGroups: TrackGroupDraft[]
  readonly trackGroupNames: Map<string, Given<string>>
  readonly staticAddresses: StaticLine[]
  readonly staticRoutes: StaticLine[]
  readonly staticRules: StaticLine[]
  /** What the lines are read with: known when global_defs are. */
  names: NameTables
}

export function emptyStaticBlocks(): StaticBlocks {
  const lists = { staticAddresses: [], staticRoutes: [], staticRules: [] }
  return { ...lists, trackGroups: [], trackGroupNames: new Map(), names: nameTables() }
}

/** The numbers of rules without one depend on the instances above. */
type Around = StaticBlocks & Pick<VrrpBlocks, 'instances'>

const members: Row<TrackGroupDraft> = list('group', {
  parameters: 'INSTANCE...',
  about: 'Instances that leave master when something of the group is lost',
  repeat: 'first-wins',
  entry: (entry, draft: TrackGroupDraft) => {
    for (const word of entry) draft.members.push({ value: word.text, at: word.span })
  },
})

const trackGroup: Row<Around> = block('track_group', {
  parameters: 'NAME',
  about: 'Instances that follow static addresses, routes and rules; stands before the lines that name it',
  rows: [members],
  open: (statement, draft: Around, scene): TrackGroupDraft | undefined => {
    const name = oneName(statement, draft.trackGroupNames, scene)
    return name && { name, members: [] }
  },
  close: (group, draft, scene) => {
    if (group.members.length > 0) {
      draft.trackGroups.push(group)
      return
    }
    scene.report({
      code: 'track-group-empty',
      severity: 'error',
      span: group.name.at,
      message: `track_group ${group.name.value} has no group of instances`,
      instead: 'it is left out',
    })
  },
})

function lines(
  keyword: string,
  facts: Pick<Parameters<typeof list<Around>>[1], 'parameters' | 'about' | 'entries'> & {
    readonly of: (draft: StaticBlocks) => StaticLine[]
  },
): Row<Around> {
  return list(keyword, {
    ...facts,
    entry: (words, draft: Around) => {
      facts.of(draft).push({
        words,
        groupsAbove: draft.trackGroups.length,
        instancesAbove: draft.instances.length,
      })
    },
  })
}

export const staticBlocks: readonly Row<Around>[] = [
  trackGroup,
  lines('static_ipaddress', {
    parameters: 'ADDRESS[/LENGTH] OPTION...',
    about: 'Addresses that exist as long as the daemon runs',
    entries: staticAddressOptions,
    of: (draft) => draft.staticAddresses,
  }),
  lines('static_routes', {
    parameters: routeParameters,
    about: 'Routes that exist as long as the daemon runs',
    entries: staticRouteOptions,
    of: (draft) => draft.staticRoutes,
  }),
  lines('static_rules', {
    parameters: ruleParameters,
    about: 'Rules of policy routing that exist as long as the daemon runs',
    entries: staticRuleOptions,
    of: (draft) => draft.staticRules,
  }),
]
