/**
 * The track_* blocks of vrrp_instance and vrrp_sync_group, one for each kind: `NAME [weight N
 * [reverse|noreverse]]`. keepalived.conf(5), track_interface. Refuses entries whose words are not that, as
 * keepalived does; whether the name is known is judged when all definitions are.
 */
import { list, type Row, type Scene } from '../conf/rows.ts'
import type { Word } from '../conf/words.ts'
import type { TrackEntryDraft, TrackersDraft, TrackKind } from './kind.ts'
import { trackKinds } from './kinds.ts'
import { readDirection, readWeight, reportWeight } from './weight.ts'

export function emptyTrackers(): TrackersDraft {
  return { trackInterfaces: [], trackScripts: [], trackFiles: [], trackProcesses: [], trackBfd: [] }
}

export const trackerRows: readonly Row<TrackersDraft>[] = trackKinds.map(entriesRow)

function entriesRow(kind: TrackKind): Row<TrackersDraft> {
  const { max } = kind.limit
  const directions = kind.noreverse ? 'reverse|noreverse' : 'reverse'
  const name = kind.into === 'trackInterfaces' ? 'INTERFACE' : 'NAME'
  const weight = `NUMBER -${max}..${max} [${directions}]`
  return list(kind.entries, {
    parameters: `${name} [weight ${weight}]`,
    about: kind.about,
    ...(kind.later ? { later: true as const } : {}),
    entries: [
      { name: 'weight', synonyms: [], parameters: weight, about: 'What it does to the priority; 0: a fault' },
    ],
    entry: (words, draft: TrackersDraft, scene) => {
      const entry = readEntry(words, kind, scene)
      if (entry !== undefined) draft[kind.into].push(entry)
    },
  })
}

function readEntry(
  [name, option, number, direction]: readonly [Word, ...Word[]],
  kind: TrackKind,
  scene: Scene,
): TrackEntryDraft | undefined {
  const entry: TrackEntryDraft = { name: { value: name.text, at: name.span } }
  if (option === undefined) return entry
  const instead = `${name.text} is not tracked`
  if (option.text !== 'weight') {
    const message = `${kind.entries} knows only "weight" after the name, not "${option.text}"`
    reportWeight(option, { message, instead }, scene)
    return undefined
  }
  if (number === undefined) {
    reportWeight(option, { message: `the weight of ${name.text} lacks its number`, instead }, scene)
    return undefined
  }
  const weight = readWeight(number, kind.limit, scene)
  if (weight !== undefined) entry.weight = weight
  if (direction === undefined) return entry
  const drops = kind.strayDirection === 'drops-entry'
  const rule = { noreverse: kind.noreverse, instead: drops ? instead : 'it is ignored' }
  const { reverse, known } = readDirection(direction, rule, scene)
  if (reverse !== undefined) entry.reverse = reverse
  return known || !drops ? entry : undefined
}
