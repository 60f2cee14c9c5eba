/**
 * HTTP_GET and SSL_GET: requests, and what their answers must be. The statuses were measured with `keepalived
 * -t` of 2.2.7 where that does not crash; where ours differ, the row names the quirk.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsQuirks } from '../../src/settings/quirks.ts'
import { checked, inside, only, server, table, url } from './checks-table.ts'
import { load } from './example-host.ts'

test('a request: path, host, status codes, digest and pattern', () => {
  const lines = `status_code 200-299 404
status_code 503
digest 9B3A0C85A887A256D6939DA88AABD8CD
virtualhost www.example.com
regex "all  is\\\\s+well"
regex_no_match
regex_options caseless utf
regex_options caseless
regex_min_offset 10
regex_max_offset 2000
regex_stack 1000 20000`
  assert.deepEqual(only('http', url(lines)).urls, [
    {
      path: '/',
      host: 'www.example.com',
      statuses: [
        { from: 200, to: 299 },
        { from: 404, to: 404 },
        { from: 503, to: 503 },
      ],
      digest: '9b3a0c85a887a256d6939da88aabd8cd',
      pattern: {
        source: 'all  is\\s+well',
        negated: true,
        options: ['caseless', 'utf'],
        offsetMin: 10,
        offsetMax: 2000,
        stack: { start: 1000, max: 20000 },
      },
    },
  ])
  const [bare] = only('http', url('')).urls
  assert.deepEqual(bare.statuses, [{ from: 200, to: 299 }])
  assert.deepEqual([bare.host, bare.digest, bare.pattern], [undefined, undefined, undefined])
})

test('the host is that of the url, of the check, of the real server or of the virtual server', () => {
  const host = ([service = '', realServer = '', check = '', inUrl = '']: readonly string[]) => {
    const lines = `${realServer}\nHTTP_GET {\n${check}\nurl {\npath /\n${inUrl}\n}\n}`
    const { understood } = load(server(service, lines))
    const [found] = understood.lvs.services[0]?.realServers[0]?.checks ?? []
    return found?.is === 'http' && found.urls[0].host
  }
  const name = (letter: string) => `virtualhost ${letter}.example`
  assert.equal(host([name('a'), name('b'), name('c'), name('d')]), 'd.example')
  assert.equal(host([name('a'), name('b'), name('c'), '']), 'c.example')
  assert.equal(host([name('a'), name('b'), '', '']), 'b.example')
  assert.equal(host([name('a'), '', '', '']), 'a.example')
  assert.equal(host(['', '', '', '']), undefined)
})

test('the whole of HTTP_GET', () => {
  const lines = `http_protocol 1.0c\nfast_recovery\nretry 2\nurl {\npath /a\n}\nurl {\npath /b\n}`
  const { version, fastRecovery, urls, timing } = only('http', inside('HTTP_GET', lines))
  assert.deepEqual([version, fastRecovery, timing.retry], ['1.0C', true, 2])
  assert.deepEqual(
    urls.map(({ path }) => path),
    ['/a', '/b'],
  )
  assert.equal(only('http', inside('HTTP_GET', 'nb_get_retry 7\nurl {\npath /\n}')).timing.retry, 7)
})

test('TLS: who is named and how a connection ends', () => {
  const names = (check: string, realServer = '') => {
    const lines = `${realServer}\nSSL_GET {\n${check}\nurl {\npath /\n}\n}`
    const [found] = checked(lines).checks
    return found?.is === 'ssl' && [found.urls[0].serverName, found.urls[0].tlsCompliant]
  }
  assert.deepEqual(names('virtualhost a.example'), [undefined, false])
  assert.deepEqual(names('virtualhost a.example\nenable_sni'), ['a.example', false])
  assert.deepEqual(names('virtualhost a.example\nsni_name b.example'), ['b.example', false])
  assert.deepEqual(names('virtualhost a.example\nsni_name'), ['a.example', false])
  assert.deepEqual(names('enable_sni'), [undefined, false])
  assert.deepEqual(names('tls_compliant'), [undefined, true])
  assert.ok('sniOfRealServer' in settingsQuirks)
  assert.deepEqual(names('enable_sni', 'virtualhost r.example'), ['r.example', false])
  const own = 'tls_compliant\nurl {\npath /\ntls_compliant off\n}\nurl {\npath /b\n}'
  const { urls } = only('ssl', inside('SSL_GET', own))
  assert.deepEqual(
    urls.map(({ tlsCompliant }) => tlsCompliant),
    [false, true],
  )
})

table('requests', [
  { lines: 'HTTP_GET {\n}', status: 5, codes: ['check-incomplete'], checks: 0, quirk: 'checkWithoutUrl' },
  {
    lines: 'HTTP_GET {\nurl {\nstatus_code 200\n}\n}',
    status: 5,
    codes: ['url-without-path', 'check-incomplete'],
    checks: 0,
    quirk: 'checkWithoutUrl',
  },
  { lines: 'HTTP_GET {\nurl {\npath /\n}\nurl {\n}\n}', status: 5, codes: ['url-without-path'] },
  { lines: 'HTTP_GET {\nurl {\npath ""\n}\n}', status: 0 },
  {
    lines: 'HTTP_GET {\nurl {\npath\n}\n}',
    status: 2,
    codes: ['missing-parameter', 'url-without-path', 'check-incomplete'],
    checks: 0,
  },
  // 2.2.7 says nothing of the words that are replaced; 2.4 does.
  { lines: url('path /b'), status: 5, codes: ['repeated-keyword'] },
  {
    lines: inside('HTTP_GET', 'virtualhost a\nvirtualhost b\nurl {\npath /\n}'),
    status: 5,
    codes: ['repeated-keyword'],
  },
  { lines: url('virtualhost a\nvirtualhost b'), status: 0, codes: ['repeated-keyword'] },
  { lines: url('virtualhost'), status: 5, codes: ['value-missing'] },
  { lines: inside('HTTP_GET', 'virtualhost\nurl {\npath /\n}'), status: 5, codes: ['value-missing'] },
  { lines: url('digest 123'), status: 5, codes: ['not-a-value'] },
  { lines: url('digest 9b3a0c85a887a256d6939da88aabd8cz'), status: 5, codes: ['not-a-value'] },
  { lines: url('digest'), status: 2, codes: ['missing-parameter'] },
  { lines: url('status_code'), status: 0 },
  { lines: url('status_code 99'), status: 5, codes: ['bad-status-code'] },
  { lines: url('status_code 600'), status: 5, codes: ['bad-status-code'] },
  { lines: url('status_code 200-'), status: 5, codes: ['bad-status-code'] },
  { lines: url('status_code 300-200'), status: 5, codes: ['bad-status-code'] },
  { lines: url('status_code 200-200'), status: 0 },
  { lines: url('status_code 100-599'), status: 0 },
  { lines: url('status_code 200,201'), status: 5, codes: ['bad-status-code'] },
  { lines: url('status_code 200 - 299'), status: 5, codes: ['bad-status-code'] },
  { lines: inside('HTTP_GET', 'nb_get_retry 3\nurl {\npath /\n}'), status: 5, codes: ['deprecated-keyword'] },
  { lines: inside('HTTP_GET', 'http_protocol 2\nurl {\npath /\n}'), status: 5, codes: ['not-a-value'] },
  { lines: inside('HTTP_GET', 'http_protocol 1.1C\nurl {\npath /\n}'), status: 5, codes: ['not-a-value'] },
  { lines: inside('HTTP_GET', 'http_protocol\nurl {\npath /\n}'), status: 5, codes: ['value-missing'] },
  { lines: inside('HTTP_GET', 'enable_sni maybe\nurl {\npath /\n}'), status: 5, codes: ['not-a-value'] },
  { lines: inside('HTTP_GET', 'tls_compliant\nurl {\npath /\n}'), status: 5, codes: ['misplaced-keyword'] },
])

table('patterns', [
  { lines: url('regex a b'), status: 5, codes: ['regex-of-many-words'] },
  { lines: url("regex 'a b'"), status: 0 },
  { lines: url('regex'), status: 5, codes: ['value-missing'] },
  { lines: url('regex a\nregex b'), status: 5, codes: ['repeated-keyword'] },
  { lines: url('regex "a(b"'), status: 5, codes: ['bad-regex'], quirk: 'badRegex' },
  {
    lines: url('regex "ab'),
    status: 5,
    codes: ['quote-not-closed', 'script-quote-not-closed'],
    quirk: 'openQuoteOfScript',
  },
  { lines: url('regex "a\\d"'), status: 0, codes: ['regex-escape-lost'] },
  { lines: url('regex "a\\\\d"'), status: 0 },
  { lines: url('regex a\nregex_options zork'), status: 0, codes: ['regex-parameter'] },
  { lines: url('regex_options caseless'), status: 0, codes: ['regex-parameter'] },
  { lines: url('regex_no_match'), status: 0, codes: ['regex-parameter'] },
  { lines: url('regex a\nregex_min_offset x'), status: 0, codes: ['regex-parameter'] },
  { lines: url('regex a\nregex_min_offset'), status: 0, codes: ['regex-parameter'] },
  { lines: url('regex a\nregex_min_offset 9\nregex_max_offset 5'), status: 0, codes: ['regex-parameter'] },
  { lines: url('regex a\nregex_stack 100 10'), status: 0, codes: ['regex-parameter'] },
  { lines: url('regex a\nregex_stack 100'), status: 0, codes: ['regex-parameter'] },
  { lines: url('regex a\nregex_stack 0 0'), status: 0 },
  // With these options a bracket may stand in a comment, or a class may be empty.
  { lines: url('regex "a \\# ("\nregex_options extended'), status: 0 },
  { lines: url('regex []abc\nregex_options allow_empty_class'), status: 0 },
])

test('what a pattern cannot be leaves the url without it; offsets that exclude each other both go', () => {
  assert.equal(only('http', url('regex "a(b"')).urls[0].pattern, undefined)
  const { pattern } = only('http', url('regex a\nregex_min_offset 9\nregex_max_offset 5')).urls[0]
  assert.deepEqual([pattern?.offsetMin, pattern?.offsetMax], [0, undefined])
})
