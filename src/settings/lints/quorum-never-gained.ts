/** A quorum that all real servers together do not gain: keepalived.conf(5), quorum and hysteresis. */
import type { WholeVirtualServer } from '../lvs/blocks-lvs.ts'
import { alsoAt, lineOf } from './ground.ts'
import type { Lint } from './lint.ts'
import { nameOf } from './service-addresses.ts'

export const quorumNeverGained: Lint = {
  code: 'quorum-never-gained',
  severity: 'warning',
  *find({ services }) {
    for (const { settings, draft } of services) {
      const { quorum, hysteresis, realServers, sorryServer } = settings
      const total = realServers.reduce((sum, { weight }) => sum + weight, 0)
      const band = draft.hysteresis
      if (band === undefined || quorum + hysteresis <= total || weightsMove(draft)) continue
      const where = draft.quorum === undefined ? '' : ` (${lineOf(draft.quorum.at, band.at)})`
      yield {
        at: band.at,
        ...alsoAt(draft.quorum?.at, 'quorum'),
        message:
          `virtual_server ${nameOf(settings)} needs quorum ${quorum}${where} and hysteresis ${hysteresis}, ` +
          `${quorum + hysteresis}, to come up, and all its real servers weigh ${total}`,
        instead:
          sorryServer === undefined
            ? 'it never has its quorum, and quorum_up never runs'
            : 'it never has its quorum: the sorry server gets everything, also while all servers are good',
      }
    }
  },
}

/** Some checks change weights. */
function weightsMove({ realServers }: WholeVirtualServer): boolean {
  return realServers.some(({ checks }) =>
    checks.some((check) => check.is === 'file' || (check.is === 'misc' && check.dynamic !== undefined)),
  )
}
