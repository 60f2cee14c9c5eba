/** systemd, when it started us and waits to be told (sd_notify(3)); nothing happens otherwise. */
import { now } from './clock.ts'
import type { Native } from './native.ts'
import { openNotifySocket } from './notify-socket.ts'

export interface ServiceManager {
  ready(): void
  /** With the moment, so that systemd can tell this reload from an earlier one. */
  reloading(): void
  stopping(): void
  alive(): void
  /** It wants a sign of life at least this often. */
  readonly watchdogMillis: number | undefined
}

/** Reads NOTIFY_SOCKET and WATCHDOG_USEC, and takes them out of the environment that scripts inherit. */
export function openServiceManager(native: Native): ServiceManager {
  const { NOTIFY_SOCKET: path, WATCHDOG_USEC: interval, WATCHDOG_PID: pid } = process.env
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete process.env[name]
  const socket = path === undefined ? undefined : openNotifySocket(native, path)
  const send = (text: string) => {
    if (socket?.ok) socket.value.send(text)
  }
  const meant = interval !== undefined && (pid === undefined || Number(pid) === process.pid)
  return {
    ready: () => send(`READY=1\nMAINPID=${process.pid}`),
    reloading: () => send(`RELOADING=1\nMONOTONIC_USEC=${now(native)}`),
    stopping: () => send('STOPPING=1'),
    alive: () => send('WATCHDOG=1'),
    watchdogMillis: meant && socket?.ok ? Number(interval) / 1_000 : undefined,
  }
}
