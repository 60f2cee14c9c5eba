/**
 * SMTP_CHECK, DNS_CHECK, UDP_CHECK, MISC_CHECK, FILE_CHECK, BFD_CHECK and SSL: what each keyword becomes. The
 * statuses were measured with `keepalived -t` of 2.2.7 where that does not crash; where ours differ, the row
 * names the quirk.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsQuirks } from '../../src/settings/quirks.ts'
import { testStatus } from '../../src/settings/test-status.ts'
import { checked, inside, only, server, table, tcp } from './checks-table.ts'
import { load, programs } from './example-host.ts'

test('SMTP: every host is a check of its own, with the times of the check around it', () => {
  const lines = `helo_name us.example
connect_port 26
delay_loop 7
log_all_failures
host {
connect_ip 192.0.2.77
}
host {
connect_port 98
delay_loop 9
log_all_failures off
}`
  const { checks, status, codes } = checked(inside('SMTP_CHECK', lines))
  assert.ok('smtpHost' in settingsQuirks)
  const seen = checks.map((check) =>
    check.is === 'smtp'
      ? [check.heloName, check.address, check.port, check.timing.delayLoop / 1e6, check.logAllFailures]
      : [],
  )
  assert.deepEqual(seen, [
    ['us.example', '192.0.2.20', 26, 7, true],
    ['us.example', '192.0.2.77', 80, 7, true],
    ['us.example', '192.0.2.20', 98, 9, false],
  ])
  assert.deepEqual([status, codes], [0, ['deprecated-keyword', 'deprecated-keyword']])
  assert.equal(only('smtp', 'SMTP_CHECK {\n}').heloName, 'smtpchecker.keepalived.org')
})

table('SMTP', [
  { lines: inside('SMTP_CHECK', 'bindto 2001:db8::1\nconnect_ip 2001:db8::2'), status: 0 },
  {
    lines: inside('SMTP_CHECK', 'bindto 2001:db8::1'),
    status: 5,
    codes: ['source-of-other-family'],
    quirk: 'smtpSourceFamily',
  },
  { lines: inside('SMTP_CHECK', 'helo_name a\nhelo_name b'), status: 5, codes: ['repeated-keyword'] },
  { lines: inside('SMTP_CHECK', 'helo_name'), status: 5, codes: ['value-missing'] },
  {
    lines: inside('SMTP_CHECK', 'host {\nhelo_name x\n}'),
    status: 5,
    codes: ['deprecated-keyword', 'misplaced-keyword'],
    checks: 2,
  },
  {
    lines: inside('SMTP_CHECK', 'host {\nconnect_ip fe80::1\n}'),
    status: 5,
    codes: ['deprecated-keyword', 'link-local-without-interface'],
  },
])

test('DNS: the root and SOA, unless something else is asked for', () => {
  const asked = (lines: string) => {
    const { type, name } = only('dns', inside('DNS_CHECK', lines))
    return [type, name]
  }
  assert.deepEqual(asked(''), ['SOA', '.'])
  assert.deepEqual(asked('type aaaa\nname ab.example.'), ['AAAA', 'ab.example'])
  assert.deepEqual(asked('name a.example'), ['SOA', 'a.example'])
  assert.deepEqual(asked('name ab..cd'), ['SOA', '.'])
  assert.deepEqual(asked('name ab.c\nname cd.e'), ['SOA', 'ab.c'])
})

const longLabel = 'a'.repeat(64)
const longName = Array.from({ length: 6 }, () => 'a'.repeat(60)).join('.')

table('DNS', [
  { lines: inside('DNS_CHECK', 'type ZORK'), status: 5, codes: ['not-a-value'] },
  { lines: inside('DNS_CHECK', 'type'), status: 2, codes: ['missing-parameter'] },
  { lines: inside('DNS_CHECK', 'name'), status: 2, codes: ['missing-parameter'] },
  { lines: inside('DNS_CHECK', 'name ""'), status: 0 },
  { lines: inside('DNS_CHECK', 'name .'), status: 0 },
  { lines: inside('DNS_CHECK', 'name .ab'), status: 5, codes: ['not-a-value'] },
  { lines: inside('DNS_CHECK', 'name ab..cd'), status: 5, codes: ['not-a-value'] },
  { lines: inside('DNS_CHECK', 'name ab.c\nname cd.e'), status: 5, codes: ['repeated-keyword'] },
  { lines: inside('DNS_CHECK', 'name a.bc'), status: 0, quirk: 'shortDomainLabel' },
  {
    lines: inside('DNS_CHECK', `name ${longLabel}.bc`),
    status: 5,
    codes: ['too-long'],
    quirk: 'longDomainName',
  },
  { lines: inside('DNS_CHECK', `name ${longName}`), status: 5, codes: ['too-long'], quirk: 'longDomainName' },
])

test('UDP: what is sent, and what must come back', () => {
  const asked = (lines: string) => {
    const { payload, reply } = only('udp', inside('UDP_CHECK', lines))
    return [payload, reply]
  }
  assert.deepEqual(asked(''), [undefined, undefined])
  // The example of keepalived.conf(5), UDP_CHECK.
  assert.deepEqual(asked('payload Ab12f 3 456 546443123')[0], 'ab120f0345065464431203')
  assert.deepEqual(asked('payload "ab c"')[0], 'ab0c')
  const lengths = { lengthMin: 0, lengthMax: 255 }
  assert.deepEqual(asked('require_reply')[1], { pattern: undefined, ...lengths })
  assert.deepEqual(asked('require_reply xa X 3xb')[1], { pattern: 'xa0x3x0b', ...lengths })
  const own = asked('require_reply 00\nmin_reply_length 1\nmax_reply_length 9')[1]
  assert.deepEqual(own, { pattern: '00', lengthMin: 1, lengthMax: 9 })
})

table('UDP', [
  { lines: inside('UDP_CHECK', 'payload Ag'), status: 5, codes: ['not-hexadecimal'] },
  { lines: inside('UDP_CHECK', 'payload Axx1'), status: 5, codes: ['not-hexadecimal'] },
  { lines: inside('UDP_CHECK', 'payload'), status: 5, codes: ['value-missing'] },
  { lines: inside('UDP_CHECK', 'payload ""'), status: 5, codes: ['not-hexadecimal'] },
  { lines: inside('UDP_CHECK', 'require_reply 0g'), status: 5, codes: ['not-hexadecimal'] },
  { lines: inside('UDP_CHECK', 'min_reply_length 65536'), status: 5, codes: ['out-of-range'] },
  { lines: inside('UDP_CHECK', 'min_reply_length 300'), status: 5, codes: ['reply-length-impossible'] },
  { lines: inside('UDP_CHECK', 'max_reply_length 3x'), status: 5, codes: ['not-a-number'] },
  { lines: inside('UDP_CHECK', 'max_reply_length'), status: 2, codes: ['missing-parameter'] },
])

const secured = 'global_defs {\nenable_script_security\nscript_user root\n}\n'

test('MISC_CHECK: command, who runs it, for how long, and whether it sets the weight', () => {
  const lines = 'misc_path "/bin/true a \'b c\'"\nmisc_timeout 3\nmisc_dynamic\nuser nobody nogroup'
  const { command, timeout, dynamic } = only('misc', inside('MISC_CHECK', lines), secured)
  assert.deepEqual(command, { argv: ['/bin/true', 'a', 'b c'], user: 'nobody', group: 'nogroup' })
  assert.deepEqual([timeout, dynamic], [3_000_000, true])
  const plainLines = 'MISC_CHECK {\ndelay_loop 8\nmisc_path </etc/passwd\nmisc_timeout 0\n}'
  const { understood } = load(server('delay_loop 7', plainLines))
  const [check] = understood.lvs.services[0]?.realServers[0]?.checks ?? []
  assert.ok(check?.is === 'misc')
  // Without a time of its own: delay_loop of the virtual server, not the one of the check.
  assert.deepEqual([check.timeout, check.timing.delayLoop], [7_000_000, 8_000_000])
  assert.deepEqual(check.command.argv, ['/usr/bin/test', '-r', '/etc/passwd'])
})

const program = (more: string) => inside('MISC_CHECK', `misc_path /bin/true\n${more}`)

table('MISC_CHECK', [
  { lines: 'MISC_CHECK {\n}', status: 5, codes: ['check-incomplete'], checks: 0 },
  { lines: inside('MISC_CHECK', 'misc_path'), status: 5, codes: ['check-incomplete'], checks: 0 },
  { lines: inside('MISC_CHECK', 'misc_path ""'), status: 5, codes: ['check-incomplete'], checks: 0 },
  { lines: inside('MISC_CHECK', 'user root'), status: 5, codes: ['check-incomplete'], checks: 0 },
  {
    lines: inside('MISC_CHECK', 'connect_timeout 3\nmisc_path </x'),
    status: 5,
    codes: ['misplaced-keyword'],
  },
  { lines: program(''), status: 0, above: secured },
  { lines: program('misc_path /bin/true'), status: 0, codes: ['repeated-keyword'], above: secured },
  { lines: program('misc_timeout 4295'), status: 5, codes: ['out-of-range'], above: secured },
  { lines: program('misc_timeout 1.5'), status: 5, codes: ['not-a-number'], above: secured },
  { lines: program('misc_timeout'), status: 2, codes: ['missing-parameter'], above: secured },
  { lines: program('misc_dynamic foo'), status: 0, codes: ['extra-words'], above: secured },
  { lines: program('user'), status: 5, codes: ['value-missing'], above: secured },
  {
    lines: inside('MISC_CHECK', 'misc_path "/bin/true'),
    status: 5,
    codes: ['quote-not-closed', 'script-quote-not-closed', 'check-incomplete'],
    checks: 0,
    quirk: 'openQuoteOfScript',
  },
])

const files = programs({ '/bin/true': 0o755, '/etc/passwd': 0o644, '/tmp/open.sh': 0o777 })

test('MISC_CHECK: script security and the users of this host, with the status of keepalived', () => {
  const status = (lines: string, above = '') => {
    const text = `${above}${server('', inside('MISC_CHECK', lines))}`
    return testStatus(load(text, { scripts: files }).diagnostics)
  }
  const security = 'global_defs {\nenable_script_security\n}\n'
  assert.equal(status('misc_path /bin/true'), 6)
  assert.equal(status('misc_path /bin/true', secured), 0)
  assert.equal(status('misc_path /bin/true', security), 5, 'there is no user keepalived_script')
  assert.equal(status('misc_path /bin/true\nuser root', security), 0)
  assert.equal(status('misc_path /bin/true\nuser zork', security), 5)
  assert.equal(status('misc_path /bin/true\nuser root zork', security), 5)
  assert.equal(status('user zork\nmisc_path /bin/true', security), 5)
  assert.equal(status('misc_path /bin/true\nuser zork'), 5, 'not 6: no script is left that could run')
  assert.equal(status('misc_path /bin/true', 'global_defs {\nscript_user zork\n}\n'), 5)
  assert.equal(status('misc_path /bin/zork'), 0)
  assert.equal(status('misc_path zork', secured), 0)
  assert.equal(status('misc_path /etc/passwd'), 6)
  assert.equal(status('misc_path /etc/passwd', secured), 0)
  assert.equal(status('misc_path /tmp/open.sh'), 6)
  assert.equal(status('misc_path /tmp/open.sh', secured), 0)
  assert.equal(status('misc_path </etc/passwd'), 0)
})

const file = 'track_file f {\nfile /tmp/f\nweight 2\n}\n'
const bfd = (more = '') => `bfd_instance b {\nneighbor_ip 192.0.2.3\n${more}\n}\n`

test('FILE_CHECK and BFD_CHECK', () => {
  const weighed = (lines: string) => {
    const check = only('file', inside('FILE_CHECK', `track_file f\n${lines}`), file)
    return [check.file, check.weight, check.reverse]
  }
  assert.deepEqual(weighed(''), ['f', undefined, undefined])
  assert.deepEqual(weighed('weight -5'), ['f', -5, undefined])
  assert.deepEqual(weighed('weight 5 reverse'), ['f', 5, true])
  assert.deepEqual(weighed('weight 5 noreverse'), ['f', 5, false])
  const told = (lines: string) => only('bfd', `alpha\n${inside('BFD_CHECK', `name b\n${lines}`)}`, bfd())
  assert.deepEqual(told(''), { is: 'bfd', timing: { alpha: true }, instance: 'b' })
  assert.equal(told('alpha off').timing.alpha, false)
})

const watching = (more: string) => inside('FILE_CHECK', `track_file f\n${more}`)

table('FILE_CHECK', [
  { lines: 'FILE_CHECK {\n}', status: 5, codes: ['check-incomplete'], checks: 0 },
  { lines: watching(''), status: 5, codes: ['unknown-track-file'], checks: 0 },
  {
    lines: inside('FILE_CHECK', 'track_file'),
    status: 2,
    codes: ['missing-parameter', 'check-incomplete'],
    checks: 0,
  },
  { lines: watching(''), status: 0, above: file },
  {
    lines: watching('track_file g'),
    status: 5,
    codes: ['repeated-keyword', 'unknown-track-file'],
    above: file,
  },
  { lines: watching('weight 5 zork'), status: 5, codes: ['not-a-value'], above: file },
  { lines: watching('weight x'), status: 5, codes: ['not-a-number'], above: file },
  { lines: watching('weight'), status: 5, codes: ['value-missing'], above: file },
  { lines: watching('weight 2147483648'), status: 5, codes: ['out-of-range'], above: file },
  { lines: watching('weight 5 reverse foo'), status: 0, codes: ['extra-words'], above: file },
  { lines: watching('alpha'), status: 5, codes: ['misplaced-keyword'], above: file },
  {
    lines: watching('dynamic'),
    status: 0,
    codes: ['obsolete-keyword'],
    above: file,
    quirk: 'obsoleteCheckWords',
  },
])

const session = (more: string) => inside('BFD_CHECK', `name b\n${more}`)

table('BFD_CHECK', [
  { lines: 'BFD_CHECK {\n}', status: 5, codes: ['check-incomplete'], checks: 0 },
  { lines: inside('BFD_CHECK', 'name'), status: 5, codes: ['value-missing', 'check-incomplete'], checks: 0 },
  { lines: session(''), status: 5, codes: ['unknown-bfd'], checks: 0 },
  { lines: session(''), status: 0, above: bfd() },
  { lines: session(''), status: 0, above: bfd('checker') },
  { lines: session(''), status: 0, above: bfd('vrrp\nchecker') },
  { lines: session(''), status: 5, codes: ['unknown-bfd'], above: bfd('vrrp'), checks: 0 },
  {
    lines: inside('BFD_CHECK', 'name b c'),
    status: 5,
    codes: ['unexpected-word', 'check-incomplete'],
    above: bfd(),
    checks: 0,
  },
  { lines: session('name b'), status: 5, codes: ['repeated-keyword'], above: bfd() },
  { lines: session('retry 3'), status: 5, codes: ['misplaced-keyword'], above: bfd() },
])

test('what a check watches must stand before its virtual server', () => {
  const { diagnostics } = load(`${server('', watching(''))}${file}`)
  const codes = diagnostics.map(({ code }) => code)
  assert.ok(codes.includes('defined-after-use'), codes.join(', '))
})

test('SSL: what the checks show of themselves', () => {
  const shown = (lines: string) => load(`${lines}\n${server('', tcp(''))}`)
  const whole = shown('SSL {\npassword a\nca /b\ncertificate /c\nkey /d\n}')
  assert.deepEqual(whole.understood.lvs.ssl, { password: 'a', ca: '/b', certificate: '/c', key: '/d' })
  assert.equal(shown('').understood.lvs.ssl, undefined)
  const replaced = shown('SSL {\nca /a\nkey /k\n}\nSSL {\nca /b\n}')
  assert.deepEqual([replaced.understood.lvs.ssl?.ca, replaced.understood.lvs.ssl?.key], ['/b', undefined])
  assert.equal(testStatus(replaced.diagnostics), 5)
  assert.equal(testStatus(shown('SSL {\npassword a\npassword b\n}').diagnostics), 5)
  assert.equal(testStatus(shown('SSL {\npassword\n}').diagnostics), 5)
  assert.equal(testStatus(shown('SSL foo {\n}').diagnostics), 0)
})
