/** Somebody to write to, and nothing that writes: instances do not unless smtp_alert says so. */
import type { Lint } from './lint.ts'

export const mailNeverSent: Lint = {
  code: 'mail-never-sent',
  severity: 'note',
  *find({ draft, understood, instances, services }) {
    const { mailTo, mailServer } = draft.global
    if (mailTo.length === 0 || mailServer === undefined) return
    if (instances.length === 0 && services.length === 0) return
    const { reports } = understood
    const told = [...Object.values(reports.instances), ...Object.values(reports.groups)]
    if (told.some(({ mail }) => mail)) return
    const servers = services.flatMap(({ settings }) => [settings, ...settings.realServers])
    if (servers.some(({ smtpAlert }) => smtpAlert)) return
    yield {
      at: mailServer.at,
      message:
        `${mailTo.length === 1 ? 'somebody' : 'some people'} should get mails, but there is no ` +
        'smtp_alert',
      instead: 'no mail is ever sent; write smtp_alert in global_defs, or in the instances that matter',
    }
  },
}
