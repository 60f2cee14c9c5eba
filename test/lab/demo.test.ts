/** The demo is told to end in the middle: it says so, leaves nothing behind and gives a shell's status. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { labIsRequired, labMissing } from './able.ts'
import { until } from './wait.ts'

const demo = join(import.meta.dirname, '../../tools/demo.ts')
const namespaces = () => {
  try {
    return readdirSync('/run/netns')
  } catch {
    return []
  }
}

/** As a terminal does it: the signal goes to the whole process group, tcpdump and the probe included. */
async function interrupted(context: TestContext, when: string, signal: NodeJS.Signals) {
  const directory = mkdtempSync(join(tmpdir(), 'kt-demo-'))
  context.after(() => rmSync(directory, { recursive: true, force: true }))
  const env = { ...process.env, TMPDIR: directory }
  const child = spawn(process.execPath, [demo], { detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const { pid = 0 } = child
  context.after(() => child.kill('SIGKILL'))
  let shown = ''
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString()
  })
  const complaints = text(child.stderr)
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  await until(`"${when}"`, 20, () => shown.includes(when))
  process.kill(-pid, signal)
  const status = await ended
  const left = {
    files: readdirSync(directory),
    namespaces: namespaces().filter((name) => name.startsWith(`kt${pid}-`)),
  }
  return { status, shown, complaints: await complaints, left }
}

const moments = [
  ['SIGINT', 130, 'Left: seconds'],
  ['SIGTERM', 143, 'Entering BACKUP STATE'],
  ['SIGINT', 130, 'node a  dead'],
  ['SIGHUP', 129, 'Entering MASTER STATE'],
] as const

const missing = await labMissing()
for (const [signal, wanted, when] of moments) {
  test(`${signal} after "${when}"`, { skip: labIsRequired() ? false : (missing ?? false) }, async (t) => {
    const { status, shown, complaints, left } = await interrupted(t, when, signal)
    assert.equal(status, wanted, shown)
    assert.match(shown, new RegExp(`Stopped by ${signal}[^]*nothing of it is left behind\\.\\n$`))
    assert.doesNotMatch(shown, /\bNO\b|in vain|kt-lab/)
    assert.equal(complaints, '')
    assert.deepEqual(left, { files: [], namespaces: [] })
  })
}
