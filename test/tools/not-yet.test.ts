import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { notYetPage } from '../../tools/not-yet.ts'

const page = notYetPage()

/** The text between a heading and the next one. */
function section(title: string): string {
  const [, after = ''] = page.split(`\n## ${title}\n`)
  return after.split('\n## ')[0] ?? ''
}

test('docs/reference/not-yet.md is current: node tools/not-yet.ts prints it', () => {
  assert.equal(readFileSync(new URL('../../docs/reference/not-yet.md', import.meta.url), 'utf8'), page)
})

test('each kind of absence is told: refused, ignored, a block left out and what is in it, an option', () => {
  assert.match(section('`vrrp_instance`'), /An instance that asks for it is refused: .*`vrf`/)
  assert.match(section('`vrrp_instance`'), /Ignored with a warning: [^.]*`no_accept`/)
  assert.match(section('`vrrp_instance`'), /left out as a whole, with a warning: [^.]*`virtual_rules`/)
  assert.match(section('`bfd_instance`'), /^\nThe block is left out as a whole, and with it: [^.]*`min_rx`/)
  assert.match(section('Options of the command line'), /^\| `--dont-release-vrrp \(-V\)` \|/m)
})

test('what has an effect is not there', () => {
  assert.doesNotMatch(section('`vrrp_instance`'), /`(priority|virtual_ipaddress|track_script)`/)
  assert.doesNotMatch(page, /--config-test|--use-file/)
})
