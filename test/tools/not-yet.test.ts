import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notYetPage } from '../../tools/docs/not-yet.ts'

const page = notYetPage()

/** The text between a heading and the next one. */
function section(title: string): string {
  const [, after = ''] = page.split(`\n## ${title}\n`)
  return after.split('\n## ')[0] ?? ''
}

test('keywords without effect are told by block, options in a table', () => {
  assert.match(section('In vrrp_instance'), /`debug`/)
  assert.match(section('Options of the command line'), /^\| `--dont-release-ipvs \(-I\)` \|/m)
})

test('what has an effect is not there', () => {
  const inInstance = section('In vrrp_instance')
  assert.doesNotMatch(inInstance, /`(priority|virtual_ipaddress|track_script)`(?! the options)/)
  assert.doesNotMatch(page, /--config-test|--use-file/)
})
