/** Advice beyond what is wrong: `check` gives it, with levels like everything else, and `-t` does not. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { configTest } from '../../src/cli/config-test.ts'
import { check, good } from './check-run.ts'

const unchecked = `virtual_server 192.0.2.9 80 {
    delay_loop 5
    lvs_sched rr
    lvs_method NAT
    protocol TCP
    real_server 192.0.2.20 80 {
        weight 1
    }
}
`

async function codes(words: readonly string[], text: string): Promise<readonly string[]> {
  const { printed } = await check([...words, 'a.conf'], { files: { 'a.conf': text } })
  return [...printed.matchAll(/ (\w+): .* \[([a-z-]+)\]$/gm)].map(([, level, code]) => `${level} ${code}`)
}

test('check gives it, and it is no error', async () => {
  assert.deepEqual(await codes(['--no-host'], unchecked), ['warning real-server-unchecked'])
  const { status } = await check(['--no-host', 'a.conf'], { files: { 'a.conf': unchecked } })
  assert.equal(status, 0)
})

test('it has the level that the user gives it', async () => {
  const level = (word: string) => codes(['--no-host', '--level', `real-server-unchecked=${word}`], unchecked)
  assert.deepEqual(await level('error'), ['error real-server-unchecked'])
  assert.deepEqual(await level('off'), [])
  assert.deepEqual(await codes(['--no-host', '--strict'], unchecked), ['error real-server-unchecked'])
})

test('the facts of the host decide what is said about addresses', async () => {
  const wide = good().replace('192.0.2.9', '192.0.2.9/16')
  assert.deepEqual(await codes(['--host', 'facts.json'], wide), ['warning address-length-differs'])
  assert.deepEqual(await codes(['--no-host'], wide), [])
})

test('-t says nothing of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keepalived-ts-lints-'))
  try {
    const [configFile, output] = [join(folder, 'a.conf'), join(folder, 'said')]
    writeFileSync(configFile, unchecked)
    assert.equal(configTest({ configFile, configId: undefined, allConfig: false, output }), 0)
    assert.equal(readFileSync(output, 'utf8'), '')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
