/** Steps of vrrp_sync_group blocks. Their trackers show at their members, which is where they count. */
import { difference } from '../../base/difference.ts'
import type { GroupSettings } from '../../vrrp/settings.ts'
import type { Understood } from '../understood.ts'
import type { Matched } from './matched.ts'
import { asList, plainly } from './show.ts'
import { changedStep, type Sides, type Step, stepOf } from './step.ts'
import { compare, elsewhere, word } from './words.ts'
import { toldChanges } from './words-instance.ts'

const keyword = 'vrrp_sync_group'
const oneState = 'its members take on one state together'

/** Another name of a member or another order is no other group: src/vrrp/roster.ts, openRoster. */
const groupWords = (nameNow: (before: string) => string) => {
  const isAlike = (from: readonly string[], to: readonly string[]) => {
    const members = new Set(to)
    return from.length === to.length && from.every((name) => members.has(nameNow(name)))
  }
  return compare<GroupSettings>({
    name: elsewhere,
    members: word<readonly string[]>('group', asList(plainly), {
      cost: (from, to) => (isAlike(from, to) ? 'none' : 'may-fail-over'),
      note: (from, to) => (isAlike(from, to) ? undefined : oneState),
    }),
    trackInterfaces: elsewhere,
    trackScripts: elsewhere,
    trackFiles: elsewhere,
    trackProcesses: elsewhere,
    trackBfd: elsewhere,
  })
}

export function groupSteps({ old, now }: Sides<Understood>, matched: readonly Matched[]): readonly Step[] {
  const renamed = new Map<string, string>()
  for (const { from, to, anew } of matched) if (from && to && !anew) renamed.set(from.name, to.name)
  const words = groupWords((before) => renamed.get(before) ?? before)
  const name = (group: GroupSettings) => group.name
  const keys = { ofPresent: name, ofWanted: name }
  const { added, removed, kept } = difference(old.vrrp.groups, now.vrrp.groups, keys)
  return [
    ...removed.map((group) =>
      stepOf({ is: 'removed', keyword, name: group.name, notes: ['its members go on, each for itself'] }),
    ),
    ...kept.flatMap(({ present, wanted }) => {
      const of = (side: Understood) => ({
        notify: side.notify.groups[wanted.name],
        report: side.reports.groups[wanted.name],
      })
      const [before, after] = [of(old), of(now)]
      return changedStep({ keyword, name: wanted.name }, [
        ...words(present, wanted, keyword),
        ...toldChanges(before, after, keyword),
      ])
    }),
    ...added.map((group) =>
      stepOf({ is: 'added', keyword, name: group.name, cost: 'may-fail-over', notes: [oneState] }),
    ),
  ]
}
