/**
 * A real server: greets everyone with the name given and hangs up. Runs in a network namespace of the guest.
 */
import { createServer } from 'node:net'

const name = process.argv[2] ?? 'nobody'
createServer((socket) => {
  socket.on('error', () => undefined)
  socket.end(`${name}\n`)
}).listen(80, '0.0.0.0')
