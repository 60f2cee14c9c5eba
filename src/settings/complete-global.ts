/** global_defs: drafts to settings. */
import { seconds } from '../base/time.ts'
import type { Report } from '../conf/diagnostics.ts'
import type { GlobalDraft } from './global-rows.ts'
import type { GlobalSettings } from './settings.ts'

const mailConnectTimeout = seconds(30)

export function completeGlobal(draft: GlobalDraft, report: Report): GlobalSettings {
  if (draft.mailServer !== undefined && draft.mailTo.length > 0) {
    report({
      code: 'mail-not-yet',
      severity: 'warning',
      span: draft.mailServer.at,
      message: 'keepalived-ts sends no mail yet',
      instead: 'the addresses are accepted and nobody is written to',
    })
  }
  return {
    routerId: draft.routerId?.value,
    mail: {
      to: draft.mailTo,
      from: draft.mailFrom?.value,
      server: draft.mailServer?.value,
      connectTimeout: draft.mailConnectTimeout?.value ?? mailConnectTimeout,
    },
    scriptUser: draft.scriptUser?.value,
    scriptSecurity: draft.scriptSecurity !== undefined,
  }
}
