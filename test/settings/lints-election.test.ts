/** Advice on who becomes master: what gives it, and the nearest that does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { highestPriority, lowestPriority } from '../../src/settings/vrrp/priority-range.ts'
import { load } from './example-host.ts'
import { checkCases, router } from './lints-table.ts'

function script(weight: string, name = 's'): string {
  return `vrrp_script ${name} {\nscript /bin/ok\n${weight}\n}\n`
}

/** The instance begins in line 5, its `more` in line 11. */
function tracking(weight: string, more: string, entry = 's'): string {
  return script(weight) + router('192.0.2.9', `${more}\ntrack_script {\n${entry}\n}`)
}

checkCases([
  {
    code: 'nopreempt-keeps-failing-master',
    bad: tracking('weight -30', 'nopreempt'),
    good: [
      tracking('weight 0', 'nopreempt'),
      tracking('', 'nopreempt'),
      tracking('weight -30', 'priority 150'),
      // Cleared, which is said already.
      tracking('weight -30', 'nopreempt\nstate MASTER\npriority 150'),
    ],
    line: 13,
    says: /s only changes the priority \(weight -30\), and with nopreempt \(line 11\)/,
  },
  {
    code: 'nopreempt-keeps-failing-master',
    bad: router('192.0.2.9', 'nopreempt\ntrack_interface {\neth1 weight 10\n}'),
    good: router('192.0.2.9', 'nopreempt\ntrack_interface {\neth1\n}'),
    line: 9,
    says: /eth1 only changes the priority/,
  },
  {
    code: 'priority-above-254',
    bad: tracking('weight 50', 'priority 250'),
    good: [
      tracking('weight 4', 'priority 250'),
      tracking('weight -50', 'priority 250'),
      tracking('weight 50', 'priority 200'),
    ],
    line: 13,
    says: /make 300, and more than 254 does not count: when only s fails, the priority falls by 4, not by 50/,
  },
])

checkCases([
  {
    code: 'priority-above-254',
    bad: router('192.0.2.9', 'priority 200\ntrack_interface {\neth1 weight 60\n}'),
    good: router('192.0.2.9', 'priority 194\ntrack_interface {\neth1 weight 60\n}'),
    line: 9,
    says: /make 260, .*falls by 54, not by 60/,
  },
  {
    code: 'weight-too-small',
    bad: tracking('weight -2', 'state MASTER\npriority 150'),
    good: [
      tracking('weight -60', 'state MASTER\npriority 150'),
      tracking('weight -2', 'state MASTER\npriority 101'),
      tracking('weight 2', 'state MASTER\npriority 101'),
      tracking('weight 0', 'state MASTER\npriority 150'),
      tracking('weight -2', 'state BACKUP\npriority 150'),
    ],
    line: 14,
    says: /when s \(weight -2\) fails, vrrp_instance A still has priority 148: .*100, never takes over/,
  },
  {
    code: 'weight-too-small',
    bad: tracking('weight 2', 'state MASTER\npriority 150'),
    good: tracking('weight 60', 'state MASTER\npriority 150'),
    line: 14,
    says: /still has priority 150, its peer 2 more than it says: a peer of priority 148 or less/,
  },
  {
    code: 'lost-advert-elects',
    bad: router('192.0.2.9', 'down_timer_adverts 1'),
    good: [router('192.0.2.9', 'down_timer_adverts 2'), router('192.0.2.9')],
    line: 7,
    says: /waits 1\.6\d* s for an advert/,
  },
  {
    code: 'lost-advert-elects',
    bad: `global_defs {\nvrrp_down_timer_adverts 1\n}\n${router('192.0.2.9')}`,
    good: `global_defs {\nvrrp_down_timer_adverts 1\n}\n${router('192.0.2.9', 'down_timer_adverts 3')}`,
    line: 2,
    says: /one lost advert/,
  },
  {
    code: 'slow-takeover',
    bad: router('192.0.2.9', 'advert_int 100'),
    good: [router('192.0.2.9', 'advert_int 9'), router('192.0.2.9')],
    line: 7,
    says: /waits for 3 adverts, one each 100 s, .*nobody has the addresses for 301 s/,
  },
])

function pair(first: string, second: string): string {
  const group = 'vrrp_sync_group G {\ngroup {\nA\nB\n}\n}\n'
  return group + router('192.0.2.9', first) + router('192.0.2.10', second, { name: 'B', vrid: 11 })
}

checkCases([
  {
    code: 'group-members-differ',
    bad: pair('priority 150', 'priority 90'),
    good: [
      pair('priority 150', 'priority 150'),
      pair('', 'priority 100'),
      pair('priority 255', 'priority 90'),
    ],
    line: 21,
    says: /vrrp_sync_group G: B has priority 90, not the 150 of A \(line 7\)/,
  },
  {
    code: 'group-members-differ',
    bad: pair('', 'nopreempt'),
    good: pair('nopreempt', 'nopreempt'),
    line: 21,
    says: /B has nopreempt, against the lack of it of A/,
  },
  {
    code: 'group-members-differ',
    bad: pair('nopreempt', ''),
    good: pair('', ''),
    line: 15,
    says: /one member with nopreempt is enough/,
  },
  {
    code: 'group-members-differ',
    bad: pair('', 'advert_int 3'),
    good: pair('advert_int 1', ''),
    line: 21,
    says: /advert_int 3, not the 1 of A .*slowest member/,
  },
])

test('the range of priorities: all trackers bad, all good, within 1 to 254', () => {
  const range = (priority: number, ...weights: readonly string[]) => {
    const scripts = weights.map((weight, index) => script(`weight ${weight}`, `s${index}`)).join('')
    const entries = weights.map((_weight, index) => `s${index}`).join('\n')
    const text = `${scripts}${router('192.0.2.9', `priority ${priority}\ntrack_script {\n${entries}\n}`)}`
    const [settings] = load(text).understood.vrrp.instances
    return settings && [lowestPriority(settings), highestPriority(settings)]
  }
  assert.deepEqual(range(100), [100, 100])
  assert.deepEqual(range(100, '20'), [100, 120])
  assert.deepEqual(range(100, '-20'), [80, 100])
  assert.deepEqual(range(100, '20 reverse'), [80, 100])
  assert.deepEqual(range(100, '-20 reverse'), [100, 120])
  assert.deepEqual(range(100, '20', '-30', '0'), [70, 120])
  assert.deepEqual(range(250, '20', '-253'), [1, 254])
  assert.deepEqual(range(255, '20', '-30'), [255, 255])
})
