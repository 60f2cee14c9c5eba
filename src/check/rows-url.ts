/**
 * url in HTTP_GET and SSL_GET: one request and what its answer must be. keepalived.conf(5), url. Refuses a
 * url without a path.
 */

import { err, ok } from '../base/result.ts'
import type { Span } from '../base/span.ts'
import { fieldsOf } from '../conf/fields.ts'
import { block, type Given, type Row, type Scene, setting, words } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { boolean, type Kind } from '../conf/values.ts'
import { wordRow } from './rows-draft.ts'
import { type PatternDraft, patternRows, settlePattern } from './rows-pattern.ts'
import type { StatusRange } from './settings-url.ts'

export interface UrlDraft extends PatternDraft {
  readonly at: Span
  path?: Given<string>
  digest?: Given<string>
  readonly statuses: StatusRange[]
  virtualHost?: Given<string>
  tlsCompliant?: Given<boolean>
}

const put = fieldsOf<UrlDraft>()

export interface UrlsDraft {
  readonly urls: UrlDraft[]
}

/** Also an empty one: keepalived sends what it is given. */
const requestPath: Kind<string> = { shape: 'PATH', read: ok }

const digest: Kind<string> = {
  shape: 'MD5',
  read: (word) =>
    /^[0-9a-fA-F]{32}$/.test(word)
      ? ok(word.toLowerCase())
      : err({ code: 'not-a-value', problem: 'is no MD5 digest of 32 hexadecimal digits' }),
}

const statusMin = 100
const statusMax = 599

function statusRange(word: string): StatusRange | undefined {
  const [, first, last = first] = /^\+?(\d+)(?:-\+?(\d+))?$/.exec(word) ?? []
  if (first === undefined) return undefined
  const from = Number(first)
  const to = Number(last)
  return from >= statusMin && to <= statusMax && from <= to ? { from, to } : undefined
}

function readStatuses(statement: Statement, draft: UrlDraft, scene: Scene): void {
  for (const word of statement.words.slice(1)) {
    const range = statusRange(word.text)
    if (range !== undefined) draft.statuses.push(range)
    else {
      scene.report({
        code: 'bad-status-code',
        severity: 'error',
        span: word.span,
        message: `status_code: "${word.text}" is no code of ${statusMin}..${statusMax} nor a range of them`,
        instead: 'it is left out',
      })
    }
  }
}

const urlRows: readonly Row<UrlDraft>[] = [
  setting('path', {
    kind: requestPath,
    repeat: 'replaces',
    about: 'Path of the request',
    put: put('path'),
  }),
  setting('digest', {
    kind: digest,
    repeat: 'first-wins',
    about: 'MD5 digest that the body of the answer must have',
    default: 'none',
    put: put('digest'),
  }),
  words('status_code', {
    parameters: 'NUMBER|NUMBER-NUMBER...',
    least: 0,
    repeat: 'appends',
    about: 'Status codes that count as success, singly or as ranges',
    default: '200-299',
    read: readStatuses,
  }),
  virtualHostRow('that of the check', 'last-wins'),
  ...patternRows,
]

const tlsCompliantRow: Row<{ tlsCompliant?: Given<boolean> }> = setting('tls_compliant', {
  kind: boolean,
  absent: true,
  since: '2.2.8',
  about: 'End connections with close_notify, as TLS has it',
  default: 'off',
  put: (draft: { tlsCompliant?: Given<boolean> }, given) => {
    draft.tlsCompliant = given
  },
})

/** In a check, in a url, and in the blocks around them. */
export function virtualHostRow(
  byDefault: string,
  repeat: 'last-wins' | 'replaces',
): Row<{ virtualHost?: Given<string> }> {
  return wordRow('virtualhost', {
    parameters: 'NAME',
    repeat,
    about: 'Host header of the request',
    default: byDefault,
    read: (word, draft: { virtualHost?: Given<string> }) => {
      draft.virtualHost = { value: word.text, at: word.span }
    },
  })
}

export const sslOnlyRows: readonly Row<{ tlsCompliant?: Given<boolean> }>[] = [tlsCompliantRow]

export function urlRow({ overTls }: { readonly overTls: boolean }): Row<UrlsDraft> {
  return block('url', {
    parameters: '',
    about: 'One request, and what its answer must be',
    rows: [...urlRows, ...(overTls ? sslOnlyRows : [])],
    open: (statement): UrlDraft => ({ at: statement.keyword.span, statuses: [], patternOptions: [] }),
    close: (url, draft: UrlsDraft, scene) => {
      settlePattern(url, scene)
      if (url.path === undefined) reportNoPath(url, scene)
      else draft.urls.push(url)
    },
  })
}

function reportNoPath({ at }: UrlDraft, scene: Scene): void {
  scene.report({
    code: 'url-without-path',
    severity: 'error',
    span: at,
    message: 'this url has no path',
    instead: 'it is left out',
  })
}
