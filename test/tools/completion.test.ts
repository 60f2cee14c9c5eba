/** The completion for bash, asked as bash asks it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { bashCompletion } from '../../tools/docs/completion.ts'

const asked = `. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _keepalived_ts
printf "%s\\n" "\${COMPREPLY[@]}"`

function completed(...words: readonly string[]): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'kt-completion-'))
  try {
    const file = join(directory, 'completion.bash')
    writeFileSync(file, bashCompletion())
    const { stdout, stderr } = spawnSync('bash', ['-c', asked, 'bash', file, 'keepalived-ts', ...words], {
      encoding: 'utf8',
      cwd: directory,
    })
    assert.equal(stderr, '')
    return stdout.trim().split('\n')
  } finally {
    rmSync(directory, { recursive: true })
  }
}

test('commands and options come first', () => {
  assert.deepEqual(completed('dec'), ['decode'])
  assert.deepEqual(completed('--config-t'), ['--config-test'])
})

test('a command has its own words and options', () => {
  assert.deepEqual(completed('keywords', 'virtual_router'), ['virtual_router_id'])
  assert.deepEqual(completed('keywords', '--uns'), ['--unsupported'])
  assert.deepEqual(completed('decode', '--js'), ['--json'])
})

test('a value is completed behind a blank and behind =, however bash splits it', () => {
  assert.deepEqual(completed('check', '--format', 's'), ['sarif'])
  assert.deepEqual(completed('check', '--format', '=', 's'), ['sarif'])
  assert.deepEqual(completed('check', '--format', '='), ['text', 'json', 'sarif', 'github'])
  assert.deepEqual(completed('check', '--format=s'), ['--format=sarif'])
})

test('an option without value has none; the id of a host is no file', () => {
  assert.deepEqual(completed('keywords', '--unsupported', 'virtual_router'), ['virtual_router_id'])
  assert.deepEqual(completed('keywords', '--json', '--uns'), ['--unsupported'])
  for (const command of [['check'], ['config', 'print'], ['plan']]) {
    assert.deepEqual(completed(...command, '--id', 'compl'), [''])
    assert.deepEqual(completed(...command, '--host', 'compl'), ['completion.bash'])
  }
})

test('files are completed where a command reads them', () => {
  assert.deepEqual(completed('decode', 'compl'), ['completion.bash'])
})
