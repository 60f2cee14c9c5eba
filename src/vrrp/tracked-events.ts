/**
 * What a report of a tracked thing has to say about each instance that follows it, before anything comes of
 * it: keepalived tells files that become a fault and BFD sessions. Refuses to judge: standing.ts does.
 */
import type { TrackReport } from '../track/report.ts'
import type { VrrpEvent } from './events.ts'
import type { InstanceSettings } from './settings.ts'
import { isFileFault } from './standing.ts'

/** `before`: what the same thing reported last; nothing is told of a first report. */
export function tellTracked(
  settings: Pick<InstanceSettings, 'name' | 'trackFiles'>,
  before: TrackReport | undefined,
  report: TrackReport,
): readonly VrrpEvent[] {
  const { name: instance } = settings
  if (before === undefined) return []
  if (report.of === 'bfd') {
    return [{ is: 'tracked-bfd', instance, bfd: report.name, up: report.verdict === 'good' }]
  }
  const track = settings.trackFiles.find(({ name }) => name === report.name)
  if (report.of !== 'file' || before.of !== 'file' || track === undefined) return []
  const fault = isFileFault(track, report.value)
  return fault === isFileFault(track, before.value)
    ? []
    : [{ is: 'tracked-file', instance, file: report.name, fault }]
}
