/**
 * Health checks: times, connections, and what becomes of kinds that do not run yet. The statuses were
 * measured with `keepalived -t` of 2.2.7 where that does not crash; where ours differ, the row names the
 * quirk.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckSettings } from '../../src/check/settings.ts'
import { checked, only, server, table, tcp, url } from './checks-table.ts'
import { load } from './example-host.ts'

const noTiming = { delayLoop: 60_000_000, retry: 1, delayBeforeRetry: 1_000_000, warmup: 60_000_000 }
const plain = {
  timing: { ...noTiming, alpha: false },
  logAllFailures: false,
  address: '192.0.2.20',
  port: 80,
  connectTimeout: 5_000_000,
  bindAddress: undefined,
  bindPort: undefined,
  bindInterface: undefined,
  fwmark: 0,
}

test('the defaults at the end of the chain', () => {
  assert.deepEqual(checked(tcp('')).checks, [{ is: 'tcp', ...plain }])
})

test('what the check does not say it has from the real server, and that from the virtual server', () => {
  const above = 'delay_loop 6\nretry 3\nconnect_timeout 2\nalpha'
  const lines = `retry 4
delay_before_retry 0.5
TCP_CHECK {
warmup 0
connect_port 81
connect_ip 192.0.2.99
}
alpha off
TCP_CHECK {
}`
  const { understood, diagnostics } = load(server(above, lines))
  assert.deepEqual(diagnostics, [])
  const timing = { delayLoop: 6_000_000, retry: 4, delayBeforeRetry: 500_000, alpha: false }
  const [first, second] = understood.lvs.services[0]?.realServers[0]?.checks ?? []
  const both = { ...plain, is: 'tcp', connectTimeout: 2_000_000 }
  assert.deepEqual(first, { ...both, timing: { ...timing, warmup: 0 }, address: '192.0.2.99', port: 81 })
  assert.deepEqual(second, { ...both, timing: { ...timing, warmup: 6_000_000 } })
})

test('each kind has its own number of retries and its own pause', () => {
  const timing = (kind: CheckSettings['is'], lines: string) => {
    const { timing } = only(kind, lines)
    return 'retry' in timing ? [timing.retry, timing.delayBeforeRetry / 1e6] : []
  }
  assert.deepEqual(timing('ping', 'PING_CHECK {\n}'), [1, 1])
  assert.deepEqual(timing('http', url('')), [1, 3])
  assert.deepEqual(timing('dns', 'DNS_CHECK {\n}'), [3, 60])
  assert.deepEqual(timing('dns', 'delay_loop 7\nDNS_CHECK {\n}'), [3, 7])
  assert.deepEqual(timing('misc', 'MISC_CHECK {\nmisc_path /bin/true\n}'), [0, 1])
  assert.deepEqual(timing('misc', 'retry 5\nMISC_CHECK {\nmisc_path /bin/true\n}'), [5, 1])
})

test('connection options', () => {
  const lines = `bindto 192.0.2.2\nbind_port 1024\nbind_if eth0\nfwmark 4294967295\nlog_all_failures`
  assert.deepEqual(checked(tcp(lines)).checks, [
    {
      ...plain,
      is: 'tcp',
      logAllFailures: true,
      bindAddress: '192.0.2.2',
      bindPort: 1024,
      bindInterface: 'eth0',
      fwmark: 4294967295,
    },
  ])
})

table('connection', [
  { lines: 'FOO_CHECK {\n}', status: 5, codes: ['unknown-keyword'], checks: 0 },
  { lines: `${tcp('')}\n${tcp('')}`, status: 0, checks: 2 },
  { lines: 'TCP_CHECK foo bar {\n}', status: 0, codes: ['extra-words'] },
  { lines: 'TCP_CHECK', status: 5, codes: ['missing-open-brace'], checks: 0 },
  { lines: tcp('bindto 2001:db8::1'), status: 5, codes: ['source-of-other-family'] },
  { lines: tcp('connect_ip 2001:db8::2\nbindto 192.0.2.3'), status: 5, codes: ['source-of-other-family'] },
  { lines: tcp('bindto 192.0.2.2\nconnect_ip 2001:db8::2'), status: 5, codes: ['source-of-other-family'] },
  { lines: tcp('connect_ip 2001:db8::2\nbindto 2001:db8::1'), status: 0 },
  { lines: tcp('connect_ip fe80::1'), status: 5, codes: ['link-local-without-interface'], checks: 0 },
  { lines: tcp('connect_ip fe80::1\nbind_if eth99'), status: 0 },
  { lines: tcp('bind_if abcdefghijklmnopqrstu'), status: 5, codes: ['not-a-value'] },
  { lines: tcp('bind_if "eth 0"'), status: 5, codes: ['not-a-value'], quirk: 'impossibleInterface' },
  { lines: tcp('warmup ""'), status: 0 },
  { lines: tcp('delay_loop ""'), status: 5, codes: ['out-of-range'] },
  { lines: tcp('bind_port 0'), status: 5, codes: ['out-of-range'] },
  { lines: tcp('bind_port'), status: 2, codes: ['missing-parameter'] },
  { lines: tcp('connect_ip'), status: 2, codes: ['missing-parameter'] },
  { lines: tcp('connect_ip foo'), status: 5, codes: ['not-a-value'] },
  { lines: tcp('connect_port 0'), status: 5, codes: ['out-of-range'] },
  { lines: tcp('connect_port 80 81'), status: 0, codes: ['extra-words'] },
  { lines: tcp('fwmark -1'), status: 5, codes: ['out-of-range'] },
  { lines: tcp('fwmark 0x10'), status: 5, codes: ['not-a-number'] },
  { lines: tcp('log_all_failures maybe'), status: 5, codes: ['not-a-value'] },
  { lines: tcp('delay_loop 0'), status: 5, codes: ['out-of-range'] },
  { lines: tcp('connect_timeout 0'), status: 5, codes: ['out-of-range'] },
  { lines: tcp('retry 0'), status: 0 },
  { lines: tcp('warmup -1'), status: 5, codes: ['not-a-number'] },
  { lines: tcp('nb_get_retry 3'), status: 0, codes: ['obsolete-keyword'], quirk: 'obsoleteCheckWords' },
])

test('a kind that does not run yet is understood and left out; what that means is said once', () => {
  const alone = checked('PING_CHECK {\n}')
  assert.deepEqual([alone.checks.length, alone.runs.length, alone.status], [1, 0, 0])
  assert.deepEqual(alone.all.sort(), ['check-not-yet'])
  const beside = checked(`PING_CHECK {\n}\n${tcp('')}`)
  assert.deepEqual([beside.checks.length, beside.runs.length, beside.status], [2, 1, 0])
  assert.match(instead(beside.loaded), /other checks decide/)
  assert.match(instead(alone.loaded), /always up/)
  const many = load(
    server('real_server 192.0.2.21 80 {\nDNS_CHECK {\n}\n}', 'DNS_CHECK {\n}\nPING_CHECK {\n}'),
  )
  assert.equal(many.diagnostics.filter(({ code }) => code === 'check-not-yet').length, 1)
  assert.equal(many.settings?.lvs.services[0]?.realServers.length, 2)
})

function instead({ diagnostics }: ReturnType<typeof load>): string {
  return diagnostics.find(({ code }) => code === 'check-not-yet')?.instead ?? ''
}
