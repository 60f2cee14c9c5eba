/** The reader of a notify FIFO: there before the daemon and after it, so that no line is missed. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { type Host, startTool } from './network.ts'
import { until } from './wait.ts'

export interface Fifo {
  readonly path: string
  /** The lines so far that contain `about`. */
  lines(about: string): readonly string[]
  /** Waits for lines, each as often as it is named. */
  until(wanted: string | readonly string[]): Promise<void>
}

/** Makes the pipe `fifo` in the host's directory, and keeps everything that comes out of it. */
export function openFifo(host: Host): Fifo {
  const path = join(host.directory, 'fifo')
  execFileSync('mkfifo', ['-m', '600', path])
  // The shell holds it open for writing too, so that the end of one daemon is not the end of the file.
  const reader = startTool(host, ['sh', '-c', `exec 3<>'${path}'; exec cat <&3`])
  let text = ''
  reader.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const count = (wanted: string) => text.split('\n').filter((line) => line === wanted).length
  return {
    path,
    lines: (about) => text.split('\n').filter((line) => line.includes(about)),
    until: async (wanted) => {
      const all = typeof wanted === 'string' ? [wanted] : wanted
      await until(`${all.at(-1)} in the FIFO of ${host.name}`, 15, () =>
        all.every((each) => count(each) >= all.filter((one) => one === each).length),
      )
    },
  }
}
