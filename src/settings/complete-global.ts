/** global_defs: drafts to settings. */
import { seconds } from '../base/time.ts'
import type { GlobalDraft } from './global-rows.ts'
import type { GlobalSettings } from './settings.ts'

const mailConnectTimeout = seconds(30)

export function completeGlobal(draft: GlobalDraft): GlobalSettings {
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
