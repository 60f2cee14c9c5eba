/** Checks without delay_loop: the default is a minute. */
import type { CheckSettings } from '../../check/settings.ts'
import type { WholeRealServer } from '../lvs/blocks-lvs.ts'
import type { Lint } from './lint.ts'
import { nameOf } from './service-addresses.ts'

export const checksOnceAMinute: Lint = {
  code: 'checks-once-a-minute',
  severity: 'note',
  *find({ services }) {
    for (const { settings, draft } of services) {
      if (draft.timing.delayLoop !== undefined || !draft.realServers.some(saysNothing)) continue
      const longest = Math.max(
        ...settings.realServers.flatMap(({ checks }) => checks.map(secondsUntilNoticed)),
      )
      yield {
        at: draft.head.at,
        message:
          `virtual_server ${nameOf(settings)} names no delay_loop: its servers are checked once a ` +
          'minute',
        instead: `a server that dies gets connections for up to ${longest} s; delay_loop 5 is no burden`,
      }
    }
  },
}

function saysNothing({ timing, checks }: WholeRealServer): boolean {
  if (timing.delayLoop !== undefined) return false
  return checks.some(
    (check) => check.is !== 'file' && check.is !== 'bfd' && check.timing.delayLoop === undefined,
  )
}

/** From the end of a good check to the last of the tries that take the server down. */
function secondsUntilNoticed(check: CheckSettings): number {
  if (check.is === 'file' || check.is === 'bfd') return 0
  const { delayLoop, retry, delayBeforeRetry } = check.timing
  const each = check.is === 'misc' ? check.timeout : check.connectTimeout
  return Math.ceil((delayLoop + each * (retry + 1) + delayBeforeRetry * retry) / 1e6)
}
