/** Sends made-up frames into a LAN of the lab from one of its hosts, one by one or as a flood. */
import { join } from 'node:path'
import { type Host, startTool } from './network.ts'

export interface Injection {
  /** Whole Ethernet frames, sent in turn. */
  readonly frames: readonly Uint8Array[]
  /** Frames a second; all of them once and at once if absent. */
  readonly perSecond?: number
  /** How long a flood lasts; needed with `perSecond`. */
  readonly seconds?: number
  readonly interface?: string
}

/** Sends and resolves with the number of frames that went out. */
export async function inject(host: Host, injection: Injection): Promise<number> {
  const order = {
    frames: injection.frames.map((frame) => Buffer.from(frame).toString('base64')),
    perSecond: injection.perSecond ?? 0,
    seconds: injection.seconds ?? 0,
    interface: injection.interface ?? 'eth0',
  }
  const child = startTool(host, [process.execPath, join(import.meta.dirname, 'inject-sender.ts')])
  let output = ''
  let complaint = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  child.stdin?.end(JSON.stringify(order))
  await new Promise<void>((resolve) => child.on('close', () => resolve()))
  const sent = Number.parseInt(output, 10)
  if (!Number.isInteger(sent)) throw new Error(`nothing was injected: ${complaint}`)
  return sent
}
