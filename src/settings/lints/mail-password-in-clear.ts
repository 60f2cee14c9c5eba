/** A password that everybody between here and the mail server can read. */
import type { Lint } from './lint.ts'

/** Of this host itself: nothing is between. */
const own = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/

export const mailPasswordInClear: Lint = {
  code: 'mail-password-in-clear',
  severity: 'warning',
  *find({ draft }) {
    const { mailPassword, mailStartTls, mailServer } = draft.global
    if (mailPassword === undefined || mailServer === undefined) return
    if (own.test(mailServer.value.host) || (mailStartTls?.value ?? 'off') !== 'off') return
    yield {
      at: mailPassword.at,
      message: 'smtp_password goes over the network in the clear, because there is no smtp_starttls',
      instead: 'it is sent all the same, when the mail server asks for it',
    }
  },
}
