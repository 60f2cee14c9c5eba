/** SMTP_CHECK: a greeting, HELO and QUIT. keepalived.conf(5), SMTP_CHECK. */
import { block, type Given, type Row, type Scene } from '../conf/rows.ts'
import { type ConnectionDraft, connectionRows, isReachable, settleSource } from './rows-connection.ts'
import { type CheckedServer, checkBlock, wordRow } from './rows-draft.ts'

export interface SmtpCheckDraft extends ConnectionDraft {
  readonly is: 'smtp'
  heloName?: Given<string>
  /** Each is a check of its own beside this one. */
  readonly hosts: ConnectionDraft[]
}

function isWhole(draft: ConnectionDraft, scene: Scene): boolean {
  settleSource(draft, scene)
  return isReachable(draft, scene)
}

const host: Row<SmtpCheckDraft> = block('host', {
  parameters: '',
  about: 'A further SMTP server, checked on its own; the old way to write several SMTP_CHECK blocks',
  rows: connectionRows(),
  open: (statement, { serverAddress }: SmtpCheckDraft, scene): ConnectionDraft => {
    const at = statement.keyword.span
    scene.report({
      code: 'deprecated-keyword',
      severity: 'note',
      span: at,
      message: 'host in SMTP_CHECK is deprecated: write one SMTP_CHECK for each server',
      instead: 'it is read as a further SMTP_CHECK',
    })
    return { at, serverAddress, timing: {}, addressMayFollow: true }
  },
  close: (inner, check, scene) => {
    if (isWhole(inner, scene)) check.hosts.push(inner)
  },
})

const smtpRows: readonly Row<SmtpCheckDraft>[] = [
  wordRow('helo_name', {
    parameters: 'NAME',
    repeat: 'replaces',
    about: 'Host name in the HELO of the check',
    default: 'smtpchecker.keepalived.org',
    read: (word, draft: SmtpCheckDraft) => {
      draft.heloName = { value: word.text, at: word.span }
    },
  }),
  host,
  ...connectionRows(),
]

export const smtpCheckRow: Row<CheckedServer<SmtpCheckDraft>> = checkBlock('SMTP_CHECK', {
  later: true,
  about: 'The server is up when it greets and answers HELO with success',
  rows: smtpRows,
  open: (head): SmtpCheckDraft => ({ ...head, is: 'smtp', timing: {}, hosts: [], addressMayFollow: true }),
  isWhole,
})
