/**
 * What log.test.ts runs as a process of its own: far more lines than any pipe holds, then the end. Not on
 * standard error, which Node itself makes non-blocking as soon as anything imports node:util.
 */
import { openLog } from '../../src/io/log.ts'

const log = await openLog({ to: 'stderr', json: false, detail: false, fd: 3 })
const line = { level: 'info', kind: 'x', text: 'y'.repeat(1_000), fields: {} } as const
for (let count = 0; count < 3_000; count++) log.write(line)
process.stdout.write('written')
await log.flush()
process.exit(0)
