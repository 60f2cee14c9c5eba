/**
 * Tells systemd how the service is: sd_notify(3) over a datagram socket. Refuses nothing that systemd would
 * not: the text is the caller's, lines of `NAME=value`.
 */
import { err, type Result } from '../base/result.ts'
import { attempt, type Failure } from './failure.ts'
import { AF_UNIX, SOCK_DGRAM, unixSocketAddress } from './linux.ts'
import type { Native } from './native.ts'

export interface NotifySocket {
  /** 'READY=1', 'RELOADING=1\nMONOTONIC_USEC=...', 'STATUS=...', 'WATCHDOG=1', 'STOPPING=1'. Never waits. */
  send(text: string): Failure | undefined
  close(): void
}

/** `path` as in $NOTIFY_SOCKET: an absolute path, or '@' and a name of the abstract namespace. */
export function openNotifySocket(native: Native, path: string): Result<NotifySocket, Failure> {
  const address = unixSocketAddress(path)
  const doing = `telling systemd through ${path}`
  if (address === 'path-too-long') {
    return err({ code: 'ENAMETOOLONG', text: 'a socket path has at most 107 bytes', doing })
  }
  return attempt(doing, () => {
    const fd = native.socket(AF_UNIX, SOCK_DGRAM, 0)
    let isOpen = true
    return {
      send(text) {
        // Not connected: a systemd that was re-executed listens on a new socket at the old path.
        const sent = attempt(doing, () => native.send(fd, new TextEncoder().encode(text), address, 0))
        if (!sent.ok) return sent.error
        return sent.value < 0 ? { code: 'EAGAIN', text: "systemd's queue is full", doing } : undefined
      },
      close() {
        if (isOpen) native.close(fd)
        isOpen = false
      },
    }
  })
}
