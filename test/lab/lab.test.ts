/** The lab itself: it vanishes however its owner ends, and its measures mean what they say. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { labIsRequired, labMissing } from './able.ts'
import { longestGap } from './capture.ts'
import { longestSilence } from './probe.ts'
import { until } from './wait.ts'

const missing = await labMissing()

/** Opens a lab with a process in it, tells the lab's name and waits for ever. */
const owner = `
import { openLab, startTool } from '${join(import.meta.dirname, 'network.ts')}'
const lab = await openLab({ hosts: ['a', 'b'] })
const tool = startTool(lab.host('a'), ['sleep', '1000'])
process.stdout.write(JSON.stringify({ name: lab.name, directory: lab.directory, tool: tool.pid }) + '\\n')
setInterval(() => undefined, 1000)
`

describe('the lab', { skip: labIsRequired() ? false : (missing ?? false) }, () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    it(`leaves nothing behind when its owner ends by ${signal}`, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', owner])
      let words = ''
      child.stdout.on('data', (chunk: Buffer) => {
        words += chunk.toString()
      })
      await until('the lab to open', 10, () => words.endsWith('\n'))
      const { name, directory, tool } = JSON.parse(words)
      const left = () => [
        ...readdirSync('/run/netns').filter((netns) => netns.startsWith(name)),
        ...[directory, `/proc/${tool}`].filter((path) => existsSync(path)),
      ]
      assert.equal(left().length, 5)
      child.kill(signal)
      await until('everything to go', 10, () => left().length === 0)
    })
  }
})

describe('measures of the lab', () => {
  it('a silence lasts from an unanswered question to the next answer', () => {
    const record = { sentAt: [1000, 2000, 3000, 4000, 5000], answeredAt: [1100, 4100, 5100] }
    assert.deepEqual(longestSilence(record), { from: 2000, lengthMicros: 2100 })
  })

  it('where nobody asked, nothing was missed', () => {
    const record = { sentAt: [1000, 90_000], answeredAt: [1100, 90_100] }
    assert.equal(longestSilence(record).lengthMicros, 100)
  })

  it('a silence that never ends lasts to the last question', () => {
    const record = { sentAt: [1000, 2000, 3000, 4000], answeredAt: [1100] }
    assert.deepEqual(longestSilence(record), { from: 2000, lengthMicros: 2000 })
  })

  it('a gap is the longest time between neighbours', () => {
    assert.equal(longestGap([{ at: 10 }, { at: 30 }, { at: 35 }]), 20)
    assert.equal(longestGap([{ at: 10 }]), 0)
  })
})
