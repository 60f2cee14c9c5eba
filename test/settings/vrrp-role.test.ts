/**
 * Who becomes master, and when: strict mode, version, priority, state, preemption. One test for each rule.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { micros } from '../../src/base/time.ts'
import { bare, checkRules, ipv4, ipv6, type Rule, strictGlobal } from './vrrp-example.ts'

const rows: readonly Rule[] = [
  {
    rule: 'strict_mode not given: vrrp_strict',
    given: ipv4('', strictGlobal),
    ...{ status: 0, codes: [], settings: { strict: true } },
  },
  {
    rule: 'strict_mode off overrides vrrp_strict',
    given: ipv4('strict_mode off\nstate MASTER\npriority 100', strictGlobal),
    ...{ status: 0, codes: [], settings: { strict: false, initial: 'master' } },
  },
  {
    rule: 'IPv6 with version 2 before its address, strict: version 3',
    given: bare('version 2\nvirtual_ipaddress { fe80::1 }\nstrict_mode'),
    ...{ status: 5, codes: ['strict-mode'], settings: { version: 3, family: 'ipv6' } },
  },
  {
    rule: 'the same, not strict: IPv6 in packets of version 2',
    given: bare('version 2\nvirtual_ipaddress { fe80::1 }'),
    ...{ status: 0, codes: [], settings: { version: 2, family: 'ipv6' } },
  },
  {
    rule: 'version 2 after an IPv6 statement is refused',
    given: ipv6('version 2'),
    ...{ status: 5, codes: ['version-contradicts'], settings: { version: 3 } },
  },
  {
    rule: 'version not given: 3 for IPv6, whatever vrrp_version says',
    given: ipv6('', 'global_defs {\nvrrp_version 2\n}\n'),
    ...{ status: 0, codes: [], settings: { version: 3 } },
  },
  {
    rule: 'native_ipv6 makes an instance IPv6 and version 3',
    given: bare('version 2\nnative_ipv6\nvirtual_ipaddress { fe80::1 }'),
    ...{ status: 0, codes: [], settings: { version: 3, family: 'ipv6' } },
  },
  {
    rule: 'native_ipv6 after an IPv4 address is refused',
    given: ipv4('native_ipv6'),
    ...{ status: 5, codes: ['family-mixed'], settings: { version: 2, family: 'ipv4' } },
  },
  {
    rule: 'strict, state MASTER below priority 255: BACKUP',
    given: ipv4('strict_mode\nstate MASTER\npriority 100'),
    ...{ status: 5, codes: ['strict-mode'], settings: { initial: 'backup', priority: 100 } },
  },
  {
    rule: 'strict, state BACKUP with priority 255: MASTER',
    given: ipv4('strict_mode\nstate BACKUP\npriority 255'),
    ...{ status: 5, codes: ['strict-mode'], settings: { initial: 'master', priority: 255 } },
  },
  {
    rule: 'not strict: any combination of state and priority is allowed',
    given: ipv4('state BACKUP\npriority 255'),
    ...{ status: 0, codes: [], settings: { initial: 'backup', priority: 255 } },
  },
  {
    rule: 'priority 255 and nopreempt',
    given: ipv4('priority 255\nnopreempt'),
    ...{ status: 5, codes: ['nopreempt-cleared'], settings: { preempt: true } },
  },
  {
    rule: 'state MASTER and nopreempt',
    given: ipv4('state MASTER\npriority 100\nnopreempt'),
    ...{ status: 5, codes: ['nopreempt-cleared'], settings: { preempt: true } },
  },
  {
    rule: 'state MASTER and preempt_delay',
    given: ipv4('state MASTER\npriority 100\npreempt_delay 5'),
    ...{ status: 5, codes: ['preempt-delay-cleared'], settings: { preemptDelay: micros(0) } },
  },
  {
    rule: 'preempt_delay and strict',
    given: ipv4('strict_mode\npreempt_delay 5'),
    ...{ status: 5, codes: ['strict-mode'], settings: { preemptDelay: micros(0) } },
  },
  {
    rule: 'preempt_delay and nopreempt',
    given: ipv4('nopreempt\npreempt_delay 5'),
    ...{ status: 5, codes: ['preempt-delay-cleared'], settings: { preemptDelay: micros(0) } },
  },
  {
    rule: 'preempt_delay, strict and nopreempt: both reasons are said',
    given: ipv4('strict_mode\nnopreempt\npreempt_delay 5'),
    ...{ status: 5, codes: ['strict-mode', 'preempt-delay-cleared'] },
  },
  {
    rule: 'preempt_delay beyond 1000 s is ignored',
    given: ipv4('preempt_delay 1001'),
    ...{ status: 5, codes: ['out-of-range'] },
  },
  {
    rule: 'down_timer_adverts other than 3 and strict: 3',
    given: ipv4('strict_mode\ndown_timer_adverts 4'),
    ...{ status: 5, codes: ['strict-mode'], settings: { downTimerAdverts: 3 } },
  },
  {
    rule: 'down_timer_adverts 3 and strict: nothing to say',
    given: ipv4('strict_mode\ndown_timer_adverts 3'),
    ...{ status: 0, codes: [], settings: { downTimerAdverts: 3 } },
  },
  {
    rule: 'timer_expired_backup without nopreempt: off',
    given: ipv4('timer_expired_backup'),
    ...{ status: 5, codes: ['late-backup-cleared'], settings: { lateBackupPriority: undefined } },
  },
  {
    rule: 'timer_expired_backup with nopreempt: 254 without a number',
    given: ipv4('nopreempt\ntimer_expired_backup'),
    ...{ status: 0, codes: [], settings: { lateBackupPriority: 254, preempt: false } },
  },
  {
    rule: 'thread_timer_expired is the old name of it',
    given: ipv4('nopreempt\nthread_timer_expired 7'),
    ...{ status: 5, codes: ['deprecated-keyword'], settings: { lateBackupPriority: 7 } },
  },
]

checkRules(rows)

test('preempt_delay is kept where nothing speaks against it', () => {
  assert.equal(ipv4('preempt_delay 0.5').settings?.preemptDelay, 500_000)
})
