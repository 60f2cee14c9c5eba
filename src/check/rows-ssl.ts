/** SSL at the top level: what SSL_GET shows of itself to servers. keepalived.conf(5), SSL. */
import type { Given, Row } from '../conf/rows.ts'
import { wordRow } from './rows-draft.ts'

export interface SslDraft {
  password?: Given<string>
  ca?: Given<string>
  certificate?: Given<string>
  key?: Given<string>
}

export const sslRows: readonly Row<SslDraft>[] = [
  fileRow('password', 'Password of the private key', 'PASSWORD'),
  fileRow(
    'ca',
    'File with certificates of authorities, for the chain; servers are not verified with it',
    'PATH',
  ),
  fileRow('certificate', 'File with the client certificate', 'PATH'),
  fileRow('key', 'File with the private key of the certificate', 'PATH'),
]

function fileRow(keyword: keyof SslDraft, about: string, parameters: string): Row<SslDraft> {
  return wordRow(keyword, {
    parameters,
    repeat: 'replaces',
    about,
    default: 'none',
    read: (word, draft: SslDraft) => {
      draft[keyword] = { value: word.text, at: word.span }
    },
  })
}
