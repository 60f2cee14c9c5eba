/**
 * What `config print` prints means what was read, whatever was read: the measured rows, whole files, and
 * files made from the grammar, good and damaged ones.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatText } from '../../src/conf/format.ts'
import { meansTheSame } from '../../src/conf/same-meaning.ts'
import type { Loaded } from '../../src/settings/load.ts'
import { reprintExpanded, reprintUnderstood } from '../../src/settings/reprint.ts'
import { configurationFrom } from '../lab/differential/configuration.ts'
import { instance, load, programs, service } from './example-host.ts'
import { measuredTexts } from './measured-texts.ts'

const scripts = programs({ '/bin/true': 0o755, '/usr/bin/env': 0o755, '/usr/bin/true': 0o755 })
const bare = { comments: false }
const withComments = { comments: true }

function read(text: string): Loaded {
  return load(text, { scripts })
}

/** Formatted, a text says the same in the same settings, and is in form. */
function assertFormatted(text: string): void {
  const formatted = formatText(text)
  assert.ok(meansTheSame(text, formatted), formatted)
  assert.deepEqual(read(formatted).understood, read(text).understood, formatted)
  assert.equal(formatText(formatted), formatted)
}

/** The two promises of reprintUnderstood, and that its form is that of `config fmt`. */
function assertFixedPoint(first: Loaded): void {
  const printed = reprintUnderstood(first, bare)
  const again = read(printed)
  assert.deepEqual(again.understood, first.understood, printed)
  assert.equal(reprintUnderstood(again, bare), printed)
  assert.equal(formatText(printed), printed)
  const said = reprintUnderstood(first, withComments)
  assert.deepEqual(read(said).understood, first.understood, said)
  assert.equal(reprintUnderstood(read(said), bare), printed)
  assert.equal(formatText(said), said)
  const expanded = reprintExpanded(first, withComments)
  assert.deepEqual(read(expanded).understood, first.understood, expanded)
  assert.equal(formatText(expanded), expanded)
}

for (const name of ['conformance', 'semantic-cases'] as const) {
  test(`every text of ${name}.jsonl`, () => {
    const texts = measuredTexts(name)
    assert.ok(texts.length > 100)
    for (const text of texts) {
      assertFixedPoint(read(text))
      assertFormatted(text)
    }
  })
}

test('configurations made from the grammar', () => {
  for (let seed = 0; seed < 400; seed++) {
    try {
      const text = configurationFrom(seed)
      assertFixedPoint(read(text))
      assertFormatted(text)
    } catch (thrown) {
      assert.fail(`seed ${seed}: ${(thrown as Error).message}`)
    }
  }
})

/** `more` in an instance, from its line 5 on, as it is understood. */
function printed(more: string): readonly string[] {
  const lines = reprintUnderstood(read(instance(more)), withComments).split('\n')
  return lines.slice(lines.indexOf('    }') + 1, -2).map((line) => line.slice(4))
}

test('what nothing reads is left out, and the comment says why', () => {
  assert.deepEqual(printed('foo 1\nnopreemt\nlvs_sync_daemon_inteface eth0\npriority 90'), [
    '# line 5: unknown keyword foo in vrrp_instance',
    '# line 6: unknown keyword nopreemt in vrrp_instance',
    ...printed('lvs_sync_daemon_inteface eth0').map((line) => line.replace('line 5', 'line 7')),
    'priority 90',
  ])
})

test('a refused value leaves the statement out, a corrected one is printed as it is used', () => {
  assert.deepEqual(printed('version 9\nstate FOO\npriority 300'), [
    '# line 5: version 9: version: "9" is not in 2..3; ignored; the default is vrrp_version',
    'state BACKUP  # state: "FOO" is none of MASTER, BACKUP; BACKUP is used',
    'priority 100  # priority: "300" is not in 1..255; ignored; the default is 100',
  ])
})

test('of lines that take the place of one another the last is left, unless the first counts', () => {
  assert.deepEqual(printed('priority 90\npriority 80'), [
    '# line 5: priority 90: priority in line 6 counts',
    'priority 80',
  ])
  const notify = printed('notify_master /bin/true\nnotify_master /usr/bin/true')
  assert.deepEqual(notify.slice(-2), [
    'notify_master /bin/true',
    '# line 6: notify_master /usr/bin/true: notify_master in line 5 counts',
  ])
})

test('a value that only the whole configuration can judge takes the place of no other', () => {
  const text = service('', 'FILE_CHECK {\ntrack_file f\ntrack_file g\n}')
  const loaded = read(`track_file f {\nfile /tmp/f\n}\n${text}`)
  assert.match(reprintUnderstood(loaded, bare), /track_file f\n +track_file g/)
  assertFixedPoint(loaded)
})

test('what is refused and takes its block along stays, so that it does so again', () => {
  for (const text of [
    'bfd_instance b {\nneighbor_ip x\nneighbor_ip 192.0.2.7\n}\n',
    'global_defs {\ndynamic_interfaces foo\n}\n',
  ]) {
    assertFixedPoint(read(text))
  }
})

test('words too many go, and the comment names them', () => {
  assert.deepEqual(printed('nopreempt really'), [
    '# one statement per line: "really" is one word too many; ' +
      'it is ignored with all that follows on the line',
    'nopreempt',
  ])
})

test('a comment behind a quote that nothing closes would be part of the line: it stands above', () => {
  const lines = reprintUnderstood(read('global_defs {\nrouter_id "a\n}\n'), withComments).split('\n')
  assert.ok(
    lines.every((line) => !/"a.*#/.test(line)),
    lines.join('\n'),
  )
})

test('expanded: every statement with its place, definition, sequence', () => {
  const text = '$P=90\nvrrp_instance A {\n~SEQ(n, 2) 10.0.0.$n foo\npriority $P\n}\n'
  assert.equal(
    reprintExpanded(load(text), withComments),
    [
      'vrrp_instance A {  # line 2',
      '    10.0.0.1 foo  # line 3, with n=1 of the sequence in line 3',
      '    10.0.0.2 foo  # line 3, with n=2 of the sequence in line 3',
      '    priority 90   # line 4, from the definition of $P in line 1',
      '}',
      '',
    ].join('\n'),
  )
})
