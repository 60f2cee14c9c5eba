/** A mail server for a host of the lab: takes everything, and appends what it hears to the given file. */
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:net'

const [, , output = ''] = process.argv
const answers: Readonly<Record<string, string>> = { DATA: '354 go on', QUIT: '221 bye' }

const server = createServer((socket) => {
  socket.write('220 ready\r\n')
  let rest = ''
  let inMessage = false
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    rest += chunk.toString('utf8')
    for (;;) {
      const mark = inMessage ? '\r\n.\r\n' : '\r\n'
      const end = rest.indexOf(mark)
      if (end < 0) return
      const text = rest.slice(0, end)
      rest = rest.slice(end + mark.length)
      appendFileSync(output, `${text}\n`)
      inMessage = !inMessage && text === 'DATA'
      socket.write(`${answers[text] ?? '250 ok'}\r\n`)
    }
  })
})
server.listen(2525, '127.0.0.1', () => appendFileSync(output, 'ready\n'))
