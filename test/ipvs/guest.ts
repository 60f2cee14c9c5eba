/** Runs a program of `inside/` in the user-mode Linux of tools/ipvs-lab and brings back what it saw. */
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const lab = `${root}tools/ipvs-lab`

/** Why no guest can be started here; undefined when it can. */
export function whyNoGuest(): string | undefined {
  const { status, stdout } = spawnSync(lab, ['--check'], { encoding: 'utf8' })
  return status === 0 ? undefined : `no Linux with IPVS to test in: ${stdout.trim()}`
}

/**
 * The last line that the program printed, parsed as what it reports; rejects with all it said when it failed.
 */
export function inGuest<Seen>(program: string, ...words: string[]): Promise<Seen> {
  const command = [process.execPath, `${root}test/ipvs/inside/${program}`, ...words]
  const guest = spawn(lab, ['-t', '240', ...command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [guest.stdout, guest.stderr]) {
    stream.on('data', (data) => {
      said += String(data)
    })
  }
  return new Promise((resolve, reject) => {
    guest.on('error', reject)
    guest.on('close', (status) => {
      const last = said.trim().split('\n').at(-1) ?? ''
      if (status === 0) resolve(JSON.parse(last))
      else reject(new Error(`${program} ended with status ${status}:\n${said}`))
    })
  })
}
