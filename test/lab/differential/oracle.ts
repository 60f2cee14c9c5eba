/**
 * What Debian's keepalived says of configurations: `keepalived -t` in a namespace with eth0 and eth1, many
 * files in one go, since starting it takes longer than its work. Refuses to judge.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peerPath } from '../able.ts'
import { type Host, run } from '../network.ts'

export interface Verdict {
  /** Exit status; above 128: ended by a signal. */
  readonly status: number
  readonly words: string
}

/** What `@id` lines compare with. */
export const configId = 'node'

const loop = `
for file in "$1"/*.conf; do
  timeout -k 1 5 ${peerPath} -t -i ${configId} -f "$file" >"$file.out" 2>&1
  echo $? >"$file.status"
done`

/** Their verdicts, in order. Two at a time. */
export async function verdictsOf(host: Host, texts: readonly string[]): Promise<readonly Verdict[]> {
  const halves = [0, 1].map((half) => join(host.directory, `oracle-${half}`))
  for (const directory of halves) mkdirSync(directory)
  const paths = texts.map((text, index) => {
    const path = join(halves[index % 2] ?? '', `${String(index).padStart(6, '0')}.conf`)
    writeFileSync(path, text)
    return path
  })
  await Promise.all(halves.map((directory) => run(host, ['sh', '-c', loop, 'sh', directory])))
  const verdicts = paths.map((path) => ({
    status: Number(readFileSync(`${path}.status`, 'utf8')),
    words: readFileSync(`${path}.out`, 'utf8').replaceAll(`${path}: `, ''),
  }))
  for (const directory of halves) rmSync(directory, { recursive: true })
  return verdicts
}
