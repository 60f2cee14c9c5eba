/** A quorum that nothing and nobody hears of. */
import type { Lint } from './lint.ts'
import { nameOf } from './service-addresses.ts'

export const quorumWithoutEffect: Lint = {
  code: 'quorum-without-effect',
  severity: 'note',
  *find({ services, understood: { global } }) {
    if (global.fifos.all !== undefined || global.fifos.lvs !== undefined || global.snmp.traps) return
    for (const { settings, draft } of services) {
      const { quorumUp, quorumDown, sorryServer, smtpAlert } = settings
      if (draft.quorum === undefined || draft.quorum.value === 1) continue
      if (quorumUp !== undefined || quorumDown !== undefined || sorryServer !== undefined || smtpAlert)
        continue
      yield {
        at: draft.quorum.at,
        message:
          `virtual_server ${nameOf(settings)} has a quorum, but no sorry_server, quorum_down or ` +
          'smtp_alert',
        instead: 'when the quorum is lost, only the log says so: the servers that are left get everything',
      }
    }
  },
}
