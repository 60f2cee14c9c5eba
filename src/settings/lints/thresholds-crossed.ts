/** Thresholds that the kernel refuses together with their real server: ipvsadm(8), --l-threshold. */
import { alsoAt, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'

export const thresholdsCrossed: Lint = {
  code: 'thresholds-crossed',
  severity: 'warning',
  *find({ services }) {
    for (const { draft } of services) {
      for (const { head, lowerThreshold: lower, upperThreshold: upper } of draft.realServers) {
        const most = upper?.value ?? 0
        if (lower === undefined || lower.value <= most) continue
        const other =
          upper === undefined ? 'no uthreshold' : `uthreshold ${most} (${lineOf(upper.at, lower.at)})`
        yield {
          at: lower.at,
          ...alsoAt(upper?.at, 'uthreshold'),
          message: `real_server ${head.address} has lthreshold ${lower.value} and ${other}`,
          instead:
            'the kernel refuses the server: it gets no connections; uthreshold must not be below lthreshold',
        }
      }
    }
  },
}
