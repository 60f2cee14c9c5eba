/** HTTP_GET and SSL_GET: requests and their answers. keepalived.conf(5). Refuses a check without a url. */

import { readOne } from '../conf/bind.ts'
import { fieldsOf } from '../conf/fields.ts'
import { type Given, type Row, type Scene, setting, words } from '../conf/rows.ts'
import { boolean, choice, integer } from '../conf/values.ts'
import { type ConnectionDraft, connectionRows, isReachable } from './rows-connection.ts'
import { type CheckedServer, checkBlock, wordRow } from './rows-draft.ts'
import { sslOnlyRows, type UrlsDraft, urlRow, virtualHostRow } from './rows-url.ts'
import type { HttpVersion } from './settings.ts'

export interface HttpCheckDraft extends ConnectionDraft, UrlsDraft {
  readonly is: 'http' | 'ssl'
  version?: Given<HttpVersion>
  virtualHost?: Given<string>
  fastRecovery?: Given<boolean>
  sni?: Given<boolean>
  sniName?: Given<string>
  tlsCompliant?: Given<boolean>
}

const put = fieldsOf<HttpCheckDraft>()

const versions = choice(['1.0', '1.1', '1.0C', '1.0c'])

const httpRows: readonly Row<HttpCheckDraft>[] = [
  ...connectionRows({}, { retry: '1', delayBeforeRetry: '3' }),
  words('nb_get_retry', {
    parameters: 'NUMBER 0..4294967295',
    least: 1,
    about: 'The old name of retry',
    default: '1',
    read: (statement, { timing }: HttpCheckDraft, scene) => {
      const [keyword, word] = statement.words
      scene.report({
        code: 'deprecated-keyword',
        severity: 'warning',
        span: keyword.span,
        message: 'nb_get_retry is deprecated',
        instead: 'it is read as retry',
        suggestion: 'retry',
      })
      const kind = integer({ min: 0, max: 4294967295 })
      const value = word && readOne(word, { keyword: 'nb_get_retry', kind, fallback: '1' }, scene)
      if (word !== undefined && value !== undefined) timing.retry = { value, at: word.span }
    },
  }),
  virtualHostRow('that of real_server, else of virtual_server, else address:port', 'replaces'),
  wordRow('http_protocol', {
    parameters: '1.0|1.0C|1.1',
    about: 'The version in the request; 1.0C is 1.0 with the header Connection: close',
    default: '1.0',
    read: (word, draft: HttpCheckDraft, scene) => {
      const as = { keyword: 'http_protocol', kind: versions, fallback: '1.0' }
      const value = readOne(word, as, scene)
      if (value === undefined) return
      draft.version = { value: value === '1.0c' ? '1.0C' : value, at: word.span }
    },
  }),
  setting('enable_sni', {
    kind: boolean,
    absent: true,
    about: 'Send the host name in the TLS handshake (SNI); SSL_GET only',
    default: 'off',
    put: put('sni'),
  }),
  words('sni_name', {
    parameters: '[NAME]',
    least: 0,
    since: '2.4.0',
    about: 'Host name for SNI; switches enable_sni on',
    default: 'that of virtualhost',
    read: (statement, draft: HttpCheckDraft) => {
      const [keyword, word] = statement.words
      draft.sni = { value: true, at: keyword.span }
      if (word !== undefined) draft.sniName = { value: word.text, at: word.span }
    },
  }),
  setting('fast_recovery', {
    kind: boolean,
    absent: true,
    about: 'No pause between the urls while the server is on its way up',
    default: 'off',
    put: put('fastRecovery'),
  }),
]

/** Called at the end: urls without path go, and a check needs one that stays. */
function isWhole(draft: HttpCheckDraft, scene: Scene): boolean {
  if (draft.urls.length === 0) {
    const keyword = draft.is === 'http' ? 'HTTP_GET' : 'SSL_GET'
    scene.report({
      code: 'check-incomplete',
      severity: 'error',
      span: draft.at,
      message: `${keyword} has nothing to ask for: it needs a url with a path`,
      instead: 'the check is left out',
    })
    return false
  }
  return isReachable(draft, scene)
}

export const httpCheckRow: Row<CheckedServer<HttpCheckDraft>> = checkBlock('HTTP_GET', {
  later: true,
  about: 'The server is up when its answers to HTTP requests are as given here',
  rows: [...httpRows, urlRow({ overTls: false })],
  open: (head): HttpCheckDraft => ({ ...head, is: 'http', timing: {}, urls: [] }),
  isWhole,
})

export const sslCheckRow: Row<CheckedServer<HttpCheckDraft>> = checkBlock('SSL_GET', {
  later: true,
  about:
    'The server is up when its answers to HTTPS requests are as given here; certificates are not verified',
  rows: [...httpRows, ...sslOnlyRows, urlRow({ overTls: true })],
  open: (head): HttpCheckDraft => ({ ...head, is: 'ssl', timing: {}, urls: [] }),
  isWhole,
})
