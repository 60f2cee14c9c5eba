/** keepalived.stats: the counters of every instance in a file that exporters read. */

import type { Failure } from '../io/failure.ts'
import { replaceFile } from '../io/replace-file.ts'
import { statisticsText } from '../observe/statistics.ts'
import type { Counters } from '../vrrp/events.ts'

/** Where keepalived writes it: $TMPDIR or /tmp. */
export function writeStatistics(instances: Readonly<Record<string, Counters>>): Failure | undefined {
  const directory = process.env['TMPDIR'] ?? '/tmp'
  return replaceFile(`${directory}/keepalived.stats`, statisticsText(instances))
}
