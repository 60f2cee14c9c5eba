/** `--worker=NAME`: what the parent starts. Not for people. */
import type { Native } from '../io/native.ts'
import type { ParentChannel } from '../io/parent-channel.ts'

/** Hands the process over to the worker; resolves with the reason when there is none to hand it to. */
export async function runWorker(
  name: string,
  native: Native,
  channel: ParentChannel | undefined,
): Promise<string | undefined> {
  if (channel === undefined) return 'a worker is started by the daemon only'
  if (name === 'vrrp') {
    const { runVrrpWorker } = await import('../daemon/host/vrrp-worker.ts')
    runVrrpWorker(native, channel)
  } else if (name === 'checker') {
    const { runCheckWorker } = await import('../daemon/checks/check-worker.ts')
    runCheckWorker(native, channel)
  } else return `there is no worker '${name}'`
  return undefined
}
