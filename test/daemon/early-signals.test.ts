/** Signals between the pid file and the first turn of the event loop, as a script may send them. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const program = join(import.meta.dirname, '../../bin/keepalived-ts')
const patienceMillis = 20_000

test('a SIGHUP as soon as the pid file is there is a reload, a SIGTERM an end, neither a death', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'early-signals-'))
  try {
    const file = (name: string) => join(directory, name)
    // Nothing to run, so it needs no privileges; long enough that reading it takes its time.
    writeFileSync(file('conf'), `${'# a comment\n'.repeat(20_000)}global_defs {\n}\n`)
    const paths = ['-f', file('conf'), '-p', file('pid'), '-r', file('vrrp'), '-c', file('checker')]
    const daemon = spawn(program, ['-n', '-l', ...paths], { stdio: ['ignore', 'ignore', 'pipe'] })
    let log = ''
    daemon.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text
      if (log.includes('Reload complete')) daemon.kill('SIGTERM')
    })
    const end = new Promise((resolve) => daemon.on('exit', (status, signal) => resolve({ status, signal })))
    // Not a millisecond later, hence no turn of the loop between the file and the signal.
    const until = Date.now() + patienceMillis
    while (readOr(file('pid')) !== `${daemon.pid}\n` && Date.now() < until);
    daemon.kill('SIGHUP')
    assert.deepEqual(await end, { status: 0, signal: null }, log)
  } finally {
    rmSync(directory, { recursive: true })
  }
})

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
