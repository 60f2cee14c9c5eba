/**
 * HTTP_GET and SSL_GET: drafts to settings. The host of a request is that of its url, of the check, of the
 * real server or of the virtual server, whichever comes first. keepalived.conf(5), virtualhost.
 */
import type { HttpCheckDraft } from '../../check/rows-http.ts'
import type { UrlDraft } from '../../check/rows-url.ts'
import type { Connection, HttpCheckSettings, SslCheckSettings, TimedCheck } from '../../check/settings.ts'
import type { HttpUrl, PatternSettings, SslUrl, StatusRange } from '../../check/settings-url.ts'
import type { CheckPlace } from './complete-checks.ts'

const usualStatuses: readonly StatusRange[] = [{ from: 200, to: 299 }]

/** Undefined when no url is left; that was reported where the block ended. */
export function completeHttpCheck(
  draft: HttpCheckDraft,
  base: TimedCheck & Connection,
  place: CheckPlace,
): HttpCheckSettings | SslCheckSettings | undefined {
  const version = draft.version?.value ?? '1.0'
  const fastRecovery = draft.fastRecovery?.value ?? false
  const [first, ...others] = draft.urls.map((url) => completeUrl(url, draft, place))
  if (first === undefined) return undefined
  const whole = { ...base, version, fastRecovery }
  if (draft.is === 'ssl') return { is: 'ssl', ...whole, urls: [first, ...others] }
  return { is: 'http', ...whole, urls: [withoutTls(first), ...others.map(withoutTls)] }
}

function completeUrl(url: UrlDraft, check: HttpCheckDraft, { server, service }: CheckPlace): SslUrl {
  const host = (url.virtualHost ?? check.virtualHost ?? server.virtualHost ?? service.virtualHost)?.value
  return {
    path: url.path?.value ?? '',
    host,
    statuses: url.statuses.length === 0 ? usualStatuses : url.statuses,
    digest: url.digest?.value,
    pattern: completePattern(url),
    // keepalived leaves out the name of the real server here: quirks.ts, sniOfRealServer.
    serverName: check.sni?.value === true ? (check.sniName?.value ?? host) : undefined,
    tlsCompliant: (url.tlsCompliant ?? check.tlsCompliant)?.value ?? false,
  }
}

function withoutTls({ path, host, statuses, digest, pattern }: SslUrl): HttpUrl {
  return { path, host, statuses, digest, pattern }
}

function completePattern(url: UrlDraft): PatternSettings | undefined {
  if (url.pattern === undefined) return undefined
  return {
    source: url.pattern.value,
    negated: url.negated !== undefined,
    options: [...new Set(url.patternOptions.map(({ value }) => value))],
    offsetMin: url.offsetMin?.value ?? 0,
    offsetMax: url.offsetMax?.value,
    stack: url.stack?.value,
  }
}
