/** Mails that are asked for and that nobody could send or get. */
import type { Given } from '../../conf/rows.ts'
import type { Ground } from './ground.ts'
import type { Lint } from './lint.ts'

export const mailGoesNowhere: Lint = {
  code: 'mail-goes-nowhere',
  severity: 'warning',
  *find(ground) {
    const { mailTo, mailServer } = ground.draft.global
    const lacking = [
      ...(mailTo.length === 0 ? ['notification_email'] : []),
      ...(mailServer === undefined ? ['smtp_server'] : []),
    ]
    if (lacking.length === 0) return
    const asked = given(ground).find((one) => one?.value === true)
    if (asked === undefined) return
    yield {
      at: asked.at,
      message: `mails are asked for, but global_defs has no ${lacking.join(' and no ')}`,
      instead: 'no mail is ever sent',
    }
  },
}

function given({ draft }: Ground): readonly (Given<boolean> | undefined)[] {
  const { global, instances, groups, services } = draft
  return [
    ...[global.smtpAlert, global.smtpAlertVrrp, global.smtpAlertChecker],
    ...[...instances, ...groups].map(({ report }) => report.mail),
    ...services.flatMap((service) => [
      service.smtpAlert,
      ...service.realServers.map(({ smtpAlert }) => smtpAlert),
    ]),
  ]
}
