/** Steps of what instances follow: scripts, files, processes, BFD sessions; and of interfaces as a whole. */
import type { GarpGroup, InterfaceDelays, LinkPolling } from '../../track/settings.ts'
import type { Understood } from '../understood.ts'
import { namedSteps, type Sides, type Step } from './step.ts'
import { type Compare, word } from './words.ts'
import {
  bfdWords,
  delaysText,
  fileWords,
  garpGroupText,
  pollingText,
  processWords,
  scriptWords,
} from './words-track.ts'

const byName = ({ name }: { readonly name: string }) => name
const byInterface = (line: { readonly interface: string }) => line.interface

export function followedSteps({ old, now }: Sides<Understood>): readonly Step[] {
  const tracks = { old: old.tracks, now: now.tracks }
  return [
    ...namedSteps(
      { old: old.scripts, now: now.scripts },
      { keyword: 'vrrp_script', nameOf: byName, changes: scriptWords },
    ),
    ...namedSteps(
      { old: tracks.old.files, now: tracks.now.files },
      { keyword: 'track_file', nameOf: byName, changes: fileWords },
    ),
    ...namedSteps(
      { old: tracks.old.processes, now: tracks.now.processes },
      { keyword: 'vrrp_track_process', nameOf: byName, changes: processWords },
    ),
    ...namedSteps(
      { old: old.bfd, now: now.bfd },
      { keyword: 'bfd_instance', nameOf: byName, changes: bfdWords },
    ),
    ...namedSteps(
      { old: tracks.old.delays, now: tracks.now.delays },
      {
        ...{ keyword: 'interface_up_down_delays', nameOf: byInterface },
        changes: atTop<InterfaceDelays>('interface_up_down_delays', delaysText),
      },
    ),
    ...namedSteps(
      { old: tracks.old.polled, now: tracks.now.polled },
      {
        ...{ keyword: 'linkbeat_interfaces', nameOf: byInterface },
        changes: atTop<LinkPolling>('linkbeat_interfaces', pollingText),
      },
    ),
    ...namedSteps(
      { old: tracks.old.garpGroups, now: tracks.now.garpGroups },
      {
        ...{ keyword: 'garp_group', nameOf: ({ interfaces }: GarpGroup) => interfaces.join(' ') },
        changes: atTop<GarpGroup>('garp_group', garpGroupText),
      },
    ),
  ]
}

/** Each line as a whole, by the row at the top level. */
function atTop<T>(keyword: string, show: (line: T) => string): Compare<T> {
  const whole = word<T>(keyword, show)
  return (from, to) => whole(from, to, '')
}
