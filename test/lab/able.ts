/**
 * Whether this machine can run the lab. On a laptop without root the lab's tests are skipped with the reason;
 * where the verdict counts (CI=true, or KEEPALIVED_TS_LAB=required) a missing lab is a failure.
 */
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { openLab } from './network.ts'

const tools = ['ip', 'tcpdump', 'sh', 'setpriv'] as const

/** Debian's keepalived, the peer. */
export const peerPath = '/usr/sbin/keepalived'

/** Why the lab cannot run here, with the cure; undefined when it can. Opens and closes a LAN to find out. */
export async function labMissing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'the lab needs Linux network namespaces'
  if (process.getuid?.() !== 0) return 'the lab needs root: run it with sudo'
  const absent = tools.filter((tool) => !isInPath(tool))
  if (absent.length > 0) {
    return `the lab needs ${absent.join(', ')}: apt-get install iproute2 tcpdump util-linux`
  }
  try {
    const lab = await openLab({ hosts: ['a'] })
    await lab.close()
    return undefined
  } catch (error) {
    return `the lab cannot make namespaces here: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Whether a missing lab must fail rather than skip. */
export function labIsRequired(): boolean {
  const { CI, KEEPALIVED_TS_LAB } = process.env
  return CI === 'true' || KEEPALIVED_TS_LAB === 'required'
}

/** Why the other side cannot be Debian's keepalived; undefined when it can. */
export function peerMissing(): string | undefined {
  return existsSync(peerPath) ? undefined : `${peerPath} is missing: apt-get install keepalived`
}

/** Whether a command is there for us to run. */
export function isInPath(command: string): boolean {
  const { PATH = '' } = process.env
  const folders = PATH.split(delimiter)
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
