/** What is defined to be tracked, and nobody tracks. Scripts are script-unused. */
import type { Definition } from '../../track/drafts.ts'
import type { TrackersDraft } from '../../track/kind.ts'
import type { Ground } from './ground.ts'
import type { Lint } from './lint.ts'

export const trackerUnused: Lint = {
  code: 'tracker-unused',
  severity: 'note',
  *find(ground) {
    const { draft } = ground
    const checked = checkedBy(ground)
    const definitions = [
      { block: 'track_file', list: 'trackFiles', all: draft.files, used: checked.files },
      { block: 'vrrp_track_process', list: 'trackProcesses', all: draft.processes, used: [] },
      { block: 'bfd_instance', list: 'trackBfd', all: draft.bfd.values(), used: checked.bfd },
    ] as const
    for (const { block, list, all, used } of definitions) {
      const named = new Set([...used, ...trackedIn(ground, list)])
      for (const { name } of all as Iterable<Definition>) {
        if (named.has(name.value)) continue
        yield {
          at: name.at,
          message: `nobody tracks ${block} ${name.value}`,
          instead: 'whatever becomes of it changes nothing; name it where it should count, or take it out',
        }
      }
    }
  },
}

function* trackedIn({ draft }: Ground, list: keyof TrackersDraft): Iterable<string> {
  for (const one of [...draft.instances, ...draft.groups]) {
    for (const { name } of one[list]) yield name.value
  }
}

function checkedBy({ draft }: Ground) {
  const files = new Set<string>()
  const bfd = new Set<string>()
  for (const { realServers } of draft.services) {
    for (const check of realServers.flatMap(({ checks }) => checks)) {
      if (check.is === 'file') for (const { value } of check.files) files.add(value)
      if (check.is === 'bfd' && check.instance !== undefined) bfd.add(check.instance.value)
    }
  }
  return { files, bfd }
}
