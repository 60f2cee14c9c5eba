/** Connections for checks: opened, and closed as soon as they stand. Refuses to send or read anything. */
import { createConnection } from 'node:net'
import { familyOf } from '../base/address.ts'
import type { Attempt, Connect, Connected } from '../check/kind.ts'

/** TCP over the system's routes. */
export const tcpConnect: Connect = {
  connect(wish, onEnd): Attempt {
    const { address, port } = wish.target
    const family = familyOf(address) === 'ipv4' ? 4 : 6
    const socket = createConnection({ host: address, port, family })
    let isOver = false
    const end = (connected: Connected) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      socket.destroy()
      onEnd(connected)
    }
    // Rounded up: a timer of Node counts milliseconds and may be early by a fraction of one.
    const timer = setTimeout(() => end({ is: 'timeout' }), Math.ceil(wish.timeout / 1_000))
    socket.once('connect', () => end({ is: 'connected' }))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end({ is: 'failed', code: error.code ?? 'UNKNOWN', text: error.message }),
    )
    return {
      cancel() {
        isOver = true
        clearTimeout(timer)
        socket.destroy()
      },
    }
  },
}
