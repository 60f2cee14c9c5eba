/** How long `-t` takes for the seed file. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { peerPath } from '../test/lab/able.ts'
import { seed } from '../test/lab/configuration.ts'
import { ourPath } from '../test/lab/daemon.ts'
import type { Measure } from './measure.ts'
import { onGround } from './pair.ts'

export const configTestMeasure: Measure = {
  name: 'config-test',
  about: 'keepalived -t on the seed file',
  run: (kind, { quick }) =>
    onGround(kind, async ({ a }) => {
      const folder = mkdtempSync(join(tmpdir(), 'keepalived-ts-bench-'))
      const file = join(folder, 'keepalived.conf')
      writeFileSync(file, seed('master', folder))
      const program = kind === 'ours' ? ourPath : peerPath
      const values = Array.from({ length: quick ? 5 : 25 }, () => {
        const began = performance.now()
        const { status, stderr } = spawnSync('ip', ['netns', 'exec', a.netns, program, '-t', '-f', file])
        const millis = performance.now() - began
        // 5 is "a script is missing or insecure" and the like; anything above is a refusal.
        if (status === null || status > 5) throw new Error(`${program} -t: ${status} ${stderr}`)
        return millis
      })
      rmSync(folder, { recursive: true })
      return [{ what: '-t on the seed file, ms', values }]
    }),
}
